import type { Degradation } from "@genericdp/degradations";
import { imageTask } from "./image-task.ts";
import type { ImageTask } from "./image-task.ts";
import type { RestoreSettings } from "./options.ts";
import { restorer } from "./pooled-restorer.ts";
import type { Restorer, RestorerOptions, VerbTasks } from "./restorer.ts";
import type { VerbArguments, VerbName, VerbSettings } from "./verbs.ts";

export type DenoiseOptions = VerbSettings<"denoise"> & RestorerOptions;
export type DeblurOptions = VerbSettings<"deblur"> & RestorerOptions;
export type UpscaleOptions = VerbSettings<"upscale"> & RestorerOptions;
export type InpaintOptions = VerbSettings<"inpaint"> & RestorerOptions;
export type DeblockOptions = VerbSettings<"deblock"> & RestorerOptions;
export type DespeckleOptions = VerbSettings<"despeckle"> & RestorerOptions;
export type RestoreOptions = RestoreSettings & RestorerOptions;

/**
 * Removes noise of a given or an estimated level from an image.
 *
 * RGBA bytes give RGBA bytes, clipped and rounded, with the same alpha. An `ImageData`, a canvas, an
 * `ImageBitmap` and a `VideoFrame` give an `ImageData`. Gray levels give gray levels, neither clipped nor
 * rounded. Other fields of a plain object are kept. Colour is processed as three opponent planes: all at once
 * where the backend computes several channels, otherwise one after the other.
 *
 * The bundled model stays in memory for the next call; to keep your own `model` ready, use `restorer`.
 *
 * @param image RGBA bytes, gray levels 0..255 or something drawable; not changed, and copied before the call
 *   returns its promise.
 * @throws TypeError or RangeError if the image is malformed, an option is invalid, or the noise level is
 *   outside the denoiser's range; ModelFormatError if the bytes are not a model; the signal's reason if
 *   aborted; Error without WebAssembly SIMD.
 * @example
 * ```ts
 * import { denoise } from "genericdp";
 *
 * // In a browser an ImageData, a canvas …; anywhere, gray levels:
 * const data = Float32Array.from({ length: 48 * 32 }, () => 99 + 60 * Math.random());
 * const clean = await denoise({ data, width: 48, height: 32 }, { noiseLevel: 17 });
 * ```
 */
export const denoise: Call<"denoise"> = call("denoise");

/**
 * Removes a known blur and noise, by half-quadratic splitting with the denoiser as prior.
 *
 * By default, the surroundings of the image are unknown, as for a photo. The result has the same size.
 *
 * @param image as for `denoise`.
 * @throws TypeError or RangeError if the image is malformed or smaller than a "valid" or circular kernel, or
 *    an option is invalid; the signal's reason if aborted.
 * @example
 * ```ts
 * import { deblur, motionKernel } from "genericdp";
 *
 * const photo = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(120) };
 * const sharp = await deblur(photo, { kernel: motionKernel(5, 30), noiseLevel: 2 });
 * ```
 */
export const deblur: Call<"deblur"> = call("deblur");

/**
 * Enlarges an image by `scale` in width and height: finds an image that gives this one when blurred and
 * downscaled.
 *
 * @param image as for `denoise`; alpha is enlarged too.
 * @throws TypeError or RangeError if the image is malformed or an option is invalid; the signal's reason if
 *    aborted.
 * @example
 * ```ts
 * import { upscale } from "genericdp";
 *
 * const small = { width: 24, height: 16, data: new Float32Array(24 * 16).fill(120) };
 * const large = await upscale(small, { scale: 2, noiseLevel: 1 }); // 48×32
 * ```
 */
export const upscale: Call<"upscale"> = call("upscale");

/**
 * Fills in missing pixels. Known pixels stay unchanged, or are denoised if a `noiseLevel` is given.
 *
 * @param image as for `denoise`; the values of missing pixels are ignored.
 * @throws TypeError or RangeError if the image is malformed, the mask has another size or an option is
 *    invalid; the signal's reason if aborted.
 * @example
 * ```ts
 * import { inpaint } from "genericdp";
 *
 * const photo = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(120) };
 * const known = photo.data.map((_, i) => (i % 7 === 0 ? 0 : 1));
 * const whole = await inpaint(photo, { known });
 * ```
 */
