import { referenceStage } from "@genericdp/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startStageKernel, supportedVariant } from "../src/index.ts";
import type { RunningStageKernel, ScaleArrays, StageArrays, StageKernel } from "../src/index.ts";
import { stageKernel } from "../src/stage-kernel.ts";
import { instantiateStageModule } from "../src/stage-module.ts";
import { largestDifference, randomStage, randomStream } from "./stage-fixtures.ts";
import type { FixtureOptions } from "./stage-fixtures.ts";

let int16: RunningStageKernel;
let float: RunningStageKernel;

beforeAll(async () => {
  [int16, float] = [
    await startStageKernel({ variant: "int16", threads: 1 }),
    await startStageKernel({ threads: 1 }),
  ];
});
afterAll(() => [int16, float].forEach((kernel) => kernel.release()));

function forward(kernel: StageKernel, stage: StageArrays): Float32Array {
  const out = new Float32Array(stage.x.length);
  kernel.forward(stage, out);
  return out;
}

/** How many numbers are not the same, bit for bit. */
function differing(a: Float32Array, b: Float32Array): number {
  return a.reduce((count, value, i) => count + Number(!Object.is(value, b[i])), 0);
}

/** A stage as trained ones are: smooth functions that are not too steep for the filters. */
function calmStage(options: Partial<FixtureOptions> = {}): StageArrays {
  const usual = { height: 40, width: 70, size: 7, count: 48, scales: 1, rise: 1, nodes: 1025, radius: 320 };
  const stage = randomStage({ ...usual, ...options });
  return { ...stage, scales: stage.scales.map(withZeroMean) };
}

function withZeroMean(scale: ScaleArrays): ScaleArrays {
  const taps = scale.size ** 2;
  const filters = scale.filters.slice();
  for (let at = 0; at < filters.length; at += taps) {
    const filter = filters.subarray(at, at + taps);
    const mean = filter.reduce((sum, k) => sum + k, 0) / taps;
    filter.forEach((k, i) => (filter[i] = k - mean));
  }
  return { ...scale, filters };
}

function picture(
  height: number,
  width: number,
  value: (row: number, column: number) => number,
): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => value(Math.floor(i / width), i % width));
}

const random = randomStream(23);
const PICTURES: readonly (readonly [string, (row: number, column: number) => number])[] = [
  ["a slope, an edge and a texture", (y, x) => 40 + y + (x > 30 ? 90 : 0) + 15 * Math.sin(x / 3)],
  ["the same under noise", (y, x) => 40 + y + (x > 30 ? 90 : 0) + 60 * random()],
  ["a checkerboard from 0 to 255", (y, x) => 255 * ((x + y) % 2)],
  ["stripes from 0 to 255", (_, x) => 255 * (x % 2)],
  ["blocks from 0 to 255", (y, x) => 255 * ((Math.floor(x / 4) + Math.floor(y / 4)) % 2)],
  ["black", () => 0],
  ["gray", () => 100.3],
  ["white", () => 255],
  ["noise of 0 and 255", () => (random() > 0 ? 255 : 0)],
  ["noise from −50 to 305", () => 127.5 + 177.5 * random()],
  ["one pixel far outside", (y, x) => (x === 9 && y === 9 ? 400 : 90)],
];

/** The gains that models have at the lowest and highest noise levels, and for every pixel. */
const GAINS: readonly (readonly [string, (pixels: number) => Float32Array])[] = [
  ["a gain of 600", () => Float32Array.of(600)],
  ["a gain of 1.1", () => Float32Array.of(1.1)],
  ["a gain of 0.4", () => Float32Array.of(0.4)],
  [
    "gains by pixel",
    (pixels) => Float32Array.from({ length: pixels }, (_, i) => 0.9 + 0.6 * Math.sin(i / 40)),
  ],
];

