import { LEVELS } from "./level-range.ts";
import type { LevelRange } from "./level-range.ts";
import { decodeNpy, encodeNpy } from "./npy.ts";
import { checkPixelImage, pixelImage } from "./pixel-image.ts";
import type { PixelImage } from "./pixel-image.ts";
import { isOpaque } from "./quantize.ts";

/**
 * The image in the bytes of a .npy file of shape H×W, H×W×1 or H×W×3.
 *
 * uint8 are gray levels 0..255; uint16 is divided by 257, as in a 16-bit PNG. If no range is given and all
 * values of a float image lie in 0..1, the image has a note about that.
 *
 * @param range the values of black and white in a file of floats. Default: 0 and 255.
 * @throws RangeError if the file is damaged, the shape is not that of an image or a value is not finite.
 */
export function imageFromNpy(bytes: Uint8Array, range?: LevelRange): PixelImage {
  const { data, shape, dtype } = decodeNpy(bytes);
  const { width, height, channels } = imageShape(shape);
  const isFloat = dtype === "float32" || dtype === "float64";
  const notes = isFloat && range === undefined && withinOne(data) ? [UNCLEAR_RANGE] : [];
  const [black, white] = isFloat ? (range ?? LEVELS) : [0, dtype === "uint16" ? 65535 : 255];
  if (black !== 0 || white !== 255) {
    data.forEach((value, i) => {
      data[i] = ((value - black) * 255) / (white - black);
    });
  }
  return pixelImage({
    data,
    width,
    height,
    channels,
    bitDepth: dtype === "uint16" ? 16 : 8,
    format: "npy",
    ...(notes.length > 0 && { notes }),
  });
}

const UNCLEAR_RANGE =
  "has only values from 0 to 1, which were read as nearly black; if 1 is white, its range is 0,1";

function withinOne(data: Float32Array): boolean {
  return data.every((value) => value >= 0 && value <= 1) && data.some((value) => value > 0);
}

/**
 * Bytes of a float32 .npy file of the image, H×W or H×W×3, with levels neither rounded nor clamped.
 *
 * @throws RangeError for an image with transparency, which .npy cannot hold.
 */
export function imageToNpy(image: PixelImage): Uint8Array<ArrayBuffer> {
  checkPixelImage(image);
  if (!isOpaque(image.alpha)) throw new RangeError("imageToNpy: expected an opaque image, got transparency");
  const { data, width, height, channels } = image;
  return encodeNpy(data, channels === 1 ? [height, width] : [height, width, channels]);
}

/** Size and channels of an image-shaped array. */
export function imageShape(shape: readonly number[]): Pick<PixelImage, "width" | "height" | "channels"> {
  const [height, width, channels = 1] = shape;
  const isImage = shape.length <= 3 && (channels === 1 || channels === 3);
  if (!isImage || height === undefined || width === undefined || height === 0 || width === 0) {
    throw new RangeError(`imageFromNpy: expected shape H×W, H×W×1 or H×W×3, got (${shape.join(", ")})`);
  }
  return { width, height, channels };
}
