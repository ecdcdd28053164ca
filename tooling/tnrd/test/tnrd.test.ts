import { wasm } from "@genericdp/backend-wasm";
import { readTnrdModel as readTnrdMat, writeMat } from "@genericdp/interchange";
import type { MatValue } from "@genericdp/interchange";
import { stageWeights } from "@genericdp/model";
import { describe, expect, it } from "vitest";
import { readTnrdModel } from "../src/read-tnrd-model.ts";
import { PUBLISHED, hasReleasedModels, measureOnBsd68, readReleasedModel } from "../src/released-models.ts";

const header = { name: "sample", stages: 2, ksize: 3, nfilters: 8, nrbf: 5, sigma: 15, rbf_first: -100 };

describe("readTnrdModel", () => {
  // Per stage β (8·8), w (8·5), λ.
  const numbers = Float32Array.from({ length: 2 * (64 + 40 + 1) }, (_, i) => 0.5 + (i % 7));

  it("converts coefficients, weights and the log of λ", () => {
    numbers[104] = 0.066;
    const model = readTnrdModel(header, numbers);
    expect(model.parameters.subarray(0, 104)).toEqual(numbers.subarray(0, 104));
    expect(stageWeights(model, 0, [15]).reaction[0]).toBeCloseTo(0.066, 6);
    expect(stageWeights(model, 0, [15]).gain[0]).toBe(1);
    expect(model.architecture.noiseRange).toEqual({ min: 15, max: 15 });
  });

  it("rejects numbers that do not fit the header", () => {
    expect(() => readTnrdModel(header, numbers.subarray(1))).toThrow("sample: expected 210 numbers, got 209");
  });
});

describe("a MATLAB file with a released model's numbers", () => {
  it("gives the same model", ({ skip }) => {
    skip(!hasReleasedModels(), "GENERICDP_DATA names no folder with TNRD's models and BSD68");
    const wanted = readReleasedModel("denoise_5x5_t5_s50");
    const { parameters, architecture } = wanted;
    const length = parameters.length / 5;
    // In the file's columns, log λ comes before the weights.
    const cof = Float64Array.from(parameters, (_, i) => {
      const [start, at] = [i - (i % length), i % length];
      if (at < 24 * 24) return parameters[i]!;
      return parameters[at === 24 * 24 ? start + length - 1 : i - 1]!;
    });
    const means = Float64Array.from({ length: 63 }, (_, j) => 12.5 * j - 387.5);
    const gaussians = new Map([
      ["means", { data: means, shape: [1, 63] }],
      ["precision", { data: Float64Array.of(0.0064), shape: [1, 1] }],
    ]);
    const file = writeMat(
      new Map<string, MatValue>([
        ["cof", { data: cof, shape: [length, 5] }],
        ["MFS", gaussians],
      ]),
    );
    const model = readTnrdMat(file, "JointTraining_5x5_400_180x180_stage=5_sigma=50.mat");
    expect(model.architecture).toEqual(architecture);
    model.parameters.forEach((value, i) => expect(value).toBeCloseTo(parameters[i]!, 6));
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
