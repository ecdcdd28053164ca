import { diffusionStage } from "@genericdp/core";
import { listTensors, stageTensors, stageWeights } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { dispose, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { gradientCollector } from "./gradient-collector.ts";
import { patchLosses } from "./patch-losses.ts";
import type { ObjectiveOptions, ObjectiveValue } from "./patch-losses.ts";
import type { PatchBatch } from "./patch-sampler.ts";
import { enterStage, leaveStage } from "./stage-pass.ts";
import type { StagePass } from "./stage-pass.ts";
import { evaluateThrough } from "./through-objective.ts";

/**
 * Σ_s log(MSE_s + offset·σ_s) over the patches of a batch and its gradient with respect to all parameters,
 * back-propagated through the stages (equations (6)–(8) of Qiao et al., BMVC 2017). ∂ℓ/∂λ of a patch only
 * affects the knots next to its own σ. If the batch has a degradation, the process includes its data steps.
 *
 * Runs on the active tfjs backend.
 */
export function evaluateObjective(
  architecture: Architecture,
  parameters: Float32Array,
  batch: PatchBatch,
  options: ObjectiveOptions,
): ObjectiveValue {
  if (batch.degradation) return evaluateThrough(architecture, parameters, batch, options);
  const { count, side, channels, noiseLevels } = batch;
  const { frozen = 0 } = options;
  const shape: [number, number, number, number] = [count, side, side, channels];
  const model = { architecture, parameters };
  const tensors = stageTensors(model);
  const observation = tensor4d(batch.noisy, shape);
  const passes: StagePass[] = [];
  let u = observation;
  tensors.forEach((stage, t) => {
    passes.push(enterStage(stage, u, observation, stageWeights(model, t, noiseLevels)));
    u = diffusionStage(passes[t]!.inputs);
  });
  const { loss, error } = patchLosses(u.dataSync<"float32">(), batch, options);
  let e: Tensor4D = tensor4d(error, shape);
  u.dispose();
  const collect = gradientCollector(architecture, parameters);
  for (const [t, pass] of Array.from(passes.entries()).toReversed()) {
    if (t >= frozen) {
      const gradients = leaveStage(e, pass);
      e.dispose();
      e = gradients.x;
      collect.addBanks(t, gradients);
      for (const [kind, used] of [
        ["reaction", pass.inputs.reaction],
        ["gain", pass.gain],
      ] as const) {
        collect.addCurves(t, {
          kind,
          curve: architecture[kind],
          levels: noiseLevels,
          values: used.dataSync<"float32">(),
          slopes: gradients[kind].dataSync<"float32">(),
        });
      }
      dispose([gradients.reaction, gradients.gain, ...gradients.scales, ...gradients.map]);
    }
    const { x, reaction, gain } = pass.inputs;
    dispose([reaction, pass.gain, gain, ...(x === observation ? [] : [x])]);
  }
  e.dispose();
  observation.dispose();
  dispose(listTensors(tensors));
  return { loss, gradient: collect.finish() };
}
