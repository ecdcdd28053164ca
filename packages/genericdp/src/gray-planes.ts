import { fromOpponent, isGray, toOpponent } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";

/** An image taken apart into planes for a gray denoiser, all with the noise level of the image. */
export interface GrayPlanes {
  readonly planes: readonly Float32Array<ArrayBuffer>[];
  /** Puts as many planes together again: interleaved, with the channels of the image. */
  join(planes: readonly Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer>;
}

/**
 * One plane for gray, three opponent planes for colour.
 *
 * Gray stored as RGB (three equal channels, as a canvas has it) is gray: its noise is the same in all three,
 * which would make it √3 times as strong in the opponent intensity.
 */
export function grayPlanes({ data, channels }: Pick<PixelImage, "data" | "channels">): GrayPlanes {
  if (channels === 1) return { planes: [data], join: ([plane]) => plane! };
  if (isGray(data)) {
    return {
      planes: [Float32Array.from({ length: data.length / 3 }, (_, i) => data[3 * i]!)],
      // The planes that come back may be larger.
      join: ([plane]) =>
        Float32Array.from({ length: 3 * plane!.length }, (_, i) => plane![Math.floor(i / 3)]!),
    };
  }
  return { planes: toOpponent(data), join: ([a, b, c]) => fromOpponent([a!, b!, c!]) };
}
