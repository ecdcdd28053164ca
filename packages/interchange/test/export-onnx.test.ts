import { wasm } from "@genericdp/backend-wasm";
import type { Model } from "@genericdp/model";
import { colourModel } from "@genericdp/model/colour";
import { colourTinyModel } from "@genericdp/model/colour-tiny";
import { genericModel } from "@genericdp/model/generic";
import { grayModel } from "@genericdp/model/gray";
import { grayPaperModel } from "@genericdp/model/gray-paper";
import { grayPlusModel } from "@genericdp/model/gray-plus";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { beforeAll, describe, expect, it } from "vitest";
import { exportOnnx } from "../src/index.ts";
import { largestDifference, openOnnx, ownResult, picture, untrained } from "./fixtures.ts";

/** In gray levels. */
const TOLERANCE = 1e-3;

beforeAll(async () => {
  await wasm({ threads: 1 }).activate();
});

/** The largest difference between the results of ONNX Runtime and of our backend. */
async function worstDifference(
  model: Model,
  cases: readonly (readonly [height: number, width: number, sigma: number])[],
): Promise<number> {
  const run = await openOnnx(exportOnnx(model));
  const differences: number[] = [];
  for (const [height, width, sigma] of cases) {
    const image = picture(1, model.architecture.channels, height, width);
    const wanted = ownResult(model, image, sigma);
    differences.push(largestDifference(await run(image, [sigma]), wanted));
    // The result must differ from the input; only very small images with equal neighbours stay unchanged.
    if (width > 9) expect(largestDifference(image.data, wanted)).toBeGreaterThan(0.05);
  }
  return Math.max(...differences);
}

const models = [
  grayModel,
  grayPaperModel,
  grayPlusModel,
  grayTinyModel,
  colourModel,
  colourTinyModel,
  genericModel,
];
describe("a bundled model gives the same result in ONNX Runtime, at every size and noise level", () => {
  it.each(models.map((create) => create()).map((model) => [model.name, model] as const))(
    "%s",
    { timeout: 120_000 },
    async (_, model) => {
      const { min, max } = model.architecture.noiseRange;
      const cases = [
        [1, 1, max],
        [2, 5, 41],
        [9, 3, min],
        [21, 34, 3.3],
        [40, 29, 25],
        // Every level on one size: the graph computes its curves without knowing the size.
        ...[min, 3.3, 25, 41, max].map((sigma) => [15, 18, sigma] as const),
      ] as const;
      expect(await worstDifference(model, cases)).toBeLessThan(TOLERANCE);
    },
  );
});

const bank = { filters: 4, size: 3 };
const knots = [2, 10, 50];
const structures: Record<string, object> = {
  "no reaction, no gain": { scales: [bank], reaction: null, gain: null },
  "a single knot": { scales: [bank], reaction: { knots: [25] }, gain: { knots: [25] } },
  "only large blocks": {
    scales: [
      { ...bank, block: 2 },
      { filters: 3, size: 5, block: 8 },
    ],
    reaction: { knots },
    gain: { knots, perScale: true },
  },
  "a gain map without gains": {
    scales: [bank, bank],
    reaction: { knots },
    gain: null,
    gainMap: { filters: 3, size: 5, block: 4 },
  },
  "a gain map for each scale": {
    scales: [bank, bank],
    reaction: null,
    gain: { knots: [1, 60], perScale: true },
    gainMap: { filters: 3, size: 3, block: 1 },
  },
  "two channels, the second alone, then in another order": {
    channels: 2,
    scales: [
      { ...bank, channels: [1] },
      { ...bank, channels: [1, 0] },
    ],
    reaction: { knots },
    gain: null,
  },
};
describe("a model of any structure gives the same result, too", () => {
  it.each(Object.entries(structures))("%s", async (_, structure) => {
    const cases = [
      [1, 1, 7],
      [3, 2, 25],
      ...[2, 7, 25, 50].map((sigma) => [17, 22, sigma] as const),
    ] as const;
    expect(await worstDifference(untrained(structure), cases)).toBeLessThan(TOLERANCE);
  });
});

it("accepts a noise level for each image of a batch, or one for all", async () => {
  const model = grayTinyModel();
  const run = await openOnnx(exportOnnx(model));
  const image = picture(2, 1, 11, 14);
  const alone = [image.data.slice(0, 154), image.data.slice(154)].map((data) => {
    return { data, shape: [1, 1, 11, 14] as const };
  });
  const join = (levels: readonly number[]): Float32Array =>
    Float32Array.from(alone.flatMap((one, i) => Array.from(ownResult(model, one, levels[i]!))));
  expect(largestDifference(await run(image, [5, 40]), join([5, 40]))).toBeLessThan(TOLERANCE);
  expect(largestDifference(await run(image, [20]), join([20, 20]))).toBeLessThan(TOLERANCE);
});
