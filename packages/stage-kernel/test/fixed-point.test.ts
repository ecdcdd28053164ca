import { describe, expect, it } from "vitest";
import { MIDDLE, fixedScale, pixelUnits } from "../src/fixed-point.ts";
import type { ScaleArrays } from "../src/index.ts";
import { tapPairs } from "../src/tap-pairs.ts";
import { randomStage, randomStream } from "./stage-fixtures.ts";

const MOST = 32_767;

/** Scales whose weights are hard to fit, each in another way. */
const HARD: readonly (readonly [string, (value: number, at: number) => number])[] = [
  ["random taps", (k) => k],
  ["taps of one sign", (k) => Math.abs(k)],
  ["one large tap", (k, at) => (at % 49 === 24 ? 1000 * k : k)],
  ["one filter far larger than the others", (k, at) => (at < 49 ? 1e5 * k : k)],
  ["tiny taps", (k) => 1e-12 * k],
  ["no taps at all", () => 0],
];

function scaleWith(filter: (value: number, at: number) => number): ScaleArrays {
  const [scale] = randomStage({ height: 1, width: 1, size: 7, count: 48, scales: 1 }).scales;
  return { ...scale!, filters: scale!.filters.map(filter) };
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

describe("fixedScale", () => {
  it.each(HARD)("keeps every sum in 32 bits, and every number in 16: %s", (_, filter) => {
    const fixed = fixedScale(scaleWith(filter))!;
    const middle = Math.round(MIDDLE * pixelUnits({ reach: MIDDLE, leastGain: 1 }));
    const byTap = new Float64Array(49);
    for (let i = 0; i < 48; i++) {
      const whole = Array.from(fixed.filters.subarray(i * 49, (i + 1) * 49));
      expect(Math.max(...whole.map(Math.abs))).toBeLessThanOrEqual(MOST);
      expect(fixed.sums[i]).toBe(sum(whole));
      // Whatever the pixels are.
      const response = sum(whole.map(Math.abs)) * MOST + Math.abs(sum(whole) * middle);
      expect(response).toBeLessThan(2 ** 31);
      fixed.synthesis.subarray(i * 49, (i + 1) * 49).forEach((k, tap) => {
        expect(Math.abs(k)).toBeLessThanOrEqual(MOST);
        byTap[tap]! += Math.abs(k);
      });
    }
    expect(Math.max(...byTap) * MOST).toBeLessThan(2 ** 31);
  });

  it("keeps the sum of each filter to half a unit: one of zero mean stays so", () => {
    const random = scaleWith((k) => k);
    const means = Array.from(
      { length: 48 },
      (_, i) => sum(random.filters.subarray(i * 49, i * 49 + 49)) / 49,
    );
    const zeroMean = scaleWith((k, at) => k - means[Math.floor(at / 49)]!);
    const fixed = fixedScale(zeroMean)!;
    expect(Array.from(fixed.sums, Math.abs)).toEqual(Array.from(fixed.sums, () => 0));
    const any = fixedScale(random)!;
    any.sums.forEach((total, i) => {
      expect(Math.abs(total - means[i]! * 49 * any.units[i]!)).toBeLessThanOrEqual(0.5 + 1e-6);
    });
  });

  it("finds no whole numbers for filters or functions that are not finite", () => {
    for (const bad of [NaN, Infinity]) {
      const scale = scaleWith((k) => k);
      expect(fixedScale(scaleWith((k, at) => (at === 77 ? bad : k)))).toBeUndefined();
      const influence = scale.influence.map((value, at) => (at === 99 ? bad : value));
      expect(fixedScale({ ...scale, influence })).toBeUndefined();
    }
  });

  it("expects larger errors of wider ranges, steeper functions and smaller gains", () => {
    const scale = scaleWith((k) => k);
    const usual = { reach: MIDDLE, leastGain: 1 };
    const steep = fixedScale({ ...scale, influence: scale.influence.map((value) => 10 * value) })!;
    const { expectedError } = fixedScale(scale)!;
    expect(expectedError(usual)).toBeGreaterThan(0);
    expect(expectedError({ ...usual, reach: 4 * MIDDLE })).toBeGreaterThan(3 * expectedError(usual));
    expect(expectedError({ ...usual, leastGain: 0.01 })).toBeGreaterThan(expectedError(usual));
    expect(steep.expectedError(usual)).toBeGreaterThan(9 * expectedError(usual));
    for (const leastGain of [NaN, 0]) expect(expectedError({ ...usual, leastGain })).not.toBeLessThan(1e9);
    for (const reach of [NaN, Infinity]) expect(expectedError({ ...usual, reach })).not.toBeLessThan(1e9);
  });
});

describe("tapPairs", () => {
  it.each([1, 3, 5, 7, 9])("has every tap of a filter of side %d once", (size) => {
    const random = randomStream(size);
    const taps = tapPairs(size).flatMap(({ first, second }) =>
      second === undefined ? [first] : [first, second],
    );
    expect(taps.toSorted((a, b) => a - b)).toEqual(Array.from({ length: size * size }, (_, i) => i));
    const pixels = Array.from({ length: size * size }, random);
    for (const { first, second, row, column, down } of tapPairs(size)) {
      expect(first).toBe(row * size + column);
      if (second !== undefined) expect(pixels[second]).toBe(pixels[first + (down ? size : 1)]);
    }
  });
});
