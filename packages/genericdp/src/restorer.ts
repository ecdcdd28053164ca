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
    denoise: async (image, { noiseLevel: wanted = "auto", signal, onProgress } = {}) => {
      signal?.throwIfAborted();
      const pixels = toPixels(image);
      const noiseLevel = chooseNoiseLevel(wanted, pixels, model.architecture.noiseRange);
      const started = await start();
      signal?.throwIfAborted();
      const { planes, join } = grayPlanes(pixels);
      let done = 0;
      const afterStage = async (): Promise<void> => {
        done++;
        onProgress?.(done / (planes.length * model.architecture.stages));
        await nextTask();
        signal?.throwIfAborted();
      };
      const restored: Float32Array<ArrayBuffer>[] = [];
      for (const plane of planes) {
        restored.push(await denoisePlane(started, plane, { ...pixels, noiseLevel, afterStage }));
      }
      return fromPixels(image, { ...pixels, data: join(restored) });
    },
    dispose: () => diffusion?.dispose(),
  };
}
