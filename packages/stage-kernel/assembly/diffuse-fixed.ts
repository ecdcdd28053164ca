import { BLOCK } from "./arithmetic";
import { pairsFor } from "./correlate";
import { addAdjointFixed, correlateFixed, packPairs } from "./fixed-point";
import { applyInfluenceFixed, packInverses } from "./influence-fixed";
import { Fixed, Scale, Workspace } from "./records";

/**
 * What diffuse computes, times the output scale of `fixed`, by 16-bit products.
 *
 * `room.packed` is scratch for two images of the geometry of `room.padded`.
 */
export function diffuseFixed(scale: Scale, fixed: Fixed, height: i32, room: Workspace, varying: bool): void {
  const size = scale.size;
  const count = scale.count;
  const stride = scale.stride;
  const z = room.z;
  const taps = size * size;
  const rows = height + size - 1;
  const columns = scale.width + size - 1;
  if (varying) packInverses(room.inverses, rows * scale.gainStride, fixed.inverseScale);
  packPairs(room.padded, rows + size - 1, stride, fixed, room.packed);
  memory.fill(room.out, 0, <usize>((rows + size - 1) * stride << 2));
  const tapPairs = (taps + 1) >> 1;
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x += BLOCK) {
      const pairs = pairsFor(columns - x);
      const from = room.packed + <usize>((2 * y * stride + x) << 2);
      // Called in two places, so that it stays a function of its own: as a part of this one it is slower.
      if (varying) {
        const gainAt = <usize>((y * scale.gainStride + x) << 2);
        correlateFixed(from, fixed.filters, fixed.starts, count, tapPairs, fixed.offsets, pairs, z);
        applyInfluenceFixed(
          z, count, pairs, fixed.factors, fixed.table, scale.pieces, fixed.lookup, true, room.gains + gainAt,
          room.inverses + gainAt,
        );
      } else {
        correlateFixed(from, fixed.filters, fixed.starts, count, tapPairs, fixed.offsets, pairs, z);
        applyInfluenceFixed(z, count, pairs, fixed.factors, fixed.table, scale.pieces, fixed.lookup, false, 0, 0);
      }
      addAdjointFixed(
        z, fixed.adjointFilters, count, taps, scale.offsets, pairs, room.out + <usize>((y * stride + x) << 2),
      );
    }
  }
}
