import type { GainMapInputs } from "@genericdp/core";
import { abs, add, concat, div, engine, max, mul, reshape, sum, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { GpuKernel } from "../gpu-kernel.ts";
import { gridOf } from "../pass.ts";
import type { GradientVariant } from "../shader/gradient-parts.ts";
import { runGainMap } from "../stage-passes.ts";
import { foldPass, poolPass } from "./plain-passes.ts";
import { hold, runScaleGradient } from "./scale-gradient.ts";

export function gainMapGradientVariant({ filters }: GainMapInputs): GradientVariant {
  return { size: filters.shape[1], gains: false, synthesis: true };
}

/**
 * Gradients of ⟨dy, gain map⟩, in the order of packGainMapInputs, by the formulas of core's composed
 * gradient.
 */
export function runGainMapGradient(kernel: GpuKernel, dy: Tensor4D, inputs: GainMapInputs): Tensor[] {
  return tidy(() => {
    const { x, gain, block, filters, influence, synthesis, radius } = inputs;
    const [batch, height, width] = x.shape;
    const images = { batch, height, width, block };
    const { rows, columns } = gridOf(images);
    const map = engine().makeTensorFromTensorInfo(runGainMap(kernel, inputs));
    const u = hold(kernel, [batch, rows, columns, 1]);
    // With respect to the logarithm of the map; a block shares one gain.
    const e = hold(kernel, [batch, rows, columns, 1]);
    kernel.grid.run([
      poolPass("mean", images, { image: x, out: u }),
      poolPass("product", images, { image: dy, other: map, out: e }),
    ]);
    const taps = filters.shape[1] ** 2;
    const found = runScaleGradient(kernel, {
      variant: gainMapGradientVariant(inputs),
      u,
      e,
      gain,
      filters: concat([filters, synthesis], 0),
      table: influence,
      radius,
      bound: mul(mul(max(abs(e)), taps), max(abs(synthesis))),
      sign: 1,
    });
    const { padded, border, byGain } = found;
    const dx = hold(kernel, x.shape);
    kernel.grid.run([foldPass(images, { padded, border, sign: 1, from: "zero", out: dx })]);
    const outer = div(sum(e, [1, 2, 3]), reshape(gain, [batch]));
    const dGain = reshape(add(outer, sum(byGain, [1, 2, 3])), [batch, 1]);
    return [dx, dGain, found.filters[0], found.table, found.filters[1]];
  });
}
