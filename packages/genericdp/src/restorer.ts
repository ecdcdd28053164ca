import type { AsyncDenoiser, Backend } from "@genericdp/core";
import { defineDegradation } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import type { Model } from "@genericdp/model";
import type { PhotoNoise } from "@genericdp/noise";
import { denoiserSession } from "./denoiser-session.ts";
import type { BackendInUse, BackendReport } from "./denoiser-session.ts";
import { denoiserSource } from "./denoiser-source.ts";
import type { DenoiserFacts, ModelName } from "./denoiser-source.ts";
import { analyseNoise, estimateNoiseLevel } from "./estimate-noise-level.ts";
import type { InputImage } from "./image-kinds.ts";
import { imageTask } from "./image-task.ts";
import type { ImageTask } from "./image-task.ts";
import { checkOptions } from "./options.ts";
import type { NoiseOptions, RestoreSettings } from "./options.ts";
import { fromPixels, toPixels } from "./pixels.ts";
import { restorePixels } from "./restore-pixels.ts";
import { defaultBackend } from "./use-backend.ts";
import { forEachVerb, verbs } from "./verbs/index.ts";
import type { VerbArguments, VerbName, Verbs } from "./verbs/index.ts";
import type { Verb } from "./verbs/verb.ts";

export interface RestorerOptions {
  /**
   * A model, the bytes of a model file, or the name of one that comes with genericdp. Default: "gray", and
   * "colour" to denoise colour images where the backend computes several channels at once.
   */
  readonly model?: Model | Uint8Array | ModelName;
  /** In the place of a model, any denoiser for planes of gray levels; it stays yours. */
  readonly denoiser?: AsyncDenoiser;
  /**
   * Where to compute. Of several, the fastest that runs here; where it gives up in mid-work with
   * `BackendUnavailable`, as a GPU may, the image is restarted on another. Default: the native kernel where
   * there is one, which is in Node, or WebAssembly.
   */
  readonly backend?: Backend | readonly Backend[];
  /**
   * Works in the caller's thread. Default: the work is done in threads of the library's own, as many pictures
   * at a time as there are processors, so that the caller's thread stays free; a `backend` or a `denoiser`
   * cannot go there, and has the same effect as `inline`.
   */
  readonly inline?: boolean;
}

/** A method for each verb. */
export type VerbTasks<More = unknown> = {
  readonly [Name in keyof Verbs]: ImageTask<VerbArguments<Name, More>>;
};

/** A denoiser that is kept ready, for more than one image. Calls may overlap. */
export interface Restorer extends VerbTasks {
  /** Makes backend and denoiser ready before the first image comes, and says what they are. */
  start(): Promise<BackendReport & { readonly denoiser: DenoiserFacts }>;
  /** Estimates the noise in an image, see `estimateNoiseLevel`. */
  estimateNoiseLevel(image: InputImage, options?: Pick<NoiseOptions, "signal">): Promise<number>;
  /** Tells the noise of a photograph, see `analyseNoise`. */
  analyseNoise(image: InputImage, options?: Pick<NoiseOptions, "signal">): Promise<PhotoNoise>;
  /** Restores an image from any degradation, see `restore`. */
  readonly restore: ImageTask<[degradation: Degradation, settings?: RestoreSettings]>;
  /** Frees the model's tensors, once no call is under way; nothing else may be called afterwards. */
  dispose(): void;
}

/** A restorer whose backend is in the same thread. */
export interface InlineRestorer extends Restorer {
  start(): Promise<BackendInUse & { readonly denoiser: DenoiserFacts }>;
}

/** The restorer that works in the thread of its caller, see `restorer`. */
export function inlineRestorer({
  model,
  denoiser,
  backend = defaultBackend(),
}: Omit<RestorerOptions, "inline"> = {}): InlineRestorer {
  const session = denoiserSession(denoiserSource({ model, denoiser }), backend);
  const unsaid = model === undefined && denoiser === undefined;
  const colourSession =
    unsaid && [backend].flat().every(({ capabilities }) => capabilities.severalChannels === true)
      ? denoiserSession(denoiserSource({ model: "colour" }), backend)
      : undefined;
  const sessions = { usual: session, joint: colourSession };
  const task = <Settings extends RestoreSettings>(
    name: string,
    { kind, own, degradation }: Verb<Settings>,
  ): ImageTask<[settings?: Settings]> =>
    imageTask(async (image, settings) => {
      const options = settings ?? ({} as Settings);
      checkOptions(name, options, { own, kind });
      options.signal?.throwIfAborted();
      const pixels = toPixels(image);
      const happened = degradation(options, pixels);
      return fromPixels(image, await restorePixels(name, sessions, pixels, happened, options));
    });
  return {
    ...forEachVerb<VerbTasks>((name: VerbName) => task(name, verbs[name] as Verb<RestoreSettings>)),
    start: async () => ({ ...(await session.start()), denoiser: await session.facts() }),
    estimateNoiseLevel: async (image, { signal } = {}) => {
      session.expectUse();
      signal?.throwIfAborted();
      return estimateNoiseLevel(image);
    },
    analyseNoise: async (image, { signal } = {}) => {
      session.expectUse();
      signal?.throwIfAborted();
      return analyseNoise(image);
    },
    restore: imageTask(async (image, given, options = {}) => {
      const degradation = defineDegradation(given);
      checkOptions("restore", options, { own: [], kind: "restore" });
      options.signal?.throwIfAborted();
      return fromPixels(
        image,
        await restorePixels("restore", sessions, toPixels(image), degradation, options),
      );
    }),
    dispose: () => {
      session.dispose();
      colourSession?.dispose();
    },
  };
}
