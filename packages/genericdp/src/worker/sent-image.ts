import type { PixelArray, Pixels } from "../image-kinds.ts";
import { asLike } from "../integer-pixels.ts";
import { buffersOf } from "./protocol.ts";
import type { SentImage } from "./protocol.ts";

/**
 * An image that may travel, made at once: of a copy of the pixels, so that the caller may go on with theirs,
 * or of the pixels themselves, whose array the caller then finds empty.
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

/** Cloning a view clones all that lies under it; a copy is the part that is seen. */
function own(part: PixelArray, transfer: boolean): PixelArray {
  if (transfer || !ArrayBuffer.isView(part)) return part;
  // A `Buffer` slices without a copy.
  return part instanceof Uint8Array ? new Uint8Array(part) : part.slice();
}

/** The restored pixels as the kind of image that `original` is, with whatever else it says about itself. */
export function receiveImage<Image extends Pixels>(original: Image, restored: SentImage): Image {
  const { data, width, height } = restored;
  if (typeof ImageData === "function" && original instanceof ImageData) {
    const { colorSpace } = original;
    const pixels = data as Uint8ClampedArray<ArrayBuffer>;
    // The class is that of the original.
    return new ImageData(pixels, width, height, { colorSpace }) as Image & ImageData;
  }
  const like = data instanceof Uint8Array ? asLike(data, original.data) : data;
  return { ...original, ...("alpha" in restored && { alpha: restored.alpha }), data: like, width, height };
}
