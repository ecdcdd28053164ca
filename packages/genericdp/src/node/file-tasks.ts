import { defineDegradation } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import type { PixelImage } from "@genericdp/image";
import * as calls from "../calls.ts";
import type { RestoreOptions } from "../calls.ts";
import type { PhotoNoise } from "@genericdp/noise";
import {
  analyseNoise as analysePixels,
  estimateNoiseLevel as estimatePixels,
} from "../estimate-noise-level.ts";
import { examine as examinePixels } from "../examine.ts";
import type { Examination } from "../examine.ts";
import { checkLimit, checkOptions } from "../options.ts";
import type { PixelLimit, RestoreSettings } from "../options.ts";
import type { RestorerOptions } from "../restorer.ts";
import { verbs } from "../verbs.ts";
import type { Verb, VerbArguments, VerbName } from "../verbs.ts";
import { readSource } from "./read-source.ts";
import type { ImageSource, ReadSourceOptions } from "./read-source.ts";
import { restoredFile } from "./restored-file.ts";
import type { RestoredFile } from "./restored-file.ts";

/**
 * Removes noise from an image file, see `denoise` of `genericdp`.
 *
 * @throws TypeError if the source is not a file in any form; ImageReadError if it is not an image or has
 *   more than `maxPixels` pixels; otherwise as the function for pixels.
 * @example
 * ```ts
 * import { denoise } from "genericdp/node";
 *
 * const clean = await denoise("photo.jpg", { noiseLevel: 15 });
 * await clean.save("clean.png");
 * ```
 */
export const denoise: FileTask<"denoise"> = fileTask("denoise");

/**
 * Removes a known blur from an image file, see `deblur` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export const deblur: FileTask<"deblur"> = fileTask("deblur");

/**
 * Enlarges the image in a file, see `upscale` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export const upscale: FileTask<"upscale"> = fileTask("upscale");

/**
 * Fills in missing pixels of an image file, see `inpaint` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export const inpaint: FileTask<"inpaint"> = fileTask("inpaint");

/**
 * Removes the blocking and ringing of JPEG compression from a JPEG file, using the tables in it. With
 * `jpegQuality` or `quantization`, the file may be of another format; see `deblock` of `genericdp`.
 *
 * @throws as `denoise`, and TypeError without those options if the file is not a JPEG and its pixels show no
 *   compression.
 */
export const deblock: FileTask<"deblock"> = fileTask("deblock");

/**
 * Removes specks of dust and impulse noise from an image file, see `despeckle` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export const despeckle: FileTask<"despeckle"> = fileTask("despeckle");

/**
 * Restores an image file from any degradation, see `restore` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function restore(
  source: ImageSource,
  degradation: Degradation,
  options?: RestoreOptions,
): Promise<RestoredFile> {
  defineDegradation(degradation);
  checkOptions("restore", options ?? {}, { own: RESTORER, kind: "restore" });
  return restoredFile(await calls.restore(await readSource(source, options), degradation, options));
}

/**
 * Estimates the noise in an image file, in gray levels (0..255), see `estimateNoiseLevel` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function estimateNoiseLevel(source: ImageSource, options?: ReadSourceOptions): Promise<number> {
  return told("estimateNoiseLevel", estimatePixels, source, options);
}

type FileTask<Name extends VerbName> = (
  source: ImageSource,
  ...options: VerbArguments<Name, RestorerOptions>
) => Promise<RestoredFile>;

const PIXELS = {
  deblock: calls.deblock,
  deblur: calls.deblur,
  denoise: calls.denoise,
  despeckle: calls.despeckle,
  inpaint: calls.inpaint,
  upscale: calls.upscale,
};

function fileTask<Name extends VerbName>(name: Name): FileTask<Name> {
  type Task = (image: PixelImage, ...options: VerbArguments<Name, RestorerOptions>) => Promise<PixelImage>;
  const { own, kind, prepare } = verbs[name] as Verb<RestoreSettings>;
  return async (source, ...options) => {
    const settings = (options[0] ?? {}) as RestoreSettings;
    checkOptions(name, settings, { own: [...own, ...RESTORER], kind });
    await prepare(settings);
    return restoredFile(await (PIXELS[name] as Task)(await readSource(source, settings), ...options));
  };
}

/** Names of the options of restorers. */
const RESTORER: readonly (keyof RestorerOptions)[] = ["model", "denoiser", "backend", "inline"];

/**
 * Says what is wrong with the image in a file and what helps, see `examine` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function examine(source: ImageSource, options?: ReadSourceOptions): Promise<Examination> {
  return told("examine", examinePixels, source, options);
}

/**
 * Analyses the noise of the photograph in a file, see `analyseNoise` of `genericdp`.
 *
 * @throws as `denoise`.
 */
export async function analyseNoise(source: ImageSource, options?: ReadSourceOptions): Promise<PhotoNoise> {
  return told("analyseNoise", analysePixels, source, options);
}

async function told<Result>(
  task: string,
  tell: (image: PixelImage, limit: PixelLimit) => Result,
  source: ImageSource,
  { signal, ...limit }: ReadSourceOptions = {},
): Promise<Result> {
  checkLimit(task, limit);
  return tell(await readSource(source, { ...limit, ...(signal && { signal }) }), limit);
}
