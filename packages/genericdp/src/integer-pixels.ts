import { pixelImage } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import type { IntegerImage } from "./image-kinds.ts";

/**
 * Converts integers to gray levels: 255 or 65535 becomes 255.
 *
 * @throws RangeError if size, channels and length do not match.
 */
export function fromIntegers({ data, width, height, channels: given }: IntegerImage): PixelImage {
  const pixels = width * height;
  const channels = given ?? data.length / pixels;
  if (![1, 2, 3, 4].includes(channels) || data.length !== channels * pixels) {
    const expected = given === undefined ? "1, 2, 3 or 4 numbers" : `${given} numbers (of 1 to 4)`;
    throw new RangeError(
      `image: expected ${expected} for each of ${width}×${height} pixels, got ${data.length}`,
    );
  }
  const unit = 255 / maximum(data);
  const colours = channels > 2 ? 3 : 1;
  const levels = (offset: number, count: number): Float32Array<ArrayBuffer> =>
    Float32Array.from(
      { length: count * pixels },
      (_, i) => data[channels * Math.floor(i / count) + offset + (i % count)]! * unit,
    );
  return pixelImage({
    data: levels(0, colours),
    width,
    height,
    channels: colours,
    bitDepth: data instanceof Uint16Array ? 16 : 8,
    ...(channels > colours && { alpha: levels(colours, 1) }),
  });
}

/** Converts gray levels to integers of the kind of `like`, clipped and rounded. */
export function toIntegers(
  { data: levels, alpha, width, height, channels: colours }: PixelImage,
  like: IntegerImage["data"],
  channels: number,
): IntegerImage["data"] {
  const most = maximum(like);
  const data = emptyLike(like, channels * width * height);
  const put = (place: number, level: number): void => {
    data[place] = Math.round((Math.min(Math.max(level, 0), 255) * most) / 255);
  };
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < colours; c++) put(channels * i + c, levels[colours * i + c]!);
    if (channels > colours) put(channels * i + colours, alpha?.[i] ?? 255);
  }
  return data;
}

function maximum(data: IntegerImage["data"]): number {
  return data instanceof Uint16Array ? 65535 : 255;
}

/** Bytes, in a `Buffer` if `like` is one. */
export function asLike(data: Uint8Array, like: ArrayLike<number>): Uint8Array {
  if (typeof Buffer === "undefined" || !Buffer.isBuffer(like) || Buffer.isBuffer(data)) return data;
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

function emptyLike(like: IntegerImage["data"], length: number): IntegerImage["data"] {
  return like instanceof Uint16Array ? new Uint16Array(length) : asLike(new Uint8Array(length), like);
}
