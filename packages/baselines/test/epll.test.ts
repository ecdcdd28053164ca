import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import { describeDenoiser } from "@genericdp/testing";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { emStep, fitComponent, startMixture } from "../scripts/mixture/expectation-maximization.ts";
import { epll, epllStep } from "../src/epll.ts";
import { patchEstimate } from "../src/epll/epll-with.ts";
import { decodeMixture, encodeMixture } from "../src/epll/mixture-file.ts";
import { compacted, placeMixture } from "../src/epll/patch-mixture.ts";
import type { Component, PatchMixture } from "../src/epll/patch-mixture.ts";
import { startKernel } from "../src/kernel-module.ts";
import { randomMixture, reference } from "./patch-mixtures.ts";
import { noisyImage } from "./test-image.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** Applies `estimate` to all patches and averages the results. */
function meanOfPatches(
  [height, width]: readonly [number, number],
  values: ArrayLike<number>,
  estimate: (patch: number[]) => readonly number[],
): number[] {
  const [sum, counts] = [Array<number>(values.length).fill(0), Array<number>(values.length).fill(0)];
  for (let y = 0; y + 8 <= height; y++) {
    for (let x = 0; x + 8 <= width; x++) {
      const places = Array.from({ length: 64 }, (_, p) => (y + (p >> 3)) * width + x + (p & 7));
      for (const [p, value] of estimate(places.map((place) => values[place]!)).entries()) {
        sum[places[p]!]! += value;
        counts[places[p]!]! += 1;
      }
    }
  }
  return sum.map((value, i) => value / counts[i]!);
}

const farthest = (a: ArrayLike<number>, b: readonly number[]): number =>
  b.reduce((most, value, i) => Math.max(most, Math.abs(value - a[i]!)), 0);

describe("the estimate of all patches", () => {
  // Widths that are multiples of the vector length and others, and all possible ranks.
  it.each([
    ["a Wiener filter under one component", [9], [8, 8]],
    ["a Wiener filter under one component of full rank", [63], [11, 15]],
    ["that of the likeliest component", [0, 4, 7, 63], [12, 26]],
  ] as const)("is %s", (_, ranks, shape) => {
    const mixture = randomMixture(ranks);
    const [height, width] = shape;
    const values = noisyImage(height, width, 20);
    for (const noise of [400, 12.5]) {
      const expected = meanOfPatches(shape, values, (patch) => {
        const all = mixture.map((component) => reference(component, patch, noise));
        return all.reduce((best, one) => (one.cost < best.cost ? one : best)).mean;
      });
      const got = patchEstimate(startKernel(), { height, width, values }, mixture, noise);
      expect(farthest(got, expected)).toBeLessThan(1e-3);
    }
  });
});

describeDenoiser("epll", epll);
describeDenoiser("epllStep", epllStep);

it("brightening an image brightens its restoration equally", async () => {
  const values = noisyImage(19, 27, 20);
  const restored = async (image: Float32Array): Promise<Float32Array> => {
    const x = tensor4d(image, [1, 19, 27, 1]);
    return Float32Array.from(await epll().denoise(x, { noiseLevel: 20 }).data());
  };
  const plain = await restored(values);
  const brighter = await restored(values.map((value) => value + 50));
  expect(
    farthest(
      brighter,
      Array.from(plain, (value) => value + 50),
    ),
  ).toBeLessThan(0.01);
});

it("directions below the noise are merged, which preserves variance and order", () => {
  const mixture = randomMixture([3, 63, 20]);
  const total = ({ variances, rest }: Component): number =>
    Array.from(variances).reduce((sum, value) => sum + value, (63 - variances.length) * rest);
  const ranks = [0, 20, 1e4].map((noise) => {
    const shorter = compacted(mixture, noise, 1.5);
    for (const [k, component] of shorter.entries()) {
      const { variances, rest } = component;
      expect(total(component) / total(mixture[k]!)).toBeCloseTo(1, 6);
      for (const variance of Array.from(variances)) {
        expect(variance + noise).toBeGreaterThanOrEqual(1.5 * (rest + noise));
      }
    }
    return shorter.reduce((sum, { variances }) => sum + variances.length, 0);
  });
  expect(ranks[0]).toBeGreaterThan(ranks[1]!);
  expect(ranks[1]).toBeGreaterThan(ranks[2]!);
  expect(ranks[2]).toBe(0);
});

