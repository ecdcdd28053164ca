import type { AsyncDenoiser, Backend } from "@genericdp/core";
import { defineDegradation } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import type { Model } from "@genericdp/model";
import type { ModelName } from "@genericdp/model/bundled";
import type { PhotoNoise } from "@genericdp/noise";
import { checkSolutionSize } from "./check-solution-size.ts";
import { denoiserSession } from "./denoiser-session.ts";
import type { BackendInUse, BackendReport, DenoiserSession } from "./denoiser-session.ts";
import { denoiserSource } from "./denoiser-source.ts";
import type { DenoiserFacts } from "./denoiser-source.ts";
import { analyseNoise, estimateNoiseLevel } from "./estimate-noise-level.ts";
import type { Examination } from "./examine.ts";
import type { InputImage } from "./image-kinds.ts";
import { imageTask } from "./image-task.ts";
import type { ImageTask } from "./image-task.ts";
import { checkOptions } from "./options.ts";
import type { NoiseOptions, RestoreSettings } from "./options.ts";
import { fromPixels, toPixels } from "./pixels.ts";
import { restorePixels } from "./restore-pixels.ts";
import type { DenoiserSessions } from "./restore-pixels.ts";
import { defaultBackend } from "./use-backend.ts";
import { forEachVerb } from "./for-each-verb.ts";
import { verbs } from "./verbs.ts";
import type { Verb, VerbArguments, VerbName, Verbs } from "./verbs.ts";

export interface RestorerOptions {
  /**
   * A model, the bytes of a model file, or the name of one that comes with genericdp. Default: "gray"; for
   * colour images, where the backend computes several channels at once, "colour", but "photo" to denoise if
   * the planes have different levels, as those of cameras do; "generic" to upscale and deblock, and to deblur
   * with the schedule "trained".
   */
  readonly model?: Model | Uint8Array | ModelName;
  /** Any denoiser for planes of gray levels, instead of a model; it is not disposed. */
  readonly denoiser?: AsyncDenoiser;
  /**
   * Where to compute. From a list, the fastest that runs here is used; if it fails during the work with
   * `BackendUnavailable`, as a GPU may, the image is restarted on another. Default: in Node the native kernel
   * if there is one, otherwise WebAssembly.
   */
  readonly backend?: Backend | readonly Backend[];
  /**
   * Runs in the caller's thread. Default: false, the library uses its own threads, with as many images at a
   * time as there are processors. A `backend` or `denoiser` cannot be sent to a thread and implies `inline`.
   */
  readonly inline?: boolean;
}

/** A method for each verb. */
export type VerbTasks<More = unknown> = {
  readonly [Name in keyof Verbs]: ImageTask<VerbArguments<Name, More>>;
};

/** A denoiser that stays ready for several images. Calls may overlap. */
export interface Restorer extends VerbTasks {
  /** Prepares backend and denoiser before the first image, and tells which they are. */
  start(): Promise<BackendReport & { readonly denoiser: DenoiserFacts }>;
  /** Estimates the noise in an image, see `estimateNoiseLevel`. */
  estimateNoiseLevel(
    image: InputImage,
    options?: Pick<NoiseOptions, "signal" | "maxPixels">,
  ): Promise<number>;
  /** Analyses the noise of a photo, see `analyseNoise`. */
  analyseNoise(image: InputImage, options?: Pick<NoiseOptions, "signal" | "maxPixels">): Promise<PhotoNoise>;
  /** Says what is wrong with an image and what helps, see `examine`. */
  examine(image: InputImage, options?: Pick<NoiseOptions, "signal" | "maxPixels">): Promise<Examination>;
  /** Restores an image from any degradation, see `restore`. */
  readonly restore: ImageTask<[degradation: Degradation, settings?: RestoreSettings]>;
  /** Frees the model's tensors once no call is under way. Nothing may be called afterwards. */
  dispose(): void;
}

/** A restorer whose backend is in the same thread. */
export interface InlineRestorer extends Restorer {
  start(): Promise<BackendInUse & { readonly denoiser: DenoiserFacts }>;
}

/** A restorer that works in the thread of the caller, see `restorer`. */
export function inlineRestorer({
  model,
  denoiser,
  backend = defaultBackend(),
}: Omit<RestorerOptions, "inline"> = {}): InlineRestorer {
  const session = denoiserSession(denoiserSource({ model, denoiser }), backend);
  const unsaid = model === undefined && denoiser === undefined;
  const several = [backend].flat().filter(({ capabilities }) => capabilities.severalChannels === true);
  const ofSeveral = (name: ModelName): DenoiserSession | undefined =>
    unsaid && several.length > 0 ? denoiserSession(denoiserSource({ model: name }), several) : undefined;
  const sessions: DenoiserSessions = {
    usual: session,
    joint: ofSeveral("colour"),
    photo: ofSeveral("photo"),
    through: unsaid ? denoiserSession(denoiserSource({ model: "generic" }), backend) : undefined,
  };
  const task = <Settings extends RestoreSettings>(
    name: string,
    { kind, own, prepare }: Verb<Settings>,
  ): ImageTask<[settings?: Settings]> =>
    imageTask(async (image, settings) => {
      const options = settings ?? ({} as Settings);
      checkOptions(name, options, { own, kind });
      options.signal?.throwIfAborted();
      const pixels = toPixels(image);
      const happened = (await prepare(options))(pixels);
      if (happened !== undefined) {
        return fromPixels(image, await restorePixels(name, sessions, pixels, happened, options));
      }
      session.expectUse();
      options.onProgress?.(1);
      return fromPixels(image, { ...pixels, data: pixels.data.slice() });
    });
  return {
    ...forEachVerb<VerbTasks>((name: VerbName) => task(name, verbs[name] as Verb<RestoreSettings>)),
    start: async () => ({ ...(await session.start()), denoiser: await session.facts() }),
    estimateNoiseLevel: async (image, { signal, ...limit } = {}) => {
      session.expectUse();
      signal?.throwIfAborted();
      return estimateNoiseLevel(image, limit);
    },
    analyseNoise: async (image, { signal, ...limit } = {}) => {
      session.expectUse();
      signal?.throwIfAborted();
      return analyseNoise(image, limit);
    },
    examine: async (image, { signal, ...limit } = {}) => {
      session.expectUse();
      signal?.throwIfAborted();
      return (await import("./examine.ts")).examine(image, limit);
    },
    restore: imageTask(async (image, given, options = {}) => {
      const degradation = defineDegradation(given);
      checkOptions("restore", options, { own: [], kind: "restore" });
      options.signal?.throwIfAborted();
      const pixels = toPixels(image);
      await checkSolutionSize("restore", degradation, pixels, options, session);
      return fromPixels(image, await restorePixels("restore", sessions, pixels, degradation, options));
    }),
    dispose: () => {
      for (const each of Object.values(sessions)) each?.dispose();
    },
  };
}
