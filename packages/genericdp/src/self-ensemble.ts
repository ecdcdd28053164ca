import type { TensorWork } from "@genericdp/core";
import { ORIENTATIONS, orientPlane, unorientPlane } from "@genericdp/image";
import type { Plane } from "@genericdp/image";

/** Factor by which a self-ensemble increases the work. */
export const SELF_ENSEMBLE_SIZE: number = ORIENTATIONS.length;

/**
 * Restores a plane in its eight orientations, turns each result back and returns their mean, which prefers no
 * direction and has a slightly smaller error (Timofte, Rothe & Van Gool, CVPR 2016, DOI
 * 10.1109/CVPR.2016.206, section 3.6).
 */
export function* selfEnsemble(
  plane: Plane,
  restore: (oriented: Plane) => TensorWork<Float32Array>,
): TensorWork<Float32Array<ArrayBuffer>> {
  const mean = new Float32Array(plane.data.length);
  for (const orientation of ORIENTATIONS) {
    const oriented = orientPlane(plane, orientation);
    const data = yield* restore(oriented);
    const back = unorientPlane({ ...oriented, data }, orientation).data;
    back.forEach((level, i) => (mean[i]! += level / ORIENTATIONS.length));
  }
  return mean;
}
