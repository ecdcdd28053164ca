import type { LinearOperator } from "@genericdp/core";
import { add, clipByValue, divNoNan, max, mul, onesLike, sub, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * By how much less A sees of each pixel than of the one that it sees most of, 0 to 1: 1 − AᵀA 1 / max AᵀA 1.
 *
 * @param image any image of the solution's shape.
 */
export function unseenShare({ forward, adjoint }: LinearOperator, image: Tensor4D): Tensor4D {
  return tidy(() => {
    const weight = adjoint(forward(onesLike(image)));
    return sub(1, clipByValue(divNoNan(weight, max(weight)), 0, 1));
  });
}

/**
 * z moved back to u, by `relaxation` where A sees nothing and not at all where it sees most: there u is only
 * what the prior made of z the last time, and what the prior gets wrong would grow from step to step. Takes
 * z, which is disposed of.
 */
export function relax(z: Tensor4D, u: Tensor4D, unseen: Tensor4D, relaxation: number): Tensor4D {
  const moved = tidy(() => add(z, mul(mul(relaxation, unseen), sub(u, z))) as Tensor4D);
  z.dispose();
  return moved;
}
