import { describe, expect, it } from "vitest";
import { boxSum } from "../src/white/box-sum.ts";
import { patchCovariance } from "../src/white/patch-covariance.ts";
import { noiseStrength, textureStrength } from "../src/white/texture-strength.ts";
import { addNoise } from "./gaussian-noise.ts";

const size = { width: 19, height: 14 };
const image = addNoise(new Float32Array(size.width * size.height).fill(90), 30, 4);

/** All patches as rows of numbers, extracted one by one. */
function cutPatches(side: number): number[][] {
  const patches: number[][] = [];
  for (let top = 0; top + side <= size.height; top++) {
    for (let left = 0; left + side <= size.width; left++) {
      const patch: number[] = [];
      for (let i = 0; i < side; i++) {
        for (let j = 0; j < side; j++) patch.push(image[(top + i) * size.width + left + j]!);
      }
      patches.push(patch);
    }
  }
  return patches;
}

function allCorners(side: number): Int32Array {
  const columns = size.width - side + 1;
  const count = columns * (size.height - side + 1);
  return Int32Array.from({ length: count }, (_, i) => Math.floor(i / columns) * size.width + (i % columns));
}

describe("boxSum", () => {
  it.each([
    [1, 1],
    [7, 5],
    [2, 9],
    [19, 14],
  ])("sums every %i×%i box", (boxWidth, boxHeight) => {
    const sums = boxSum(Float64Array.from(image), size.width, boxWidth, boxHeight);
    const columns = size.width - boxWidth + 1;
    expect(sums.length).toBe(columns * (size.height - boxHeight + 1));
    for (let at = 0; at < sums.length; at++) {
      let expected = 0;
      for (let i = 0; i < boxHeight; i++) {
        for (let j = 0; j < boxWidth; j++) {
          expected += image[(Math.floor(at / columns) + i) * size.width + (at % columns) + j]!;
        }
      }
      expect(sums[at]).toBeCloseTo(expected, 8);
    }
  });
});

describe("textureStrength", () => {
  it.each([3, 6, 7])("sums the squared central differences inside each patch of side %i", (side) => {
    const expected = cutPatches(side).map((patch) => {
      let sum = 0;
      for (let i = 0; i < side; i++) {
        for (let j = 0; j < side - 2; j++) {
          sum += (patch[i * side + j + 2]! - patch[i * side + j]!) ** 2;
          sum += (patch[(j + 2) * side + i]! - patch[j * side + i]!) ** 2;
        }
      }
      return sum;
    });
    const strengths = textureStrength(image, size, side);
    expect(strengths.length).toBe(expected.length);
    strengths.forEach((strength, i) => expect(strength / expected[i]!).toBeCloseTo(1, 10));
  });
});

describe("noiseStrength", () => {
  it("is the quantile of the gamma distribution with the same moments", () => {
    // scipy 1.17.1: gamma(140² / 1128, scale=1128 / 140).ppf(norm.cdf(quantile)); moments from explicit
    // matrices with numpy: tr A = 140, 2 tr A² = 1128.
    // matrices with numpy: tr A = 140, 2 tr A² = 1128.
    expect(Math.abs(noiseStrength(7, 3.0902) / 267.0074641669394 - 1)).toBeLessThan(0.002);
    expect(Math.abs(noiseStrength(7, 0) / 137.32363849407758 - 1)).toBeLessThan(0.002);
  });

  it("accepts the specified share of pure noise", () => {
    const noise = addNoise(new Float32Array(300 * 300), 1, 6);
    const strengths = textureStrength(noise, { width: 300, height: 300 }, 7);
    const part = (quantile: number): number => {
      const limit = noiseStrength(7, quantile);
      return strengths.filter((strength) => strength < limit).length / strengths.length;
    };
    expect(part(0)).toBeCloseTo(0.5, 1.3);
    expect(part(3.0902)).toBeGreaterThan(0.997);
    expect(part(3.0902)).toBeLessThan(1);
  });
});

describe("patchCovariance", () => {
  it.each([2, 3, 5])("is the covariance of patches of side %i", (side) => {
    const patches = cutPatches(side);
    const n = side * side;
    const covariance = patchCovariance(image, size.width, side, allCorners(side));
    const mean = (i: number): number => patches.reduce((sum, patch) => sum + patch[i]!, 0) / patches.length;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const [a, b] = [mean(i), mean(j)];
        const sum = patches.reduce((total, patch) => total + (patch[i]! - a) * (patch[j]! - b), 0);
        expect(covariance[i * n + j]).toBeCloseTo(sum / patches.length, 8);
      }
    }
  });

  it("ignores an added constant, and is exactly 0 without variation", () => {
    const corners = allCorners(4);
    const brighter = Float64Array.from(image, (value) => value + 1000);
    const covariance = patchCovariance(image, size.width, 4, corners);
    patchCovariance(brighter, size.width, 4, corners).forEach((entry, at) => {
      expect(entry).toBeCloseTo(covariance[at]!, 8);
    });
    expect(
      patchCovariance(
        image.map(() => 0.1),
        size.width,
        4,
        corners,
      ),
    ).toEqual(new Float64Array(256));
  });
});
