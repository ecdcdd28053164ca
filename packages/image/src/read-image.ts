import { readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { decodeImage } from "./decode-image.ts";
import { ImageReadError, explainSystemError } from "./image-errors.ts";
import { parseNpyHeader } from "./npy-header.ts";
import { imageFromNpy, imageShape } from "./npy-image.ts";
import type { PixelImage } from "./pixel-image.ts";
import { sniffFormat } from "./sniff-format.ts";

export interface ReadImageOptions {
  /** Images of more pixels are refused before they are decoded; 2²⁸ (16384²) unless given. */
  readonly maxPixels?: number;
}

const DEFAULT_MAX_PIXELS = 2 ** 28;

/**
 * The image in a PNG, JPEG, WebP, TIFF, AVIF or .npy file, whatever its name says.
 *
 * The image is upright (EXIF orientation applied). Levels are those of the file, 16 bits divided by 257; they
 * stay in the file's colour space and its ICC profile comes along. Gray stays gray, a palette becomes RGB and
 * CMYK becomes sRGB. Of a file of several pages or frames the first (of AVIF the primary) one is read.
 * EXIF and XMP come along, saying that the image is upright.
 *
 * @param source path, file URL or the bytes of a file.
 * @throws ImageReadError naming the file and what is wrong with it.
 * @throws RangeError when `maxPixels` is not positive.
 */
export async function readImage(
  source: string | URL | Uint8Array,
  options: ReadImageOptions = {},
): Promise<PixelImage> {
  const { maxPixels = DEFAULT_MAX_PIXELS } = options;
  if (!(maxPixels > 0)) {
    throw new RangeError(`readImage: expected maxPixels to be positive, got ${String(maxPixels)}`);
  }
  const path = source instanceof Uint8Array ? undefined : pathOf(source);
  const bytes = source instanceof Uint8Array ? source : await readBytes(pathOf(source));
  if (bytes.length === 0) throw new ImageReadError(path, "the file is empty", { code: "corrupt" });
  const format = sniffFormat(bytes);
  if (format === undefined) {
    const got = `a file that begins with ${showStart(bytes)}`;
    throw new ImageReadError(path, `expected PNG, JPEG, WebP, TIFF, AVIF or .npy, got ${got}`, {
      code: "unsupported",
    });
  }
  return format === "npy" ? readNpy(bytes, path, maxPixels) : decodeImage(bytes, format, path, maxPixels);
}

/** A path as the file system takes it. */
export function pathOf(source: string | URL): string {
  return source instanceof URL ? fileURLToPath(source) : source;
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const info = await stat(path);
    if (info.isFile()) return await readFile(path);
  } catch (cause) {
    const [code, problem] = explainSystemError(cause);
    throw new ImageReadError(path, problem, { code, cause });
  }
  // Reading a pipe or a device might never end.
  throw new ImageReadError(path, "it is a folder, device or pipe, expected a file", { code: "not-a-file" });
}

function readNpy(bytes: Uint8Array, path: string | undefined, maxPixels: number): PixelImage {
  try {
    const { width, height } = imageShape(parseNpyHeader(bytes).shape);
    if (width * height <= maxPixels) return imageFromNpy(bytes);
    const problem = `expected at most ${maxPixels} pixels, got ${width}×${height}`;
    throw new ImageReadError(path, problem, { code: "too-large" });
  } catch (cause) {
    if (cause instanceof ImageReadError) throw cause;
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new ImageReadError(path, problem, { code: "corrupt", cause });
  }
}

function showStart(bytes: Uint8Array): string {
  const start = [...bytes.subarray(0, 12)];
  const printable = start.every((byte) => byte >= 0x20 && byte < 0x7f);
  if (printable) return JSON.stringify(String.fromCharCode(...start));
  return start.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
}
