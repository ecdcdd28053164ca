import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { asSampledConvolution, sampledConvolution } from "./sampled-convolution.ts";
import type { SampledConvolution } from "./sampled-convolution.ts";
import { chainSpectra } from "./spectrum/chain-spectra.ts";

/**
 * A B: `a` after `b`. Identities, circular blurs, decimations and what else {@link sampledConvolution} makes,
 * in any order and number, become one operator with a proximal map in closed form; anything else has none.
 *
 * @throws What they return throws RangeError for an image that either of them refuses.
 */
export function compose(a: LinearOperator, b: LinearOperator): LinearOperator {
  const name = `${a.name} after ${b.name}`;
  const [second, first] = [asSampledConvolution(a), asSampledConvolution(b)];
  if (first !== undefined && second !== undefined) return sampledConvolution(name, chain(second, first));
  return defineLinearOperator({
    name,
    outputShape: (shape) => a.outputShape(b.outputShape(shape)),
    forward: (x) => a.forward(b.forward(x)),
    adjoint: (y) => b.adjoint(a.adjoint(y)),
  });
}

/**
 * S₂ H₂ S₁ H₁ = (S₂ S₁) (H₂↑ H₁): a convolution of what was sampled is a convolution before sampling, with
 * the kernel's pixels drawn apart; its spectrum repeats.
 */
function chain(second: SampledConvolution, first: SampledConvolution): SampledConvolution {
  const { factor } = first;
  const transfer: SampledConvolution["transfer"] =
    second.transfer === undefined && first.transfer === undefined
      ? undefined
      : (height, width) =>
          chainSpectra(
            second.transfer?.(height / factor, width / factor),
            first.transfer?.(height, width),
            height,
            width,
          );
  return { factor: factor * second.factor, phase: first.phase + factor * second.phase, transfer };
}