describe("the costs of components", () => {
  it("are −2 log(π p(x)) for all components close to the minimum", () => {
    const mixture = randomMixture([3, 63, 8, 20]);
    const kernel = startKernel();
    const { table, count } = placeMixture(kernel, mixture, 5);
    const { normal } = randomStream(2);
    const patches = Array.from({ length: 8 }, (_, l) =>
      Array.from({ length: 64 }, () => 100 + 4 * 2 ** l * normal()),
    );
    const pixels = kernel.put(Float32Array.from({ length: 512 }, (_, i) => patches[i & 7]![i >> 3]!));
    const all = kernel.zeros(8 * count);
    for (const first of [0, 2, 3]) {
      kernel.mixtureCosts(pixels, table, count, first, 40, all);
      const got = kernel.view(all, 8 * count);
      for (const [l, patch] of patches.entries()) {
        const expected = mixture.map((component) => reference(component, patch, 5).cost);
        const least = Math.min(...expected);
        for (const [k, cost] of expected.entries()) {
          const value = got[8 * k + l]!;
          if (cost <= least + 40) expect(Math.abs(value / cost - 1)).toBeLessThan(1e-5);
          else expect(value).toBeGreaterThan(least + 40);
        }
      }
    }
  });
});

it("a mixture can be written and read, with directions rounded to 8 bits", () => {
  const mixture = randomMixture([0, 3, 63, 20]);
  const bytes = encodeMixture(mixture);
  expect(bytes.length).toBe(4 * 9 + 86 * 68);
  for (const [k, found] of decodeMixture(bytes).entries()) {
    const { weight, variances, directions, rest } = mixture[k]!;
    expect(found.weight).toBeCloseTo(weight, 6);
    expect([...Array.from(found.variances), found.rest]).toEqual(
      [...Array.from(variances), rest].map(Math.fround),
    );
    expect(farthest(found.directions, [...directions])).toBeLessThan(0.01);
    for (let i = 0; i < variances.length; i++) {
      const own = found.directions.subarray(64 * i, 64 * (i + 1));
      expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5);
      for (let j = 0; j <= i; j++) {
        const other = found.directions.subarray(64 * j, 64 * (j + 1));
        const product = own.reduce((sum, value, p) => sum + value * other[p]!, 0);
        expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
      }
    }
  }
});

describe("expectation maximisation", () => {
  const { integer, normal } = randomStream(3);
  /** Ramps in random directions with noise, rounded to integers. */
  const patches = Uint8Array.from({ length: 1000 * 64 }, () => 0);
  for (let i = 0; i < 1000; i++) {
    const [dx, dy] = [4 * normal(), i % 3 === 0 ? 0 : normal()];
    for (let p = 0; p < 64; p++) {
      patches[64 * i + p] = Math.round(128 + dx * ((p & 7) - 3.5) + dy * ((p >> 3) - 3.5) + normal());
    }
  }

  it("never lowers the likelihood, with all directions or fewer", () => {
    let mixture = startMixture(patches, 4, integer);
    for (const rank of ["all", "fewer"]) {
      if (rank === "fewer") mixture = compacted(mixture, 10, 2);
      let winners = new Uint16Array(1000);
      let before = -Infinity;
      for (let step = 0; step < 4; step++) {
        const result = emStep(patches, mixture, winners);
        // Responsibilities below 0.001 count as none.
        expect(result.logLikelihood).toBeGreaterThan(before - 1e-3);
        ({ mixture, winners } = result);
        before = result.logLikelihood;
        expect(mixture.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 4);
      }
    }
  });

  it("recovers the mixture from which patches were drawn", () => {
    const parts = randomMixture([2, 5]);
    const drawn = Uint8Array.from({ length: 4000 * 64 });
    for (let i = 0; i < 4000; i++) {
      const { variances, directions, rest } = parts[i % 4 === 0 ? 0 : 1]!;
      const patch = Array.from({ length: 64 }, () => 128 + Math.sqrt(rest) * normal());
      for (const [j, variance] of Array.from(variances).entries()) {
        const along = Math.sqrt(variance - rest) * normal();
        for (let p = 0; p < 64; p++) patch[p]! += along * directions[64 * j + p]!;
      }
      drawn.set(patch.map(Math.round), 64 * i);
    }
    const identity = Float64Array.from({ length: 4096 }, (_, at) => (at % 65 === 0 ? 1 : 0));
    let mixture: PatchMixture = [4, 40].map((scale) =>
      fitComponent(
        identity.map((value) => scale * value),
        1,
        2,
        63,
      ),
    );
    let winners = new Uint16Array(4000);
    for (let step = 0; step < 5; step++) ({ mixture, winners } = emStep(drawn, mixture, winners));
    const energy = (all: ArrayLike<number>): number => Array.from(all).reduce((sum, value) => sum + value, 0);
    for (const [k, { variances, directions, rest }] of parts.entries()) {
      const found = mixture[k]!;
      expect(found.weight).toBeCloseTo(k === 0 ? 0.25 : 0.75, 2);
      const expected = energy(variances) + (63 - variances.length) * rest;
      expect(energy(found.variances) / expected).toBeCloseTo(1, 1);
      // The leading direction lies in the span of the true ones.
      const inside = energy(
        Array.from(variances, (_, j) => {
          const own = directions.subarray(64 * j, 64 * (j + 1));
          return own.reduce((sum, value, p) => sum + value * found.directions[p]!, 0) ** 2;
        }),
      );
      expect(inside).toBeGreaterThan(0.95);
    }
  });
});
