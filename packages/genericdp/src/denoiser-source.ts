import type { AsyncDenoiser, NoiseRange } from "@genericdp/core";
import { genericDP, readModel } from "@genericdp/model";
import type { GenericDP, Model } from "@genericdp/model";
import { MODEL_NAMES, bundledModel, isModelName } from "@genericdp/model/bundled";
import type { ModelName } from "@genericdp/model/bundled";
import { grayModel } from "@genericdp/model/gray";

/** Facts about a denoiser. */
export interface DenoiserFacts {
  readonly name: string;
  readonly noiseRange: NoiseRange;
  /** Channels of its images: 1 for gray, 3 for colour. Default: 1. */
  readonly channels?: number;
  /** Number of stages, for a model. */
  readonly stages?: number;
}

/** A denoiser before it is ready on a backend. */
export interface DenoiserSource {
  readonly facts: DenoiserFacts;
  /** The model, if it is one. */
  readonly model?: Model;
  /** Prepares it on the current backend of tfjs. */
  create(): AsyncDenoiser;
}

/**
 * Finds the denoiser that the options select. Invalid options throw immediately; anything that takes time is
 * done when the source is first used.
 *
 * @throws ModelFormatError if bytes are not a model; TypeError for anything but a model or a denoiser.
 */
export function denoiserSource({
  model,
  denoiser,
}: {
  readonly model?: Model | Uint8Array | ModelName | undefined;
  readonly denoiser?: AsyncDenoiser | undefined;
}): () => Promise<DenoiserSource> {
  if (denoiser !== undefined) {
    if (model !== undefined) throw new TypeError("restorer: expected a model or a denoiser, got both");
    const { name, noiseRange, channels } = checkDenoiser(denoiser);
    const facts = { name, noiseRange, ...(channels !== undefined && { channels }) };
    return async () => ({ facts, create: () => denoiser });
  }
  if (typeof model === "string") {
    if (!isModelName(model)) {
      const names = MODEL_NAMES.join(", ");
      const expected = `expected a model, the bytes of one or one of ${names}`;
      throw new TypeError(`restorer: ${expected}, got "${model as string}"`);
    }
    let loading: Promise<DenoiserSource> | undefined;
    return () => {
      loading ??= bundledModel(model).then(sourceOf);
      // A page that was offline may be online the next time.
      loading.catch(() => (loading = undefined));
      return loading;
    };
  }
  const given = model === undefined ? grayModel() : model instanceof Uint8Array ? readModel(model) : model;
  if (typeof given?.architecture !== "object" || !(given.parameters instanceof Float32Array)) {
    throw new TypeError(`restorer: expected a model, the bytes of one or its name, got ${String(given)}`);
  }
  const source = sourceOf(given);
  return async () => source;
}

/** Whether a denoiser is a generic diffusion process, whose stages can be run one by one. */
export function isDiffusion(denoiser: AsyncDenoiser): denoiser is GenericDP {
  return "stages" in denoiser && "model" in denoiser;
}

function sourceOf(model: Model): DenoiserSource {
  const { noiseRange, stages, channels } = model.architecture;
  const facts = { name: model.name, noiseRange, stages, channels };
  return { facts, model, create: () => genericDP(model) };
}

/**
 * @returns the denoiser.
 * @throws TypeError naming what is missing.
 */
export function checkDenoiser(denoiser: AsyncDenoiser): AsyncDenoiser {
  const expected = "expected a denoiser { name, noiseRange: { min, max }, denoise(x, options) }";
  if (typeof denoiser !== "object" || denoiser === null) {
    throw new TypeError(`${expected}, got ${String(denoiser)}`);
  }
  const { name, noiseRange, denoise } = denoiser;
  if (typeof name !== "string") throw new TypeError(`${expected}, got the name ${String(name)}`);
  if (typeof denoise !== "function") throw new TypeError(`${expected}, got no function denoise`);
  const { min, max } = Object(noiseRange) as Partial<NoiseRange>;
  if (!(typeof min === "number" && typeof max === "number" && min >= 0 && max >= min && max > 0)) {
    throw new TypeError(`${expected}, got a noiseRange of ${JSON.stringify(noiseRange)}`);
  }
  return denoiser;
}
