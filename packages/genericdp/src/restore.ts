import type { InputImage, RestoredImage } from "./image-kinds.ts";
import type { RestoreOperatorOptions, RestorerOptions } from "./restorer.ts";
import { withRestorer } from "./with-restorer.ts";

export interface RestoreOptions extends RestoreOperatorOptions, RestorerOptions {}

/**
 * Restores an image from any linear degradation: give your own operator, made by `defineLinearOperator`.
 *
 * Colour is restored as three opponent planes, each of which the operator must have made alike.
 *
 * @param image as for `denoise`; what the operator made of the result, plus noise.
 * @returns an image of the size that the operator's adjoint gives.
 * @throws TypeError or RangeError when the image is malformed or does not fit the operator, or the noise
 *    level is none; the reason of the signal when aborted.
 */
export async function restore<Image extends InputImage>(
  image: Image,
  { model, backend, inline, ...options }: RestoreOptions,
): Promise<RestoredImage<Image>> {
  return withRestorer({ model, backend, inline }, (session) => session.restore(image, options));
}
