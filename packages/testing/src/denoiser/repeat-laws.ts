import type { Denoiser } from "@genericdp/core";

import type { Law } from "../law.ts";
import { denoisePlane, largestDifference, middle } from "./plane.ts";
import { addNoise, testImage } from "./test-image.ts";

/** Allowed difference in gray levels: batches may be summed in another order. */
const rounding = 0.01;

export const isDeterministic: Law<Denoiser> = {
  name: "gives bitwise the same result twice",
  async check(denoiser) {
    const noiseLevel = middle(denoiser.noiseRange);
    const noisy = addNoise(testImage(1, 16, 12), noiseLevel, 1);
    const first = await denoisePlane(denoiser, noisy, noiseLevel);
    const second = await denoisePlane(denoiser, noisy, noiseLevel);
    const [a, b] = [new Uint32Array(first.values.buffer), new Uint32Array(second.values.buffer)];
    const changed = a.reduce((count, bits, i) => count + (bits === b[i] ? 0 : 1), 0);
    if (changed > 0) throw new Error(`expected the same bits twice, got ${changed} of ${a.length} changed`);
  },
};

export const separatesBatch: Law<Denoiser> = {
  name: "denoises each image of a batch as if it were alone",
  async check(denoiser) {
    const noiseLevel = middle(denoiser.noiseRange);
    const batch = addNoise(testImage(2, 16, 12), noiseLevel, 2);
    const together = await denoisePlane(denoiser, batch, noiseLevel);
    const pixels = 16 * 12;
    for (const i of [0, 1]) {
      const values = batch.values.slice(i * pixels, (i + 1) * pixels);
      const alone = await denoisePlane(denoiser, { shape: [1, 16, 12, 1], values }, noiseLevel);
      const difference = largestDifference(alone.values, together.values.slice(i * pixels, (i + 1) * pixels));
      if (difference > rounding) {
        throw new Error(`expected image ${i} of 2 as it is alone, got a difference of ${difference}`);
      }
    }
  },
};
