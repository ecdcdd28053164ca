import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { asSampledConvolution, sampledConvolution } from "./sampled-convolution.ts";
import type { SampledConvolution } from "./sampled-convolution.ts";
import { chainSpectra } from "./spectrum/chain-spectra.ts";

/**
 * A B: `a` after `b`. Identities, circular blurs, decimations and other {@link sampledConvolution}s, in any
 * order and number, compose to one operator with a proximal map in closed form; others have none.
 *
 * @throws RangeError, from the operator, for an image that either of them refuses.
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
 * S₂ H₂ S₁ H₁ = (S₂ S₁) (H₂↑ H₁): a convolution after sampling is a convolution before sampling with a
 * dilated kernel, whose spectrum repeats.
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