describe("stageKernel (int16)", () => {
  describe.each(GAINS)("with %s", (_, gain) => {
    it.each(PICTURES)("stays within 0.05 gray levels of float32 over 8 stages: %s", (_name, value) => {
      const x = picture(40, 70, value);
      const stages = Array.from({ length: 8 }, (_value, t) => ({
        ...calmStage({ seed: t + 1 }),
        observation: x,
        gain: gain(x.length),
      }));
      const run = (kernel: StageKernel): Float32Array =>
        stages.reduce((u, stage) => forward(kernel, { ...stage, x: u }), x);
      const [whole, exact] = [run(int16), run(float)];
      expect(largestDifference(whole, exact)).toBeLessThan(0.05);
      // It is another way, then, and not float32 again.
      if (new Set(x).size > 2) expect(largestDifference(whole, exact)).toBeGreaterThan(0);
    });
  });

  it.each([
    { height: 1, width: 1, size: 7, count: 3, scales: 1 },
    { height: 1, width: 1, size: 9, count: 1, scales: 3 },
    { height: 7, width: 7, size: 7, count: 48, scales: 1 },
    { height: 13, width: 201, size: 5, count: 5, scales: 3 },
    { height: 64, width: 64, size: 3, count: 7, scales: 2 },
    { height: 65, width: 3, size: 9, count: 13, scales: 2 },
    { height: 4, width: 58, size: 7, count: 6, scales: 1 },
    { height: 4, width: 59, size: 7, count: 6, scales: 1 },
    { batch: 3, height: 11, width: 30, size: 5, count: 13, scales: 2 },
    { batch: 2, height: 11, width: 70, size: 5, count: 6, scales: 3, gains: true },
    { height: 8, width: 30, size: 5, count: 6, scales: 1, nodes: 2, radius: 160 },
    { height: 8, width: 30, size: 5, count: 6, scales: 1, nodes: 64, radius: 100 },
    // Far beyond the table, where φ is constant.
    { height: 9, width: 20, size: 5, count: 6, scales: 1, nodes: 9, radius: 10, rise: 0.1 },
  ])("is near the float64 twin: %o", (options) => {
    const stage = randomStage({ rise: 1, ...options });
    const found = forward(int16, stage);
    expect(largestDifference(found, referenceStage(stage))).toBeLessThan(0.01);
    // A single pixel may happen to be the same.
    if (found.length > 1) expect(differing(found, forward(float, stage))).toBeGreaterThan(0);
  });

  it("survives the picture that makes a response, and that which makes a sum of functions, largest", () => {
    const stage = calmStage({ height: 13, width: 13, count: 4 });
    const [scale] = stage.scales;
    const x = stage.x.map((_, i) => {
      const [row, column] = [Math.floor(i / 13) % 7, (i % 13) % 7];
      return scale!.filters[row * 7 + column]! > 0 ? 255 : 0;
    });
    expect(largestDifference(forward(int16, { ...stage, x }), forward(float, { ...stage, x }))).toBeLessThan(
      0.01,
    );
    // Constant functions with the signs of one tap: nothing cancels there.
    const influence = scale!.influence.map(
      (_, at) => 200 * Math.sign(scale!.filters[Math.floor(at / 1025) * 49]!),
    );
    const constant = { ...stage, scales: [{ ...scale!, influence }] };
    expect(differing(forward(int16, constant), forward(float, constant))).toBeGreaterThan(0);
    expect(largestDifference(forward(int16, constant), forward(float, constant))).toBeLessThan(0.01);
  });

  describe("works in float32, bit for bit, where whole numbers are too coarse", () => {
    const stage = calmStage({ count: 6 });
    const [scale] = stage.scales;
    const alter = (
      part: "filters" | "influence",
      change: (value: number, at: number) => number,
    ): StageArrays => ({
      ...stage,
      scales: [{ ...scale!, [part]: scale![part].map(change) }],
    });
    const at = (place: number, other: number) => (value: number, i: number) => (i === place ? other : value);
    it.each<[string, StageArrays]>([
      ["a pixel that is NaN", { ...stage, x: stage.x.map(at(99, NaN)) }],
      ["a pixel that is infinite", { ...stage, x: stage.x.map(at(2799, -Infinity)) }],
      ["a pixel of a million", { ...stage, x: stage.x.map(at(5, 1e6)) }],
      ["16-bit pixels", { ...stage, x: stage.x.map((value) => 257 * value) }],
      ["a step in φ", alter("influence", (value, i) => (i % 1025 > 500 ? 40 + value : value))],
      ["steep functions", alter("influence", (value) => 300 * value)],
      ["large filters", alter("filters", (value) => 30 * value)],
      ["a filter with NaN", alter("filters", at(60, NaN))],
      ["a function with NaN", alter("influence", at(3000, NaN))],
      ["a gain near 0", { ...stage, gain: Float32Array.of(1e-6) }],
      ["a gain below 0", { ...stage, gain: Float32Array.of(-1) }],
      ["a gain by pixel of 0", { ...stage, gain: stage.x.map((_, i) => (i === 2799 ? 0 : 1)) }],
      ["a gain by pixel that is NaN", { ...stage, gain: stage.x.map((_, i) => (i === 7 ? NaN : 1)) }],
      ["a table too long", calmStage({ count: 6, nodes: 10_001 })],
    ])("%s", (_, odd) => {
      expect(differing(forward(int16, odd), forward(float, odd))).toBe(0);
      // The stage itself is none of these.
      expect(differing(forward(int16, stage), forward(float, stage))).toBeGreaterThan(0);
    });

    it("by scale: the other one keeps its whole numbers", () => {
      const two = calmStage({ count: 6, scales: 2 });
      const steep = two.scales[1]!.influence.map((value) => 300 * value);
      const mixed = { ...two, scales: [two.scales[0]!, { ...two.scales[1]!, influence: steep }] };
      const difference = largestDifference(forward(int16, mixed), forward(float, mixed));
      expect(difference).toBeGreaterThan(0);
      expect(difference).toBeLessThan(0.01);
    });

    it("image by image of a batch", () => {
      const batch = calmStage({ batch: 2, count: 6 });
      const x = batch.x.map((value, i) => (i === batch.x.length - 1 ? 1e6 : value));
      const [found, exact] = [forward(int16, { ...batch, x }), forward(float, { ...batch, x })];
      const half = x.length / 2;
      expect(differing(found.subarray(half), exact.subarray(half))).toBe(0);
      expect(differing(found.subarray(0, half), exact.subarray(0, half))).toBeGreaterThan(0);
    });
  });

  it.each([
    { height: 70, width: 45, size: 7, count: 6, scales: 1 },
    { batch: 2, height: 67, width: 33, size: 5, count: 7, scales: 3, gains: true },
  ])("gives the same bit for bit in strips and on threads: %o", async (options) => {
    const stage = calmStage(options);
    const module = await instantiateStageModule(supportedVariant()!);
    const strips = stageKernel(module, { runner: { threads: 4, run: module.runStage }, fixed: true });
    const threads = await startStageKernel({ variant: "int16", threads: 3 });
    const whole = forward(int16, stage);
    expect(differing(whole, forward(float, stage))).toBeGreaterThan(0);
    expect(differing(forward(strips, stage), whole)).toBe(0);
    expect(differing(forward(threads, stage), whole)).toBe(0);
    threads.release();
  });

  it("is the same in plain SIMD, but for rounding", async () => {
    const stage = calmStage({ scales: 2 });
    const plain = stageKernel(await instantiateStageModule("simd"), { fixed: true });
    const [found, exact] = [
      forward(plain, stage),
      forward(await startStageKernel({ variant: "simd", threads: 1 }), stage),
    ];
    expect(differing(found, exact)).toBeGreaterThan(0);
    expect(largestDifference(found, exact)).toBeLessThan(0.01);
  });

  it("has float32's gradients, and leaves nothing behind", () => {
    const stage = calmStage({ count: 6, scales: 2 });
    const [before, dy] = [forward(int16, stage), stage.observation];
    expect(int16.gradient(stage, dy)).toEqual(float.gradient(stage, dy));
    forward(int16, { ...stage, x: stage.x.map(() => NaN) });
    expect(differing(forward(int16, stage), before)).toBe(0);
  });
});
