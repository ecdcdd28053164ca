/** The size of an image stored row by row. */
export interface ImageSize {
  /** Columns, in pixels. */
  readonly width: number;
  /** Rows, in pixels. */
  readonly height: number;
}

/** @throws RangeError unless both images have the same number of pixels, at least one. */
export function checkPair(name: string, reference: ArrayLike<number>, estimate: ArrayLike<number>): void {
  if (reference.length === 0) {
    throw new RangeError(`${name}: expected at least one pixel, got an empty image`);
  }
  if (reference.length !== estimate.length) {
    throw new RangeError(
      `${name}: expected images of equal length, got ${reference.length} and ${estimate.length} pixels`,
    );
  }
}

/** @throws RangeError unless `peak` is a positive finite number. */
export function checkPeak(name: string, peak: number): void {
  if (!(peak > 0 && peak < Infinity)) throw new RangeError(`${name}: expected a positive peak, got ${peak}`);
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
