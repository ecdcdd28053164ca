import type { Plane } from "./trial.ts";

/**
 * A plane `scale` times as wide and high by cubic convolution (Keys 1981, DOI
 * 10.1109/TASSP.1981.1163711, a = −1/2); beyond its edges it is mirrored, the edge pixel repeated.
 */
export function bicubicEnlarge(plane: Plane, scale: number): Plane {
  return transpose(enlargeRows(transpose(enlargeRows(plane, scale)), scale));
}

function enlargeRows({ data, width, height }: Plane, scale: number): Plane {
  const columns = width * scale;
  const enlarged = new Float32Array(columns * height);
  for (let x = 0; x < columns; x++) {
    const at = (x + 0.5) / scale - 0.5;
    const first = Math.floor(at) - 1;
    for (let tap = first; tap < first + 4; tap++) {
      const weight = cubic(Math.abs(at - tap));
      const source = Math.min(tap < 0 ? -1 - tap : tap, 2 * width - 1 - tap);
      for (let y = 0; y < height; y++) enlarged[y * columns + x]! += weight * data[y * width + source]!;
    }
  }
  return { data: enlarged, width: columns, height };
}

function cubic(d: number): number {
  return d < 1 ? 1.5 * d ** 3 - 2.5 * d ** 2 + 1 : -0.5 * d ** 3 + 2.5 * d ** 2 - 4 * d + 2;
}

function transpose({ data, width, height }: Plane): Plane {
  const turned = Float32Array.from(data, (_, i) => data[(i % height) * width + Math.floor(i / height)]!);
  return { data: turned, width: height, height: width };
}
