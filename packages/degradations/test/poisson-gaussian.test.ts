import { randomStream } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { describe, expect, it } from "vitest";
import { defineDegradation, masked, poissonGaussian } from "../src/index.ts";

/** Draws a number of photons as a product of uniform numbers. */
function photons(mean: number, random: RandomStream): number {
  let [count, product] = [-1, 1];
  for (const least = Math.exp(-mean); product > least; count++) product *= random.uniform();
  return count;
}

/** Measurements of a gray level. */
function measured(level: number, gain: number, readNoise: number, count: number): number[] {
  const random = randomStream(level, gain, readNoise);
  return Array.from(
    { length: count },
    () => gain * photons(level / gain, random) + readNoise * random.normal(),
  );
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe.each([
  [1, 0],
  [3, 5],
  [12, 4],
])("noise of %d gray levels per photon and %d of the sensor", (gain, readNoise) => {
  const { noise } = poissonGaussian({ gain, readNoise });
  const { forward, inverse } = noise!.stabilization!;
  const level = noise!.level as number;

  it.each([60, 130, 220])("has the same level at %d after the transform", (gray) => {
    const values = measured(gray, gain, readNoise, 8000).map(forward);
    const centre = mean(values);
    const deviation = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
    expect(Math.abs(deviation / level - 1)).toBeLessThan(0.05);
  });

  it.each([5, 20, 60, 130, 220])("inverts to the mean of measurements of %d", (gray) => {
    const values = measured(gray, gain, readNoise, 20_000);
    const found = inverse(mean(values.map(forward)));
    const spread = Math.sqrt((gain * gray + readNoise ** 2) / values.length);
    expect(Math.abs(found - gray)).toBeLessThan(4 * spread + 0.02 * gain);
  });

  it("rises with the level, from about black to about white", () => {
    const values = Array.from({ length: 300 }, (_, i) => forward(i - 20));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(forward(0)).toBe(0);
    expect(forward(255)).toBeCloseTo(255, 9);
  });
});

describe("poissonGaussian", () => {
  it("keeps its level within the range of denoisers", () => {
    expect(poissonGaussian({ gain: 200 }).noise!.level).toBe(50);
    expect(poissonGaussian({ gain: 1e-4 }).noise!.level).toBe(1);
  });

  it("rejects numbers outside their range", () => {
    for (const gain of [0, -1, Infinity, Number.NaN]) {
      expect(() => poissonGaussian({ gain })).toThrow(`expected a gain above 0, got ${gain}`);
    }
    const readNoise = -1;
    expect(() => poissonGaussian({ gain: 1, readNoise })).toThrow("a readNoise of at least 0, got -1");
  });

  it("is for noise alone", () => {
    const { noise } = poissonGaussian({ gain: 1 });
    const { operator } = masked({ width: 1, height: 1, data: [1] });
    const message = "expected no operator, data term or noise map with a stabilization";
    expect(() => defineDegradation({ noise: noise!, operator: operator! })).toThrow(message);
    expect(() => defineDegradation({ noise: { stabilization: {} as never } })).toThrow(
      "expected noise.stabilization with a function forward",
    );
  });
});
