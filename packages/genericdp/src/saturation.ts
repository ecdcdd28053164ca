import type { Degradation } from "@genericdp/degradations";
import type { PixelImage } from "@genericdp/image";

/** Half a gray level of 8 bits. */
const ROUNDING = 0.5;

/**
 * 1 for each pixel of an image that is saturated in a channel, or for each of its values that is saturated,
 * 0 for the others; undefined if none or all are.
 */
export function findSaturated(
  { data, channels }: PixelImage,
  { saturation }: Degradation,
  of: "pixels" | "values",
): Float32Array<ArrayBuffer> | undefined {
  if (saturation === undefined) return undefined;
  const isSaturated = (level: number): boolean => level >= saturation - ROUNDING;
  if (!data.some(isSaturated)) return undefined;
  const together = of === "pixels" ? channels : 1;
  const saturated = new Float32Array(data.length / together);
  data.forEach((level, i) => {
    if (isSaturated(level)) saturated[Math.floor(i / together)] = 1;
  });
  return saturated.includes(0) ? saturated : undefined;
}
