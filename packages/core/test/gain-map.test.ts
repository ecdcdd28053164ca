import "@tensorflow/tfjs-backend-cpu";
import { grads, memory, setBackend, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import {
  gainMap,
  gainMapGradient,
  packGainMapInputs,
  randomStream,
  unpackGainMapInputs,
} from "../src/index.ts";
import type { GainMapInputs } from "../src/index.ts";

/* packages/testing compares the results with a float64 reference, on every backend. */

beforeAll(async () => {
  await setBackend("cpu");
});

const random = randomStream(5);
const numbers = (length: number): Float32Array =>
  Float32Array.from({ length }, () => 2 * random.uniform() - 1);

/** A gain map with two gains, for colour images of 4×5 pixels. */
function mapInputs(): GainMapInputs {
  return {
    x: tensor4d(numbers(60), [1, 4, 5, 3]),
    gain: tensor2d([1.2, 0.8], [1, 2]),
    block: 2,
    filters: tensor4d(numbers(54), [2, 3, 3, 3]),
    influence: tensor2d(numbers(130), [2, 65]),
    synthesis: tensor4d(numbers(36), [2, 3, 3, 2]),
    radius: 160,
  };
}

describe("gradient of gainMap", () => {
  const values = numbers(40);
  const dy = () => tensor4d(values, [1, 4, 5, 2]);

  it("equals that of grads of tfjs", async () => {
    const inputs = mapInputs();
    const direct = gainMapGradient(dy(), inputs);
    const packed = packGainMapInputs(inputs);
    const byTfjs = grads((...all: Tensor[]) => gainMap(unpackGainMapInputs(all, inputs)))(packed, dy());
    for (const [i, gradient] of direct.entries()) {
      expect(await byTfjs[i]!.data()).toEqual(await gradient.data());
      expect(gradient.shape).toEqual(packed[i]!.shape);
    }
  });

  it("leaks no tensor", () => {
    const inputs = mapInputs();
    const back = dy();
    const run = (): void => {
      for (const g of gainMapGradient(back, inputs)) g.dispose();
      gainMap(inputs).dispose();
    };
    run();
    const before = memory().numTensors;
    run();
    expect(memory().numTensors).toBe(before);
  });
});

describe("gainMap rejects", () => {
  it.each<[string, () => GainMapInputs, string]>([
    [
      "an x that is not an image",
      () => ({ ...mapInputs(), x: tensor2d([1], [1, 1]) as never }),
      "a non-empty x of shape [batch, height, width, channels], got [1,1]",
    ],
    [
      "gains for another batch",
      () => ({ ...mapInputs(), gain: tensor2d([1, 1], [2, 1]) }),
      "gain of shape [1, gains], got [2,1]",
    ],
    ["blocks of three", () => ({ ...mapInputs(), block: 3 }), "block to be a power of two, got 3"],
    [
      "filters for other channels",
      () => ({ ...mapInputs(), filters: tensor4d(numbers(18), [2, 3, 3, 1]) }),
      "filters to be [count, size, size, 3], odd size, got [2,3,3,1]",
    ],
    [
      "synthesis filters for other gains",
      () => ({ ...mapInputs(), synthesis: tensor4d(numbers(18), [2, 3, 3, 1]) }),
      "synthesis of shape [2,3,3,2], got [2,3,3,1]",
    ],
    ["a radius of zero", () => ({ ...mapInputs(), radius: 0 }), "a positive radius, got 0"],
  ])("%s", (_, make, message) => {
    expect(() => gainMap(make())).toThrow(`gainMap: expected ${message}`);
  });

  it("a back-signal of another shape", () => {
    const wrong = tensor4d([1], [1, 1, 1, 1]);
    expect(() => gainMapGradient(wrong, mapInputs())).toThrow("dy of shape [1,4,5,2], got [1,1,1,1]");
  });
});
