import { addAdjoint } from "./adjoint";
import { BLOCK } from "./arithmetic";
import { correlate, pairsFor } from "./correlate";
import { addFilterGradient } from "./filter-gradient";
import { applyInfluence, applyInfluenceGradient } from "./influence";
import { Scale, Workspace } from "./records";

/*
 * Blocks are processed in whole groups of 8 pixels, so the last one of a row may extend beyond the domain of the
 * responses. This is harmless: forward, these values are added outside the interior; backward, the back-signal is zero
 * there.
 */

/**
 * Σ_i l̄_i * (B φ_i(A · k_i * u)) of one scale at `height` rows of its image; l = k in a stage's diffusion term.
 *
 * `room.padded` is u with a border of size − 1, in rows of `scale.stride` pixels, channel after channel; `room.out` has
 * the same geometry; it is cleared here, and its interior receives the result. If `varying`, `room.gains` (A) and
 * `room.inverses` (B) have a value for every response, in rows of `scale.gainStride`; otherwise A is in `scale.lookup`
 * and B is 1. `room.z` is scratch of count × 64 floats.
 */
export function diffuse(scale: Scale, height: i32, room: Workspace, varying: bool): void {
  const size = scale.size;
  const count = scale.count;
  const stride = scale.stride;
  const offsets = scale.offsets;
  const z = room.z;
  const rows = height + size - 1;
  const columns = scale.width + size - 1;
  for (let k = 0; k < scale.outputCount; k++) {
    memory.fill(room.out + <usize>k * scale.plane, 0, <usize>((rows + size - 1) * stride << 2));
  }
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += BLOCK) {
      const at = <usize>((y * stride + x) << 2);
      const pairs = pairsFor(columns - x);
      correlate(room.padded + at, scale.filters, count, scale.taps, offsets, pairs, z);
      if (varying) {
        const gainAt = <usize>((y * scale.gainStride + x) << 2);
        applyInfluence(
          z, count, pairs, scale.table, scale.pieces, scale.lookup, true, room.gains + gainAt,
          room.inverses + gainAt,
        );
      } else {
        applyInfluence(z, count, pairs, scale.table, scale.pieces, scale.lookup, false, 0, 0);
      }
      addAdjoint(
        z, scale.adjointFilters, count, scale.adjointTaps, scale.adjointOffsets, pairs, room.out + at,
      );
    }
  }
}

/**
 * Gradients of ⟨e, diffuse(u)⟩ for the whole gray image of a scale. They are added or written without the minus sign,
 * which is left to the caller.
 *
 * `e` is the back-signal, zero-padded to the geometry of `room.padded`; `room.out` receives ∂/∂(padded u).
 * `backFilters` are the l in the layout of `scale.filters`, and `backAdjointFilters` the k in that of its adjoint
 * filters. The gradients are added to `sums` (for k) and `backSums` (for l), of count × taps × 4 floats and the same if
 * k = l, to `dTable`, and to `dGains` (in the layout of `room.gains`, or 64 floats whose sum is the gradient). `g` is
 * scratch memory like `room.z`.
 */
export function diffuseGradient(
  scale: Scale, room: Workspace, varying: bool, e: usize, backFilters: usize, backAdjointFilters: usize,
  dTable: usize, dGains: usize, g: usize, sums: usize, backSums: usize,
): void {
  const size = scale.size;
  const count = scale.count;
  const stride = scale.stride;
  const offsets = scale.offsets;
  const z = room.z;
  const taps = scale.taps;
  const rows = scale.height + size - 1;
  const columns = scale.width + size - 1;
  memory.fill(room.out, 0, <usize>((rows + size - 1) * stride << 2));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += BLOCK) {
      const at = <usize>((y * stride + x) << 2);
      const padded = room.padded + at;
      const pairs = pairsFor(columns - x);
      correlate(padded, scale.filters, count, taps, offsets, pairs, z);
      correlate(e + at, backFilters, count, taps, offsets, pairs, g);
      if (varying) {
        const gainAt = <usize>((y * scale.gainStride + x) << 2);
        applyInfluenceGradient(
          z, g, count, pairs, scale.table, dTable, scale.pieces, scale.lookup, true, room.gains + gainAt,
          room.inverses + gainAt, dGains + gainAt,
        );
      } else {
        applyInfluenceGradient(
          z, g, count, pairs, scale.table, dTable, scale.pieces, scale.lookup, false, 0, 0, dGains,
        );
      }
      addFilterGradient(g, padded, count, taps, offsets, pairs, sums);
      addFilterGradient(z, e + at, count, taps, offsets, pairs, backSums);
      addAdjoint(g, backAdjointFilters, count, taps, offsets, pairs, room.out + at);
    }
  }
}
