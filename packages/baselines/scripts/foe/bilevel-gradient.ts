import { curvatures, minimise, responsesOf, solve } from "../../src/foe/experts.ts";
import type { Experts, Size } from "../../src/foe/experts.ts";

export interface TrainingPatch {
  readonly clean: Float64Array;
  readonly noisy: Float64Array;
  readonly size: Size;
}

export interface BilevelGradient {
  /** ½ ‖u* − clean‖² without the rim, u* the minimiser of the energy. */
  readonly loss: number;
  readonly filters: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The gradient of the error of the minimiser with respect to filters and weights, by implicit differentiation
 * (Samuel, Tappen 2009, DOI 10.1109/CVPR.2009.5206774; Chen, Ranftl, Pock 2014, DOI
 * 10.1109/TIP.2014.2299065). As in restoration, the minimisation starts from the noisy patch, because the
 * energy may have several minima.
 *
 * @param rim pixels next to the border that do not count, because fewer filters reach them: in a small patch
 * they would ask for more smoothing than is good elsewhere.
 */
export function bilevelGradient(
  experts: Experts,
  { clean, noisy, size }: TrainingPatch,
  steps: number,
  iterations: number,
  rim: number,
): BilevelGradient {
  const restored = noisy.slice();
  minimise(experts, 1, noisy, restored, size, steps, iterations);
  const [height, width] = size;
  const inside = (at: number, length: number): boolean => at >= rim && at < length - rim;
  const error = restored.map((value, p) =>
    inside(Math.floor(p / width), height) && inside(p % width, width) ? value - clean[p]! : 0,
  );
  // The Hessian at u*: ρ″ = 2 (1 − r²)/(1 + r²)².
  const hessian = curvatures(experts, restored, size, (r, weight) => {
    const square = r * r;
    return (2 * weight * (1 - square)) / (1 + square) ** 2;
  });
  const adjoint = new Float64Array(error.length);
  solve(experts, hessian, error, adjoint, size, 4 * iterations);
  const { side, weights: given } = experts;
  const filters = new Float64Array(experts.filters.length);
  const weights = new Float64Array(given.length);
  const [rows, columns] = [height - side + 1, width - side + 1];
  for (let i = 0; i < given.length; i++) {
    const own = responsesOf(experts, i, restored, size);
    const other = responsesOf(experts, i, adjoint, size);
    const [first, second] = [own.map((r) => (2 * r) / (1 + r * r)), hessian[i]!];
    for (let p = 0; p < own.length; p++) weights[i]! -= first[p]! * other[p]!;
    for (let d = 0; d < side * side; d++) {
      const offset = Math.floor(d / side) * width + (d % side);
      let sum = 0;
      for (let y = 0, p = 0; y < rows; y++) {
        for (let x = 0, at = y * width + offset; x < columns; x++, at++, p++) {
          sum += second[p]! * other[p]! * restored[at]! + given[i]! * first[p]! * adjoint[at]!;
        }
      }
      filters[i * side * side + d] = -sum;
    }
  }
  return { loss: error.reduce((sum, value) => sum + value * value, 0) / 2, filters, weights };
}
