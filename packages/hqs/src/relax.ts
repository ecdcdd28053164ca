import type { LinearOperator } from "@genericdp/core";
import { add, clipByValue, divNoNan, max, mul, onesLike, sub, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * 1 − AᵀA 1 / max AᵀA 1, from 0 to 1: how much less A sees of each pixel than of the pixel that it sees most
 * of.
 *
 * @param image any image of the shape of the solution.
 */
export function unseenShare({ forward, adjoint }: LinearOperator, image: Tensor4D): Tensor4D {
  return tidy(() => {
    const weight = adjoint(forward(onesLike(image)));
    return sub(1, clipByValue(divNoNan(weight, max(weight)), 0, 1));
  });
}

/**
 * Moves z back towards u, by `relaxation` where A sees nothing, and not at all where it sees most. Where A
 * sees nothing, u is only the last result of the prior, whose errors would otherwise grow from step to step.
 * Disposes of z.
 */
export function relax(z: Tensor4D, u: Tensor4D, unseen: Tensor4D, relaxation: number): Tensor4D {
  const moved = tidy(() => add(z, mul(mul(relaxation, unseen), sub(u, z))) as Tensor4D);
  z.dispose();
  return moved;
}
