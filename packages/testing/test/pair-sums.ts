import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { add, mul, reshape, sub, sum, tile } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Sums each pair of rows: A Aᵀ = 2 I, so the proximal map is z + γ/(1 + 2γ) Aᵀ(y − A z). */
export const pairSumsParts: Required<Omit<LinearOperator, "precondition" | "diagonal">> = {
  name: "pair sums",
  outputShape: ([batch, height, width, channels]) => {
    if (height % 2 !== 0) throw new RangeError(`pairSums: expected an even height, got ${height}`);
    return [batch, height / 2, width, channels];
  },
  forward(x) {
    const [batch, height, width, channels] = x.shape;
    const pairs = reshape(x, [(batch * height) / 2, 2, width * channels]);
    return reshape(sum(pairs, 1), [batch, height / 2, width, channels]);
  },
  adjoint(y) {
    const [batch, height, width, channels] = y.shape;
    const rows = reshape(y, [batch * height, 1, width * channels]);
    return reshape(tile(rows, [1, 2, 1]), [batch, 2 * height, width, channels]);
  },
  proxL2(z, y, gamma) {
    const residual = sub(y, pairSumsParts.forward(z)) as Tensor4D;
    return add(z, mul(pairSumsParts.adjoint(residual), gamma / (1 + 2 * gamma)));
  },
};

export function pairSums(): LinearOperator {
  return defineLinearOperator(pairSumsParts);
}
