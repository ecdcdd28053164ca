import type { Model } from "@genericdp/model";
import { asPixels } from "../drawables.ts";
import type { InputImage, LevelImage, RgbaImage } from "../image-kinds.ts";
import { imageTask } from "../image-task.ts";
import type { ImageTask } from "../image-task.ts";
import { packagedWorker } from "../packaged-worker.ts";
import type {
  DeblurOptions,
  DenoiseSettings,
  InpaintOptions,
  SolveOptions,
  UpscaleOptions,
} from "../restorer.ts";
import { buffersOf } from "./protocol.ts";
import type { SentImage, Work } from "./protocol.ts";
import type { RestorerInfo } from "./restorer-info.ts";
import { receiveImage, sendImage } from "./sent-image.ts";
import type { WorkerLike } from "./worker-like.ts";
import { workerQueue } from "./worker-queue.ts";
import type { JobOptions } from "./worker-queue.ts";

export interface WorkerRestorerOptions {
  /** Makes the worker, which runs `serveRestorer`; one that comes with this package unless given. */
  readonly worker?: () => WorkerLike;
  /** A model, or the bytes of a model file; what the worker is set to, or the bundled one, unless given. */
  readonly model?: Model | Uint8Array;
}

export interface TransferOptions {
  /**
   * Hands the image's memory to the worker instead of copying it: the whole buffer under `data` (and `alpha`)
   * is gone as the call returns, and `data.length` is 0.
   */
  readonly transfer?: boolean;
}

/** A restorer in a worker: the same methods and results as `restorer`, and a thread that stays free. */
export interface WorkerRestorer {
  /** Starts the worker and its model before the first image comes, and says what they are. */
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
  /** Ends the worker; jobs that are not done are rejected, and nothing else may be called afterwards. */
  dispose(): void;
}

/**
 * Restores images in a worker, one job after the other in the order of the calls; those in line can be
 * aborted like the one that runs. Nothing is started before the first call.
 *
 * An aborted job is rejected at once with the signal's reason; a worker that does not come to a halt soon is
 * ended, and the next job gets a new one. Errors keep name, message, stack and cause; a `TypeError` or
 * `RangeError` is one again, and others, `ModelFormatError` too, are known by their names.
 *
 * @throws WorkerLostError, as rejections, where the worker does not start or breaks down.
 * @example
 * ```ts
 * import { workerRestorer } from "genericdp/worker";
 *
 * const photos = workerRestorer();
 * export async function restoreCanvas(canvas: HTMLCanvasElement, bar: HTMLProgressElement): Promise<void> {
 *   const clean = await photos.denoise(canvas, { onProgress: (share) => (bar.value = share) });
 *   canvas.getContext("2d")?.putImageData(clean, 0, 0);
 * }
 * ```
 */
export function workerRestorer({
  worker = packagedWorker,
  model,
}: WorkerRestorerOptions = {}): WorkerRestorer {
  const queue = workerQueue(worker, { type: "open", ...(model !== undefined && { model }) });
  const restore = async <
    Image extends RgbaImage | LevelImage,
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
    const job = { signal, onProgress, transfer: buffersOf(sent) };
    return receiveImage(image, (await queue.run(work(sent, options), job)) as SentImage);
  };
  return {
    start: async (options = {}) => (await queue.run({ task: "start" }, options)) as RestorerInfo,
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
      return (await queue.run(work, { signal, transfer: buffersOf(sent) })) as number;
    },
    dispose: queue.dispose,
  };
}
