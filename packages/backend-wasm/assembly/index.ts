import { addAdjoint } from "./adjoint";
import { BLOCK } from "./arithmetic";
import { correlate, pairsFor } from "./correlate";
import { addFilterGradient } from "./filter-gradient";
import { applyInfluence, applyInfluenceGradient } from "./influence";

/*
 * Blocks are worked on in whole groups of 8 pixels, so the last of a row may reach past the responses'
 * domain. Nothing comes of it: forward, what lies there is added outside the interior; backward, the
 * back-signal there is zero.
 */

export { blockSum, foldSymmetric, padSymmetric, padZeros, react, spreadGain, subtractReplicated } from "./pyramid";

/**
 * Σ_i l̄_i * (B φ_i(A · k_i * u)) of one scale; l = k in a stage's diffusion term.
 *
 * `padded` is u with its border of size − 1, in rows of `stride` pixels; `out` has the same geometry, is
 * cleared here, and holds the result in its interior. `offsets` are the taps' places in bytes;
 * `adjointFilters` are the l; `table`, `pieces` and `lookup` are explained in influence.ts. `gains` (A) and
 * `inverses` (B) have a value for every response, in rows of `gainStride`; where that is 0, A is in `lookup`
 * and B is 1. `z` is scratch of count × 64 floats.
 */
export function diffuse(
  padded: usize, out: usize, height: i32, width: i32, stride: i32,
  size: i32, count: i32, offsets: usize, filters: usize, adjointFilters: usize,
  table: usize, pieces: i32, lookup: usize, gains: usize, inverses: usize, gainStride: i32, z: usize,
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
      if (gainStride == 0) {
        applyInfluence(z, count, pairs, table, pieces, lookup, false, 0, 0);
      } else {
        const gainAt = <usize>((y * gainStride + x) << 2);
        applyInfluence(z, count, pairs, table, pieces, lookup, true, gains + gainAt, inverses + gainAt);
      }
      addAdjoint(z, adjointFilters, count, taps, offsets, pairs, out + at);
    }
  }
}

/**
 * Gradients of ⟨e, diffuse(u)⟩; all of them are added to or written unsigned, the caller negates.
 *
 * `e` is the back-signal, zero-padded to the geometry of `padded`; `out` receives ∂/∂(padded u).
 * `backFilters` are the l laid out like `filters`, and `backAdjointFilters` the k laid out like diffuse's
 * adjoint filters. `sums` for k and `backSums` for l (count × taps × 4 floats; the same where k = l),
 * `dTable` and `dGains` (laid out like `gains`, or 64 floats whose sum counts) are added to. `g` is scratch
 * like `z`.
 */
export function diffuseGradient(
  padded: usize, e: usize, out: usize, height: i32, width: i32, stride: i32,
  size: i32, count: i32, offsets: usize, filters: usize, backFilters: usize, backAdjointFilters: usize,
  table: usize, dTable: usize, pieces: i32, lookup: usize,
  gains: usize, inverses: usize, dGains: usize, gainStride: i32,
  z: usize, g: usize, sums: usize, backSums: usize,
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
      correlate(e + at, backFilters, count, taps, offsets, pairs, g);
      if (gainStride == 0) {
        applyInfluenceGradient(z, g, count, pairs, table, dTable, pieces, lookup, false, 0, 0, dGains);
      } else {
        const gainAt = <usize>((y * gainStride + x) << 2);
        applyInfluenceGradient(
          z, g, count, pairs, table, dTable, pieces, lookup, true, gains + gainAt, inverses + gainAt,
          dGains + gainAt,
        );
      }
      addFilterGradient(g, padded + at, count, taps, offsets, pairs, sums);
      addFilterGradient(z, e + at, count, taps, offsets, pairs, backSums);
      addAdjoint(g, backAdjointFilters, count, taps, offsets, pairs, out + at);
    }
  }
}
