import { diffusionStage, gainMap } from "@genericdp/core";
import type { DenoiseOptions, Denoiser } from "@genericdp/core";
import { dispose, keep, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { gainCount } from "./architecture.ts";
import type { Model } from "./model.ts";
import { dataWeight, familyWeights, listTensors, stageTensors, stageWeights } from "./stage-parameters.ts";
import type { StageWeights } from "./stage-parameters.ts";

/** One stage of a process that runs through a degradation: a data step with weight γ, then the diffusion. */
export interface TrainedStage {
  /** γ of the data step argmin_v ½‖v − u‖² + (γ/2)‖A v − y‖². */
  readonly gamma: number;
  /** v minus the diffusion term, of the shape of v; v is not disposed. */
  diffuse(v: Tensor4D): Tensor4D;
}

/** A model ready to run on the backend that was active when it was made. */
export interface GenericDP extends Denoiser {
  readonly model: Model;
  /**
   * u_1 … u_T one after the other; the caller must dispose of each. `x` is not disposed. You may stop early.
   *
   * @throws RangeError for a noise level outside `noiseRange`.
   */
  stages(x: Tensor4D, options: DenoiseOptions): Generator<Tensor4D, void, void>;
  /** T. */
  readonly stageCount: number;
  /**
   * Computes u_t from u_{t−1} and the observation, which have the same shape.
   *
   * @param t t = 1 … T.
   * @throws RangeError for any other t, or a noise level outside `noiseRange`.
   */
  stage(u: Tensor4D, observation: Tensor4D, t: number, noiseLevel: number): Tensor4D;
  /**
   * Subtracts from u the diffusion term of one stage, with the gain for a noise level: a stage without its
   * reaction term, as a prior for other problems (section 2.3 of the paper).
   *
   * @param t t = 1 … T.
   * @throws RangeError for any other t, or a noise level outside `noiseRange`.
   */
  diffuse(u: Tensor4D, t: number, noiseLevel: number): Tensor4D;
  /** Families of degradations that the model was trained for. */
  readonly families: readonly string[];
  /**
   * The stages of the process through a degradation of a family that the model was trained for.
   *
   * @param error the error that the degradation leaves, in gray levels.
   * @param noiseLevel σ of the measurement, in gray levels.
   * @throws RangeError for a family that the model was not trained for, or numbers that are not above 0.
   */
  through(family: string, error: number, noiseLevel: number): readonly TrainedStage[];
  /** Frees the tensors of the model; no other method may be called afterwards. */
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
  const { noiseRange, stages: count, channels, families = [] } = model.architecture;
  const gains = gainCount(model.architecture);
  const tensors = stageTensors(model);
  listTensors(tensors).forEach(keep);

  /** Without an `observation`, there is no reaction term. */
  const runStage = (t: number, x: Tensor4D, observation: Tensor4D | null, weights: StageWeights): Tensor4D =>
    tidy(() => {
      const { scales, gainMap: map } = tensors[t]!;
      const reaction = tensor2d(observation ? weights.reaction : new Float32Array(weights.reaction.length), [
        x.shape[0],
        channels,
      ]);
      const gain = tensor2d(weights.gain, [x.shape[0], gains]);
      const inputs = { x, observation: observation ?? x, reaction, scales };
      return diffusionStage({ ...inputs, gain: map ? gainMap({ x, gain, ...map }) : gain });
    });

  const at = (t: number, { shape: [batch] }: Tensor4D, noiseLevel: number): StageWeights =>
    stageWeights(
      model,
      t,
      Array.from({ length: batch }, () => noiseLevel),
    );

  function* stages(x: Tensor4D, { noiseLevel }: DenoiseOptions): Generator<Tensor4D, void, void> {
    checkNoiseLevel(model, noiseLevel);
    // Separate handles, because the caller may dispose of x and every u while this is suspended.
    const observation = x.clone();
    let previous = x.clone();
    try {
      for (let t = 0; t < count; t++) {
        const u = runStage(t, previous, observation, at(t, x, noiseLevel));
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
    families: families.map(({ name }) => name),
    stages,
    denoise: (x, { noiseLevel }) => {
      checkNoiseLevel(model, noiseLevel);
      return tidy(() => {
        let u = x;
        for (let t = 0; t < count; t++) {
          const next = runStage(t, u, x, at(t, x, noiseLevel));
          if (u !== x) u.dispose();
          u = next;
        }
        return u;
      });
    },
    stageCount: count,
    stage: (u, observation, t, noiseLevel) => {
      checkStage(t, noiseLevel);
      return runStage(t - 1, u, observation, at(t - 1, u, noiseLevel));
    },
    diffuse: (u, t, noiseLevel) => {
      checkStage(t, noiseLevel);
      return runStage(t - 1, u, null, at(t - 1, u, noiseLevel));
    },
    through: (family, error, noiseLevel) => {
      const index = families.findIndex(({ name }) => name === family);
      if (index < 0) {
        const known = families.map(({ name }) => name).join(", ") || "none";
        throw new RangeError(`${model.name}: expected a family of ${known}, got "${family}"`);
      }
      for (const [what, value] of Object.entries({ "an error": error, "a noise level": noiseLevel })) {
        if (value > 0 && value < Infinity) continue;
        throw new RangeError(`${model.name}: expected ${what} above 0, got ${value}`);
      }
      return Array.from({ length: count }, (_, t) => {
        const { penalty, gain } = familyWeights(model, t, index, error);
        return {
          gamma: dataWeight(penalty, error, noiseLevel),
          diffuse: (v) => {
            const rows = Array.from({ length: v.shape[0] }, () => Array.from(gain)).flat();
            const reaction = new Float32Array(v.shape[0] * channels);
            return runStage(t, v, null, { reaction, gain: Float32Array.from(rows) });
          },
        };
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
