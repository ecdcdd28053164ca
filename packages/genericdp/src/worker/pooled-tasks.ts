import { asPixels } from "../drawables.ts";
import type { InputImage, Pixels } from "../image-kinds.ts";
import { imageTask } from "../image-task.ts";
import type { ImageTask } from "../image-task.ts";
import type {
  DeblurOptions,
  DenoiseSettings,
  InpaintOptions,
  SolveOptions,
  UpscaleOptions,
} from "../restorer.ts";
import { buffersOf } from "./protocol.ts";
import type { SentImage, SharedModel, Work } from "./protocol.ts";
import type { RestorerInfo } from "./restorer-info.ts";
import { receiveImage, sendImage } from "./sent-image.ts";
import type { JobOptions, WorkerPool } from "./worker-pool.ts";

export interface TransferOptions {
  /**
   * Hands the image's memory to the worker instead of copying it: the whole buffer under `data` (and `alpha`)
   * is gone as the call returns, and `data.length` is 0.
   */
  readonly transfer?: boolean;
}

/** What workers do. */
export interface PooledTasks {
  /** Starts a worker and its model before the first image comes, and says what they are. */
  start(options?: Pick<JobOptions, "signal">): Promise<RestorerInfo>;
  /** Removes noise from an image, see `denoise`. */
  readonly denoise: ImageTask<[options?: DenoiseSettings & TransferOptions]>;
  /** Removes a known blur, see `deblur`. */
  readonly deblur: ImageTask<[options: DeblurOptions & TransferOptions]>;
  /** Makes an image larger, see `upscale`. */
  readonly upscale: ImageTask<[options: UpscaleOptions & TransferOptions]>;
  /** Fills in missing pixels, see `inpaint`. */
  readonly inpaint: ImageTask<[options: InpaintOptions & TransferOptions]>;
  /** Estimates the noise in an image, see `estimateNoiseLevel`. */
  estimateNoiseLevel(
    image: InputImage,
    options?: TransferOptions & Pick<JobOptions, "signal">,
  ): Promise<number>;
}

/** The tasks as jobs of a pool, with a model or with the workers' own. */
export function pooledTasks(pool: Pick<WorkerPool, "run">, model: SharedModel | undefined): PooledTasks {
  const restore = async <
    Image extends Pixels,
    Options extends Omit<SolveOptions, "noiseLevel"> & TransferOptions,
  >(
    image: Image,
    { signal, onProgress, transfer = false, ...rest }: Options,
    work: (image: SentImage, options: typeof rest) => Work,
  ): Promise<Image> => {
    signal?.throwIfAborted();
    // Both before anything is awaited: the caller may change or keep using what they gave.
    const options = structuredClone(rest);
    const sent = sendImage(image, transfer);
    const job = { model, signal, onProgress, transfer: buffersOf(sent) };
    return receiveImage(image, (await pool.run(work(sent, options), job)) as SentImage);
  };
  return {
    start: async ({ signal } = {}) => (await pool.run({ task: "start" }, { model, signal })) as RestorerInfo,
    denoise: imageTask((given, settings = {}) =>
      restore(given, settings, (image, options) => ({ task: "denoise", image, options })),
    ),
    deblur: imageTask((given, settings) =>
      restore(given, settings, (image, options) => ({ task: "deblur", image, options })),
    ),
    upscale: imageTask((given, settings) =>
      restore(given, settings, (image, options) => ({ task: "upscale", image, options })),
    ),
    inpaint: imageTask((given, settings) =>
      restore(given, settings, (image, options) => ({ task: "inpaint", image, options })),
    ),
    estimateNoiseLevel: async (image, { transfer = false, signal } = {}) => {
      signal?.throwIfAborted();
      const sent = sendImage(asPixels(image), transfer);
      const work = { task: "estimateNoiseLevel", image: sent } as const;
      return (await pool.run(work, { model, signal, transfer: buffersOf(sent) })) as number;
    },
  };
}
