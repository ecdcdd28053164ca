import { diffusionStage, gainMap } from "@genericdp/core";
import type { DenoiseOptions, Denoiser } from "@genericdp/core";
import { dispose, keep, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { gainCount } from "./architecture.ts";
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
  /** T. */
  readonly stageCount: number;
  /**
   * u_t from u_{t−1} and the observation, two tensors of one shape.
   *
   * @param t t = 1 … T.
   * @throws RangeError for a stage that there is not, or a noise level outside `noiseRange`.
   */
  stage(u: Tensor4D, observation: Tensor4D, t: number, noiseLevel: number): Tensor4D;
  /**
   * u less the diffusion term of one stage, at the gain of a noise level: a stage without its reaction term,
   * as a prior for other problems (section 2.3 of the paper).
   *
   * @param t t = 1 … T.
   * @throws RangeError for a stage that there is not, or a noise level outside `noiseRange`.
   */
  diffuse(u: Tensor4D, t: number, noiseLevel: number): Tensor4D;
  /** Frees the model's tensors; nothing else may be called afterwards. */
  dispose(): void;
}

/**
 * A generic diffusion process (Qiao et al., BMVC 2017, equation (4)) as a denoiser.
 *
 * @example
 * ```ts
 * import "@tensorflow/tfjs-backend-cpu";
 * import { genericDP } from "@genericdp/model";
 * import { grayModel } from "@genericdp/model/gray";
 * import { tensor4d } from "@tensorflow/tfjs-core";
 *
 * const denoiser = genericDP(grayModel());
 * const noisy = tensor4d(new Float32Array(16 * 16).fill(120), [1, 16, 16, 1]);
 * const clean = denoiser.denoise(noisy, { noiseLevel: 25 });
 * denoiser.dispose();
 * ```
 */
export function genericDP(model: Model): GenericDP {
  const { noiseRange, stages: count, channels } = model.architecture;
  const gains = gainCount(model.architecture);
  const tensors = stageTensors(model);
  listTensors(tensors).forEach(keep);

  /** `observation` null leaves the reaction term out. */
  const runStage = (t: number, x: Tensor4D, observation: Tensor4D | null, noiseLevel: number): Tensor4D =>
    tidy(() => {
      const levels = Array.from({ length: x.shape[0] }, () => noiseLevel);
      const weights = stageWeights(model, t, levels);
      const { scales, gainMap: map } = tensors[t]!;
      const reaction = tensor2d(observation ? weights.reaction : new Float32Array(weights.reaction.length), [
        levels.length,
        channels,
      ]);
      const gain = tensor2d(weights.gain, [levels.length, gains]);
      const inputs = { x, observation: observation ?? x, reaction, scales };
      return diffusionStage({ ...inputs, gain: map ? gainMap({ x, gain, ...map }) : gain });
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

  const checkStage = (t: number, noiseLevel: number): void => {
    checkNoiseLevel(model, noiseLevel);
    if (Number.isInteger(t) && t >= 1 && t <= count) return;
    throw new RangeError(`${model.name}: expected a stage from 1 to ${count}, got ${t}`);
  };

  return {
    name: model.name,
    model,
    noiseRange,
    channels,
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
    stageCount: count,
    stage: (u, observation, t, noiseLevel) => {
      checkStage(t, noiseLevel);
      return runStage(t - 1, u, observation, noiseLevel);
    },
    diffuse: (u, t, noiseLevel) => {
      checkStage(t, noiseLevel);
      return runStage(t - 1, u, null, noiseLevel);
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
