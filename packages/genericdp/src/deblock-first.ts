import type { Degradation } from "@genericdp/degradations";
import { strongestJpeg } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import { noiseBehindJpeg } from "./choose-noise-level.ts";
import type { RestoreSettings } from "./options.ts";
import { storedAsJpeg } from "./stored-as-jpeg.ts";

/** The share of deblocking in the work on an image that is then enlarged. */
const DEBLOCKING = 0.2;

/**
 * Restores an image from a degradation, after which it may have been stored as JPEG: compression is undone
 * first. An estimate of the noise is then of what is left of it.
 *
 * @param canDeblock whether the denoiser can.
 * @param restore restores an image from one degradation.
 */
export async function deblockFirst(
  pixels: PixelImage,
  degradation: Degradation,
  options: RestoreSettings,
  canDeblock: boolean,
  restore: (image: PixelImage, happened: Degradation, settings: RestoreSettings) => Promise<PixelImage>,
): Promise<PixelImage> {
  const jpeg = canDeblock ? strongestJpeg(pixels) : undefined;
  if (jpeg === undefined) return restore(pixels, degradation, options);
  const { noiseLevel, ...others } = options;
  const { signal, onProgress = () => undefined } = others;
  const deblocked = await restore(pixels, storedAsJpeg({ quantization: jpeg })(pixels), {
    ...(signal && { signal }),
    onProgress: (fraction) => onProgress(DEBLOCKING * fraction),
  });
  // What was stored as JPEG is never consistent without noise.
  const { noise, project: _never, ...rest } = degradation;
  const asked = noiseLevel === "auto" || (noiseLevel ?? noise?.level ?? noise?.map) === undefined;
  const level = (): number => noiseBehindJpeg({ ...pixels, jpeg });
  const known = asked ? { ...noise, level } : noise;
  return restore(
    deblocked,
    { ...rest, ...(known && { noise: known }) },
    {
      ...others,
      ...(!asked && noiseLevel !== undefined && { noiseLevel }),
      onProgress: (fraction) => onProgress(DEBLOCKING + (1 - DEBLOCKING) * fraction),
    },
  );
}
