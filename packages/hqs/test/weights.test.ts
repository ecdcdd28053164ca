import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { identity, mask } from "@genericdp/operators";
import { memory, mul, ones, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { hqs, plugAndPlay } from "../src/index.ts";
import type { Schedule } from "../src/index.ts";
import {
  asRow,
  denseOperator,
  densePenalised,
  largestDifference,
  pixelsOf,
  randomMatrix,
  randomVector,
} from "./dense.ts";
import { circularBlur, denoiserOf, shrinking, withoutProx } from "./small-operators.ts";

beforeAll(() => setBackend("cpu"));

const HEIGHT = 6;
const WIDTH = 8;
const random = randomStream(3);
const image = (value: (i: number) => number): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: HEIGHT * WIDTH }, (_, i) => value(i)),
    [1, HEIGHT, WIDTH, 1],
  );
const y = image(() => 100 + 50 * random.normal());
const uneven = image((i) => (i % 5 === 0 ? 0 : 0.1 + random.uniform()));
const grays = Array.from({ length: HEIGHT * WIDTH }, (_, i) => (i % 3 === 0 ? 0.3 : 1));
const blur = circularBlur([
  [0, 1 / 8, 0],
  [1 / 8, 1 / 2, 1 / 8],
  [0, 1 / 8, 0],
]);
const OPERATORS: readonly [string, LinearOperator][] = [
  ["the identity", identity()],
  ["a mask", mask({ height: HEIGHT, width: WIDTH, data: grays })],
  ["a blur", blur],
];
const exact = { denoiser: shrinking, noiseLevel: 3, tolerance: 1e-7 };

/** `plugAndPlay` with every γ multiplied by a factor. */
const stronger =
  (factor: number): Schedule<typeof shrinking> =>
  (noiseLevel, prior) =>
    plugAndPlay({ iterations: 4 })(noiseLevel, prior).map((step) => ({
      ...step,
      gamma: factor * step.gamma,
    }));

describe("weights of a measurement", () => {
  it.each(OPERATORS)("that are all equal multiply γ: %s", async (_, operator) => {
    const start = image(() => 90);
    const solver = hqs({ ...exact, operator, schedule: stronger(1) });
    const weighted = await solver.restore(y, { start, weights: mul(ones([1, 1, 1, 1]), 0.4) });
    const scaled = await hqs({ ...exact, operator, schedule: stronger(0.4) }).restore(y, { start });
    expect(largestDifference(pixelsOf(weighted), pixelsOf(scaled))).toBeLessThan(0.005);
    const plain = await solver.restore(y, { start });
    expect(largestDifference(pixelsOf(weighted), pixelsOf(plain))).toBeGreaterThan(1);
  });

  it.each(OPERATORS.slice(0, 2))(
    "have a closed form with %s that agrees with conjugate gradients",
    async (_, operator) => {
      const iterative = withoutProx(operator);
      const results: number[][] = [];
      for (const each of [operator, iterative]) {
        results.push(pixelsOf(await hqs({ ...exact, operator: each }).restore(y, { weights: uneven })));
      }
      expect(largestDifference(results[0]!, results[1]!)).toBeLessThan(0.01);
      // Conjugate gradients would need more than one iteration, so the closed form was used.
      const hasty = { ...exact, innerIterations: 1, onNotConverged: "throw" } as const;
      await hqs({ ...hasty, operator }).restore(y, { weights: uneven, start: y });
      const failing = hqs({ ...hasty, operator: iterative }).restore(y, { weights: uneven, start: y });
      await expect(failing).rejects.toThrow(/within 1 iterations/);
    },
  );

  it("weight the squared distance, as in a dense solution in float64", async () => {
    const matrix = randomMatrix(4, 7, 10);
    const [measured, start] = [randomVector(5, 7), randomVector(6, 10)];
    const weights = [1, 0.2, 0, 3, 0.5, 1, 0.01];
    const step = { gamma: 0.7, noiseLevel: 1, apply: (x: Tensor4D) => mul(x, 1) as Tensor4D };
    const solver = hqs({
      ...exact,
      operator: denseOperator(matrix),
      denoiser: denoiserOf((x) => x),
      schedule: () => [step],
    });
    const found = await solver.restore(asRow(measured), { start: asRow(start), weights: asRow(weights) });
    const roots = weights.map(Math.sqrt);
    const wanted = densePenalised(
      matrix.map((row, i) => row.map((value) => roots[i]! * value)),
      start,
      measured.map((value, i) => roots[i]! * value),
      0.7,
    );
    expect(largestDifference(pixelsOf(found), wanted)).toBeLessThan(0.02);
  });

  it.each(OPERATORS)("may be disposed immediately, and leak nothing: %s", async (_, operator) => {
    const solver = hqs({ operator, denoiser: shrinking, noiseLevel: 3, iterations: 2 });
    const run = async (): Promise<number[]> => {
      const weights = uneven.clone();
      const solving = solver.restore(y, { weights });
      weights.dispose();
      const z = await solving;
      const pixels = pixelsOf(z);
      z.dispose();
      return pixels;
    };
    const first = await run();
    const before = memory().numTensors;
    expect(await run()).toEqual(first);
    expect(memory().numTensors).toBe(before);
  });

  it.each([
    ["numbers below 0", image((i) => i - 3), /expected finite weights of at least 0/],
    ["numbers that are not finite", image((i) => 1 / i), /expected finite weights/],
    ["nothing but 0", image(() => 0), /not all of them 0/],
    ["another shape", ones([1, 3, WIDTH, 1]), /expected weights for y of \[1,6,8,1\], got \[1,3,8,1\]/],
    ["another rank", ones([HEIGHT, WIDTH]), /expected weights of shape/],
  ])("are rejected if they are %s", async (_, weights, message) => {
    const before = memory().numTensors;
    const solver = hqs({ operator: identity(), denoiser: shrinking, noiseLevel: 3 });
    await expect(solver.restore(y, { weights: weights as Tensor4D })).rejects.toThrow(message);
    expect(memory().numTensors).toBe(before);
  });

  it("are rejected with a data term, which does not support them", async () => {
    const dataTerm = {
      name: "half way",
      prox: (z: Tensor4D) => mul(z, 0.5) as Tensor4D,
      value: () => ones([]),
    };
    const solver = hqs({
      operator: identity(),
      dataTerm: dataTerm as never,
      denoiser: shrinking,
      noiseLevel: 3,
    });
    await expect(solver.restore(y, { weights: uneven })).rejects.toThrow("expected no weights with half way");
  });
});

