import { diskKernel, gaussianKernel, kernelFromArray, motionKernel } from "genericdp";
import type { BlurKernel } from "genericdp";
import type { PixelImage } from "@genericdp/image";

/** The kernel of a description that was checked by the schema. */
export function parseKernel(text: string): BlurKernel {
  const [shape, numbers = ""] = text.split(":");
  const [a = Number.NaN, b] = numbers.split(",").map(Number);
  if (shape === "disk") return diskKernel(a);
  if (shape === "motion") return motionKernel(a, b ?? 0);
  return gaussianKernel(a, b === undefined ? {} : { size: b });
}

/** The kernel whose weights are the levels of an image; gray stored as RGB is gray. */
export function kernelOfImage({ data, width, height, channels }: PixelImage): BlurKernel {
  return kernelFromArray({ width, height, data: data.filter((_, i) => i % channels === 0) });
}
