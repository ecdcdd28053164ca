import type { StageInputs } from "@genericdp/core";
import { abs, add, addN, div, max, min, mul, neg, reshape, sub, sum, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { GpuKernel } from "../gpu-kernel.ts";
import { gridOf } from "../pass.ts";
import type { GradientVariant } from "../shader/gradient-parts.ts";
import type { GridPass } from "./grid-pass.ts";
import { foldPass, poolPass } from "./plain-passes.ts";
import { hold, runScaleGradient } from "./scale-gradient.ts";

/** The parameters of the shaders of a stage's gradient, finest scale first. */
export function stageGradientVariants({ gain, scales }: StageInputs): GradientVariant[] {
  return scales.map(({ filters }) => ({
    size: filters.shape[1],
    gains: gain.rank === 4,
    synthesis: false,
  }));
}

/** Gradients of ⟨dy, stage⟩, in the order of packStageInputs, by the formulas of core's composed gradient. */
export function runStageGradient(kernel: GpuKernel, dy: Tensor4D, inputs: StageInputs): Tensor[] {
  return tidy(() => {
    const { x, observation, reaction, gain, scales } = inputs;
    const [batch, height, width] = x.shape;
    const variants = stageGradientVariants(inputs);
    const damped = mul(reshape(reaction, [batch, 1, 1, 1]), dy);
    const dReaction = neg(sum(mul(dy, sub(x, observation)), [1, 2, 3]));
    const base = sub(dy, damped);
    const dx = hold(kernel, x.shape);
    const gains = gain.rank === 4;
    const dGainMap = gains ? hold(kernel, x.shape) : undefined;
    const dGains: Tensor[] = [];
    const dScales = scales.map(({ block, filters, influence, radius }, s) => {
      const images = { batch, height, width, block };
      const { rows, columns } = gridOf(images);
      const pool = (kind: "mean" | "sum", image: Tensor4D): Tensor4D => {
        if (s === 0) return image;
        const out = hold(kernel, [batch, rows, columns, 1]);
        kernel.grid.run([poolPass(kind, images, { image, out })]);
        return out;
      };
      const e = pool("sum", dy);
      const taps = filters.shape[1] ** 2;
      const bound = div(mul(mul(max(abs(e)), taps), max(abs(filters))), min(gain));
      const found = runScaleGradient(kernel, {
        variant: variants[s]!,
        u: pool("mean", x),
        e,
        gain: gains ? pool("mean", gain as Tensor4D) : gain,
        filters,
        table: influence,
        radius,
        bound,
        sign: -1,
      });
      const { padded, border, byGain } = found;
      const from = s === 0 ? "base" : "out";
      const folds: GridPass[] = [
        foldPass(images, { padded, border, sign: -1, out: dx, from, ...(s === 0 && { base }) }),
      ];
      if (dGainMap === undefined) {
        dGains.push(sum(byGain, [1, 2, 3]));
      } else {
        const start = s === 0 ? "zero" : "out";
        folds.push(
          foldPass(images, {
            padded: byGain,
            border: border / 2,
            sign: -1,
            out: dGainMap,
            from: start,
          }),
        );
      }
      kernel.grid.run(folds);
      // The synthesis filters are the analysis filters.
      return [add(...found.filters), found.table];
    });
    const dGain: Tensor = dGainMap ?? reshape(neg(addN(dGains)), [batch, 1]);
    return [dx, damped, reshape(dReaction, [batch, 1]), dGain, ...dScales.flat()];
  });
}
