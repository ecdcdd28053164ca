import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import { describeDenoiser } from "@genericdp/testing";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bilevelGradient } from "../scripts/foe/bilevel-gradient.ts";
import { addTranspose, energyOf, minimise, responsesOf } from "../src/foe/experts.ts";
import type { Experts } from "../src/foe/experts.ts";
import { foe } from "../src/index.ts";
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
      const patch = { clean, noisy: f, restored: f.slice(), size };
      return bilevelGradient(of, patch, 300, 20).loss;
    };
    const gradient = bilevelGradient(experts, { clean, noisy: f, restored: f.slice(), size }, 300, 20);
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

describeDenoiser("foe", foe);
