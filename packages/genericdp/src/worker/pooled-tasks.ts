import type { PhotoNoise } from "@genericdp/noise";
import { asPixels } from "../drawables.ts";
import type { Examination } from "../examine.ts";
import type { InputImage, Pixels } from "../image-kinds.ts";
import { imageTask } from "../image-task.ts";
import type { ImageTask } from "../image-task.ts";
import type { NoiseOptions, RestoreSettings } from "../options.ts";
import type { VerbTasks } from "../restorer.ts";
import { forEachVerb } from "../for-each-verb.ts";
import type { VerbName } from "../verbs.ts";
import { buffersOf } from "./protocol.ts";
import type {
  NamedDegradation,
  PlainSettings,
  SentImage,
  SharedModel,
  Work,
  WorkResult,
} from "./protocol.ts";
import type { RestorerInfo } from "./restorer-info.ts";
import { receiveImage, sendImage } from "./sent-image.ts";
import type { JobOptions, WorkerPool } from "./worker-pool.ts";

export interface TransferOptions {
  /**
   * Transfers the memory of the image to the worker instead of copying it: after the call, the buffer of
   * `data` (and `alpha`) is detached, and `data.length` is 0.
   */
  readonly transfer?: boolean;
}

/** Options of the tasks that tell something about an image. */
export type TellOptions = TransferOptions & Pick<NoiseOptions, "signal" | "maxPixels">;

/** The tasks of workers. */
export interface PooledTasks extends VerbTasks<TransferOptions> {
  /** Starts a worker and its model before the first image, and returns facts about them. */
  start(options?: Pick<JobOptions, "signal">): Promise<RestorerInfo>;
  /** Restores an image from a degradation that the workers know by its name. */
  readonly restore: ImageTask<[degradation: NamedDegradation, settings?: RestoreSettings & TransferOptions]>;
  /** Estimates the noise in an image, see `estimateNoiseLevel`. */
  estimateNoiseLevel(image: InputImage, options?: TellOptions): Promise<number>;
  /** Analyses the noise of a photograph, see `analyseNoise`. */
  analyseNoise(image: InputImage, options?: TellOptions): Promise<PhotoNoise>;
  /** Says what is wrong with an image and what helps, see `examine`. */
  examine(image: InputImage, options?: TellOptions): Promise<Examination>;
}

/** The tasks as jobs of a pool, with a given model or that of the workers. */
export function pooledTasks(pool: Pick<WorkerPool, "run">, model: SharedModel | undefined): PooledTasks {
  const restore = async <Image extends Pixels>(
    image: Image,
    {
      signal,
      onProgress,
      onNoiseLevel,
      onDenoiser,
      transfer = false,
      ...rest
    }: NoiseOptions & TransferOptions,
    work: (image: SentImage, settings: PlainSettings<NoiseOptions>) => Work,
  ): Promise<Image> => {
    signal?.throwIfAborted();
    // Both before anything is awaited, because the caller may change or keep using the arguments.
    const settings = structuredClone(rest);
    const sent = sendImage(image, transfer);
    const job = { model, signal, onProgress, onNoiseLevel, onDenoiser, transfer: buffersOf(sent) };
    return receiveImage(image, (await pool.run(work(sent, settings), job)) as SentImage);
  };
  const verbTask = (task: VerbName): ImageTask<[options?: NoiseOptions & TransferOptions]> =>
    imageTask((given, options = {}) =>
      // The settings belong to the task, because both come from the same call.
      restore(given, options, (image, settings) => ({ task, image, settings }) as Work),
    );
  const tell = async (
    task: "estimateNoiseLevel" | "analyseNoise" | "examine",
    image: InputImage,
    { transfer = false, signal, ...limit }: TellOptions = {},
  ): Promise<WorkResult> => {
    signal?.throwIfAborted();
    const sent = sendImage(asPixels(image, limit), transfer);
    return pool.run({ task, image: sent, limit }, { model, signal, transfer: buffersOf(sent) });
  };
  return {
    ...forEachVerb<VerbTasks<TransferOptions>>(verbTask),
    start: async ({ signal } = {}) => (await pool.run({ task: "start" }, { model, signal })) as RestorerInfo,
    restore: imageTask((given, degradation, options = {}) => {
      const named = structuredClone(degradation);
      return restore(given, options, (image, settings) => ({
        task: "restore",
        image,
        degradation: named,
        settings,
      }));
    }),
    estimateNoiseLevel: async (image, options) =>
      (await tell("estimateNoiseLevel", image, options)) as number,
    analyseNoise: async (image, options) => (await tell("analyseNoise", image, options)) as PhotoNoise,
    examine: async (image, options) => (await tell("examine", image, options)) as Examination,
  };
}
