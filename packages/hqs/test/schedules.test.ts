import "@tensorflow/tfjs-backend-cpu";
import { mul, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { assert, double, integer, property } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { paperSchedule, plugAndPlay } from "../src/index.ts";
import type { ScheduledStep, StagePrior } from "../src/index.ts";
import { denoiserOf } from "./small-operators.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const wide = denoiserOf((x, { noiseLevel }) => mul(x, noiseLevel), { min: 0.1, max: 1000 });
const levels = (steps: readonly ScheduledStep[]): number[] => steps.map(({ noiseLevel }) => noiseLevel);
const pixel = (): Tensor4D => tensor4d([2], [1, 1, 1, 1]);
const sigma = double({ min: 0.5, max: 60, noNaN: true });

describe("plugAndPlay", () => {
  it("goes from `from`, or from σ where that is more, down to σ in equal ratios", () => {
    assert(
      property(
        sigma,
        double({ min: 1, max: 100, noNaN: true }),
        integer({ min: 2, max: 20 }),
        (end, from, n) => {
          const all = levels(plugAndPlay({ from, iterations: n })(end, wide));
          expect(all).toHaveLength(n);
          expect(all[0]).toBe(Math.max(from, end));
          expect(all.at(-1)).toBe(end);
          const ratio = (end / Math.max(from, end)) ** (1 / (n - 1));
          for (let k = 1; k < n; k++) {
            expect(all[k]! / all[k - 1]!).toBeCloseTo(ratio, 9);
          }
        },
      ),
    );
  });

  it("weighs the data by σ_k²/(weight · σ²): growing trust in z, and 1/weight at the end", () => {
    assert(
      property(sigma, double({ min: 0.05, max: 2, noNaN: true }), (end, weight) => {
        const steps = plugAndPlay({ weight })(end, wide);
        for (const { gamma, noiseLevel } of steps) {
          expect(gamma * weight * end ** 2).toBeCloseTo(noiseLevel ** 2, 6);
        }
        expect(steps.at(-1)!.gamma * weight).toBeCloseTo(1, 9);
        const gammas = steps.map(({ gamma }) => gamma);
        expect(gammas).toEqual(gammas.toSorted((a, b) => b - a));
      }),
    );
  });

  it("has the published figures: 8 iterations from 49, weight 0.23", () => {
    const steps = plugAndPlay()(2.55, wide);
    expect(levels(steps)).toHaveLength(8);
    expect(levels(steps)[0]).toBe(49);
    expect(levels(steps)[1]).toBeCloseTo(32.12304, 4);
    expect(steps[0]!.gamma).toBeCloseTo(1605.4026, 3);
  });

  it("takes levels into the denoiser's range, for the data step too", () => {
    const narrow = { ...wide, noiseRange: { min: 5, max: 30 } };
    const steps = plugAndPlay({ weight: 1 })(0.5, narrow);
    expect(levels(steps)[0]).toBe(30);
    expect(levels(steps).at(-1)).toBe(5);
    expect(steps[0]!.gamma).toBeCloseTo((30 / 0.5) ** 2, 9);
    expect(steps.at(-1)!.gamma).toBeCloseTo((5 / 0.5) ** 2, 9);
  });

  it("denoises at the level it names", () => {
    for (const { noiseLevel, apply } of plugAndPlay()(2.55, wide)) {
      expect(apply(pixel()).dataSync()[0]).toBeCloseTo(2 * noiseLevel, 4);
    }
  });

  it("with a single iteration works at σ", () => {
    expect(levels(plugAndPlay({ iterations: 1 })(7, wide))).toEqual([7]);
  });

  it.each([
    [() => plugAndPlay({ iterations: 0 }), "expected iterations to be a whole number ≥ 1, got 0"],
    [() => plugAndPlay({ iterations: 2.5 }), "expected iterations to be a whole number ≥ 1, got 2.5"],
    [() => plugAndPlay({ from: Number.NaN }), "expected from above 0 and finite, got NaN"],
    [() => plugAndPlay({ weight: -1 }), "expected weight above 0 and finite, got -1"],
    [() => plugAndPlay()(0, wide), "expected noiseLevel above 0 and finite, got 0"],
    [
      () => plugAndPlay()(1, undefined as never),
      "expected a denoiser with denoise(x, options), got undefined",
    ],
  ])("refuses: %s", (act, message) => {
    expect(act).toThrow(`plugAndPlay: ${message}`);
  });
});

describe("paperSchedule", () => {
  const prior: StagePrior = { stageCount: 8, diffuse: (u, stage) => mul(u, stage) };

  it("runs stage t in iteration t, counted from 1", () => {
    const steps = paperSchedule()(2.55, prior);
    expect(steps.map(({ apply }) => apply(pixel()).dataSync()[0])).toEqual([2, 4, 6, 8, 10, 12, 14, 16]);
    expect(paperSchedule({ iterations: 3 })(2.55, prior)).toHaveLength(3);
    const told: StagePrior = { stageCount: 3, diffuse: (u, _, level) => mul(u, level) };
    for (const { apply } of paperSchedule()(7, told)) expect(apply(pixel()).dataSync()[0]).toBe(51);
  });

  // λ = 100, 100/4, 100/9, 100/16, as the paper states them.
  it.each([
    [2.55, 100, 1.8],
    [5.1, 25, 1.7],
    [7.65, 100 / 9, 1.6],
    [10.2, 6.25, 1.5],
    [3.825, 100 / 1.5 ** 2, 1.75],
    [1, 100 * 2.55 ** 2, 1.8],
    [25, 100 / (25 / 2.55) ** 2, 1.5],
  ])("at σ = %s begins with λ = %s and divides it by %s each time", (level, lambda, factor) => {
    const gammas = paperSchedule()(level, prior).map(({ gamma }) => gamma);
    expect(gammas[0]! / lambda).toBeCloseTo(1, 9);
    for (let t = 1; t < 8; t++) expect(gammas[t - 1]! / gammas[t]!).toBeCloseTo(factor, 9);
  });

  it("lets the noise level fall from 25.5 to about 3 at σ = 2.55", () => {
    const all = levels(paperSchedule()(2.55, prior));
    expect(all[0]).toBeCloseTo(25.5, 9);
    expect(all.at(-1)).toBeCloseTo(3.26, 2);
  });

  it.each([
    [() => paperSchedule({ iterations: 0 }), "expected iterations to be a whole number ≥ 1, got 0"],
    [
      () => paperSchedule({ iterations: 9 })(1, prior),
      "as many iterations as the prior has stages, 8, got 9",
    ],
    [() => paperSchedule()(1, { ...prior, stageCount: 0 }), "stages, 0, got 0"],
    [() => paperSchedule()(-1, prior), "expected noiseLevel above 0 and finite, got -1"],
    [() => paperSchedule()(1, wide as never), "expected a prior with diffuse(u, stage), got [object Object]"],
  ])("refuses: %s", (act, message) => {
    expect(act).toThrow(message);
  });
});
