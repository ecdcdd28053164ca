/** Number of patches gathered at a time: 50 lines of that length fit into the first-level cache. */
const BLOCK = 64;

/**
 * The population covariance matrix of side × side patches of an image, side² × side² numbers row by row,
 * in squared gray levels.
 *
 * @param image - pixels row by row
 * @param width - of the image
 * @param side - of the patches
 * @param corners - index of the first pixel of each patch
 */
export function patchCovariance(
  image: ArrayLike<number>,
  width: number,
  side: number,
  corners: Int32Array,
): Float64Array {
  const n = side * side;
  const offsets = Int32Array.from({ length: n }, (_, i) => Math.floor(i / side) * width + (i % side));
  // Any pixel can serve as origin: it keeps sums small, and patches of a constant image exactly zero.
  const origin = image[corners[0]!]!;
  const stride = n + (n % 2);
  const gathered = new Float64Array(stride * BLOCK);
  const sums = new Float64Array(n);
  const products = new Float64Array(stride * stride);
  for (let start = 0; start < corners.length; start += BLOCK) {
    const count = Math.min(BLOCK, corners.length - start);
    if (count < BLOCK) gathered.fill(0);
    for (let i = 0; i < n; i++) {
      const offset = offsets[i]!;
      let sum = 0;
      for (let k = 0; k < count; k++) {
        const value = image[corners[start + k]! + offset]! - origin;
        gathered[i * BLOCK + k] = value;
        sum += value;
      }
      sums[i]! += sum;
    }
    addProducts(gathered, stride, products);
  }
  const covariance = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (products[i * stride + j]! - (sums[i]! * sums[j]!) / corners.length) / corners.length;
      covariance[i * n + j] = value;
      covariance[j * n + i] = value;
    }
  }
  return covariance;
}

/**
 * Adds the inner products of `lines` (an even number) to the lower triangle, two by two, so that each
 * load is used twice.
 */
function addProducts(gathered: Float64Array, lines: number, products: Float64Array): void {
  for (let i = 0; i < lines; i += 2) {
    const upper = i * BLOCK;
    for (let j = 0; j <= i; j += 2) {
      const left = j * BLOCK;
      let upperLeft = 0;
      let upperRight = 0;
      let lowerLeft = 0;
      let lowerRight = 0;
      for (let k = 0; k < BLOCK; k++) {
        const a = gathered[upper + k]!;
        const b = gathered[upper + BLOCK + k]!;
        const c = gathered[left + k]!;
        const d = gathered[left + BLOCK + k]!;
        upperLeft += a * c;
        upperRight += a * d;
        lowerLeft += b * c;
        lowerRight += b * d;
      }
      products[i * lines + j]! += upperLeft;
      products[i * lines + j + 1]! += upperRight;
      products[(i + 1) * lines + j]! += lowerLeft;
      products[(i + 1) * lines + j + 1]! += lowerRight;
    }
  }
}
