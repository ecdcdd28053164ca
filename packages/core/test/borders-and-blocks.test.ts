import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { randomStream } from "../src/index.ts";
import { blockMean, blockMeanAdjoint, blockSum, replicate } from "../src/stage/block-average.ts";
import { foldSymmetric, padSymmetric } from "../src/stage/symmetric-border.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** Two samples with three channels. */
const image = (height: number, width: number, seed: number): Tensor4D => {
  const random = randomStream(seed);
  const values = Float32Array.from({ length: 6 * height * width }, () => 2 * random.uniform() - 1);
  return tensor4d(values, [2, height, width, 3]);
};
const dot = (a: Tensor4D, b: Tensor4D): number => {
  const [x, y] = [Array.from(a.dataSync()), Array.from(b.dataSync())];
  return x.reduce((sum, value, i) => sum + value * y[i]!, 0);
};

const sizes = fc.record({
  height: fc.integer({ min: 1, max: 12 }),
  width: fc.integer({ min: 1, max: 12 }),
  seed: fc.nat(1000),
});

describe("the symmetric border", () => {
  it("repeats the edge pixel, and mirrors repeatedly if the image is smaller than the border", () => {
    expect(Array.from(padSymmetric(tensor4d([1, 2, 3], [1, 1, 3, 1]), 1).dataSync()).slice(0, 5)).toEqual([
      1, 1, 2, 3, 3,
    ]);
    const padded = padSymmetric(tensor4d([1, 2], [1, 1, 2, 1]), 5);
    expect(Array.from(padded.dataSync()).slice(0, 12)).toEqual([1, 1, 2, 2, 1, 1, 2, 2, 1, 1, 2, 2]);
  });

  it("has fold as its transpose: ⟨pad x, y⟩ = ⟨x, fold y⟩", () => {
    fc.assert(
      fc.property(sizes, fc.integer({ min: 0, max: 8 }), ({ height, width, seed }, border) => {
        const x = image(height, width, seed);
        const y = image(height + 2 * border, width + 2 * border, seed + 1);
        expect(dot(padSymmetric(x, border), y)).toBeCloseTo(dot(x, foldSymmetric(y, border)), 3);
      }),
      { numRuns: 40, seed: 1 },
    );
  });
});

describe("blocks of the pyramid", () => {
  it("replicate is the transpose of blockSum, including cut-off blocks", () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(1, 2, 4), ({ height, width, seed }, size) => {
        const x = image(height, width, seed);
        const y = image(Math.ceil(height / size), Math.ceil(width / size), seed + 1);
        expect(dot(blockSum(x, size), y)).toBeCloseTo(dot(x, replicate(y, size, height, width)), 3);
      }),
      { numRuns: 40, seed: 2 },
    );
  });

  it("blockMeanAdjoint is the transpose of blockMean", () => {
    fc.assert(
      fc.property(sizes, fc.constantFrom(1, 2, 4), ({ height, width, seed }, size) => {
        const x = image(height, width, seed);
        const y = image(Math.ceil(height / size), Math.ceil(width / size), seed + 1);
        expect(dot(blockMean(x, size), y)).toBeCloseTo(dot(x, blockMeanAdjoint(y, size, height, width)), 3);
      }),
      { numRuns: 40, seed: 3 },
    );
  });

  it("the mean of a constant is the constant, also in cut-off blocks", () => {
    const x = tensor4d(new Float32Array(35).fill(7), [1, 5, 7, 1]);
    const means = blockMean(x, 4);
    expect(means.shape).toEqual([1, 2, 2, 1]);
    means.dataSync().forEach((value) => expect(value).toBeCloseTo(7, 5));
  });

  it("averages the part of each block that is inside the image", () => {
    const x = tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    expect(Array.from(blockMean(x, 2).dataSync())).toEqual([3, 4.5]);
  });
});
