import "@tensorflow/tfjs-backend-cpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { mul, ones, scalar, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { hqs, paperSchedule, plugAndPlay } from "../src/index.ts";
import type { HqsIteration } from "../src/index.ts";
import {
  denseOperator,
  densePenalised,
  largestDifference,
  multiply,
  randomMatrix,
  randomVector,
  asRow,
  pixelsOf,
} from "./dense.ts";
import {
  circularBlur,
  denoiserOf,
  identity,
  mask,
  nothing,
  picture,
  shrink,
  shrinking,
  speckles,
  withoutProx,
} from "./small-operators.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

describe("hqs", () => {
  it("with A = I and the identity as denoiser stays at y, and converges to it from elsewhere", async () => {
    const y = picture(5, 6);
    const solver = hqs({ operator: identity, denoiser: nothing, noiseLevel: 5 });
    expect(largestDifference(pixelsOf(await solver.restore(y)), pixelsOf(y))).toBeLessThan(1e-4);
    // Each data step divides the distance by 1 + γ.
    const rates = plugAndPlay({ from: 6 })(5, nothing).map(({ gamma }) => 1 / (1 + gamma));
    const from6 = hqs({
      operator: identity,
      denoiser: nothing,
      noiseLevel: 5,
      schedule: plugAndPlay({ from: 6 }),
    });
    const start = mul(ones([1, 5, 6, 1]), 5000) as Tensor4D;
    let distance = 5000 - pixelsOf(y)[0]!;
    for await (const { auxiliary, iteration } of from6.iterate(y, { start })) {
      distance *= rates[iteration - 1]!;
      expect(pixelsOf(auxiliary)[0]! - pixelsOf(y)[0]!).toBeCloseTo(distance, 3);
    }
  });

  it("with a linear denoiser agrees with the same iteration in float64", async () => {
    const matrix = randomMatrix(4, 7, 10);
    const [y, start] = [randomVector(5, 7), randomVector(6, 10)];
    const seen: HqsIteration[] = [];
    const schedule = plugAndPlay({ momentum: 0.8, relaxation: 0.4, iterations: 8 });
    const solver = hqs({
      operator: denseOperator(matrix),
      denoiser: shrinking,
      noiseLevel: 12,
      tolerance: 1e-7,
      schedule,
    });
    const weight = matrix[0]!.map((_, j) =>
      matrix.reduce((total, row) => total + row[j]! * row.reduce((a, b) => a + b), 0),
    );
    const gammas = schedule(12, shrinking).map(({ gamma }) => gamma);
    let [before, z] = [start, start];
    for await (const state of solver.iterate(asRow(y), { start: asRow(start) })) {
      const k = state.iteration - 1;
      const anchor = z.map((value, i) => value + 0.8 * (1 - k / 7) * (value - before[i]!));
      const u = densePenalised(matrix, anchor, y, gammas[k]!);
      before = z;
      const unseen = weight.map((value) => Math.min(1, 1 - value / Math.max(...weight)));
      z = u.map((value, i) => value * (1 + (1 - 0.4 * unseen[i]!) * (shrink(state.noiseLevel) - 1)));
      const misfit = multiply(matrix, u).map((value, i) => value - y[i]!);
      expect(largestDifference(pixelsOf(state.estimate), u)).toBeLessThan(0.02);
      expect(largestDifference(pixelsOf(state.auxiliary), z)).toBeLessThan(0.02);
      expect(state.residual).toBeCloseTo(Math.hypot(...misfit) / Math.sqrt(7), 2);
      seen.push(state);
    }
    expect(seen.map(({ iteration }) => iteration)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(seen.map(({ iterations }) => iterations)).toEqual(Array(8).fill(8));
    expect(seen.every(({ converged }) => converged)).toBe(true);
    expect(seen.at(-1)!.noiseLevel).toBe(12);
  });

  it.each([
    ["identity", identity],
    ["mask", mask(speckles(6, 8))],
  ])("gives the same result with and without the closed form of %s", async (_, operator) => {
    const y = operator.forward(picture(6, 8));
    const options = { denoiser: shrinking, noiseLevel: 3, tolerance: 1e-7 };
    const closed = await hqs({ ...options, operator }).restore(y);
    const iterative = await hqs({ ...options, operator: withoutProx(operator) }).restore(y);
    expect(largestDifference(pixelsOf(closed), pixelsOf(iterative))).toBeLessThan(0.01);
  });

  it("restore returns the last auxiliary image of iterate, and onIteration receives all states", async () => {
    const operator = circularBlur([
      [0, 1 / 8, 0],
      [1 / 8, 1 / 2, 1 / 8],
      [0, 1 / 8, 0],
    ]);
    const y = operator.forward(picture(6, 8));
    const solver = hqs({ operator, denoiser: shrinking, noiseLevel: 4, iterations: 3 });
    const residuals: number[] = [];
    let last: number[] = [];
    for await (const { auxiliary, residual } of solver.iterate(y)) {
      residuals.push(residual);
      last = pixelsOf(auxiliary);
    }
    const told: number[] = [];
    const restored = await solver.restore(y, { onIteration: ({ residual }) => void told.push(residual) });
    expect(pixelsOf(restored)).toEqual(last);
    expect(told).toEqual(residuals);
    expect(told).toHaveLength(3);
  });

  it("accepts batches and several channels", async () => {
    const y = tensor4d(randomVector(8, 2 * 3 * 4 * 3), [2, 3, 4, 3]);
    const options = { denoiser: shrinking, noiseLevel: 5 };
    const [closed, iterative] = [
      await hqs({ ...options, operator: identity }).restore(y),
      await hqs({ ...options, operator: withoutProx(identity) }).restore(y),
    ];
    expect(closed.shape).toEqual([2, 3, 4, 3]);
    expect(largestDifference(pixelsOf(closed), pixelsOf(iterative))).toBeLessThan(0.05);
  });

  it("runs the paper's schedule on a prior of stages", async () => {
    const stages: number[] = [];
    const prior = {
      stageCount: 4,
      diffuse: (u: Tensor4D, stage: number): Tensor4D => {
        stages.push(stage);
        return mul(u, 0.9);
      },
    };
    const solver = hqs({ operator: identity, denoiser: prior, schedule: paperSchedule(), noiseLevel: 2.55 });
    const y = asRow([100]);
    const restored = await solver.restore(y);
    expect(stages).toEqual([1, 2, 3, 4]);
    let z = 100;
    for (let t = 0; t < 4; t++) {
      const gamma = 100 / 1.8 ** t;
      z = (0.9 * (z + gamma * 100)) / (1 + gamma);
    }
    expect(pixelsOf(restored)[0]).toBeCloseTo(z, 3);
  });

  it.each([0.5, 25, 70])("works at a noise level of %s", async (noiseLevel) => {
    const y = tensor4d(addGaussianNoise(new Array(48).fill(120), noiseLevel, randomStream(3)), [1, 6, 8, 1]);
    for (const operator of [identity, withoutProx(identity)]) {
      const restored = await hqs({ operator, denoiser: nothing, noiseLevel }).restore(y);
      expect(largestDifference(pixelsOf(restored), pixelsOf(y))).toBeLessThan(0.05);
    }
  });

  it("reports in `converged` that conjugate gradients stopped early, or throws on request", async () => {
    const operator = denseOperator(randomMatrix(4, 7, 10));
    const y = asRow(randomVector(5, 7));
    const options = { operator, denoiser: nothing, noiseLevel: 3, innerIterations: 1, tolerance: 1e-6 };
    for await (const { converged } of hqs(options).iterate(y)) expect(converged).toBe(false);
    const strict = hqs({ ...options, onNotConverged: "throw" });
    await expect(strict.restore(y)).rejects.toThrow("within 1 iterations with dense");
  });

  it("names the iteration in which the denoiser returns numbers that are not finite", async () => {
    let calls = 0;
    const failing = denoiserOf((x) => mul(x, ++calls === 3 ? scalar(Number.NaN) : 1));
    const solver = hqs({ operator: identity, denoiser: failing, noiseLevel: 5 });
    await expect(solver.restore(picture(3, 3))).rejects.toThrow(
      "hqs: iteration 3 of 12: expected finite gray levels from the denoiser, got a sum of NaN",
    );
  });

  it("names the operator whose data step returns numbers that are not finite", async () => {
    const broken = { ...identity, name: "broken", proxL2: (z: Tensor4D) => mul(z, Infinity) as Tensor4D };
    const solver = hqs({ operator: broken, denoiser: nothing, noiseLevel: 5 });
    await expect(solver.restore(picture(3, 3))).rejects.toThrow(
      "hqs: iteration 1 of 12: expected finite gray levels from the data step of broken",
    );
  });
});
