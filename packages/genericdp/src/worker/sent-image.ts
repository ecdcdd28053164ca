import type { PixelArray, Pixels } from "../image-kinds.ts";
import { asLike } from "../integer-pixels.ts";
import { buffersOf } from "./protocol.ts";
import type { SentImage } from "./protocol.ts";

/**
 * An image to be sent, made immediately: with a copy of the pixels, so that the caller can keep using them,
 * or with the pixels themselves, whose array is then empty for the caller.
 */
export function sendImage(image: Pixels, transfer: boolean): SentImage {
  const { data, width, height } = image;
  const channels = "channels" in image ? image.channels : undefined;
  const alpha = "alpha" in image && image.alpha instanceof Float32Array ? image.alpha : undefined;
  const jpeg = "jpeg" in image ? image.jpeg : undefined;
  const sent = {
    data: own(data, transfer),
    width,
    height,
    ...(channels !== undefined && { channels }),
    ...(alpha && { alpha: own(alpha, transfer) }),
    ...(jpeg && { jpeg }),
  } as SentImage;
  return transfer ? structuredClone(sent, { transfer: buffersOf(sent) }) : sent;
}

/** Cloning a view clones its whole buffer; a copy has only the visible part. */
function own(part: PixelArray, transfer: boolean): PixelArray {
  if (transfer || !ArrayBuffer.isView(part)) return part;
  // A `Buffer` slices without a copy.
  return part instanceof Uint8Array ? new Uint8Array(part) : part.slice();
}

/** The restored pixels as an image of the kind of `original`, with its other fields. */
export function receiveImage<Image extends Pixels>(original: Image, restored: SentImage): Image {
  const { data, width, height } = restored;
  if (typeof ImageData === "function" && original instanceof ImageData) {
    const { colorSpace } = original;
    const pixels = data as Uint8ClampedArray<ArrayBuffer>;
    // The class of the original.
    return new ImageData(pixels, width, height, { colorSpace }) as Image & ImageData;
  }
  const like = data instanceof Uint8Array ? asLike(data, original.data) : data;
  return { ...original, ...("alpha" in restored && { alpha: restored.alpha }), data: like, width, height };
}
