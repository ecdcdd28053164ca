/** The prime factors with the fastest passes. */
const factors = [5, 3, 2] as const;

/** Whether n is of the form 2ᵃ 3ᵇ 5ᶜ. */
function isGoodSize(n: number): boolean {
  let rest = n;
  for (const factor of factors) while (rest % factor === 0) rest /= factor;
  return rest === 1;
}

/**
 * The smallest length ≥ n of the form 2ᵃ 3ᵇ 5ᶜ; {@link fft2} is fastest for these.
 *
 * @throws RangeError unless n is a whole number ≥ 1.
 */
export function goodSize(n: number): number {
  if (!(Number.isSafeInteger(n) && n >= 1)) {
    throw new RangeError(`goodSize: expected a whole number ≥ 1, got ${n}`);
  }
  let size = n;
  while (!isGoodSize(size)) size++;
  return size;
}
