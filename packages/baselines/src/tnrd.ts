import type { Denoiser } from "@genericdp/core";
import { decodeBase64 } from "@genericdp/core/base64";
import { genericDP, readModel } from "@genericdp/model";
import type { GenericDP } from "@genericdp/model";
import { DIFFUSION_15 } from "./generated/diffusion-15.ts";
import { DIFFUSION_25 } from "./generated/diffusion-25.ts";
import { DIFFUSION_50 } from "./generated/diffusion-50.ts";

const FILES: ReadonlyMap<number, string> = new Map([
  [15, DIFFUSION_15],
  [25, DIFFUSION_25],
  [50, DIFFUSION_50],
]);

/** The noise levels that {@link tnrd} has a model for. */
export const TNRD_LEVELS: readonly number[] = [...FILES.keys()];

/**
 * Trainable nonlinear reaction diffusion (Chen, Pock 2017, DOI 10.1109/TPAMI.2016.2596743): a model for each
 * of the noise levels 15, 25 and 50, of eight stages with 48 filters of 7×7, trained on the 400 training
 * images of BSDS500 from the model `gray-paper`, which serves all levels.
 *
 * `[batch, height, width, 1]`, gray levels; borders are mirrored.
 *
 * @throws RangeError, from `denoise`, for any other noise level.
 */
export function tnrd(): Denoiser {
  const opened = new Map<number, GenericDP>();
  const model = (noiseLevel: number): GenericDP => {
    const known = opened.get(noiseLevel);
    if (known) return known;
    const file = FILES.get(noiseLevel);
    if (file === undefined) {
      throw new RangeError(`TNRD: expected a noise level of 15, 25 or 50, got ${noiseLevel}`);
    }
    const process = genericDP(readModel(decodeBase64(file)));
    opened.set(noiseLevel, process);
    return process;
  };
  return {
    name: "TNRD",
    noiseRange: { min: 15, max: 50 },
    denoise: (x, { noiseLevel }) => model(noiseLevel).denoise(x, { noiseLevel }),
  };
}
