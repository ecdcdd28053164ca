import type { Stats } from "node:fs";
import { lstat, open, readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { bmpSize, decodeBmp } from "./decode-bmp.ts";
import type { ImageSize } from "./decode-image.ts";
import { animationTimes, decodeImage, decodedSize } from "./decode-image.ts";
import { foreignFormat } from "./foreign-formats.ts";
import { ImageReadError, explainCodecError, explainSystemError } from "./image-errors.ts";
import { SharpMissingError } from "./load-sharp.ts";
import { checkRange } from "./level-range.ts";
import type { LevelRange } from "./level-range.ts";
import { parseNpyHeader } from "./npy-header.ts";
import { imageFromNpy, imageShape } from "./npy-image.ts";
import type { InputFormat, PixelImage } from "./pixel-image.ts";
import { MAX_PIXELS, checkMaxPixels, tooManyPixels } from "./pixel-limit.ts";
import { sniffFormat } from "./sniff-format.ts";

export interface ReadImageOptions {
  /** Larger images are refused before they are decoded. Default: 100 million pixels. */
  readonly maxPixels?: number;
  /**
   * The values of black and white in a file of floats. Default: 0 and 1 in a TIFF, 0 and 255 in .npy. Ignored
   * for integer files.
   */
  readonly range?: LevelRange;
}

/** The frames of an animation or the pages of a file. */
export interface Animation {
  /** All of one size. */
  readonly frames: readonly PixelImage[];
  /** How long each frame is shown, in milliseconds; absent in a file of pages. */
  readonly delays?: readonly number[];
  /** Number of loops, 0 for endless; absent in a file of pages. */
  readonly loop?: number;
}

/** Bytes that contain the header of a .npy or a BMP, and the signature of any file. */
const HEADER = 2 ** 16;

/**
 * The image in a PNG, JPEG, WebP, TIFF, AVIF, GIF, BMP or .npy file, whatever its name says.
 *
 * The image is upright (EXIF orientation applied). Levels are those of the file, 16 bits divided by 257,
 * floats by their range; they stay in the file's colour space, with its ICC profile. Gray stays gray, a
 * palette becomes RGB and CMYK becomes sRGB. If a file has several pages or frames, the first one is read (of
 * AVIF, the primary one). EXIF and XMP are kept, with the orientation set to upright.
 *
 * @param source path, file URL or the bytes of a file.
 * @throws ImageReadError naming the file and what is wrong with it; for an unsupported kind of file, its kind
 *   and what to do with it.
 * @throws RangeError if `maxPixels` is not positive or `range` is invalid.
 */
export async function readImage(
  source: string | URL | Uint8Array,
  options: ReadImageOptions = {},
): Promise<PixelImage> {
  return decode(await openSource(source, options), options);
}

/**
 * All frames of an animation (GIF, WebP) or pages of a TIFF, each as `readImage` reads the first. A file with
 * one image gives one frame.
 *
 * @param options `maxPixels` limits all frames together.
 * @throws ImageReadError as `readImage`, and for an animated PNG, of which only the first frame can be read,
 *   and if pages differ in size.
 */
export async function readFrames(
  source: string | URL | Uint8Array,
  options: ReadImageOptions = {},
): Promise<Animation> {
  const opened = await openSource(source, options);
  const { path, format, bytes, maxPixels } = opened;
  const first = await decode(opened, options);
  const { pages = 1, width, height } = first;
  if (pages === 1) return { frames: [first] };
  if (format === "png") {
    const problem = "of an animated PNG only the first frame is read; convert it to WebP or GIF first";
    throw new ImageReadError(path, problem, { code: "unsupported" });
  }
  if (width * height * pages > maxPixels) {
    const problem = `${tooManyPixels({ width, height: height * pages }, maxPixels)} (${pages} frames)`;
    throw new ImageReadError(path, problem, { code: "too-large" });
  }
  const frames = [first];
  for (let page = 1; page < pages; page++) frames.push(await decode(opened, { ...options, page }));
  const other = frames.find((frame) => frame.width !== width || frame.height !== height);
  if (other !== undefined) {
    const problem = `its pages have different sizes, ${width}×${height} and ${other.width}×${other.height}`;
    throw new ImageReadError(path, problem, { code: "unsupported" });
  }
  return { frames, ...(await animationTimes(bytes)) };
}

/**
 * The size of an image according to its header, before EXIF rotates it.
 *
 * @throws ImageReadError as `readImage`, except for damage after the header.
 */
export async function readSize(source: string | URL | Uint8Array): Promise<ImageSize> {
  const { bytes, format, path } = await openSource(source, {}, HEADER);
  try {
    if (format === "npy") return { ...imageShape(parseNpyHeader(bytes).shape), isFloat: true };
    if (format === "bmp") return { ...bmpSize(bytes), isFloat: true };
    return await decodedSize(path ?? bytes);
  } catch (cause) {
    if (cause instanceof SharpMissingError) throw cause;
    const problem = `damaged ${format} (${explainCodecError(cause)})`;
    throw new ImageReadError(path, problem, { code: "corrupt", cause });
  }
}

interface Opened {
  readonly bytes: Uint8Array;
  readonly format: InputFormat;
  readonly path: string | undefined;
  readonly maxPixels: number;
}

export async function openSource(
  source: string | URL | Uint8Array,
  { maxPixels = MAX_PIXELS, range }: ReadImageOptions,
  most?: number,
): Promise<Opened> {
  checkMaxPixels(maxPixels);
  if (range !== undefined) checkRange(range);
  const path = source instanceof Uint8Array ? undefined : pathOf(source);
  const bytes = source instanceof Uint8Array ? source : await readBytes(pathOf(source), most);
  if (bytes.length === 0) throw new ImageReadError(path, "the file is empty", { code: "corrupt" });
  const foreign = foreignFormat(bytes);
  if (foreign !== undefined) {
    const problem = `it is ${foreign.name}, which cannot be read; ${foreign.advice}`;
    throw new ImageReadError(path, problem, { code: "unsupported" });
  }
  const format = sniffFormat(bytes);
  if (format === undefined) {
    const kind = isText(bytes) ? "it is text, not an image" : "it is not in a known image format";
    const problem = `${kind}; PNG, JPEG, WebP, TIFF, AVIF, GIF, BMP and .npy are read`;
    throw new ImageReadError(path, problem, { code: "unsupported" });
  }
  return { bytes, format, path, maxPixels };
}

function decode(
  { bytes, format, path, maxPixels }: Opened,
  { range, page }: ReadImageOptions & { readonly page?: number },
): Promise<PixelImage> {
  if (format === "npy")
    return readDirectly(
      path,
      maxPixels,
      () => imageShape(parseNpyHeader(bytes).shape),
      () => imageFromNpy(bytes, range),
    );
  if (format === "bmp")
    return readDirectly(
      path,
      maxPixels,
      () => bmpSize(bytes),
      () => decodeBmp(bytes),
    );
  return decodeImage(bytes, { format, path, maxPixels, range, ...(page !== undefined && { page }) });
}

/** Converts a source to a path for the file system. */
export function pathOf(source: string | URL): string {
  return source instanceof URL ? fileURLToPath(source) : source;
}

/** Reads a file, or its first `most` bytes. */
async function readBytes(path: string, most?: number): Promise<Uint8Array> {
  try {
    const info = await stat(path);
    if (info.isFile()) return await (most === undefined ? readFile(path) : readStart(path, most));
    // Reading a pipe or a device might never end.
    throw new ImageReadError(path, `${kindOf(info)}, expected a file`, { code: "not-a-file" });
  } catch (cause) {
    if (cause instanceof ImageReadError) throw cause;
    const [code, problem] = explainSystemError(cause);
    const isLink = await lstat(path).then(
      (link) => link.isSymbolicLink(),
      () => false,
    );
    const dangling = code === "not-found" && isLink;
    throw new ImageReadError(path, dangling ? "it is a link to a file that does not exist" : problem, {
      code,
      cause,
    });
  }
}

async function readStart(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(most), 0, most, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Names the kind of a directory entry that is not a regular file. */
export function kindOf(info: Pick<Stats, "isDirectory" | "isFIFO" | "isSocket">): string {
  if (info.isDirectory()) return "it is a folder";
  if (info.isFIFO()) return "it is a named pipe";
  return info.isSocket() ? "it is a socket" : "it is a device";
}

/** Reads formats with our own decoders, which throw RangeErrors. */
async function readDirectly(
  path: string | undefined,
  maxPixels: number,
  size: () => { readonly width: number; readonly height: number },
  read: () => PixelImage,
): Promise<PixelImage> {
  try {
    const shape = size();
    if (shape.width * shape.height <= maxPixels) return read();
    throw new ImageReadError(path, tooManyPixels(shape, maxPixels), { code: "too-large" });
  } catch (cause) {
    if (cause instanceof ImageReadError) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    // The message of a DataView for offsets beyond its end.
    const problem = text.startsWith("Offset is outside") ? "the file is cut off" : text;
    throw new ImageReadError(path, problem, { code: "corrupt", cause });
  }
}

/** Whether the first bytes are printable ASCII. */
function isText(bytes: Uint8Array): boolean {
  return bytes.subarray(0, 64).every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13));
}
