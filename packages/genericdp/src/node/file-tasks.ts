import { deblur as deblurPixels } from "../deblur.ts";
import type { DeblurOptions } from "../deblur.ts";
import { denoise as denoisePixels } from "../denoise.ts";
import type { DenoiseOptions } from "../denoise.ts";
import { estimateNoiseLevel as estimatePixels } from "../estimate-noise-level.ts";
import { inpaint as inpaintPixels } from "../inpaint.ts";
import type { InpaintOptions } from "../inpaint.ts";
import { restore as restorePixels } from "../restore.ts";
import type { RestoreOptions } from "../restore.ts";
import { upscale as upscalePixels } from "../upscale.ts";
import type { UpscaleOptions } from "../upscale.ts";
import { readSource } from "./read-source.ts";
import type { ImageSource } from "./read-source.ts";
import { restoredFile } from "./restored-file.ts";
import type { RestoredFile } from "./restored-file.ts";

/**
 * Removes white Gaussian noise from an image file, see `denoise` of `genericdp`.
 *
 * @throws TypeError when `source` is no path, file URL or bytes; ImageReadError when it is no image; else as
 *   the function for pixels.
 * @example
 * ```ts
 * import { denoise } from "genericdp/node";
 *
 * const clean = await denoise("photo.jpg", { noiseLevel: 15 });
 * await clean.save("clean.png");
 * ```
 */
export async function denoise(source: ImageSource, options?: DenoiseOptions): Promise<RestoredFile> {
  return restoredFile(await denoisePixels(await readSource(source), options));
}

/**
 * Removes a known blur from an image file, see `deblur` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function deblur(source: ImageSource, options: DeblurOptions): Promise<RestoredFile> {
  return restoredFile(await deblurPixels(await readSource(source), options));
}

/**
 * Makes the image in a file larger, see `upscale` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function upscale(source: ImageSource, options: UpscaleOptions): Promise<RestoredFile> {
  return restoredFile(await upscalePixels(await readSource(source), options));
}

/**
 * Fills in missing pixels of an image file, see `inpaint` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function inpaint(source: ImageSource, options: InpaintOptions): Promise<RestoredFile> {
  return restoredFile(await inpaintPixels(await readSource(source), options));
}

/**
 * Restores an image file from any linear degradation, see `restore` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function restore(source: ImageSource, options: RestoreOptions): Promise<RestoredFile> {
  return restoredFile(await restorePixels(await readSource(source), options));
}

/**
 * Estimates the noise in an image file, in gray levels (0..255), see `estimateNoiseLevel` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function estimateNoiseLevel(source: ImageSource): Promise<number> {
  return estimatePixels(await readSource(source));
}
