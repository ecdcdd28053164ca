/** The size of an image stored row by row. */
export interface ImageSize {
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
}

/** @throws RangeError unless the sides are integers of at least `smallest` that multiply to `length`. */
export function checkSize(
  name: string,
  length: number,
  { width, height }: ImageSize,
  smallest: number,
): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || Math.min(width, height) < smallest) {
    throw new RangeError(
      `${name}: expected integer sides of at least ${smallest} pixels, got ${width}×${height}`,
    );
  }
  if (width * height !== length) {
    throw new RangeError(`${name}: expected ${width}×${height} = ${width * height} pixels, got ${length}`);
  }
}