export const inpaint: Call<"inpaint"> = call("inpaint");

/**
 * Removes the blocking and ringing of JPEG compression: of all images that give this one when compressed with
 * the file's quantisation tables, finds the one that the prior prefers.
 *
 * The pixels must come directly from a decoder: not cropped, rotated or resized.
 *
 * @param image as for `denoise`.
 * @throws TypeError or RangeError if the image is malformed, an option is invalid, or the compression is
 *    neither given nor visible in the pixels; the signal's reason if aborted.
 * @example
 * ```ts
 * import { deblock } from "genericdp";
 *
 * const photo = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(120) };
 * const smooth = await deblock(photo, { jpegQuality: 30 });
 * ```
 */
export const deblock: Call<"deblock"> = call("deblock");

/**
 * Removes specks of dust and impulse noise: isolated pixels that differ from all around them are filled in.
 * All others stay unchanged, and a black-and-white image stays black and white.
 *
 * @param image as for `denoise`.
 * @throws TypeError or RangeError if the image is malformed or an option is invalid; the signal's reason if
 *    aborted.
 * @example
 * ```ts
 * import { despeckle } from "genericdp";
 *
 * const scan = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(255) };
 * scan.data[700] = 0;
 * const clean = await despeckle(scan);
 * ```
 */
export const despeckle: Call<"despeckle"> = call("despeckle");

/**
 * Restores an image from any degradation: one of `blurred`, `downscaled`, `masked` and `noisy`, or
 * `{ operator }` with your own linear operator. The functions above are short forms of this one.
 *
 * Colour is restored as red, green and blue at once or, by a denoiser of one channel, as three opponent
 * planes one after the other, so the operator must treat all channels alike.
 *
 * @param image the measurement: as for `denoise`.
 * @returns an image of the size of the operator's adjoint, without the degradation's border.
 * @throws TypeError or RangeError if the image is malformed or does not fit the operator, or an option is
 *    invalid; the signal's reason if aborted.
 * @example
 * ```ts
 * import { blurred, gaussianKernel, restore } from "genericdp";
 *
 * const photo = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(120) };
 * const sharp = await restore(photo, blurred(gaussianKernel(1.2)), { noiseLevel: 2 });
 * ```
 */
export const restore: ImageTask<[degradation: Degradation, options?: RestoreOptions]> = imageTask(
  (image, degradation, options: RestoreOptions = {}) =>
    once(options, (session, settings) => session.restore(image, degradation, settings)),
);

/** A verb as a function. */
type Call<Name extends VerbName> = ImageTask<VerbArguments<Name, RestorerOptions>>;

function call<Name extends VerbName>(name: Name): Call<Name> {
  type Task = ImageTask<[settings?: RestoreSettings]>;
  const run: Task = imageTask((image, options: RestoreSettings & RestorerOptions = {}) =>
    once(options, (session: VerbTasks, settings) => (session[name] as Task)(image, settings)),
  );
  return run as Call<Name>;
}

let shared: Restorer | undefined;

/**
 * Runs one call with the bundled model, which stays in memory, or with a restorer that is disposed
 * afterwards.
 */
async function once<Result>(
  { model, denoiser, backend, inline, ...settings }: RestoreSettings & RestorerOptions,
  run: (session: Restorer, settings: RestoreSettings) => Promise<Result>,
): Promise<Result> {
  if ([model, denoiser, backend].every((option) => option === undefined) && !inline) {
    shared ??= restorer();
    return run(shared, settings);
  }
  const own = restorer({
    ...(model !== undefined && { model }),
    ...(denoiser !== undefined && { denoiser }),
    ...(backend !== undefined && { backend }),
    ...(inline !== undefined && { inline }),
  });
  try {
    return await run(own, settings);
  } finally {
    own.dispose();
  }
}
