import "@tensorflow/tfjs-backend-cpu";
import { grads, memory, setBackend, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { diffusionStage, packStageInputs, tabulateInfluence, unpackStageInputs } from "../src/index.ts";
import { naiveStage } from "./naive-stage.ts";
import type { NaiveStage } from "./naive-stage.ts";
import { randomStage, signedNumbers, toStageInputs } from "./stage-fixtures.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));

describe("diffusionStage against the float64 twin", () => {
  it.each([
    { height: 9, width: 14, size: 3, count: 2, scales: 1 },
    { height: 1, width: 1, size: 7, count: 3, scales: 1 },
    { height: 7, width: 7, size: 7, count: 2, scales: 1 },
    { height: 2, width: 11, size: 5, count: 3, scales: 2 },
    { height: 13, width: 10, size: 5, count: 2, scales: 3 },
    { height: 1, width: 3, size: 3, count: 2, scales: 3 },
    { height: 1, width: 1, size: 5, count: 2, scales: 2, gains: true },
    { height: 9, width: 14, size: 5, count: 2, scales: 3, gains: true },
  ])(
    "$height×$width, filters $count of $size×$size, $scales scale(s), gains by pixel: $gains",
    async (options) => {
      const stage = randomStage(options);
      const out = await diffusionStage(toStageInputs([stage])).data();
      expect(largestDifference(out, naiveStage(stage))).toBeLessThan(2e-3);
    },
  );

  it("treats each sample of a batch by its own reaction weight and gain", async () => {
    const options = { height: 6, width: 5, size: 3, count: 2, scales: 2 };
    const first = randomStage(options);
    const second = { ...randomStage({ ...options, seed: 7 }), scales: first.scales };
    const out = await diffusionStage(toStageInputs([first, second])).data();
    expect(largestDifference(out, [...naiveStage(first), ...naiveStage(second)])).toBeLessThan(2e-3);
  });
});

describe("gradient of diffusionStage", () => {
  const shape = { height: 7, width: 9, size: 3, count: 3, scales: 2, nodes: 4097 };
  const stage = randomStage(shape);
  const withGains = randomStage({ ...shape, gains: true });
  const weights = Array.from({ length: 63 }, signedNumbers(3));
  const loss = (s: NaiveStage): number =>
    naiveStage(s).reduce((total, value, i) => total + value * weights[i]!, 0);

  const analytic = (of: NaiveStage): Tensor[] => {
    const inputs = toStageInputs([of]);
    const radii = inputs.scales.map((s) => s.radius);
    const dy = tensor4d(weights, [1, 7, 9, 1]);
    const gradient = grads((...packed: Tensor[]) => diffusionStage(unpackStageInputs(packed, { radii })));
    return gradient(packStageInputs(inputs), dy);
  };

  /** A random direction in one group of parameters: moves the twin by ± h and compares the slope. */
  const groups: [string, number, (s: NaiveStage, d: (i: number) => number) => NaiveStage, number][] = [
    ["x", 0, (s, d) => ({ ...s, x: s.x.map((v, i) => v + d(i)) }), 63],
    ["observation", 1, (s, d) => ({ ...s, observation: s.observation.map((v, i) => v + d(i)) }), 63],
    ["reaction", 2, (s, d) => ({ ...s, reaction: s.reaction + d(0) }), 1],
    ["gain", 3, (s, d) => ({ ...s, gain: (s.gain as number) + d(0) }), 1],
    ...[0, 1].flatMap(
      (k): [string, number, (s: NaiveStage, d: (i: number) => number) => NaiveStage, number][] => [
        [
          `filters of scale ${k}`,
          4 + 2 * k,
          (s, d) =>
            withScale(s, k, (scale) => ({
              ...scale,
              filters: scale.filters.map((f, i) => f.map((v, j) => v + d(9 * i + j))),
            })),
          27,
        ],
        [
          `influence of scale ${k}`,
          5 + 2 * k,
          (s, d) =>
            withScale(s, k, (scale) => ({
              ...scale,
              tables: scale.tables.map((t, i) => t.map((v, j) => v + d(4097 * i + j))),
            })),
          3 * 4097,
        ],
      ],
    ),
  ];

  const check = async (
    of: NaiveStage,
    index: number,
    move: (s: NaiveStage, d: (i: number) => number) => NaiveStage,
    size: number,
  ): Promise<void> => {
    const random = signedNumbers(11 + index);
    const direction = Array.from({ length: size }, () => random());
    // So small that hardly a response crosses a node on the way: φ has kinks there. The twin is float64.
    const h = 1e-6;
    const moved = (sign: number): number => loss(move(of, (i) => sign * h * direction[i]!));
    const numeric = (moved(1) - moved(-1)) / (2 * h);
    const gradient = Array.from(await analytic(of)[index]!.data());
    const slope = gradient.reduce((total, value, i) => total + value * direction[i]!, 0);
    expect(gradient).toHaveLength(size);
    expect(Math.abs(slope - numeric) / Math.max(1e-3, Math.abs(numeric))).toBeLessThan(2e-3);
  };

  it.each(groups)("by %s equals central differences of the twin", async (_, index, move, size) => {
    await check(stage, index, move, size);
  });

  it.each(groups.filter(([name]) => name !== "gain"))(
    "by %s with a gain for every pixel",
    async (_, index, move, size) => {
      await check(withGains, index, move, size);
    },
  );

  it("by a gain for every pixel", async () => {
    const move = (s: NaiveStage, d: (i: number) => number): NaiveStage => ({
      ...s,
      gain: (s.gain as number[]).map((v, i) => v + d(i)),
    });
    await check(withGains, 3, move, 63);
  });

  it("reaches the weights of the influence functions through tabulateInfluence", async () => {
    const random = signedNumbers(23);
    const numbers = (n: number): number[] => Array.from({ length: n }, () => Math.fround(random()));
    // A bump a centre, smooth enough for the twin's central differences.
    const bump = (j: number, n: number): number => Math.exp(-(((n - 512 * j - 512) / 600) ** 2));
    const basis = Array.from({ length: 7 }, (_, j) =>
      Array.from({ length: 4097 }, (__, n) => Math.fround(bump(j, n))),
    );
    const [start, direction] = [numbers(21), numbers(21)];
    const tables = (w: readonly number[]): number[][] =>
      [0, 1, 2].map((i) =>
        basis[0]!.map((_, n) => basis.reduce((sum, b, j) => sum + w[7 * i + j]! * b[n]!, 0)),
      );
    const moved = (h: number): number =>
      loss(
        withScale(stage, 1, (s) => ({ ...s, tables: tables(start.map((w, i) => w + h * direction[i]!)) })),
      );
    const numeric = (moved(1e-3) - moved(-1e-3)) / 2e-3;

    const inputs = toStageInputs([stage]);
    const [first, second] = inputs.scales;
    const table = (w: Tensor): Tensor2D => tabulateInfluence(w as Tensor2D, tensor2d(basis));
    const run = (w: Tensor): Tensor =>
      diffusionStage({ ...inputs, scales: [first!, { ...second!, influence: table(w) }] });
    const [gradient] = grads(run)([tensor2d(start, [3, 7])], tensor4d(weights, [1, 7, 9, 1]));
    const slope = Array.from(await gradient!.data()).reduce((sum, g, i) => sum + g * direction[i]!, 0);
    expect(Math.abs(slope - numeric) / Math.abs(numeric)).toBeLessThan(2e-3);
  });

  it("leaks no tensor", () => {
    const inputs = packStageInputs(toStageInputs([stage]));
    const radii = stage.scales.map((s) => s.radius);
    const gradient = grads((...packed: Tensor[]) => diffusionStage(unpackStageInputs(packed, { radii })));
    for (const g of gradient(inputs)) g.dispose();
    const before = memory().numTensors;
    for (const g of gradient(inputs)) g.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

it("tabulateInfluence refuses weights for another number of centres", () => {
  const call = (): Tensor => tabulateInfluence(tensor2d([1, 2], [1, 2]), tensor2d([1, 2, 3], [3, 1]));
  expect(call).toThrow("expected weights for 3 centres, got [1,2]");
});

describe("what diffusionStage refuses", () => {
  const inputs = () => toStageInputs([randomStage({ height: 4, width: 4, size: 3, count: 2, scales: 1 })]);

  it("an x that is no gray batch", () => {
    const x = tensor4d([1, 2, 3], [1, 1, 1, 3]);
    expect(() => diffusionStage({ ...inputs(), x })).toThrow(
      "expected x of shape [batch, height, width, 1], got [1,1,1,3]",
    );
  });

  it("an observation of another shape", () => {
    const observation = tensor4d([1], [1, 1, 1, 1]);
    expect(() => diffusionStage({ ...inputs(), observation })).toThrow(
      "expected observation of x's shape [1,4,4,1]",
    );
  });

  it("a gain that is neither one a sample nor one a pixel", () => {
    const gain = tensor4d([1, 1], [1, 1, 2, 1]);
    expect(() => diffusionStage({ ...inputs(), gain })).toThrow(
      "gain of shape [1] or [1,4,4,1], got [1,1,2,1]",
    );
  });

  it("no scales, and filters with even sides", () => {
    expect(() => diffusionStage({ ...inputs(), scales: [] })).toThrow("expected at least one scale");
    const even = toStageInputs([randomStage({ height: 4, width: 4, size: 2, count: 2, scales: 1 })]);
    expect(() => diffusionStage(even)).toThrow("odd size, got [2,2,2]");
  });
});

function withScale(
  s: NaiveStage,
  k: number,
  change: (scale: NaiveStage["scales"][number]) => NaiveStage["scales"][number],
): NaiveStage {
  return { ...s, scales: s.scales.map((scale, i) => (i === k ? change(scale) : scale)) };
}
