import type { Degradation } from "@genericdp/degradations";
import { imageTask } from "./image-task.ts";
import type { ImageTask } from "./image-task.ts";
import type { RestoreSettings } from "./options.ts";
import { restorer } from "./pooled-restorer.ts";
import type { Restorer, RestorerOptions, VerbTasks } from "./restorer.ts";
import type { VerbArguments, VerbName, VerbSettings } from "./verbs/index.ts";

export type DenoiseOptions = VerbSettings<"denoise"> & RestorerOptions;
export type DeblurOptions = VerbSettings<"deblur"> & RestorerOptions;
export type UpscaleOptions = VerbSettings<"upscale"> & RestorerOptions;
export type InpaintOptions = VerbSettings<"inpaint"> & RestorerOptions;
export type DeblockOptions = VerbSettings<"deblock"> & RestorerOptions;
export type RestoreOptions = RestoreSettings & RestorerOptions;

/**
 * Removes noise from an image: of a known level, or whatever is found.
 *
 * RGBA bytes come back as RGBA bytes, clipped and rounded, with their alpha; an `ImageData` as an
 * `ImageData`, and so do a canvas, an `ImageBitmap` and a `VideoFrame`. Gray levels come back as gray levels,
 * neither clipped nor rounded. Any other field of a plain object is kept. Colour is turned into three
 * opponent planes: white noise is removed from all at once, that of cameras, of which each has its own level,
 * from one after the other.
 *
 * The bundled model stays in memory for the next call; to keep a `model` of your own ready, use `restorer`.
 *
 * @param image RGBA bytes, gray levels 0..255 or what a browser draws; left unchanged, and copied before the
 *   call returns its promise
 * @throws TypeError or RangeError when the image is malformed or an option is none, and when the noise level
 *   lies outside the denoiser's range; ModelFormatError when the bytes given are no model; the reason of the
 *   signal when aborted; Error where there is no WebAssembly SIMD.
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
 * Removes a known blur, and the noise that came after it, by half-quadratic splitting with the denoiser as
 * prior.
 *
 * By default nothing is taken for granted about what lies beyond the image's edges, as for a photo. The
 * result has the size of the image.
 *
 * @param image as for `denoise`.
 * @throws TypeError or RangeError when the image is malformed, smaller than a "valid" or circular kernel, or
 *    an option is none; the reason of the signal when aborted.
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
 * Makes an image `scale` times as wide and high: finds the image that, blurred and shrunk, is the one given.
 *
 * @param image as for `denoise`; opacities are enlarged too.
 * @throws TypeError or RangeError when the image is malformed or an option is none; the reason of the signal
 *    when aborted.
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
 * Fills in missing pixels. Known ones stay exactly as they are, or with a `noiseLevel` are freed of noise.
 *
 * @param image as for `denoise`; its missing pixels may hold anything.
 * @throws TypeError or RangeError when the image is malformed, the mask of the wrong size or an option none;
 *    the reason of the signal when aborted.
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
 * Removes the blocks and rings of JPEG compression: the result is an image that the file's quantisation
 * tables could have turned into the one given, as the prior would have it.
 *
 * The pixels must be those that a decoder gave, neither cropped, turned nor resized since.
 *
 * @param image as for `denoise`.
 * @throws TypeError or RangeError when the image is malformed, an option is none, or the image shows nothing
 *    of JPEG and no option says how it was compressed; the reason of the signal when aborted.
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
 * Restores an image from any degradation: one made by `blurred`, `downscaled`, `masked` or `noisy`, or
 * `{ operator }` with a linear operator of your own. The functions above are this one with degradations of
 * theirs.
 *
 * Colour is restored as three opponent planes, each of which the operator must have made alike.
 *
 * @param image as for `denoise`; what the operator made of the result, plus noise.
 * @returns an image of the size that the operator's adjoint gives, less the border that is cut off.
 * @throws TypeError or RangeError when the image is malformed or does not fit the operator, or an option is
 *    none; the reason of the signal when aborted.
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

/** A verb as a function of its own. */
type Call<Name extends VerbName> = ImageTask<VerbArguments<Name, RestorerOptions>>;

function call<Name extends VerbName>(name: Name): Call<Name> {
  type Task = ImageTask<[settings?: RestoreSettings]>;
  const run: Task = imageTask((image, options: RestoreSettings & RestorerOptions = {}) =>
    once(options, (session: VerbTasks, settings) => (session[name] as Task)(image, settings)),
  );
  return run as Call<Name>;
}

let shared: Restorer | undefined;

/** Runs one call: on the bundled model, which stays ready, or on a restorer that is let go again. */
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
