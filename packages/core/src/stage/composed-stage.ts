import { add, addN, concat, div, mul, neg, slice, sub, sum, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { blockMean, blockMeanAdjoint, blockSum, replicate } from "./block-average.ts";
import {
  borders,
  correlate,
  correlateAdjoint,
  correlateWith,
  pickChannels,
  placeChannels,
} from "./filter-bank.ts";
import { lookUpInfluence, perPixel, scatterToTable } from "./influence-lookup.ts";
import { gainOfScale } from "./stage-inputs.ts";
import type { StageInputs } from "./stage-inputs.ts";
import { foldSymmetric, padSymmetric, padZeros } from "./symmetric-border.ts";

/*
 * The stage composed of tfjs ops: the reference for every fused kernel, and the implementation for backends
 * without one. It stores all filter responses at once (count × the image), so it is slow and needs much
 * memory.
 */

/**
 * u − Σ_s Rₛ Σ_i k̄_i * φ_i(A k_i * Mₛu)/A − λ(u − f), with Mₛ the block mean and Rₛ the replication of scale
 * s and A the gain there.
 */
export function composedStage(inputs: StageInputs): Tensor4D {
  return tidy(() => {
    const { x, observation, reaction, gain, scales } = inputs;
    const [, height, width, count] = x.shape;
    const diffusion = scales.map(({ block, channels, filters, influence, radius }, s) => {
      const { padded } = borders(blockMean(pickChannels(x, channels), block), filters);
      const a = gainAtResponses(gain, s, block, filters);
      const z = correlate(padded, filters);
      const { value } = lookUpInfluence(mul(z, a), influence, radius);
      const term = correlateAdjoint(div(value, a), filters);
      return placeChannels(replicate(term, block, height, width), channels, count);
    });
    return sub(sub(x, addN(diffusion)), mul(perPixel(reaction), sub(x, observation)));
  });
}

/**
 * Gradients of ⟨dy, stage⟩, in the order of packStageInputs.
 *
 * With g_i = k_i * e over the zero-padded e, both convolutions of the diffusion term have the same transpose:
 * ∂/∂u = e − λe − Padᵀ(k̄_i * (φ'_i g_i)), ∂/∂k_i[d] = −Σ_q φ'_i g_i [q] u[q+d] + φ_i[q] e[q+d],
 * and ∂/∂A = −Σ g (v φ'(v) − φ(v))/A² with v = A z.
 */
export function composedStageGradient(dy: Tensor4D, inputs: StageInputs): Tensor[] {
  return tidy(() => {
    const { x, observation, reaction, gain, scales } = inputs;
    const [, height, width, count] = x.shape;
    const damped = mul(perPixel(reaction), dy);
    const dx: Tensor[] = [sub(dy, damped)];
    const dGains: Tensor[] = [];
    const dScales = scales.flatMap(({ block, channels, filters, influence, radius }, s): Tensor[] => {
      const { padded, border } = borders(blockMean(pickChannels(x, channels), block), filters);
      const e = padZeros(blockSum(pickChannels(dy, channels), block), border);
      const a = gainAtResponses(gain, s, block, filters);
      const z = correlate(padded, filters);
      const g = correlate(e, filters);
      const lookup = lookUpInfluence(mul(z, a), influence, radius);
      const value = div(lookup.value, a) as Tensor4D;
      const slope = lookup.slope();
      const weighted = mul(slope, g) as Tensor4D;
      const dPadded = correlateAdjoint(padZeros(weighted, border), filters);
      const back = blockMeanAdjoint(foldSymmetric(dPadded, border), block, height, width);
      dx.push(neg(placeChannels(back, channels, count)));
      const dA = neg(sum(div(mul(g, sub(mul(z, slope), value)), a), 3, true)) as Tensor4D;
      dGains.push(
        gain.rank === 2
          ? sum(dA, [1, 2])
          : blockMeanAdjoint(foldSymmetric(dA, border / 2), block, height, width),
      );
      const dFilters = neg(add(correlateWith(padded, weighted), correlateWith(e, value)));
      return [dFilters, neg(scatterToTable(div(g, a), lookup, influence.shape))];
    });
    const mismatch = neg(mul(dy, sub(x, observation)));
    const dReaction = reaction.rank === 2 ? sum(mismatch, [1, 2]) : mismatch;
    const shared = gain.shape[gain.rank - 1] === 1;
    const dGain = shared ? addN(dGains) : concat(dGains, gain.rank - 1);
    return [addN(dx), damped, dReaction, dGain, ...dScales];
  });
}

/**
 * A as a factor of the responses of one scale: one number per sample, or a map that is mirrored like the
 * image.
 */
function gainAtResponses(
  gain: StageInputs["gain"],
  scale: number,
  block: number,
  filters: Tensor4D,
): Tensor4D {
  const at = gainOfScale(gain.shape.at(-1)!, scale);
  if (gain.rank === 2) return perPixel(slice(gain as Tensor2D, [0, at], [-1, 1]));
  const map = slice(gain as Tensor4D, [0, 0, 0, at], [-1, -1, -1, 1]);
  return padSymmetric(blockMean(map, block), (filters.shape[1] - 1) / 2);
}
