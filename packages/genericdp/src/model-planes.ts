import {
  fromOpponent,
  fromOpponentPixels,
  fromYcbcr,
  isGray,
  toOpponent,
  toOpponentPixels,
  toYcbcr,
} from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { evenLevels } from "@genericdp/noise";

/** An image, divided into the planes that a denoiser takes. */
export interface ModelPlanes {
  readonly planes: readonly ModelPlane[];
  /**
   * Combines the same number of planes: interleaved, with the channels of the image.
   *
   * @param first index of their first pixel, if they are only some rows. Default: 0.
   */
  join(planes: readonly Float32Array<ArrayBuffer>[], first?: number): Float32Array<ArrayBuffer>;
}

/** The data that a denoiser takes at a time, and their noise level; 0 if they stay unchanged. */
export interface ModelPlane {
  readonly data: Float32Array<ArrayBuffer>;
  readonly level: number;
}

type Channels = Pick<PixelImage, "data" | "channels">;

/** Whether an image has colour, and is not gray stored as RGB. */
export function isColour({ data, channels }: Channels): boolean {
  return channels === 3 && !isGray(data);
}

/**
 * Divides an image into planes. For a gray denoiser: one plane of a gray image, three opponent planes of a
 * colour image. For a colour denoiser: the three planes of a colour image at once, opponent or "rgb", in
 * which a solver measures.
 *
 * Gray stored as RGB (three equal channels, as in a canvas) is treated as gray: the same noise in all three
 * channels would be √3 times as strong in the opponent intensity.
 *
 * @param channels the channels of the denoiser.
 * @param levels the noise levels: one for a gray image, three for a colour image.
 * @param space the colour space of the planes; "rgb" only for a colour denoiser.
 * @throws TypeError for a gray image with a colour denoiser, or for another number of channels.
 */
export function modelPlanes(
  task: string,
  image: Channels,
  { name, channels = 1 }: { readonly name: string; readonly channels?: number },
  levels: readonly number[],
  space: "opponent" | "rgb" | "ycbcr" = "opponent",
): ModelPlanes {
  if (channels !== 1 && channels !== 3) {
    throw new TypeError(`${task}: expected a denoiser of 1 or 3 channels, got ${name} of ${channels}`);
  }
  if (channels === 3) {
    if (space === "ycbcr") {
      throw new TypeError(`${task}: expected a gray model for luma and chroma, got ${name} of 3 channels`);
    }
    if (!isColour(image)) {
      throw new TypeError(`${task}: expected a colour image for ${name}, got a gray one: use a gray model`);
    }
    if (space === "rgb") {
      return { planes: [{ data: image.data, level: levels[0]! }], join: ([only]) => only! };
    }
    return atOnce(toOpponentPixels(image.data), levels);
  }
  const { data } = image;
  const plane = (part: Float32Array<ArrayBuffer>, p: number): ModelPlane => ({
    data: part,
    level: levels[p]!,
  });
  if (image.channels === 1) return { planes: [plane(data, 0)], join: ([only]) => only! };
  if (isColour(image)) {
    const [take, join] = space === "ycbcr" ? [toYcbcr, fromYcbcr] : [toOpponent, fromOpponent];
    return { planes: take(data).map(plane), join: ([a, b, c]) => join([a!, b!, c!]) };
  }
  return {
    planes: [
      plane(
        Float32Array.from({ length: data.length / 3 }, (_, i) => data[3 * i]!),
        0,
      ),
    ],
    // The restored planes may be larger.
    join: ([only]) => Float32Array.from({ length: 3 * only!.length }, (_, i) => only![Math.floor(i / 3)]!),
  };
}

/**
 * Opponent planes with different levels, scaled to a common one, because the denoiser expects white noise.
 */
function atOnce(pixels: Float32Array<ArrayBuffer>, levels: readonly number[]): ModelPlanes {
  const join: ModelPlanes["join"] = ([restored]) => fromOpponentPixels(restored!);
  const [first] = levels;
  if (levels.every((level) => level === first)) return { planes: [{ data: pixels, level: first! }], join };
  const { level: common, factors } = evenLevels(levels);
  return {
    planes: [{ data: pixels.map((level, i) => level * factors[i % 3]!), level: common }],
    join: ([restored], start = 0) =>
      fromOpponentPixels(
        restored!.map((level, i) => (levels[i % 3] === 0 ? pixels[3 * start + i]! : level / factors[i % 3]!)),
      ),
  };
}
