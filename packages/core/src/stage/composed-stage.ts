import { add, addN, div, mul, neg, sub, sum, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { blockMean, blockMeanAdjoint, blockSum, replicate } from "./block-average.ts";
import { borders, correlate, correlateAdjoint, correlateWith } from "./filter-bank.ts";
import { lookUpInfluence, perSample, scatterToTable } from "./influence-lookup.ts";
import type { StageInputs } from "./stage-inputs.ts";
import { foldSymmetric, padSymmetric, padZeros } from "./symmetric-border.ts";

/*
 * The stage written with tfjs ops: the reference that every fused kernel is compared with, and what runs
 * where there is none. It holds all filter responses at once (count × the image), so it is slow and hungry.
 */

/**
 * u − Σ_s Rₛ Σ_i k̄_i * φ_i(A k_i * Mₛu)/A − λ(u − f), with Mₛ the block mean and Rₛ the replication of scale
 * s and A the gain there.
 */
export function composedStage(inputs: StageInputs): Tensor4D {
  return tidy(() => {
    const { x, observation, reaction, gain, scales } = inputs;
    const [, height, width] = x.shape;
    const diffusion = scales.map((scale, s) => {
      const block = 2 ** s;
      const { padded } = borders(blockMean(x, block), scale.filters);
      const a = gainAtResponses(gain, block, scale.filters);
      const z = correlate(padded, scale.filters);
      const { value } = lookUpInfluence(mul(z, a), scale.influence, scale.radius);
      return replicate(correlateAdjoint(div(value, a), scale.filters), block, height, width);
    });
    return sub(sub(x, addN(diffusion)), mul(perSample(reaction), sub(x, observation)));
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
    const [, height, width] = x.shape;
    const damped = mul(perSample(reaction), dy);
    const dx: Tensor[] = [sub(dy, damped)];
    const dGain: Tensor[] = [];
    const dScales: Tensor[][] = [];
    scales.forEach((scale, s) => {
      const block = 2 ** s;
      const { filters } = scale;
      const { padded, border } = borders(blockMean(x, block), filters);
      const e = padZeros(blockSum(dy, block), border);
      const a = gainAtResponses(gain, block, filters);
      const z = correlate(padded, filters);
      const g = correlate(e, filters);
      const lookup = lookUpInfluence(mul(z, a), scale.influence, scale.radius);
      const value = div(lookup.value, a) as Tensor4D;
      const slope = lookup.slope();
      const weighted = mul(slope, g) as Tensor4D;
      const dPadded = correlateAdjoint(padZeros(weighted, border), filters);
      dx.push(neg(blockMeanAdjoint(foldSymmetric(dPadded, border), block, height, width)));
      const dFilters = neg(add(correlateWith(padded, weighted, filters), correlateWith(e, value, filters)));
      const dTable = neg(scatterToTable(div(g, a), lookup, scale.influence.shape));
      const dA = neg(sum(div(mul(g, sub(mul(z, slope), value)), a), 3, true)) as Tensor4D;
      dGain.push(
        gain.rank === 1
          ? sum(dA, [1, 2, 3])
          : blockMeanAdjoint(foldSymmetric(dA, border / 2), block, height, width),
      );
      dScales.push([dFilters, dTable]);
    });
    const dReaction = neg(sum(mul(dy, sub(x, observation)), [1, 2, 3]));
    return [addN(dx), damped, dReaction, addN(dGain), ...dScales.flat()];
  });
}

/** A as it multiplies the responses of one scale: one a sample, or a map that is mirrored like the image. */
function gainAtResponses(gain: StageInputs["gain"], block: number, filters: Tensor3D): Tensor4D {
  if (gain.rank === 1) return perSample(gain as Tensor1D);
  return padSymmetric(blockMean(gain as Tensor4D, block), (filters.shape[1] - 1) / 2);
}
