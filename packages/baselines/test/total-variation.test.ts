import "@tensorflow/tfjs-backend-cpu";
import type { Denoiser } from "@genericdp/core";
import { describeDenoiser } from "@genericdp/testing";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { totalGeneralizedVariation, totalVariation } from "../src/index.ts";
import { noisyImage, testImage } from "./test-image.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

describeDenoiser("totalVariation", () => totalVariation());
describeDenoiser("totalGeneralizedVariation", () => totalGeneralizedVariation());

async function run(
  denoiser: Denoiser,
  values: Float32Array,
  [height, width]: readonly [number, number],
): Promise<Float32Array> {
  const x = tensor4d(values, [1, height, width, 1]);
  const y = denoiser.denoise(x, { noiseLevel: 20 });
  const result = Float32Array.from(await y.data());
  x.dispose();
  y.dispose();
  return result;
}

const weight = (): number => 12;

/** ½‖u − f‖² + λ TV(u), float64. */
function energy(
  u: ArrayLike<number>,
  f: ArrayLike<number>,
  [height, width]: readonly [number, number],
): number {
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = u[y * width + x]!;
      const right = x + 1 < width ? u[y * width + x + 1]! - at : 0;
      const below = y + 1 < height ? u[(y + 1) * width + x]! - at : 0;
      sum += (at - f[y * width + x]!) ** 2 / 2 + weight() * Math.hypot(right, below);
    }
  }
  return sum;
}

describe("totalVariation", () => {
  it.each([
    ["a row", [1, 10]],
    ["a column", [10, 1]],
  ] as const)("moves the plateaus of %s together by λ over their lengths", async (_, shape) => {
    const f = Float32Array.from([...Array(4).fill(40), ...Array(6).fill(100)]);
    const got = await run(totalVariation({ weight, tolerance: 1e-3, iterations: 50_000 }), f, shape);
    got.forEach((value, i) => expect(value).toBeCloseTo(i < 4 ? 40 + 12 / 4 : 100 - 12 / 6, 2));
  });

  it("merges two plateaus that are close", async () => {
    const f = Float32Array.from([...Array(4).fill(40), ...Array(6).fill(44)]);
    const got = await run(totalVariation({ weight, tolerance: 1e-3, iterations: 50_000 }), f, [1, 10]);
    for (const value of got) expect(value).toBeCloseTo(42.4, 2);
  });

  it("keeps the mean, and is as close to the minimum as requested", async () => {
    const shape = [21, 26] as const;
    const f = noisyImage(...shape, 20);
    const exact = await run(totalVariation({ weight, tolerance: 1e-4, iterations: 20_000 }), f, shape);
    const mean = (values: Float32Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(mean(exact)).toBeCloseTo(mean(f), 3);
    for (const tolerance of [1, 0.25, 0.05]) {
      const got = await run(totalVariation({ weight, tolerance }), f, shape);
      const distance = Math.sqrt(got.reduce((sum, v, i) => sum + (v - exact[i]!) ** 2, 0) / got.length);
      expect(distance).toBeLessThan(tolerance);
    }
    // No step in any of these directions lowers the energy.
    const least = energy(exact, f, shape);
    for (const toward of [f, testImage(...shape), new Float32Array(f.length)]) {
      for (const part of [1e-2, -1e-2]) {
        const moved = exact.map((v, i) => v + part * (toward[i]! - v));
        expect(energy(moved, f, shape)).toBeGreaterThan(least);
      }
    }
  });

  it("rejects options that are not positive", () => {
    expect(() => totalVariation({ tolerance: 0 })).toThrow("totalVariation: expected tolerance > 0, got 0");
    expect(() => totalVariation({ iterations: Number.NaN })).toThrow("expected iterations > 0, got NaN");
  });
});

describe("totalGeneralizedVariation", () => {
  const exactly = { weight, tolerance: 1e-5, iterations: 20_000 };

  it("preserves a ramp, which total variation flattens", async () => {
    const shape = [14, 17] as const;
    const ramp = Float32Array.from({ length: 14 * 17 }, (_, i) => 30 + 5 * (i % 17) + 3 * Math.floor(i / 17));
    const largest = (got: Float32Array): number =>
      got.reduce((most, v, i) => Math.max(most, Math.abs(v - ramp[i]!)), 0);
    expect(largest(await run(totalGeneralizedVariation(exactly), ramp, shape))).toBeLessThan(0.01);
    expect(largest(await run(totalVariation({ weight }), ramp, shape))).toBeGreaterThan(2);
  });

  it("equals total variation if its second order is too expensive", async () => {
    // With α₂ so large that E w = 0, w is a rigid motion, which is zero for symmetric images.
    const shape = [12, 12] as const;
    const f = Float32Array.from({ length: 144 }, (_, i) => {
      const [y, x] = [Math.floor(i / 12), i % 12];
      return Math.hypot(y - 5.5, x - 5.5) < 4 ? 150 : 70;
    });
    const second = await run(totalGeneralizedVariation({ ...exactly, alpha: [1, 1e6] }), f, shape);
    const first = await run(totalVariation({ weight, tolerance: 1e-3, iterations: 20_000 }), f, shape);
    second.forEach((value, i) => expect(Math.abs(value - first[i]!)).toBeLessThan(0.5));
  });

  it("rejects weights that are not positive", () => {
    expect(() => totalGeneralizedVariation({ alpha: [1, 0] })).toThrow("expected alpha[1] > 0, got 0");
  });
});
