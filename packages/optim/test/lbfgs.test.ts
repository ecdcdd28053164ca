import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lbfgs, strongWolfe } from "../src/index.ts";
import type { Evaluation, LbfgsOptions, LbfgsState, LinePoint } from "../src/index.ts";

type Objective = (x: Float64Array) => Evaluation;

/** Σ_i 100 (x_{i+1} − x_i²)² + (1 − x_i)². */
const rosenbrock: Objective = (x) => {
  const gradient = new Float64Array(x.length);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i + 1]! - x[i]! ** 2, 1 - x[i]!];
    value += 100 * a * a + b * b;
    gradient[i] = gradient[i]! - 400 * a * x[i]! - 2 * b;
    gradient[i + 1] = gradient[i + 1]! + 200 * a;
  }
  return { value, gradient };
};
/** ½ Σ w_i (x_i − 1)². */
const bowl =
  (weights: readonly number[]): Objective =>
  (x) => ({
    value: weights.reduce((sum, w, i) => sum + 0.5 * w * (x[i]! - 1) ** 2, 0),
    gradient: Float64Array.from(weights, (w, i) => w * (x[i]! - 1)),
  });

async function run(objective: Objective, start: number[], options: LbfgsOptions): Promise<LbfgsState[]> {
  const states: LbfgsState[] = [];
  for await (const state of lbfgs(objective, start, options)) states.push(state);
  return states;
}

describe("lbfgs", () => {
  it("finds the minimum of Rosenbrock's function, decreasing in every step", async () => {
    const states = await run(rosenbrock, [-1.2, 1, -1.2, 1, 0.5, 2], { iterations: 200, tolerance: 1e-9 });
    const values = states.map((state) => state.value);
    values.slice(1).forEach((value, i) => expect(value).toBeLessThanOrEqual(values[i]!));
    states.at(-1)!.x.forEach((x) => expect(x).toBeCloseTo(1, 6));
    expect(states.length).toBeLessThan(120);
  });

  it("needs few iterations for any quadratic function, however ill-conditioned", async () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 1000, noNaN: true }), {
      minLength: 1,
      maxLength: 5,
    });
    await fc.assert(
      fc.asyncProperty(weights, async (w) => {
        const states = await run(
          bowl(w),
          w.map(() => -2),
          { iterations: 300, tolerance: 1e-7 },
        );
        states.at(-1)!.x.forEach((x) => expect(x).toBeCloseTo(1, 4));
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it("continues from a state as if it had not been interrupted", async () => {
    const start = [-1.2, 1, 0.3];
    const whole = await run(rosenbrock, start, { iterations: 30 });
    const rest = await run(rosenbrock, [0], { iterations: 30, resume: structuredClone(whole[9]!) });
    expect(rest.at(-1)).toEqual(whole.at(-1));
  });

  it("stops at a minimum, or after the given number of iterations", async () => {
    expect(await run(bowl([1]), [1], { iterations: 10 })).toHaveLength(0);
    expect(await run(rosenbrock, [-1.2, 1], { iterations: 3 })).toHaveLength(3);
  });

  it("tolerates values that are not finite, except at the start", async () => {
    // log x + 1/x has its minimum at 1 and is not defined below 0.
    const barrier: Objective = (x) => ({
      value: Math.log(x[0]!) + 1 / x[0]!,
      gradient: Float64Array.of(1 / x[0]! - 1 / x[0]! ** 2),
    });
    const states = await run(barrier, [3], { iterations: 50, tolerance: 1e-8 });
    expect(states.at(-1)!.x[0]).toBeCloseTo(1, 5);
    await expect(run(barrier, [-1], { iterations: 5 })).rejects.toThrow(
      "finite value and gradient at the start",
    );
  });
});

describe("strongWolfe", () => {
  const line =
    (f: (t: number) => number, slope: (t: number) => number) =>
    async (t: number): Promise<LinePoint<null>> => ({
      t,
      value: f(t),
      slope: slope(t),
      extra: null,
    });

  it.each([1e-3, 0.1, 1, 30, 1000])("satisfies both conditions from a first step of %s", async (first) => {
    const along = line(
      (t) => -t / (t * t + 2),
      (t) => (t * t - 2) / (t * t + 2) ** 2,
    );
    const origin = await along(0);
    const found = await strongWolfe(along, origin, first, { curvature: 0.1 });
    expect(found!.value).toBeLessThanOrEqual(origin.value + 1e-4 * found!.t * origin.slope);
    expect(Math.abs(found!.slope)).toBeLessThanOrEqual(0.1 * Math.abs(origin.slope));
  });

  it("stops if every step increases the value", async () => {
    // The reported slope is wrong: the value increases.
    const along = line(
      (t) => t,
      () => -1,
    );
    expect(await strongWolfe(along, await along(0), 1)).toBeUndefined();
  });
});
