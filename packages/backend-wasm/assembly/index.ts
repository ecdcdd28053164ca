import { addAdjoint } from "./adjoint";
import { BLOCK } from "./arithmetic";
import { clearTail, correlate, pairsFor } from "./correlate";
import { addFilterGradient } from "./filter-gradient";
import { applyInfluence, applyInfluenceGradient } from "./influence";

export { blockSum, foldSymmetric, padSymmetric, padZeros, react, subtractReplicated } from "./pyramid";

/**
 * Σ_i k̄_i * φ_i(a · k_i * u)/a of one scale.
 *
 * `padded` is u with its border of size − 1, in rows of `stride` pixels; `out` has the same geometry, is cleared
 * here, and holds the result in its interior. `z` and `taps` are scratch of count × 64 and (size² + 4) × 64 floats.
 */
export function diffuse(
  padded: usize, out: usize, height: i32, width: i32, stride: i32,
  size: i32, count: i32, filters: usize, adjointFilters: usize,
  table: usize, tableStride: i32, placeScale: f32, placeOffset: f32, last: f32, inverseGain: f32,
  z: usize, taps: usize,
): void {
  const rows = height + size - 1;
  const columns = width + size - 1;
  memory.fill(out, 0, <usize>((rows + size - 1) * stride << 2));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += BLOCK) {
      const at = <usize>((y * stride + x) << 2);
      const pairs = pairsFor(columns - x);
      correlate(padded + at, stride, filters, count, size, pairs, z);
      applyInfluence(z, count, pairs, table, tableStride, placeScale, placeOffset, last, inverseGain);
      clearTail(z, count, min(columns - x, BLOCK), pairs);
      addAdjoint(z, adjointFilters, count, size, pairs, taps, out + at, stride);
    }
  }
}

/**
 * Gradients of ⟨e, diffuse(u)⟩; all of them are added to or written unsigned, the caller negates.
 *
 * `e` is the back-signal, zero-padded to the geometry of `padded`; `out` receives ∂/∂(padded u); `sums` (count ×
 * tapStride × 4 floats) and `dTable` are added to. `g` is scratch like `z`. Returns Σ g (z φ' − φ/a).
 */
export function diffuseGradient(
  padded: usize, e: usize, out: usize, height: i32, width: i32, stride: i32,
  size: i32, count: i32, filters: usize, adjointFilters: usize,
  table: usize, dTable: usize, tableStride: i32,
  placeScale: f32, placeOffset: f32, last: f32, inverseGain: f32, slopeScale: f32,
  z: usize, g: usize, taps: usize, sums: usize, tapStride: i32,
): f32 {
  const rows = height + size - 1;
  const columns = width + size - 1;
  memory.fill(out, 0, <usize>((rows + size - 1) * stride << 2));
  let gainSum: f32 = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += BLOCK) {
      const at = <usize>((y * stride + x) << 2);
      const pairs = pairsFor(columns - x);
      const inside = min(columns - x, BLOCK);
      correlate(padded + at, stride, filters, count, size, pairs, z);
      correlate(e + at, stride, filters, count, size, pairs, g);
      clearTail(g, count, inside, pairs);
      gainSum += applyInfluenceGradient(
        z, g, count, pairs, table, dTable, tableStride, placeScale, placeOffset, last, inverseGain, slopeScale,
      );
      clearTail(z, count, inside, pairs);
      addFilterGradient(g, padded + at, stride, count, size, pairs, sums, tapStride);
      addFilterGradient(z, e + at, stride, count, size, pairs, sums, tapStride);
      addAdjoint(g, adjointFilters, count, size, pairs, taps, out + at, stride);
    }
  }
  return gainSum;
}
