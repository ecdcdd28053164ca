import { workerData } from "node:worker_threads";
import { nodeBackend } from "@genericdp/backend-node";
import { standardTables, strongestJpeg } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { ImageReadError, ImageWriteError, encodeImage, outputFormat, readImage } from "@genericdp/image/node";
import { TooManyPixelsError, blindNoiseLevel, describeNoise, estimateBlur, restorer } from "genericdp";
import type { BlurKernel, ChosenNoiseLevel, InlineRestorer, Rows } from "genericdp";
import { move, transferableSymbol, valueSymbol } from "piscina";
import { mend, remedyOf, whatWasFound } from "./automatic.ts";
import { kernelOfImage, parseKernel } from "./parse-kernel.ts";
import { Refusal } from "./picture-job.ts";
import type { PictureJob, PictureOutcome, PictureResult, SentJob } from "./picture-job.ts";

/** Mask levels from here on mean that a pixel is missing. */
const MISSING = 128;
/** How the library's messages about invalid arguments begin. */
const ABOUT_ARGUMENTS = /^[\w ]+: expected /;

const backend = nodeBackend({ threads: (workerData as { readonly threads: number }).threads });
const sessions = new Map<PictureJob["options"]["model"], InlineRestorer>();

function session(model?: PictureJob["options"]["model"]): InlineRestorer {
  const ready = sessions.get(model) ?? restorer({ ...(model && { model }), backend, inline: true });
  sessions.set(model, ready);
  return ready;
}

/** Runs a job in a thread. Problems with the picture are returned as an outcome; other errors are thrown. */
export async function restorePicture({ job, progress }: SentJob): Promise<PictureOutcome | Given> {
  try {
    return given(await restore(job, (fraction) => progress.postMessage(fraction)));
  } catch (error) {
    const status = statusOf(error);
    if (status === undefined || !(error instanceof Error)) throw error;
    return { refused: { message: error.message, status } };
  } finally {
    progress.close();
  }
}

type Given = ReturnType<typeof move>;

/** Transfers a result, because a copy would block the main thread. */
function given(result: PictureResult): PictureOutcome | Given {
  if (result.bytes === undefined) return { result };
  // The encoder's memory cannot be transferred.
  const bytes = result.bytes.slice();
  const value: PictureOutcome = { result: { ...result, bytes } };
  return move({ [transferableSymbol]: bytes.buffer, [valueSymbol]: value });
}

/** Loads the default model. */
export async function warmUp(): Promise<void> {
  await session().start();
}

async function restore(
  { task, image: bytes, options, maxPixels, format, part, parts: restoredParts, ...parts }: PictureJob,
  onProgress: (fraction: number) => void,
): Promise<PictureResult> {
  const read = (file: Uint8Array): Promise<PixelImage> => readImage(file, { maxPixels });
  const image = await read(bytes);
  const { model, quality, kernel: description, scale, jpegQuality, ...rest } = options;
  const photos = session(model);
  const facts = ({
    width,
    height,
    channels,
  }: PixelImage): Pick<PictureResult, "width" | "height" | "channels"> => ({ width, height, channels });
  const written = format ?? outputFormat(image.format);
  if (task === "estimate") {
    const about = { ...facts(image), format: written };
    if (rest.noise === "gaussian") {
      return { ...about, noiseLevel: await photos.estimateNoiseLevel(image, { maxPixels }) };
    }
    const noise = await photos.analyseNoise(image, { maxPixels });
    return { ...about, noiseLevel: noise.planes[0]!.level, found: describeNoise(noise) };
  }
  const examined =
    task === "examine" || task === "restore" ? await photos.examine(image, { maxPixels }) : undefined;
  if (task === "examine") {
    const { noise, remedy } = examined!;
    const about = { ...facts(image), format: written, noiseLevel: noise.planes[0]!.level };
    return { ...about, ...whatWasFound(examined!), ...(remedy && { remedy: remedy.task }) };
  }
  let level: ChosenNoiseLevel | undefined;
  const onNoiseLevel = (chosen: ChosenNoiseLevel): void => {
    level = chosen;
  };
  const common = { ...rest, maxPixels, onProgress, onNoiseLevel };
  const rows = part && rowsOf(part, image);
  const isBlind = description === "auto" && parts.kernel === undefined;
  const kernelGiven = async (): Promise<BlurKernel | undefined> => {
    if (parts.kernel !== undefined) return kernelOfImage(await read(parts.kernel));
    if (description === undefined) return undefined;
    return isBlind ? blindKernel(image, maxPixels) : parseKernel(description);
  };
  const kernel = await kernelGiven();
  const perform = async (): Promise<PixelImage> => {
    switch (task) {
      case "restore":
        return mend(photos, image, examined!, common);
      case "denoise":
        if (restoredParts !== undefined) return together(image, await Promise.all(restoredParts.map(read)));
        return photos.denoise(image, { ...common, ...(rows && { rows }) });
      case "deblur":
        if (!kernel) throw new Refusal("deblur: expected a kernel, as an option or a form part", 422);
        return photos.deblur(image, {
          ...common,
          kernel,
          // The level that an estimated kernel needs.
          ...(isBlind &&
            typeof common.noiseLevel !== "number" && { noiseLevel: blindNoiseLevel(image, { maxPixels }) }),
        });
      case "upscale":
        return photos.upscale(image, { ...common, scale: scale!, ...(kernel && { kernel }) });
      case "inpaint": {
        if (parts.mask === undefined) throw new Refusal("inpaint: expected a mask as a form part", 422);
        const known = knownPixels(image, await read(parts.mask));
        return photos.inpaint(image, { ...unestimated(common), known });
      }
      case "deblock": {
        const quantization = jpegQuality === undefined ? strongestJpeg(image) : standardTables(jpegQuality);
        if (quantization === undefined)
          throw new Refusal("deblock: expected a JPEG, an image with traces of one, or jpegQuality", 422);
        return photos.deblock(image, { ...unestimated(common), quantization });
      }
      case "despeckle":
        return photos.despeckle(image, unestimated(common));
    }
  };
  const restored = await perform();
  const opaque = written === "jpeg" && restored.alpha !== undefined ? overWhite(restored) : restored;
  const encoding = { format: written, ...(quality !== undefined && { quality }) };
  const { noiseLevel = 0, found } = level ?? {};
  const said =
    examined === undefined
      ? found && { found: describeNoise(found) }
      : { ...whatWasFound(examined), chosen: remedyOf(examined).task };
  const encoded = await encodeImage(opaque, encoding);
  return { bytes: encoded, format: written, ...facts(restored), noiseLevel, ...said };
}

