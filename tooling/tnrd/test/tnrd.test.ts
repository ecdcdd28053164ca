import { wasm } from "@genericdp/backend-wasm";
import { stageWeights } from "@genericdp/model";
import { describe, expect, it } from "vitest";
import { readTnrdModel } from "../src/read-tnrd-model.ts";
import { PUBLISHED, hasReleasedModels, measureOnBsd68, readReleasedModel } from "../src/released-models.ts";

const header = { name: "sample", stages: 2, ksize: 3, nfilters: 8, nrbf: 5, sigma: 15, rbf_first: -100 };

describe("readTnrdModel", () => {
  // Per stage β (8·8), w (8·5), λ.
  const numbers = Float32Array.from({ length: 2 * (64 + 40 + 1) }, (_, i) => 0.5 + (i % 7));

  it("takes over coefficients and weights, and λ through its logarithm", () => {
    numbers[104] = 0.066;
    const model = readTnrdModel(header, numbers);
    expect(model.parameters.subarray(0, 104)).toEqual(numbers.subarray(0, 104));
    expect(stageWeights(model, 0, [15]).reaction[0]).toBeCloseTo(0.066, 6);
    expect(stageWeights(model, 0, [15]).gain[0]).toBe(1);
    expect(model.architecture.noiseRange).toEqual({ min: 15, max: 15 });
  });

  it("refuses numbers that do not fit the header", () => {
    expect(() => readTnrdModel(header, numbers.subarray(1))).toThrow(
      "expected 210 parameters for this architecture, got 209",
    );
  });
});

describe("a released model on BSD68 (all of them: pnpm tnrd)", () => {
  it(
    "denoise_5x5_t5_s25 reaches the figure of an independent implementation",
    { timeout: 600_000 },
    async ({ skip }) => {
      skip(!hasReleasedModels(), "GENERICDP_DATA names no folder with TNRD's models and BSD68");
      const backend = wasm();
      await backend.activate();
      const figures = await measureOnBsd68(readReleasedModel("denoise_5x5_t5_s25"));
      expect(Math.abs(figures.psnr - PUBLISHED["denoise_5x5_t5_s25"]!)).toBeLessThan(0.03);
      backend.release();
    },
  );
});
