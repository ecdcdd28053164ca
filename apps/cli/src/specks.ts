import { findSpecks, isBilevel } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";

/** 0 for each pixel that is a speck in some channel, 1 for the others. */
export function knownPixels({ data, width, height, channels }: PixelImage): Uint8Array {
  const known = new Uint8Array(width * height).fill(1);
  for (let channel = 0; channel < channels; channel++) {
    const plane = Float32Array.from(known, (_, i) => data[i * channels + channel]!);
    for (const [i, speck] of findSpecks({ data: plane, width, height }).entries())
      if (speck === 1) known[i] = 0;
  }
  return known;
}

/** Keeps a black-and-white picture black and white. */
export function fillBilevel(filled: PixelImage, original: PixelImage): PixelImage {
  if (!isBilevel(original.data)) return filled;
  return { ...filled, data: filled.data.map((level) => (level < 127.5 ? 0 : 255)) };
}
