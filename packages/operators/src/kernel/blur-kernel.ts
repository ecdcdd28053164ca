/**
 * Weights of a blur, row by row. The origin is the centre, row ⌊height/2⌋ and column ⌊width/2⌋: the
 * middle of odd sides, the second of the two middle ones of even sides.
 */
export interface BlurKernel {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/**
 * A kernel with weights normalised to sum 1.
 *
 * @throws RangeError for weights that are negative, not finite or all zero.
 */
export function normalizedKernel(
  where: string,
  height: number,
  width: number,
  weights: ArrayLike<number>,
): BlurKernel {
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    if (!(weight >= 0 && weight < Number.POSITIVE_INFINITY)) {
      const place = `row ${Math.floor(i / width)}, column ${i % width}`;
      throw new RangeError(`${where}: expected finite weights ≥ 0, got ${weight} at ${place}`);
    }
    sum += weight;
  }
  if (!(sum > 0 && sum < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${where}: expected weights of a positive, finite sum, got ${sum}`);
  }
  return Object.freeze({ height, width, data: Float32Array.from(weights, (weight) => weight / sum) });
}
