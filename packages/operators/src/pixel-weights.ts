/** One number for each pixel, row by row. */
export interface PixelWeights {
  readonly height: number;
  readonly width: number;
  readonly data: ArrayLike<number>;
}

/**
 * Converts a rectangle of numbers in either form.
 *
 * @throws TypeError for rows of different lengths or sides that do not fit the numbers.
 */
export function readPlane(
  where: string,
  weights: readonly (readonly number[])[] | PixelWeights,
): PixelWeights {
  if (isRows(weights)) {
    const height = weights.length;
    const width = weights[0]?.length ?? 0;
    for (const [i, row] of weights.entries()) {
      if (!Array.isArray(row) || row.length !== width) {
        throw new TypeError(`${where}: expected rows of ${width} numbers, got ${row.length} in row ${i}`);
      }
    }
    if (height * width === 0) throw new TypeError(`${where}: expected numbers, got ${height}×${width}`);
    return { height, width, data: weights.flat() };
  }
  const { height, width, data } = weights;
  const isSide = (side: number): boolean => Number.isSafeInteger(side) && side >= 1;
  if (!(isSide(height) && isSide(width) && data?.length === height * width)) {
    throw new TypeError(
      `${where}: expected height × width numbers, got ${height}×${width} and ${data?.length}`,
    );
  }
  return { height, width, data };
}

function isRows(weights: object): weights is readonly (readonly number[])[] {
  return Array.isArray(weights);
}
