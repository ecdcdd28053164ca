import { fromOpponent, fromOpponentPixels, isGray, toOpponent, toOpponentPixels } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";

/** An image taken apart into what a denoiser takes, all with the noise level of the image. */
export interface ModelPlanes {
  readonly planes: readonly Float32Array<ArrayBuffer>[];
  /** Puts as many planes together again: interleaved, with the channels of the image. */
  join(planes: readonly Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer>;
}

type Channels = Pick<PixelImage, "data" | "channels">;

/** Whether an image is colour, and not gray that is stored as RGB. */
export function isColour({ data, channels }: Channels): boolean {
  return channels === 3 && !isGray(data);
}

/**
 * For a gray denoiser one plane of a gray image, three opponent planes of a colour one; for a colour denoiser
 * the three of a colour image at once.
 *
 * Gray stored as RGB (three equal channels, as a canvas has it) is gray: its noise is the same in all three,
 * which would make it √3 times as strong in the opponent intensity.
 *
 * @param channels of the denoiser.
 * @throws TypeError for a gray image where the denoiser is for colour, or another number of channels.
 */
export function modelPlanes(
  task: string,
  image: Channels,
  { name, channels = 1 }: { readonly name: string; readonly channels?: number },
): ModelPlanes {
  if (channels !== 1 && channels !== 3) {
    throw new TypeError(`${task}: expected a denoiser of 1 or 3 channels, got ${name} of ${channels}`);
  }
  if (channels === 3) {
    if (!isColour(image)) {
      throw new TypeError(`${task}: expected a colour image for ${name}, got a gray one: use a gray model`);
    }
    return { planes: [toOpponentPixels(image.data)], join: ([pixels]) => fromOpponentPixels(pixels!) };
  }
  const { data } = image;
  if (image.channels === 1) return { planes: [data], join: ([plane]) => plane! };
  if (isColour(image)) return { planes: toOpponent(data), join: ([a, b, c]) => fromOpponent([a!, b!, c!]) };
  return {
    planes: [Float32Array.from({ length: data.length / 3 }, (_, i) => data[3 * i]!)],
    // The planes that come back may be larger.
    join: ([plane]) => Float32Array.from({ length: 3 * plane!.length }, (_, i) => plane![Math.floor(i / 3)]!),
  };
}
