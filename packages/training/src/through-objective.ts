import { diffusionStage } from "@genericdp/core";
import { backProjection, dataStep, dataStepGradient } from "@genericdp/hqs";
import { dataWeight, familyWeights, listTensors, stageTensors } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { dispose, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { degradePatches } from "./degraded-patches.ts";
import { gradientCollector } from "./gradient-collector.ts";
import { patchLosses } from "./patch-losses.ts";
import type { ObjectiveOptions, ObjectiveValue } from "./patch-losses.ts";
import type { PatchBatch } from "./patch-sampler.ts";
import { enterStage, leaveStage } from "./stage-pass.ts";
import type { StagePass } from "./stage-pass.ts";

/**
 * The objective for patches with the degradation drawn for the batch: the process starts from {@link
 * backProjection}, and stage t is a data step with the penalty of the family, followed by the diffusion with
 * its gain. Back-propagation goes through both.
 */
export function evaluateThrough(
  architecture: Architecture,
  parameters: Float32Array,
  batch: PatchBatch,
  options: ObjectiveOptions,
): ObjectiveValue {
  const { count, side, clean } = batch;
  const model = { architecture, parameters };
  const measured = degradePatches(batch.degradation!, clean, count);
  const { error, noiseLevel, rim, y } = measured;
  const { families = [] } = architecture;
  const family = families.findIndex(({ name }) => name === measured.family);
  const common = { family, curve: families[family]! };
  const tensors = stageTensors(model);
  const passes: { readonly u: Tensor4D; readonly pass: StagePass; readonly gamma: number }[] = [];
  let u = backProjection(measured.operator, y);
  tensors.forEach((stage, t) => {
    const { penalty, gain } = familyWeights(model, t, family, error);
    const gamma = dataWeight(penalty, error, noiseLevel);
    const v = dataStep(measured, u, gamma);
    const gains = Float32Array.from({ length: count * gain.length }, (_, i) => gain[i % gain.length]!);
    const pass = enterStage(stage, v, v, { reaction: new Float32Array(count), gain: gains });
    passes.push({ u, pass, gamma });
    u = diffusionStage(pass.inputs);
  });
  const noiseLevels = Array.from({ length: count }, () => error);
  const { loss, error: byEstimate } = patchLosses(
    u.dataSync<"float32">(),
    { count, side, channels: 1, clean, noiseLevels },
    { ...options, margin: Math.max(options.margin, rim) },
  );
  let e: Tensor4D = tensor4d(byEstimate, [count, side, side, 1]);
  u.dispose();
  const collect = gradientCollector(architecture, parameters);
  for (const [t, { u: before, pass, gamma }] of Array.from(passes.entries()).toReversed()) {
    const gradients = leaveStage(e, pass);
    const byData = dataStepGradient(measured, gradients.x, before, gamma);
    e.dispose();
    e = byData.z;
    collect.addBanks(t, gradients);
    collect.addCurves(t, {
      ...common,
      kind: "familyGain",
      levels: noiseLevels,
      values: pass.gain.dataSync<"float32">(),
      slopes: gradients.gain.dataSync<"float32">(),
    });
    // γ is proportional to ρ, so the derivatives with respect to their logarithms are the same.
    collect.addCurves(t, {
      ...common,
      kind: "familyPenalty",
      levels: [error],
      values: [gamma],
      slopes: byData.gamma.dataSync<"float32">(),
    });
    dispose([gradients.x, gradients.reaction, gradients.gain, ...gradients.scales, ...gradients.map]);
    dispose([byData.gamma, before, pass.inputs.x, pass.inputs.reaction, pass.gain, pass.inputs.gain]);
  }
  e.dispose();
  y.dispose();
  dispose(listTensors(tensors));
  return { loss, gradient: collect.finish() };
}
