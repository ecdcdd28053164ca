import "@tensorflow/tfjs-backend-cpu";
import { grads, memory, setBackend, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  diffusionStage,
  diffusionStageGradient,
  packStageInputs,
  randomStream,
  tabulateInfluence,
  unpackStageInputs,
} from "../src/index.ts";
import type { StageInputs } from "../src/index.ts";

/* packages/testing compares the results with a float64 reference, on every backend. */

beforeAll(async () => {
  await setBackend("cpu");
});

const random = randomStream(3);
const numbers = (length: number, scale = 1, offset = 0): Float32Array =>
  Float32Array.from({ length }, () => offset + scale * (2 * random.uniform() - 1));

/** A stage on colour images of 4×5 pixels, with two scales. */
function stageInputs(): StageInputs {
  return {
    x: tensor4d(numbers(60, 100, 128), [1, 4, 5, 3]),
    observation: tensor4d(numbers(60, 100, 128), [1, 4, 5, 3]),
    reaction: tensor2d([0.1, 0.2, 0.3], [1, 3]),
    gain: tensor2d([1.2, 0.8], [1, 2]),
    scales: [
      {
        block: 1,
        channels: [0],
        filters: tensor4d(numbers(18), [2, 3, 3, 1]),
        influence: tensor2d(numbers(130), [2, 65]),
        radius: 160,
      },
      {
        block: 2,
        channels: [0, 1, 2],
        filters: tensor4d(numbers(54), [2, 3, 3, 3]),
        influence: tensor2d(numbers(130), [2, 65]),
        radius: 160,
      },
    ],
  };
}

const attributesOf = ({ scales }: StageInputs) => ({
  scales: scales.map(({ block, channels, radius }) => ({ block, channels, radius })),
});

describe("gradient of diffusionStage", () => {
  const dy = () => tensor4d(numbers(60), [1, 4, 5, 3]);

  it("equals that of grads of tfjs", async () => {
    const inputs = stageInputs();
    const back = dy();
    const direct = diffusionStageGradient(back, inputs);
    const byTfjs = grads((...packed: Tensor[]) =>
      diffusionStage(unpackStageInputs(packed, attributesOf(inputs))),
    )(packStageInputs(inputs), back);
    for (const [i, gradient] of direct.entries()) {
      expect(await byTfjs[i]!.data()).toEqual(await gradient.data());
      expect(gradient.shape).toEqual(packStageInputs(inputs)[i]!.shape);
    }
  });

  it("propagates to the weights of the influence functions through tabulateInfluence", async () => {
    const inputs = stageInputs();
    const [first, second] = inputs.scales;
    const basis = tensor2d(numbers(7 * 65), [7, 65]);
    const weights = tensor2d(numbers(14), [2, 7]);
    const back = dy();
    const run = (w: Tensor): Tensor => {
      const influence = tabulateInfluence(w as Tensor2D, basis);
      return diffusionStage({ ...inputs, scales: [first!, { ...second!, influence }] });
    };
    const [found] = grads(run)([weights], back);
    const influence = tabulateInfluence(weights, basis);
    const gradients = diffusionStageGradient(back, {
      ...inputs,
      scales: [first!, { ...second!, influence }],
    });
    const [dTable, b] = [await gradients.at(-1)!.data(), await basis.data()];
    const wanted = Array.from({ length: 14 }, (_, i) => {
      const [filter, centre] = [Math.floor(i / 7), i % 7];
      return Array.from({ length: 65 }).reduce(
        (sum: number, __, n) => sum + dTable[filter * 65 + n]! * b[centre * 65 + n]!,
        0,
      );
    });
    (await found!.data()).forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 3));
  });

  it("leaks no tensor", () => {
    const inputs = stageInputs();
    const packed = packStageInputs(inputs);
    const gradient = grads((...all: Tensor[]) =>
      diffusionStage(unpackStageInputs(all, attributesOf(inputs))),
    );
    for (const g of gradient(packed)) g.dispose();
    const before = memory().numTensors;
    for (const g of gradient(packed)) g.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

it("tabulateInfluence rejects weights for another number of centres", () => {
  const call = (): Tensor => tabulateInfluence(tensor2d([1, 2], [1, 2]), tensor2d([1, 2, 3], [3, 1]));
  expect(call).toThrow("expected weights for 3 centres, got [1,2]");
});

describe("diffusionStage rejects", () => {
  const inputs = stageInputs;
  const withScale = (part: Partial<StageInputs["scales"][number]>): StageInputs => {
    const all = stageInputs();
    return { ...all, scales: [{ ...all.scales[0]!, ...part }, all.scales[1]!] };
  };

  it.each<[string, () => StageInputs, string]>([
    [
      "an x that is not an image",
      () => ({ ...inputs(), x: tensor2d([1, 2, 3], [1, 3]) as never }),
      "x of shape [batch, height, width, channels], got [1,3]",
    ],
    ["an empty x", () => ({ ...inputs(), x: tensor4d([], [0, 4, 5, 3]) }), "a non-empty x, got [0,4,5,3]"],
    [
      "an observation of another shape",
      () => ({ ...inputs(), observation: tensor4d([1], [1, 1, 1, 1]) }),
      "observation of x's shape [1,4,5,3], got [1,1,1,1]",
    ],
    [
      "a reaction for other channels",
      () => ({ ...inputs(), reaction: tensor2d([1], [1, 1]) }),
      "reaction of shape [1,3] or [1,4,5,3], got [1,1]",
    ],
    [
      "a gain that is neither one nor one a scale",
      () => ({ ...inputs(), gain: tensor2d([1, 1, 1], [1, 3]) }),
      "gain of shape [1, 1 or 2] or [1,4,5, 1 or 2], got [1,3]",
    ],
    ["no scales", () => ({ ...inputs(), scales: [] }), "at least one scale, got none"],
    [
      "filters with even sides",
      () => withScale({ filters: tensor4d(numbers(8), [2, 2, 2, 1]) }),
      "filters of scale 0 to be [count, size, size, 1], odd size, got [2,2,2,1]",
    ],
    [
      "filters for other channels",
      () => withScale({ channels: [0, 1] }),
      "filters of scale 0 to be [count, size, size, 2], odd size, got [2,3,3,1]",
    ],
    [
      "channels that there are not",
      () => withScale({ channels: [3] }),
      "channels of scale 0 to be different ones from 0 to 2, got [3]",
    ],
    [
      "a channel twice",
      () => withScale({ channels: [1, 1] }),
      "channels of scale 0 to be different ones from 0 to 2, got [1,1]",
    ],
    ["blocks of three", () => withScale({ block: 3 }), "block of scale 0 to be a power of two, got 3"],
    [
      "tables for another number of filters",
      () => withScale({ influence: tensor2d([1, 2], [1, 2]) }),
      "influence of scale 0 to be [2, nodes ≥ 2], got [1,2]",
    ],
    ["a radius of zero", () => withScale({ radius: 0 }), "a positive radius of scale 0, got 0"],
  ])("%s", (_, make, message) => {
    expect(() => diffusionStage(make())).toThrow(`diffusionStage: expected ${message}`);
  });

  it("a back-signal of another shape", () => {
    const dy = tensor4d([1], [1, 1, 1, 1]);
    expect(() => diffusionStageGradient(dy, inputs())).toThrow("dy of x's shape [1,4,5,3], got [1,1,1,1]");
  });
});
