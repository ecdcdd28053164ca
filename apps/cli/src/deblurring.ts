import type { PixelImage } from "@genericdp/image";
import { blindNoiseLevel, blurred, describeBlur, diskKernel, estimateBlur } from "genericdp";
import type { EstimatedBlur } from "genericdp";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { fingerprint } from "./fingerprint.ts";
import { loadKernel } from "./load-kernel.ts";
import type { VerbTask } from "./restore-settings.ts";
import type { VerbFlags } from "./verbs.ts";

/** The task of `deblur`: with a known kernel, or with `auto` a kernel estimated for each image. */
export async function deblurring(
  { kernel: text, boundary = "valid" }: VerbFlags,
  { folder }: Context,
): Promise<VerbTask> {
  if (text !== "auto") {
    const kernel = await loadKernel(folder, text!);
    const degradation = blurred(kernel, { boundary });
    return {
      settings: { boundary, kernel: fingerprint(kernel) },
      about: degradation,
      degradation: () => degradation,
    };
  }
  // Each image is estimated once, although the note and the restoration both need its blur.
  const known = new WeakMap<PixelImage, EstimatedBlur>();
  const blurOf = (image: PixelImage, input: string): EstimatedBlur => {
    const blur = known.get(image) ?? estimateBlur(image);
    if (blur !== undefined) {
      known.set(image, blur);
      return blur;
    }
    throw new UsageError(
      `${input} looks sharp, or shows too little to estimate its blur: expected --kernel to describe it`,
    );
  };
  return {
    settings: { boundary, kernel: "auto" },
    // The schedule and the noise are the same for all kernels.
    about: { ...blurred(diskKernel(1), { boundary }), noise: { level: blindNoiseLevel } },
    degradation: (image, input) => blurred(blurOf(image, input).kernel, { boundary }),
    note: (image, input) => `${input} is blurred like ${describeBlur(blurOf(image, input))}`,
  };
}
