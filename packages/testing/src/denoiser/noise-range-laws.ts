import type { Denoiser } from "@genericdp/core";

import type { Law } from "../law.ts";
import { denoisePlane, upload } from "./plane.ts";
import { addNoise, testImage } from "./test-image.ts";

export const coversRange: Law<Denoiser> = {
  name: "works at both ends of its noise range",
  async check(denoiser) {
    const { min, max } = denoiser.noiseRange;
    if (!(min > 0 && min <= max && max < Number.POSITIVE_INFINITY)) {
      throw new Error(`expected a noise range 0 < min ≤ max < ∞, got ${min}..${max}`);
    }
    for (const noiseLevel of [min, max]) {
      const noisy = addNoise(testImage(1, 12, 10), noiseLevel, 3);
      const { values } = await denoisePlane(denoiser, noisy, noiseLevel);
      const wrong = values.find((value) => !Number.isFinite(value));
      if (wrong !== undefined) throw new Error(`expected finite values at ${noiseLevel}, got ${wrong}`);
    }
  },
};

export const refusesOutside: Law<Denoiser> = {
  name: "throws a RangeError for a noise level outside its range",
  async check(denoiser) {
    const { min, max } = denoiser.noiseRange;
    const outside = [0, -min, min * 0.99, max * 1.01, Number.NaN, Number.POSITIVE_INFINITY];
    const x = upload(testImage(1, 12, 10));
    const problems = outside.flatMap((noiseLevel) => {
      const came = attempt(() => denoiser.denoise(x, { noiseLevel }).dispose());
      if (came instanceof RangeError) return [];
      return [`expected a RangeError for noise level ${noiseLevel}, got ${came ?? "a result"}`];
    });
    x.dispose();
    if (problems.length > 0) throw new Error(problems.join("; "));
  },
};

function attempt(run: () => void): unknown {
  try {
    run();
    return undefined;
  } catch (error) {
    return error;
  }
}
