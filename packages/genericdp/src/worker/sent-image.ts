import type { LevelImage, RgbaImage } from "../image-kinds.ts";
import { buffersOf } from "./protocol.ts";
import type { SentImage } from "./protocol.ts";

/**
 * An image that may travel, made at once: of a copy of the pixels, so that the caller may go on with theirs,
 * or of the pixels themselves, whose array the caller then finds empty.
 */
export function sendImage(image: RgbaImage | LevelImage, transfer: boolean): SentImage {
  const { data, width, height } = image;
  const channels = "channels" in image ? image.channels : undefined;
  const alpha = "alpha" in image && image.alpha instanceof Float32Array ? image.alpha : undefined;
  // Cloning a view clones all that lies under it; a slice is the part that is seen.
  const own = <Part extends { slice(): Part }>(part: Part): Part =>
    transfer || !ArrayBuffer.isView(part) ? part : part.slice();
  const sent = {
    data: own<typeof data>(data),
    width,
    height,
    ...(channels !== undefined && { channels }),
    ...(alpha && { alpha: own<Float32Array>(alpha) }),
  } as SentImage;
  return transfer ? structuredClone(sent, { transfer: buffersOf(sent) }) : sent;
}

/** The restored pixels as the kind of image that `original` is, with whatever else it says about itself. */
export function receiveImage<Image extends RgbaImage | LevelImage>(
  original: Image,
  restored: SentImage,
): Image {
  const { data, width, height } = restored;
  if (typeof ImageData === "function" && original instanceof ImageData) {
    const { colorSpace } = original;
    const pixels = data as Uint8ClampedArray<ArrayBuffer>;
    // The class is that of the original.
    return new ImageData(pixels, width, height, { colorSpace }) as Image & ImageData;
  }
  return { ...original, ...("alpha" in restored && { alpha: restored.alpha }), data, width, height };
}
