import type { Plane } from "./self-ensemble.ts";

/** A part of a plane. */
export function cropPlane(
  { data, width }: Plane,
  left: number,
  top: number,
  size: { readonly width: number; readonly height: number },
): Float32Array<ArrayBuffer> {
  const part = new Float32Array(size.width * size.height);
  for (let row = 0; row < size.height; row++) {
    const from = (top + row) * width + left;
    part.set(data.subarray(from, from + size.width), row * size.width);
  }
  return part;
}

/** A plane continued by `border` pixels on every side, mirrored with its edge pixel repeated. */
export function extendPlane({ data, width, height }: Plane, border: number): Plane {
  const [columns, rows] = [width + 2 * border, height + 2 * border];
  const across = Array.from({ length: columns }, (_, x) => mirrored(x - border, width));
  const extended = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const from = mirrored(y - border, height) * width;
    for (let x = 0; x < columns; x++) extended[y * columns + x] = data[from + across[x]!]!;
  }
  return { data: extended, width: columns, height: rows };
}

function mirrored(place: number, size: number): number {
  const turn = ((place % (2 * size)) + 2 * size) % (2 * size);
  return turn < size ? turn : 2 * size - 1 - turn;
}
