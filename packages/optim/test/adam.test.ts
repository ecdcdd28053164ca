import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adam, cosineSchedule } from "../src/index.ts";

describe("adam", () => {
  it("moves each parameter by the learning rate in the first step, against the sign of its gradient", () => {
    const optimizer = adam();
    const { change } = optimizer.update(optimizer.init(3), [5, -0.01, 0], 0.1);
    expect(change[0]).toBeCloseTo(-0.1, 6);
    expect(change[1]).toBeCloseTo(0.1, 6);
    expect(change[2]).toBeCloseTo(0, 12);
  });

  it("follows its definition over several steps", () => {
    // m̂ and v̂ of the gradients 1 and then 3, computed by hand: m = 0.9·0.1 + 0.3, v = 0.999·0.001 +
    // 0.009.
    const optimizer = adam();
    const first = optimizer.update(optimizer.init(1), [1], 1).state;
    const { change } = optimizer.update(first, [3], 1);
    const mean = (0.9 * 0.1 * 1 + 0.1 * 3) / (1 - 0.9 ** 2);
    const square = (0.999 * 0.001 * 1 + 0.001 * 9) / (1 - 0.999 ** 2);
    expect(change[0]).toBeCloseTo(-mean / Math.sqrt(square), 6);
  });

  it("does not change its arguments, and depends only on them", () => {
    const optimizer = adam();
    const state = optimizer.init(2);
    const twice = [0, 1].map(() => optimizer.update(state, [1, 2], [0.1, 0.2]));
    expect(twice[0]).toEqual(twice[1]);
    expect(state).toEqual(optimizer.init(2));
  });

  it("does not depend on the scale of the gradient", () => {
    const factors = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(factors, (factor) => {
        const optimizer = adam();
        const run = (scale: number): number => {
          let state = optimizer.init(1);
          let at = 0;
          for (const gradient of [1, -2, 0.5]) {
            const step = optimizer.update(state, [gradient * scale], 0.1);
            state = step.state;
            at += step.change[0]!;
          }
          return at;
        };
        expect(run(factor)).toBeCloseTo(run(1), 4);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("finds the minimum of an ill-conditioned quadratic function", () => {
    const optimizer = adam();
    let state = optimizer.init(2);
    let point = [3, -2];
    for (let i = 0; i < 2000; i++) {
      const step = optimizer.update(
        state,
        [2 * point[0]!, 200 * point[1]!],
        cosineSchedule(i, { steps: 2000, peak: 0.05 }),
      );
      state = step.state;
      point = point.map((p, k) => p + step.change[k]!);
    }
    expect(Math.hypot(...point)).toBeLessThan(1e-3);
  });

  it("rejects gradients or rates of another length", () => {
    const optimizer = adam();
    expect(() => optimizer.update(optimizer.init(2), [1], 1)).toThrow(
      "expected a gradient of length 2, got 1",
    );
    expect(() => optimizer.update(optimizer.init(2), [1, 1], [1])).toThrow(
      "expected 2 learning rates, got 1",
    );
  });
});

describe("cosineSchedule", () => {
  const options = { steps: 110, peak: 2, final: 0.5, warmup: 10 };

  it("rises linearly, then falls from the peak to the final rate", () => {
    expect(cosineSchedule(0, options)).toBeCloseTo(0.2);
    expect(cosineSchedule(9, options)).toBeCloseTo(2);
    expect(cosineSchedule(10, options)).toBeCloseTo(2);
    expect(cosineSchedule(109, options)).toBeCloseTo(0.5);
    expect(cosineSchedule(500, options)).toBeCloseTo(0.5);
  });

  it("never rises after the warm-up", () => {
    const rates = Array.from({ length: 100 }, (_, i) => cosineSchedule(10 + i, options));
    rates.slice(1).forEach((rate, i) => expect(rate).toBeLessThanOrEqual(rates[i]!));
  });
});
