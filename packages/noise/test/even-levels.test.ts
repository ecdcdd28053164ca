import { expect, it } from "vitest";
import { evenLevels } from "../src/index.ts";

it("brings planes to their root mean square", () => {
  const levels = [6, 3, 2];
  const { level, factors } = evenLevels(levels);
  expect(level).toBeCloseTo(Math.sqrt((36 + 9 + 4) / 3), 12);
  factors.forEach((factor, p) => expect(factor * levels[p]!).toBeCloseTo(level, 12));
});

it("leaves planes of equal level, and a single plane, unchanged", () => {
  expect(evenLevels([7, 7, 7])).toEqual({ level: 7, factors: [1, 1, 1] });
  expect(evenLevels([12])).toEqual({ level: 12, factors: [1] });
});

it("has no extreme factor for planes without noise", () => {
  for (const levels of [
    [20, 0, 0],
    [0, 0, 0],
    [0.01, 30, 1],
  ]) {
    const { level, factors } = evenLevels(levels);
    expect(level).toBeGreaterThan(0);
    for (const factor of factors) {
      expect(factor).toBeGreaterThan(0.5);
      expect(factor).toBeLessThan(4);
    }
  }
});
