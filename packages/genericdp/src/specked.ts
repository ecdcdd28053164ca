import { masked } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import { findSpecks, isBilevel } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { isColour } from "./model-planes.ts";

/**
 * Specks of dust or impulse noise, as pixels that are missing in every channel: see `findSpecks` of
 * `@genericdp/image`. Black-and-white images stay black and white.
 *
 * @returns undefined if there are no specks.
 */
export function specked(image: PixelImage): Degradation | undefined {
  const { data, width, height, channels } = image;
  const isGray = !isColour(image);
  const known = new Uint8Array(width * height).fill(1);
  for (let channel = 0; channel < (isGray ? 1 : channels); channel++) {
    const plane = new Float32Array(width * height).map((_, i) => data[i * channels + channel]!);
    for (const [i, speck] of findSpecks({ data: plane, width, height }).entries())
      if (speck === 1) known[i] = 0;
  }
  if (known.every((value) => value === 1)) return undefined;
  const missing = masked({ data: known, width, height });
  if (!isGray || !isBilevel(data)) return missing;
  return {
    ...missing,
    project: (restored, measured) => {
      const filled = missing.project!(restored, measured);
      return { ...filled, data: filled.data.map((level) => (level < 127.5 ? 0 : 255)) };
    },
  };
}
