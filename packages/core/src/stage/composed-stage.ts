import {
  add,
  addN,
  conv2d,
  div,
  mul,
  neg,
  reshape,
  reverse,
  sub,
  sum,
  tidy,
  transpose,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { blockMean, blockSum, divideByArea, replicate } from "./block-average.ts";
import { lookUpInfluence, perSample, scatterToTable } from "./influence-lookup.ts";
import type { StageInputs, StageScale } from "./stage-inputs.ts";
import { foldSymmetric, padSymmetric, padZeros } from "./symmetric-border.ts";

/*
 * The stage written with tfjs ops: the reference that every fused kernel is compared with, and what runs
 * where there is none. It holds all filter responses at once (count × the image), so it is slow and hungry.
 */

/**
 * u − Σ_s Rₛ Σ_i k̄_i * φ_i(k_i * Mₛu) − λ(u − f), with Mₛ the block mean and Rₛ the replication of scale s.
 */
export function composedStage(inputs: StageInputs): Tensor4D {
  return tidy(() => {
    const { x, observation, reaction, gain, scales } = inputs;
    const [, height, width] = x.shape;
    const diffusion = scales.map((scale, s) => {
      const block = 2 ** s;
      const { padded } = borders(blockMean(x, block), scale);
      const z = correlate(padded, scale.filters);
      const { value } = lookUpInfluence(z, scale.influence, scale.radius, gain);
      return replicate(correlateAdjoint(value, scale.filters), block, height, width);
    });
    return sub(sub(x, addN(diffusion)), mul(perSample(reaction), sub(x, observation)));
  });
}

/**
 * Gradients of ⟨dy, stage⟩, in the order of packStageInputs.
 *
 * With g_i = k_i * e over the zero-padded e, both convolutions of the diffusion term have the same transpose:
 * ∂/∂u = e − λe − Padᵀ(k̄_i * (φ'_i g_i)), ∂/∂k_i[d] = −Σ_q φ'_i g_i [q] u[q+d] + φ_i[q] e[q+d],
 * and ∂/∂a = −Σ g (v φ'(v) − φ(v))/a² with v = a z.
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
      const { padded, border } = borders(blockMean(x, block), scale);
      const e = padZeros(blockSum(dy, block), border);
      const z = correlate(padded, scale.filters);
      const g = correlate(e, scale.filters);
      const lookup = lookUpInfluence(z, scale.influence, scale.radius, gain);
      const a = perSample(gain);
      const slope = lookup.slope();
      const weighted = mul(slope, g) as Tensor4D;
      const dPadded = correlateAdjoint(padZeros(weighted, border), scale.filters);
      const dMean = divideByArea(foldSymmetric(dPadded, border), block, height, width);
      dx.push(neg(replicate(dMean, block, height, width)));
      const dFilters = neg(
        add(correlateWith(padded, weighted, scale), correlateWith(e, lookup.value, scale)),
      );
      const dTable = neg(scatterToTable(div(g, a), lookup, scale.influence.shape));
      dGain.push(neg(sum(div(mul(g, sub(mul(z, slope), lookup.value)), a), [1, 2, 3])));
      dScales.push([dFilters, dTable]);
    });
    const dReaction = neg(sum(mul(dy, sub(x, observation)), [1, 2, 3]));
    return [addN(dx), damped, dReaction, addN(dGain), ...dScales.flat()];
  });
}

function borders(x: Tensor4D, scale: StageScale): { padded: Tensor4D; border: number } {
  const border = scale.filters.shape[1] - 1;
  return { padded: padSymmetric(x, border), border };
}

/** k_i * x, "valid": `[b, h, w, 1]` → `[b, h−n+1, w−n+1, count]`. */
function correlate(x: Tensor4D, filters: Tensor3D): Tensor4D {
  const [count, size] = filters.shape;
  return conv2d(x, reshape(transpose(filters, [1, 2, 0]), [size, size, 1, count]), 1, "valid");
}

/** Σ_i k̄_i * p_i, "valid": `[b, h, w, count]` → `[b, h−n+1, w−n+1, 1]`. */
function correlateAdjoint(p: Tensor4D, filters: Tensor3D): Tensor4D {
  const [count, size] = filters.shape;
  const turned = transpose(reverse(filters, [1, 2]), [1, 2, 0]);
  return conv2d(p, reshape(turned, [size, size, count, 1]), 1, "valid");
}

/** Σ over samples and pixels q of weights_i[q] x[q+d], for every tap d: `[count, size, size]`. */
function correlateWith(x: Tensor4D, weights: Tensor4D, scale: StageScale): Tensor3D {
  // A convolution whose filter is the weight map and whose channels are the samples.
  const image = transpose(x, [3, 1, 2, 0]) as Tensor4D;
  const kernel = transpose(weights, [1, 2, 0, 3]) as Tensor4D;
  const [, size] = scale.filters.shape;
  const taps = conv2d(image, kernel, 1, "valid");
  return reshape(transpose(taps, [3, 1, 2, 0]), [scale.filters.shape[0], size, size]);
}
