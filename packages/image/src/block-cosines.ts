/** The orthonormal cosine transform (DCT-II) of eight numbers, as in JPEG: a matrix, row by row. */
export const blockCosines: Float64Array<ArrayBuffer> = Float64Array.from({ length: 64 }, (_, i) => {
  const [k, n] = [i >> 3, i & 7];
  return (k === 0 ? Math.sqrt(1 / 8) : 0.5) * Math.cos((Math.PI * (2 * n + 1) * k) / 16);
});