/** The options with a noise level only if one is given: these tasks do not estimate it. */
function unestimated<Options extends { readonly noiseLevel?: number | "auto" }>({
  noiseLevel,
  ...options
}: Options): Omit<Options, "noiseLevel"> & { readonly noiseLevel?: number } {
  return { ...options, ...(typeof noiseLevel === "number" && { noiseLevel }) };
}

/** @throws Refusal if the image looks sharp. */
function blindKernel(image: PixelImage, maxPixels: number): BlurKernel {
  const blur = estimateBlur(image, { maxPixels });
  if (blur !== undefined) return blur.kernel;
  throw new Refusal("deblur: expected a blurred image, got one that looks sharp or shows too little", 422);
}

/** The rows of a part. All parts together cover the image. */
function rowsOf({ index, count }: NonNullable<PictureJob["part"]>, { height }: PixelImage): Rows {
  return { from: Math.floor((height * index) / count), to: Math.floor((height * (index + 1)) / count) };
}

function together(image: PixelImage, parts: readonly PixelImage[]): PixelImage {
  const data = new Float32Array(image.data.length);
  let at = 0;
  for (const part of parts) {
    data.set(part.data, at);
    at += part.data.length;
  }
  return { ...image, data };
}

function knownPixels(image: PixelImage, mask: PixelImage): Uint8Array {
  if (mask.width !== image.width || mask.height !== image.height) {
    const expected = `inpaint: expected a mask of ${image.width}×${image.height} pixels`;
    throw new Refusal(`${expected}, got ${mask.width}×${mask.height}`, 422);
  }
  const { data, channels, width, height } = mask;
  return Uint8Array.from({ length: width * height }, (_, i) => (data[channels * i]! < MISSING ? 1 : 0));
}

/** Blends transparent pixels with white, because JPEG has no transparency. */
function overWhite({ alpha, ...image }: PixelImage): PixelImage {
  const { data, channels } = image;
  const shown = data.map((level, i) => {
    const opacity = alpha![Math.floor(i / channels)]! / 255;
    return 255 + (level - 255) * opacity;
  });
  return { ...image, data: shown };
}

/** The HTTP status if the request is at fault; undefined if the service is. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof Refusal) return error.status;
  if (error instanceof ImageReadError) {
    return { "too-large": 413, unsupported: 415 }[error.code as string] ?? 422;
  }
  if (error instanceof ImageWriteError) return 422;
  if (error instanceof TooManyPixelsError) return 413;
  const checked = error instanceof RangeError || error instanceof TypeError;
  return checked && ABOUT_ARGUMENTS.test(error.message) ? 422 : undefined;
}
