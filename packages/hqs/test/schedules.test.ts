import "@tensorflow/tfjs-backend-cpu";
import { mul, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { assert, double, integer, option, property } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { hqs, paperSchedule, plugAndPlay } from "../src/index.ts";
import type { ScheduledStep, StagePrior } from "../src/index.ts";
import { denoiserOf, identity } from "./small-operators.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const wide = denoiserOf((x, { noiseLevel }) => mul(x, noiseLevel), { min: 0.1, max: 1000 });
const levels = (steps: readonly ScheduledStep[]): number[] => steps.map(({ noiseLevel }) => noiseLevel);
const pixel = (): Tensor4D => tensor4d([2], [1, 1, 1, 1]);
const sigma = double({ min: 0.5, max: 60, noNaN: true });

describe("plugAndPlay", () => {
  it("falls from `from`, or from the last level if that is higher, to `to` or σ", () => {
    assert(
      property(
        sigma,
        option(sigma, { nil: undefined }),
        double({ min: 1, max: 100, noNaN: true }),
        double({ min: 0.3, max: 3, noNaN: true }),
        integer({ min: 2, max: 20 }),
        (noiseLevel, to, from, exponent, n) => {
          const end = Math.max(to ?? 0, noiseLevel);
          const options = { from, exponent, iterations: n, ...(to !== undefined && { to }) };
          const all = levels(plugAndPlay(options)(noiseLevel, wide));
          expect(all).toHaveLength(n);
          expect(all[0]).toBe(Math.max(from, end));
          expect(all.at(-1)).toBe(end);
          const fall = Math.log(all[0]! / end);
          for (const [k, level] of all.entries()) {
            expect(Math.log(all[0]! / level)).toBeCloseTo(fall * (k / (n - 1)) ** exponent, 9);
          }
        },
      ),
    );
  });

  it("weights the data by σ_k²/(w_k σ²), where w_k falls geometrically with the levels", () => {
    const weight = double({ min: 0.05, max: 2, noNaN: true });
    assert(
      property(sigma, weight, weight, (end, first, last) => {
        const steps = plugAndPlay({ weight: [first, last], exponent: 1 })(end, wide);
        const weights = steps.map(({ gamma, noiseLevel }) => noiseLevel ** 2 / (gamma * end ** 2));
        expect(weights[0]).toBeCloseTo(first, 9);
        expect(weights.at(-1)).toBeCloseTo(last, 9);
        for (let k = 1; k < 12; k++) {
          expect(weights[k]! / weights[k - 1]!).toBeCloseTo((last / first) ** (1 / 11), 9);
        }
        expect(plugAndPlay({ weight: first })(end, wide)[3]!.gamma).toBe(
          plugAndPlay({ weight: [first, first] })(end, wide)[3]!.gamma,
        );
      }),
    );
  });

  it("can be the schedule of DPIR: equal ratios and a weight of 0.23", () => {
    const steps = plugAndPlay({ iterations: 8, exponent: 1, weight: 0.23 })(2.55, wide);
    expect(levels(steps)).toHaveLength(8);
    expect(levels(steps)[0]).toBe(49);
    expect(levels(steps)[1]).toBeCloseTo(32.12304, 4);
    expect(steps[0]!.gamma).toBeCloseTo(1605.4026, 3);
  });

  it("reduces momentum evenly to 0", () => {
    const momenta = plugAndPlay({ iterations: 5, momentum: 0.8 })(3, wide).map(({ momentum }) => momentum);
    expect(momenta.map((value) => value?.toFixed(6))).toEqual([
      "0.800000",
      "0.600000",
      "0.400000",
      "0.200000",
      "0.000000",
    ]);
    for (const { momentum } of plugAndPlay()(3, wide)) expect(momentum).toBe(0);
  });

  it("applies the denoiser in all eight orientations and turns the results back", async () => {
    const image = tensor4d([1, 2, 3, 4, 5, 6], [1, 2, 3, 1]);
    const seen: string[] = [];
    const keeping = denoiserOf((x) => {
      seen.push(`${x.shape[1]}×${x.shape[2]}: ${x.dataSync().map(Math.round)}`);
      return mul(x, 1);
    });
    const solver = hqs({ operator: identity, denoiser: keeping, noiseLevel: 3, iterations: 9 });
    for await (const { auxiliary } of solver.iterate(image)) {
      expect(auxiliary.shape).toEqual(image.shape);
      for (const [i, level] of auxiliary.dataSync().entries()) expect(level).toBeCloseTo(i + 1, 5);
    }
    expect(new Set(seen).size).toBe(8);
    expect(seen[0]).toBe("2×3: 1,2,3,4,5,6");
    expect(seen[8]).toBe(seen[0]);
  });

  it("clamps levels to the denoiser's range, also for the data step", () => {
    const narrow = { ...wide, noiseRange: { min: 5, max: 30 } };
    const steps = plugAndPlay({ weight: 1 })(0.5, narrow);
    expect(levels(steps)[0]).toBe(30);
    expect(levels(steps).at(-1)).toBe(5);
    expect(steps[0]!.gamma).toBeCloseTo((30 / 0.5) ** 2, 9);
    expect(steps.at(-1)!.gamma).toBeCloseTo((5 / 0.5) ** 2, 9);
  });

  it("passes the level of the step to the denoiser", () => {
    for (const { noiseLevel, apply } of plugAndPlay()(2.55, wide)) {
      expect((apply(pixel()) as Tensor).dataSync()[0]).toBeCloseTo(2 * noiseLevel, 4);
    }
  });

  it("with a single iteration works at σ", () => {
    expect(levels(plugAndPlay({ iterations: 1 })(7, wide))).toEqual([7]);
  });

  it.each([
    [() => plugAndPlay({ iterations: 0 }), "expected iterations to be a whole number ≥ 1, got 0"],
    [() => plugAndPlay({ iterations: 2.5 }), "expected iterations to be a whole number ≥ 1, got 2.5"],
    [() => plugAndPlay({ from: Number.NaN }), "expected from above 0 and finite, got NaN"],
    [() => plugAndPlay({ to: -1 }), "expected to ≥ 0 and finite, got -1"],
    [() => plugAndPlay({ weight: -1 }), "expected weight above 0 and finite, got -1"],
    [() => plugAndPlay({ weight: [1, 0] }), "expected weight above 0 and finite, got 0"],
    [() => plugAndPlay({ exponent: Infinity }), "expected exponent above 0 and finite, got Infinity"],
    [() => plugAndPlay({ momentum: -0.5 }), "expected momentum ≥ 0 and finite, got -0.5"],
    [() => plugAndPlay({ relaxation: 1.5 }), "expected relaxation from 0 to 1, got 1.5"],
    [() => plugAndPlay({ relaxation: Number.NaN }), "expected relaxation from 0 to 1, got NaN"],
    [() => plugAndPlay()(0, wide), "expected noiseLevel above 0 and finite, got 0"],
    [
      () => plugAndPlay()(1, undefined as never),
      "expected a denoiser with denoise(x, options), got undefined",
    ],
  ])("rejects: %s", (act, message) => {
    expect(act).toThrow(`plugAndPlay: ${message}`);
  });
});

describe("paperSchedule", () => {
  const prior: StagePrior = { stageCount: 8, diffuse: (u, stage) => mul(u, stage) };

  it("runs stage t in iteration t, counted from 1", () => {
    const steps = paperSchedule()(2.55, prior);
    expect(steps.map(({ apply }) => (apply(pixel()) as Tensor).dataSync()[0])).toEqual([
      2, 4, 6, 8, 10, 12, 14, 16,
    ]);
    expect(paperSchedule({ iterations: 3 })(2.55, prior)).toHaveLength(3);
    const told: StagePrior = { stageCount: 3, diffuse: (u, _, level) => mul(u, level) };
    for (const { apply } of paperSchedule()(7, told))
      expect((apply(pixel()) as Tensor).dataSync()[0]).toBe(51);
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
  ])("at σ = %s starts with λ = %s and divides it by %s in each iteration", (level, lambda, factor) => {
    const gammas = paperSchedule()(level, prior).map(({ gamma }) => gamma);
    expect(gammas[0]! / lambda).toBeCloseTo(1, 9);
    for (let t = 1; t < 8; t++) expect(gammas[t - 1]! / gammas[t]!).toBeCloseTo(factor, 9);
  });

  it("reduces the noise level from 25.5 to about 3 at σ = 2.55", () => {
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
  ])("rejects: %s", (act, message) => {
    expect(act).toThrow(message);
  });
});
