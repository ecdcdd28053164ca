import { diskKernel, gaussianKernel, kernelFromArray, motionKernel } from "genericdp";
import type { BlurKernel } from "genericdp";
import type { PixelImage } from "@genericdp/image";

/** The kernel for a description that the schema has validated. */
export function parseKernel(text: string): BlurKernel {
  const [shape, numbers = ""] = text.split(":");
  const [a = Number.NaN, b] = numbers.split(",").map(Number);
  if (shape === "disk") return diskKernel(a);
  if (shape === "motion") return motionKernel(a, b ?? 0);
  return gaussianKernel(a, b === undefined ? {} : { size: b });
}

/** The kernel whose weights are an image's levels. Only the first channel counts, for gray stored as RGB. */
export function kernelOfImage({ data, width, height, channels }: PixelImage): BlurKernel {
  return kernelFromArray({ width, height, data: data.filter((_, i) => i % channels === 0) });
}
