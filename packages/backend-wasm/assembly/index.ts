import { addAdjoint } from "./adjoint";
import { BLOCK } from "./arithmetic";
import { correlate, pairsFor } from "./correlate";
import { addFilterGradient } from "./filter-gradient";
import { applyInfluence, applyInfluenceGradient } from "./influence";

/*
 * Blocks are worked on in whole groups of 8 pixels, so the last of a row may reach past the responses' domain. Nothing
 * comes of it: forward, what lies there is added outside the interior; backward, the back-signal there is zero.
 */

export { blockSum, foldSymmetric, padSymmetric, padZeros, react, subtractReplicated } from "./pyramid";

/**
 * Σ_i k̄_i * φ_i(a · k_i * u) of one scale.
 *
 * `padded` is u with its border of size − 1, in rows of `stride` pixels; `out` has the same geometry, is cleared
 * here, and holds the result in its interior. `offsets` are the taps' places in bytes; `table`, `pieces` and
 * `lookup` are explained in influence.ts. `z` is scratch of count × 64 floats.
 */
export function diffuse(
  padded: usize, out: usize, height: i32, width: i32, stride: i32,
  size: i32, count: i32, offsets: usize, filters: usize, adjointFilters: usize,
  table: usize, pieces: i32, lookup: usize, z: usize,
): void {
  const taps = size * size;
  const rows = height + size - 1;
  const columns = width + size - 1;
  memory.fill(out, 0, <usize>((rows + size - 1) * stride << 2));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += BLOCK) {
      const at = <usize>((y * stride + x) << 2);
      const pairs = pairsFor(columns - x);
      correlate(padded + at, filters, count, taps, offsets, pairs, z);
      applyInfluence(z, count, pairs, table, pieces, lookup);
      addAdjoint(z, adjointFilters, count, taps, offsets, pairs, out + at);
    }
  }
}

/**
 * Gradients of ⟨a e, diffuse(u)⟩; all of them are added to or written unsigned, the caller negates.
 *
 * `e` is the back-signal over the gain, zero-padded to the geometry of `padded`; `out` receives ∂/∂(padded u);
 * `sums` (count × taps × 4 floats) and `dTable` are added to. `g` is scratch like `z`. Returns Σ g (a z φ' − φ).
 */
export function diffuseGradient(
  padded: usize, e: usize, out: usize, height: i32, width: i32, stride: i32,
  size: i32, count: i32, offsets: usize, filters: usize, adjointFilters: usize,
  table: usize, dTable: usize, pieces: i32, lookup: usize, z: usize, g: usize, sums: usize,
): f32 {
  const taps = size * size;
  const rows = height + size - 1;
  const columns = width + size - 1;
  memory.fill(out, 0, <usize>((rows + size - 1) * stride << 2));
  let gainSum: f32 = 0;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += BLOCK) {
      const at = <usize>((y * stride + x) << 2);
      const pairs = pairsFor(columns - x);
      correlate(padded + at, filters, count, taps, offsets, pairs, z);
      correlate(e + at, filters, count, taps, offsets, pairs, g);
      gainSum += applyInfluenceGradient(z, g, count, pairs, table, dTable, pieces, lookup);
      addFilterGradient(g, padded + at, count, taps, offsets, pairs, sums);
      addFilterGradient(z, e + at, count, taps, offsets, pairs, sums);
      addAdjoint(g, adjointFilters, count, taps, offsets, pairs, out + at);
    }
  }
  return gainSum;
}
