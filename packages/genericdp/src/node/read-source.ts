import { MAX_PIXELS } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { ImageReadError, readImage } from "@genericdp/image/node";
import type { NoiseOptions } from "../options.ts";
import { collectBytes } from "./collect-bytes.ts";
import type { ByteStream } from "./collect-bytes.ts";
import { kindOf } from "../kind-of.ts";

/** An object that gives its bytes as a whole: a `Blob`, `File`, `Request` or `Response`. */
interface BytesOnDemand {
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** An instance of sharp: an image and what is to be done with it. */
interface Sharp {
  clone(): Sharp;
  png(options?: { readonly compressionLevel?: number }): Sharp;
  toBuffer(): Promise<Uint8Array>;
}

/**
 * An image file: its path or file URL; its bytes as a `Buffer` or any other `Uint8Array`, an `ArrayBuffer`, a
 * `Blob`, `File`, `Request` or `Response`, or a stream of Node or of the web; or an instance of sharp, whose
 * result is read.
 */
export type ImageSource = string | URL | Uint8Array | ArrayBuffer | BytesOnDemand | ByteStream | Sharp;

/** The most bytes of a pixel in any file, four floats, and of its metadata. */
const [BYTES_OF_PIXEL, METADATA] = [16, 2 ** 26];

export type ReadSourceOptions = Pick<NoiseOptions, "signal" | "maxPixels">;

/**
 * Reads the image in a file.
 *
 * @throws TypeError for any other `source`; ImageReadError if the file is not an image or has more than
 *   `maxPixels` pixels; the signal's reason if aborted, also while a stream is idle.
 */
export async function readSource(
  source: ImageSource,
  { signal, maxPixels = MAX_PIXELS }: ReadSourceOptions = {},
): Promise<PixelImage> {
  signal?.throwIfAborted();
  const reading = openSource(source, maxPixels, signal).then((file) => readImage(file, { maxPixels }));
  return signal === undefined ? reading : Promise.race([reading, aborted(signal, reading)]);
}

/** Rejects with the signal's reason as soon as it is aborted, unless something else is done before. */
function aborted(signal: AbortSignal, before: Promise<unknown>): Promise<never> {
  return new Promise((_, reject) => {
    const abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const leave = (): void => signal.removeEventListener("abort", abort);
    before.then(leave, leave);
  });
}

async function openSource(
  source: ImageSource,
  maxPixels: number,
  signal: AbortSignal | undefined,
): Promise<string | URL | Uint8Array> {
  if (typeof source === "string" || source instanceof URL || source instanceof Uint8Array) return source;
  if (source instanceof ArrayBuffer) return new Uint8Array(source);
  // An instance of sharp is a stream, too, but with nothing written to it; so it comes first.
  if (has(source, "clone", "png", "toBuffer")) {
    return (source as Sharp).clone().png({ compressionLevel: 1 }).toBuffer();
  }
  if (has(source, "arrayBuffer")) return new Uint8Array(await (source as BytesOnDemand).arrayBuffer());
  if (has(source, "getReader") || has(source, Symbol.asyncIterator)) {
    const most = BYTES_OF_PIXEL * maxPixels + METADATA;
    const tooLong = (): Error => {
      const problem = `the stream has more than ${most} bytes, too many for the limit (maxPixels)`;
      return new ImageReadError(undefined, problem, { code: "too-large" });
    };
    return collectBytes(source as ByteStream, { most, tooLong, signal });
  }
  const got = kindOf(source);
  const expected = "image: expected a path, a file URL, the bytes of a file, a Blob, a stream or sharp";
  throw new TypeError(`${expected}, got ${got}; for pixels use the entry "genericdp"`);
}

function has(source: unknown, ...names: readonly PropertyKey[]): boolean {
  if (typeof source !== "object" || source === null) return false;
  return names.every((name) => typeof Reflect.get(source, name) === "function");
}
