import type { Backend } from "@genericdp/core";
import { genericDP, readModel } from "@genericdp/model";
import type { GenericDP, Model } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { chooseNoiseLevel } from "./choose-noise-level.ts";
import { denoisePlane } from "./denoise-plane.ts";
import { grayPlanes } from "./gray-planes.ts";
import type { LevelImage, RgbaImage } from "./image-kinds.ts";
import { nextTask } from "./next-task.ts";
import { fromPixels, toPixels } from "./pixels.ts";
import { SELF_ENSEMBLE_SIZE, selfEnsemble } from "./self-ensemble.ts";
import type { Plane } from "./self-ensemble.ts";
import { defaultBackend, useBackend } from "./use-backend.ts";

export interface RestorerOptions {
  /** A model, or the bytes of a model file; the bundled gray model unless given. */
  readonly model?: Model | Uint8Array;
  /** Where to compute; WebAssembly unless given. */
  readonly backend?: Backend;
}

export interface RestoreOptions {
  /**
   * Standard deviation of the noise, in gray levels (0..255), within the model's range. "auto", the default,
   * takes what `estimateNoiseLevel` says, or the end of the range where that lies outside.
   */
  readonly noiseLevel?: number | "auto";
  /**
   * Factor on the noise level, above 0: less than 1 keeps more grain and detail, more than 1 smooths more. 1
   * unless given. The product must lie within the model's range, or is taken into it where the level is
   * "auto".
   */
  readonly strength?: number;
  /**
   * Restores all eight flips and turns of the image and takes their mean: eight times the work, a little
   * better.
   */
  readonly selfEnsemble?: boolean;
  /** Stops the work between two stages; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every stage with the share of the work that is done, rising to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/** A model that is kept ready, for more than one image. Calls may overlap. */
export interface Restorer {
  readonly model: Model;
  /** Removes noise from an image, see `denoise`. */
  denoise<Image extends RgbaImage | LevelImage>(image: Image, options?: RestoreOptions): Promise<Image>;
  /** Frees the model's tensors, once no call is under way; nothing else may be called afterwards. */
  dispose(): void;
}

/**
 * Keeps a model ready on a backend. Nothing is started before the first image.
 *
 * @throws ModelFormatError when the bytes are no model.
 * @example
 * const photos = restorer();
 * const [first, second] = await Promise.all([photos.denoise(imageA), photos.denoise(imageB)]);
 */
export function restorer({ model: source = grayModel(), backend }: RestorerOptions = {}): Restorer {
  const model = source instanceof Uint8Array ? readModel(source) : source;
  let diffusion: GenericDP | undefined;
  const start = async (): Promise<GenericDP> => {
    await useBackend(backend ?? defaultBackend());
    diffusion ??= genericDP(model);
    return diffusion;
  };
  return {
    model,
    denoise: async (image, options = {}) => {
      const {
        noiseLevel: wanted = "auto",
        strength = 1,
        selfEnsemble: ensemble = false,
        signal,
        onProgress,
      } = options;
      signal?.throwIfAborted();
      const pixels = toPixels(image);
      const noiseLevel = chooseNoiseLevel(wanted, strength, pixels, model.architecture.noiseRange);
      const started = await start();
      signal?.throwIfAborted();
      const { planes, join } = grayPlanes(pixels);
      const runs = planes.length * (ensemble ? SELF_ENSEMBLE_SIZE : 1);
      let done = 0;
      const afterStage = async (): Promise<void> => {
        done++;
        onProgress?.(done / (runs * model.architecture.stages));
        await nextTask();
        signal?.throwIfAborted();
      };
      const restore = ({ data, ...size }: Plane): Promise<Float32Array<ArrayBuffer>> =>
        denoisePlane(started, data, { ...size, noiseLevel, afterStage });
      const restored: Float32Array<ArrayBuffer>[] = [];
      for (const data of planes) {
        const plane = { data, width: pixels.width, height: pixels.height };
        restored.push(ensemble ? await selfEnsemble(plane, restore) : await restore(plane));
      }
      return fromPixels(image, { ...pixels, data: join(restored) });
    },
    dispose: () => diffusion?.dispose(),
  };
}