describe("lower bounds of a measurement", () => {
  const even = (value: number): Tensor4D => image(() => value);
  const everySecond = image((i) => i % 2);
  const steps =
    (count: number): Schedule<typeof shrinking> =>
    () =>
      Array.from({ length: count }, () => ({ gamma: 1, noiseLevel: 1, apply: (x: Tensor4D) => x.clone() }));
  const solve = (count: number, start: Tensor4D): Promise<Tensor4D> =>
    hqs({ ...exact, operator: identity(), schedule: steps(count) }).restore(even(100), {
      start,
      atLeast: everySecond,
    });

  it("pull values up from the second iteration on, and never down", async () => {
    const values = (x: Tensor4D): number[] =>
      pixelsOf(x)
        .slice(0, 2)
        .map((value) => Math.round(value));
    // With γ = 1, a measured pixel moves half of the way.
    expect(values(await solve(1, even(60)))).toEqual([80, 60]);
    expect(values(await solve(2, even(60)))).toEqual([90, 80]);
    expect(values(await solve(12, even(60)))).toEqual([100, 100]);
    expect(values(await solve(12, even(180)))).toEqual([100, 180]);
  });

  it("change nothing if no value is one, and are rejected if all values are", async () => {
    const solver = hqs({ ...exact, operator: blur });
    const plain = pixelsOf(await solver.restore(y));
    const none = pixelsOf(await solver.restore(y, { atLeast: even(0) }));
    expect(largestDifference(plain, none)).toBeLessThan(0.01);
    await expect(solver.restore(y, { atLeast: even(1) })).rejects.toThrow("not all of them 0");
    await expect(solver.restore(y, { atLeast: ones([1, 3, WIDTH, 1]) })).rejects.toThrow(
      "expected atLeast for y of [1,6,8,1], got [1,3,8,1]",
    );
  });

  it("leak no tensor", async () => {
    const start = even(60);
    const before = memory().numTensors;
    (await solve(3, start)).dispose();
    // The remaining one is y of `solve`.
    expect(memory().numTensors).toBe(before + 1);
  });
});
