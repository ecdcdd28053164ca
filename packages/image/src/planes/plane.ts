/**
 * A plane of `height × width` gray levels, row by row, or several interleaved planes; the length tells how
 * many.
 */
export interface Plane<Buffer extends ArrayBufferLike = ArrayBuffer> {
  readonly data: Float32Array<Buffer>;
  readonly width: number;
  readonly height: number;
}

type Size = Pick<Plane, "width" | "height">;

/** How many planes are interleaved. */
export function channelsOf({ data, width, height }: Plane<ArrayBufferLike>): number {
  return data.length / (width * height);
}

/**
 * The part of a plane of a given size whose first pixel is at column `left` and row `top`.
 *
 * @throws RangeError if the part leaves the plane.
 */
export function cropPlane(plane: Plane<ArrayBufferLike>, left: number, top: number, size: Size): Plane {
  const { width, height } = size;
  const fits = left >= 0 && top >= 0 && left + width <= plane.width && top + height <= plane.height;
  if (!fits) {
    const part = `${width}×${height} pixels at column ${left}, row ${top}`;
    throw new RangeError(`cropPlane: expected a part of ${plane.width}×${plane.height} pixels, got ${part}`);
  }
  const channels = channelsOf(plane);
  const data = new Float32Array(width * height * channels);
  for (let row = 0; row < height; row++) {
    const from = ((top + row) * plane.width + left) * channels;
    data.set(plane.data.subarray(from, from + width * channels), row * width * channels);
  }
  return { data, width, height };
}

/** Extends a plane by `border` pixels on every side by mirroring, with the edge pixel repeated. */
export function extendPlane(plane: Plane<ArrayBufferLike>, border: number): Plane {
  const { data, width, height } = plane;
  const channels = channelsOf(plane);
  const [columns, rows] = [width + 2 * border, height + 2 * border];
  const across = Array.from({ length: columns }, (_, x) => mirroredIndex(x - border, width));
  const extended = new Float32Array(columns * rows * channels);
  for (let y = 0, to = 0; y < rows; y++) {
    const row = mirroredIndex(y - border, height) * width;
    for (let x = 0; x < columns; x++) {
      const from = (row + across[x]!) * channels;
      for (let c = 0; c < channels; c++) extended[to++] = data[from + c]!;
    }
  }
  return { data: extended, width: columns, height: rows };
}

/** Index of the pixel, of `size`, at a position beyond the line: mirrored, with the edge pixel repeated. */
export function mirroredIndex(place: number, size: number): number {
  const turn = ((place % (2 * size)) + 2 * size) % (2 * size);
  return turn < size ? turn : 2 * size - 1 - turn;
}
