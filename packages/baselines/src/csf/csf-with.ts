import type { Denoiser } from "@genericdp/core";
import { listTensors } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { dispose, keep, tidy } from "@tensorflow/tfjs-core";
import { runShrinkageStage, shrinkageStages } from "./shrinkage-field.ts";

/** A cascade of shrinkage fields with the parameters of a model for one noise level. */
export function csfWith(model: Model): Denoiser & { dispose(): void } {
  const { noiseRange } = model.architecture;
  const stages = shrinkageStages(model, noiseRange.max);
  const tensors = listTensors(stages.map((stage) => stage.tensors));
  tensors.forEach(keep);
  return {
    name: model.name,
    noiseRange,
    denoise: (x, { noiseLevel }) => {
      if (noiseLevel !== noiseRange.max) {
        throw new RangeError(`${model.name}: expected a noise level of ${noiseRange.max}, got ${noiseLevel}`);
      }
      return tidy(() => stages.reduce((u, stage) => runShrinkageStage(stage, u, x), x.clone()));
    },
    dispose: () => dispose(tensors),
  };
}
