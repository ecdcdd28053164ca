import { estimateBlur as estimateBlurOf } from "@genericdp/degradations";
import type { EstimatedBlur } from "@genericdp/degradations";
import { hasImpulseNoise, isGray, jpegQuality, strongestJpeg, toOpponent } from "@genericdp/image";
import type { JpegTables, PixelImage } from "@genericdp/image";
import { analyseNoise, describeNoise, isNearlyClean } from "@genericdp/noise";
import type { PhotoNoise } from "@genericdp/noise";
import type { BlurKernel } from "@genericdp/operators";
import { asPixels } from "./drawables.ts";
import { estimateNoiseLevel } from "./estimate-noise-level.ts";
import type { InputImage } from "./image-kinds.ts";
import { checkLimit } from "./options.ts";
import type { PixelLimit } from "./options.ts";
import { toPixels } from "./pixels.ts";

/** A task that restores an image, with its options: `restorer[task](image, options)`. */
export type Remedy =
  | { readonly task: "denoise" | "despeckle"; readonly options: Readonly<Record<string, never>> }
  | { readonly task: "deblock"; readonly options: { readonly quantization: JpegTables } }
  | {
      readonly task: "deblur";
      readonly options: { readonly kernel: BlurKernel; readonly noiseLevel: number };
    };

/** What seems to be wrong with an image, and what helps. */
export interface Examination {
  readonly noise: PhotoNoise;
  /** If it is a JPEG, or was one: its tables. */
  readonly quantization?: JpegTables;
  readonly blur?: EstimatedBlur;
  /** True if there are specks of impulse noise, see `hasImpulseNoise` of `@genericdp/image`. */
  readonly impulses?: true;
  /** Absent if the image seems to be all right. */
  readonly remedy?: Remedy;
}

/**
 * JPEG quality below which a file was meant to be small, so that its noise is mostly JPEG artefacts. Above
 * it, the noise is more likely that of a camera, which `deblock` would keep.
 */
const SMALL_FILE = 60;
/** JPEG of lower quality has lost the detail that reveals a blur. */
const SHOWS_BLUR = 75;

/**
 * Estimates the blur of an image, see `estimateBlur` of `@genericdp/degradations`.
 *
 * @param image as for `denoise`; left unchanged
 * @returns undefined if the image looks sharp, or shows too little to tell.
 * @throws TypeError or RangeError when the image is malformed; TooManyPixelsError if it is too large.
 */
export function estimateBlur(image: InputImage, limit: PixelLimit = {}): EstimatedBlur | undefined {
  checkLimit("estimateBlur", limit);
  return blurOf(toPixels(asPixels(image, limit)));
}

/** Least level for an estimated blur, in gray levels. */
const UNCERTAIN = 2;

/**
 * Noise level for deblurring with an estimated kernel: the noise of the image, at least 2. The kernel is not
 * exact, and at a lower level its errors would become rings.
 *
 * @param image as for `denoise`; left unchanged
 */
export function blindNoiseLevel(image: InputImage, limit: PixelLimit = {}): number {
  return Math.max(UNCERTAIN, estimateNoiseLevel(image, limit));
}

function blurOf({ data, width, height, channels }: PixelImage): EstimatedBlur | undefined {
  const gray = channels === 1 ? data : isGray(data) ? data.filter((_, i) => i % channels === 0) : undefined;
  if (gray !== undefined) return estimateBlurOf({ data: gray, width, height });
  // The intensity of the opponent planes is √3 times the mean of red, green and blue.
  const mean = toOpponent(data)[0]!.map((level) => level / Math.sqrt(3));
  return estimateBlurOf({ data: mean, width, height });
}

/**
 * Looks at an image and says what is wrong with it: specks, blur, noise or JPEG compression. If it is several
 * at once, the remedy is for the worst.
 *
 * @param image as for `denoise`; left unchanged. The `jpeg` field that `readImage` returns helps.
 * @throws TypeError or RangeError when the image is malformed; TooManyPixelsError if it is too large.
 * @example
 * ```ts
 * import { denoise, examine } from "genericdp";
 *
 * const data = Float32Array.from({ length: 96 * 96 }, () => 99 + 60 * Math.random());
 * const { remedy } = examine({ data, width: 96, height: 96 });
 * if (remedy?.task === "denoise") await denoise({ data, width: 96, height: 96 }, remedy.options);
 * ```
 */
export function examine(image: InputImage, limit: PixelLimit = {}): Examination {
  checkLimit("examine", limit);
  const pixels = toPixels(asPixels(image, limit));
  const noise = analyseNoise(pixels);
  const quantization = strongestJpeg(pixels);
  const blur = blurOf(pixels);
  const found = {
    noise,
    ...(hasImpulses(pixels) && { impulses: true as const }),
    ...(quantization && { quantization }),
    ...(blur && { blur }),
  };
  const remedy = remedyOf(pixels, found, limit);
  return { ...found, ...(remedy && { remedy }) };
}

/** Whether any channel has impulse noise, or the image if it is gray. */
function hasImpulses(image: PixelImage): boolean {
  const { data, width, height, channels } = image;
  const seen = isGray(data) ? [0] : Array.from({ length: channels }, (_, channel) => channel);
  return seen.some((channel) => {
    const plane = new Float32Array(width * height).map((_, pixel) => data[pixel * channels + channel]!);
    return hasImpulseNoise({ data: plane, width, height });
  });
}

function remedyOf(
  image: PixelImage,
  { noise, quantization, blur, impulses }: Examination,
  limit: PixelLimit,
): Remedy | undefined {
  if (impulses) return { task: "despeckle", options: {} };
  const quality = quantization === undefined ? 100 : jpegQuality(quantization);
  if (blur && quality >= SHOWS_BLUR) {
    return { task: "deblur", options: { kernel: blur.kernel, noiseLevel: blindNoiseLevel(image, limit) } };
  }
  if (quantization && quality < SMALL_FILE) return { task: "deblock", options: { quantization } };
  return isNearlyClean(noise) ? undefined : { task: "denoise", options: {} };
}

/** In one line: "blurred (motion:9.1,30); noise: luma 2.1, chroma 3.0". */
export function describeExamination({ noise, quantization, blur, impulses }: Examination): string {
  const seen = [
    ...(impulses ? ["specks of impulse noise"] : []),
    ...(blur ? [`blurred (${describeBlur(blur)})`] : []),
    ...(quantization && noise.jpegQuality === undefined
      ? [`once a JPEG of quality ${jpegQuality(quantization)}`]
      : []),
    `${isNearlyClean(noise) ? "little noise" : "noise"}: ${describeNoise(noise)}`,
  ];
  return seen.join("; ");
}

/** "gaussian:2.1", "disk:3.2" or "motion:9.1,30", as the command line takes it. */
export function describeBlur({ shape, size, angle }: EstimatedBlur): string {
  const numbers = angle === undefined ? [size.toFixed(1)] : [size.toFixed(1), angle.toFixed(0)];
  return `${shape}:${numbers.join(",")}`;
}
