import "@tensorflow/tfjs-backend-cpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { describeDenoiser } from "@genericdp/testing";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bilevelGradient } from "../scripts/foe/bilevel-gradient.ts";
import { addTranspose, energyOf, minimise, responsesOf } from "../src/foe/experts.ts";
import type { Experts } from "../src/foe/experts.ts";
import { NATURAL_EXPERTS } from "../src/foe/natural-experts.ts";
import { foe, foeStrength } from "../src/index.ts";
import { noisyImage, testImage } from "./test-image.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const { normal } = randomStream(7);
const random = (length: number): Float64Array => Float64Array.from({ length }, normal);
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, p) => sum + value * b[p]!, 0);

/** Three filters with zero sum. */
function someExperts(side: number): Experts {
  const filters = random(3 * side * side).map((value) => (0.2 / side) * value);
  for (let i = 0; i < 3; i++) {
    const own = filters.subarray(i * side * side, (i + 1) * side * side);
    const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
    for (let d = 0; d < own.length; d++) own[d]! -= mean;
  }
  return { side, filters, weights: Float64Array.of(40, 80, 20) };
}

describe.each([3, 5])("experts of side %i", (side) => {
  const size = [13, 17] as const;
  const experts = someExperts(side);
  const f = Float64Array.from(noisyImage(...size, 20));

  it("have transposes", () => {
    for (let i = 0; i < 3; i++) {
      const [u, v] = [random(13 * 17), random((14 - side) * (18 - side))];
      const back = new Float64Array(u.length);
      addTranspose(experts, i, v, size, back);
      expect(dot(responsesOf(experts, i, u, size), v)).toBeCloseTo(dot(u, back), 9);
    }
  });

  it("are minimised without the energy ever rising, until it is stationary", () => {
    const u = f.slice();
    const energy = (v: Float64Array): number => energyOf(experts, 1.5, f, v, size);
    let before = energy(u);
    for (let k = 0; k < 8; k++) {
      minimise(experts, 1.5, f, u, size, 1, 3);
      const now = energy(u);
      expect(now).toBeLessThanOrEqual(before);
      before = now;
    }
    minimise(experts, 1.5, f, u, size, 300, 20);
    for (let k = 0; k < 3; k++) {
      const direction = random(u.length);
      const moved = (t: number): number => energy(u.map((value, p) => value + t * direction[p]!));
      const slope = (moved(1e-3) - moved(-1e-3)) / 2e-3;
      expect(Math.abs(slope) / Math.sqrt(dot(f, f))).toBeLessThan(1e-5);
    }
  });

  it("are trained with the gradient of the restoration error", () => {
    const clean = Float64Array.from(testImage(...size));
    const loss = (of: Experts): number => {
      return bilevelGradient(of, { clean, noisy: f, size }, 300, 20, 2).loss;
    };
    const gradient = bilevelGradient(experts, { clean, noisy: f, size }, 300, 20, 2);
    const [filters, weights] = [random(experts.filters.length), random(3)];
    const moved = (t: number): Experts => ({
      side,
      filters: experts.filters.map((value, at) => value + t * filters[at]!),
      weights: experts.weights.map((value, at) => value + 100 * t * weights[at]!),
    });
    const expected = (loss(moved(1e-5)) - loss(moved(-1e-5))) / 2e-5;
    const got = dot(gradient.filters, filters) + 100 * dot(gradient.weights, weights);
    expect(Math.abs(got / expected - 1)).toBeLessThan(1e-3);
  });
});

describe.each([3, 5] as const)("trained experts of side %i", (side) => {
  const experts = NATURAL_EXPERTS[side];

  it("are one fewer than taps, of zero sum and of positive weight", () => {
    expect(experts.weights).toHaveLength(side ** 2 - 1);
    for (const [i, weight] of experts.weights.entries()) {
      const filter = experts.filters.subarray(i * side ** 2, (i + 1) * side ** 2);
      expect(filter).toHaveLength(side ** 2);
      expect(filter.reduce((sum, tap) => sum + tap, 0)).toBeCloseTo(0, 9);
      expect(weight).toBeGreaterThan(0);
    }
  });
});

it("the strength of FoE rises with the noise, without a step", () => {
  const levels = Array.from({ length: 299 }, (_, i) => 1 + i / 2);
  for (const [i, level] of levels.entries()) {
    if (i === 0) continue;
    const ratio = foeStrength(level) / foeStrength(levels[i - 1]!);
    expect(ratio).toBeGreaterThan(1);
    expect(ratio).toBeLessThanOrEqual((level / levels[i - 1]!) ** 2 + 1e-9);
  }
  expect(foeStrength(25)).toBe(1);
});

it.each([3, 5] as const)("FoE with filters of side %i smooths the border like the middle", (side) => {
  const length = 48;
  const noisy = addGaussianNoise(new Float32Array(length ** 2).fill(100), 25, randomStream(3));
  const x = tensor4d(noisy, [1, length, length, 1]);
  const restored = foe({ side }).denoise(x, { noiseLevel: 25 }).dataSync<"float32">();
  const errors = { border: [] as number[], middle: [] as number[] };
  for (const [p, value] of restored.entries()) {
    const [y, x0] = [Math.floor(p / length), p % length];
    const distance = Math.min(y, x0, length - 1 - y, length - 1 - x0);
    if (distance < 1) errors.border.push((value - 100) ** 2);
    if (distance > 8) errors.middle.push((value - 100) ** 2);
  }
  const mean = (list: readonly number[]): number => list.reduce((sum, e) => sum + e, 0) / list.length;
  expect(mean(errors.middle)).toBeLessThan(100);
  expect(mean(errors.border)).toBeLessThan(10 * mean(errors.middle));
});

it.each([7, 0, "toString", null])("FoE has no filters of side %s", (side) => {
  expect(() => foe({ side: side as 5 })).toThrow(`foe: expected side to be 3 or 5, got ${side}`);
});

describeDenoiser("foe", foe);
describeDenoiser("foe of side 5", () => foe({ side: 5 }));
