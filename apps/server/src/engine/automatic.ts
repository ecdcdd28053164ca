import { jpegQuality } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { describeBlur, describeExamination } from "genericdp";
import type { DenoiseSettings, Examination, InlineRestorer, Remedy } from "genericdp";
import type { PictureResult } from "./picture-job.ts";

/** The facts of an examination, for answers. */
export function whatWasFound(examined: Examination): Pick<PictureResult, "found" | "kernel" | "jpegQuality"> {
  const { blur, quantization } = examined;
  return {
    found: describeExamination(examined),
    ...(blur && { kernel: describeBlur(blur) }),
    ...(quantization && { jpegQuality: jpegQuality(quantization) }),
  };
}

/** What is done with an image: if nothing is wrong, the little noise that there is is removed. */
export function remedyOf({ remedy }: Examination): Remedy {
  return remedy ?? { task: "denoise", options: {} };
}

/** Does what helps an image; a given noise level has precedence. */
export async function mend(
  photos: InlineRestorer,
  image: PixelImage,
  examined: Examination,
  { noiseLevel, ...options }: DenoiseSettings,
): Promise<PixelImage> {
  const remedy = remedyOf(examined);
  const told = typeof noiseLevel === "number" && { noiseLevel };
  switch (remedy.task) {
    case "denoise":
      return photos.denoise(image, { ...options, ...told });
    case "despeckle":
      return photos.despeckle(image, { ...options, ...told });
    case "deblur":
      return photos.deblur(image, { ...remedy.options, ...options, ...told });
    case "deblock":
      return photos.deblock(image, { ...remedy.options, ...options, ...told });
  }
}
