/**
 * The orthonormal two-dimensional DCT-II atoms of `size` × `size` pixels without the constant one, `[size² −
 * 1, size²]`.
 *
 * Atom b·size + a − 1 has B[r][c] = d_a(r) d_b(c): the row frequency a runs fastest, as in the TNRD package.
 */
export function dctBasis(size: number): Float64Array {
  const waves = Float64Array.from({ length: size * size }, (_, i) => {
    const [frequency, at] = [Math.floor(i / size), i % size];
    if (frequency === 0) return Math.sqrt(1 / size);
    return Math.sqrt(2 / size) * Math.cos((Math.PI * frequency * (2 * at + 1)) / (2 * size));
  });
  const pixels = size * size;
  const basis = new Float64Array((pixels - 1) * pixels);
  for (let atom = 1; atom < pixels; atom++) {
    const a = atom % size;
    const b = Math.floor(atom / size);
    for (let r = 0; r < size; r++) {
      for (let c = 0; c < size; c++) {
        basis[(atom - 1) * pixels + r * size + c] = waves[a * size + r]! * waves[b * size + c]!;
      }
    }
  }
  return basis;
}
