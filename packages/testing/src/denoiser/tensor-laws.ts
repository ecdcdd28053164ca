import type { Denoiser } from "@genericdp/core";
import { memory } from "@tensorflow/tfjs-core";

import type { Law } from "../law.ts";
import { largestDifference, middle, upload } from "./plane.ts";
import { testImage } from "./test-image.ts";

const sizes: readonly (readonly [batch: number, height: number, width: number])[] = [
  [1, 1, 1],
  [1, 1, 8],
  [1, 17, 23],
  [1, 16, 6],
  [2, 9, 12],
];

export const keepsShape: Law<Denoiser> = {
  name: "returns a float32 tensor of the shape of its input",
  async check(denoiser) {
    for (const [batch, height, width] of sizes) {
      const x = upload(testImage(batch, height, width));
      const y = denoiser.denoise(x, { noiseLevel: middle(denoiser.noiseRange) });
      const [expected, got] = [`float32 [${x.shape}]`, `${y.dtype} [${y.shape}]`];
      x.dispose();
      y.dispose();
      if (got !== expected) throw new Error(`expected ${expected}, got ${got}`);
    }
  },
};

export const leavesInput: Law<Denoiser> = {
  name: "leaves its input unchanged and returns another tensor",
  async check(denoiser) {
    const image = testImage(1, 12, 10);
    const x = upload(image);
    denoiser.denoise(x, { noiseLevel: denoiser.noiseRange.min }).dispose();
    // If a denoiser returns its input, it is disposed with the result.
    if (x.isDisposed) throw new Error("expected the input to outlive the result, got it disposed of");
    const after = Float32Array.from(await x.data());
    x.dispose();
    const change = largestDifference(image.values, after);
    if (change !== 0) throw new Error(`expected an unchanged input, got one changed by up to ${change}`);
  },
};

export const leaksNothing: Law<Denoiser> = {
  name: "leaks no tensor",
  async check(denoiser) {
    const x = upload(testImage(1, 12, 10));
    const run = (): void => denoiser.denoise(x, { noiseLevel: middle(denoiser.noiseRange) }).dispose();
    // Tensors that the first call keeps (filters on the device, tables for this shape) are a cache, not a
    // leak.
    run();
    const before = memory();
    run();
    const after = memory();
    x.dispose();
    for (const count of ["numTensors", "numDataBuffers"] as const) {
      const more = after[count] - before[count];
      if (more !== 0) throw new Error(`expected no change of ${count} by a second call, got ${more}`);
    }
  },
};
