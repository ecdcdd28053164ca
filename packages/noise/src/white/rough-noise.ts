/** The median of |x| of a standard normal x. */
const MEDIAN_OF_NORMAL = 0.67449;

/**
 * A rough estimate of the standard deviation of white Gaussian noise in a plane too small for a better one:
 * median |d| / 0.6745 of d = (a − b − c + e)/2 over all 2 × 2 pixels (a b; c e), which is 0 for slopes and
 * edges along rows and columns (Donoho & Johnstone 1994, DOI 10.1093/biomet/81.3.425). 0 if there is no such
 * block.
 */
export function roughNoise(
  plane: ArrayLike<number>,
  { width, height }: { readonly width: number; readonly height: number },
): number {
  const details: number[] = [];
  for (let y = 0; y + 1 < height; y++) {
    for (let i = y * width; i + 1 < (y + 1) * width; i++) {
      details.push(Math.abs(plane[i]! - plane[i + 1]! - plane[i + width]! + plane[i + width + 1]!) / 2);
    }
  }
  if (details.length === 0) return 0;
  details.sort((a, b) => a - b);
  return details[details.length >> 1]! / MEDIAN_OF_NORMAL;
}
