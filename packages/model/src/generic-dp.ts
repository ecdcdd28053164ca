import { diffusionStage, gainMap } from "@genericdp/core";
import type { DenoiseOptions, Denoiser } from "@genericdp/core";
import { dispose, keep, tensor1d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Model } from "./model.ts";
import { listTensors, stageTensors, stageWeights } from "./stage-parameters.ts";

/** A model ready to run on the backend that was active when it was made. */
export interface GenericDP extends Denoiser {
  readonly model: Model;
  /**
   * u_1 … u_T one after the other; the caller disposes of each. `x` stays the caller's. Stopping early is
   * fine.
   *
   * @throws RangeError for a noise level outside `noiseRange`.
   */
  stages(x: Tensor4D, options: DenoiseOptions): Generator<Tensor4D, void, void>;
  /** Frees the model's tensors; nothing else may be called afterwards. */
  dispose(): void;
}

/**
 * A generic diffusion process (Qiao et al., BMVC 2017, equation (4)) as a denoiser.
 *
 * @example
 * const denoiser = genericDP(grayModel());
 * const clean = denoiser.denoise(noisy, { noiseLevel: 25 });
 */
export function genericDP(model: Model): GenericDP {
  const { noiseRange, stages: count } = model.architecture;
  const tensors = stageTensors(model);
  listTensors(tensors).forEach(keep);

  const runStage = (t: number, x: Tensor4D, observation: Tensor4D, noiseLevel: number): Tensor4D =>
    tidy(() => {
      const levels = Array.from({ length: x.shape[0] }, () => noiseLevel);
      const weights = stageWeights(model, t, levels);
      const { scales, gainMap: map } = tensors[t]!;
      const reaction = tensor1d(weights.reaction);
      const gain = tensor1d(weights.gain);
      return diffusionStage({
        x,
        observation,
        reaction,
        gain: map ? gainMap({ x, gain, ...map }) : gain,
        scales,
      });
    });

  function* stages(x: Tensor4D, { noiseLevel }: DenoiseOptions): Generator<Tensor4D, void, void> {
    checkNoiseLevel(model, noiseLevel);
    // Handles of our own: the caller may dispose of x and of every u it got while we are suspended.
    const observation = x.clone();
    let previous = x.clone();
    try {
      for (let t = 0; t < count; t++) {
        const u = runStage(t, previous, observation, noiseLevel);
        previous.dispose();
        previous = u.clone();
        yield u;
      }
    } finally {
      observation.dispose();
      previous.dispose();
    }
  }

  return {
    name: model.name,
    model,
    noiseRange,
    stages,
    denoise: (x, { noiseLevel }) => {
      checkNoiseLevel(model, noiseLevel);
      return tidy(() => {
        let u = x;
        for (let t = 0; t < count; t++) {
          const next = runStage(t, u, x, noiseLevel);
          if (u !== x) u.dispose();
          u = next;
        }
        return u;
      });
    },
    dispose: () => dispose(listTensors(tensors)),
  };
}

function checkNoiseLevel({ name, architecture: { noiseRange } }: Model, noiseLevel: number): void {
  const { min, max } = noiseRange;
  if (!(noiseLevel >= min && noiseLevel <= max)) {
    throw new RangeError(
      `${name}: expected a noise level from ${min} to ${max} gray levels, got ${noiseLevel}`,
    );
  }
}
