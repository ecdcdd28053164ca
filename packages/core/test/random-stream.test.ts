import { describe, expect, it } from "vitest";
import { addGaussianNoise, randomStream } from "../src/index.ts";

const numbers = (count: number, draw: () => number): number[] => Array.from({ length: count }, draw);
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("randomStream", () => {
  it("gives the same numbers for the same key, and different ones for any other key", () => {
    const draw = (...key: number[]): string => {
      const random = randomStream(...key);
      return numbers(8, random.uniform).join();
    };
    expect(draw(1, 2, 3)).toBe(draw(1, 2, 3));
    const keys = [
      [1, 2, 3],
      [1, 2],
      [1, 3, 2],
      [0, 2, 3],
      [1, 2, 4],
      [1, 2, 3, 0],
      [1 + 2 ** 32, 2, 3],
      [],
      [0],
      [0, 0],
    ];
    expect(new Set(keys.map((key) => draw(...key))).size).toBe(keys.length);
  });

  it("is uniform: mean, variance and the correlation of neighbours", () => {
    const random = randomStream(42);
    const values = numbers(100_000, random.uniform);
    expect(values.every((v) => v >= 0 && v < 1)).toBe(true);
    expect(mean(values)).toBeCloseTo(0.5, 2);
    expect(mean(values.map((v) => (v - 0.5) ** 2))).toBeCloseTo(1 / 12, 2);
    expect(Math.abs(mean(values.slice(1).map((v, i) => (v - 0.5) * (values[i]! - 0.5))))).toBeLessThan(1e-3);
  });

  it("yields every integer below n and no other", () => {
    const random = randomStream(7);
    expect([...new Set(numbers(500, () => random.integer(6)))].toSorted()).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it("is normal: the first four moments and the tails", () => {
    const random = randomStream(9);
    const values = numbers(200_000, random.normal);
    expect(mean(values)).toBeCloseTo(0, 1);
    expect(mean(values.map((v) => v ** 2))).toBeCloseTo(1, 1);
    expect(Math.abs(mean(values.map((v) => v ** 3)))).toBeLessThan(0.05);
    expect(Math.abs(mean(values.map((v) => v ** 4)) - 3)).toBeLessThan(0.1);
    expect(values.filter((v) => Math.abs(v) > 1.959964).length / values.length).toBeCloseTo(0.05, 2);
  });
});

it("addGaussianNoise adds the numbers in order, without changing its input or clipping", () => {
  const values = new Float32Array([0, 255, 128]);
  const noisy = addGaussianNoise(values, 50, randomStream(3));
  const random = randomStream(3);
  expect(Array.from(noisy)).toEqual([0, 255, 128].map((v) => Math.fround(v + 50 * random.normal())));
  expect(Array.from(values)).toEqual([0, 255, 128]);
  expect(Array.from(addGaussianNoise(new Float32Array(100), 50, randomStream(4))).some((v) => v < 0)).toBe(
    true,
  );
});
