import { customGrad, matMul } from "@tensorflow/tfjs-core";
import type { GradSaveFunc, Tensor, Tensor2D } from "@tensorflow/tfjs-core";

/**
 * The tables of influence functions, φ_i at the nodes = Σ_j w_ij basis_j, ready for diffusionStage;
 * differentiable by the weights with tfjs's `grads`, so that a stage is differentiable by them too.
 *
 * @param weights w: `[count, centres]`.
 * @param basis each basis function at each node, a constant: `[centres, nodes]`.
 * @returns `[count, nodes]`.
 * @throws RangeError if the numbers of centres differ.
 */
export function tabulateInfluence(weights: Tensor2D, basis: Tensor2D): Tensor2D {
  if (weights.shape[1] !== basis.shape[0]) {
    const wanted = `weights for ${basis.shape[0]} centres`;
    throw new RangeError(`tabulateInfluence: expected ${wanted}, got [${weights.shape}]`);
  }
  // tfjs-core does not register the gradient of its matrix product in Node.
  const tabulate = customGrad((w: Tensor | GradSaveFunc, save: Tensor | GradSaveFunc) => {
    // Saved, because the caller may have created it inside the differentiated function.
    (save as GradSaveFunc)([basis]);
    return {
      value: matMul(w as Tensor2D, basis),
      gradFunc: (dTable: Tensor, saved: Tensor[]) =>
        matMul(dTable as Tensor2D, saved[0] as Tensor2D, false, true),
    };
  });
  return tabulate(weights) as Tensor2D;
}
