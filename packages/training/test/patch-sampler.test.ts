import { describe, expect, it } from "vitest";
import { samplePatches, splitBatch } from "../src/index.ts";
import type { Degrade } from "../src/index.ts";
import { noiseQuantile } from "../src/noise-quantile.ts";

const recipe = {
  seed: 3,
  batch: 16,
  patch: 8,
  noiseExponent: 1,
  degradation: "gaussian",
  architecture: { channels: 1, noiseRange: { min: 2, max: 50 } },
};
/** Every pixel has a distinct value, which reveals the position and orientation of a patch. */
const numbered = (width: number, height: number) => ({
  width,
  height,
  channels: 1,
  data: Float32Array.from({ length: width * height }, (_, i) => i),
});

describe("samplePatches", () => {
  it("depends only on the seed and the step", () => {
    const images = [numbered(20, 17)];
    expect(samplePatches(images, recipe, 4)).toEqual(samplePatches(images, recipe, 4));
    expect(samplePatches(images, recipe, 4).clean).not.toEqual(samplePatches(images, recipe, 5).clean);
    expect(samplePatches(images, recipe, 4).noisy).not.toEqual(
      samplePatches(images, { ...recipe, seed: 4 }, 4).noisy,
    );
  });

  it("cuts out squares inside the image, in all eight orientations", () => {
    const width = 20;
    const images = [numbered(width, 17)];
    const orientations = new Set<string>();
    for (let step = 0; step < 20; step++) {
      const { clean, side, count } = samplePatches(images, recipe, step);
      for (let i = 0; i < count; i++) {
        const patch = Array.from(clean.subarray(i * side * side, (i + 1) * side * side));
        const expected = new Set<number>();
        const corner = Math.min(...patch);
        for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) expected.add(corner + y * width + x);
        expect(new Set(patch)).toEqual(expected);
        orientations.add(`${patch[1]! - patch[0]!},${patch[side]! - patch[0]!}`);
      }
    }
    expect([...orientations].toSorted()).toEqual([
      "-1,-20",
      "-1,20",
      "-20,-1",
      "-20,1",
      "1,-20",
      "1,20",
      "20,-1",
      "20,1",
    ]);
  });

  it("adds noise of the reported level, and draws levels from every part of the range", () => {
    const flat = { width: 64, height: 64, channels: 1, data: new Float32Array(64 * 64).fill(100) };
    const { clean, noisy, noiseLevels } = samplePatches([flat], { ...recipe, patch: 64 }, 0);
    noiseLevels.forEach((level, i) => {
      expect(level).toBeGreaterThanOrEqual(2 + (48 * i) / 16);
      expect(level).toBeLessThanOrEqual(2 + (48 * (i + 1)) / 16);
      const noise = Array.from(noisy.subarray(i * 4096, (i + 1) * 4096), (v, p) => v - clean[i * 4096 + p]!);
      const deviation = Math.sqrt(noise.reduce((sum, v) => sum + v * v, 0) / 4096);
      expect(deviation / level).toBeCloseTo(1, 1);
    });
  });

  it("draws the levels from quantiles if the recipe has them", () => {
    const images = [numbered(20, 17)];
    const noiseQuantiles = [2, 5, 45, 50];
    const drawn = Array.from({ length: 30 }, (_, step) =>
      samplePatches(images, { ...recipe, batch: 30, noiseQuantiles }, step),
    ).flatMap(({ noiseLevels }) => noiseLevels);
    const share = (from: number, to: number): number =>
      drawn.filter((level) => level >= from && level < to).length / drawn.length;
    for (const [from, to] of [
      [2, 5],
      [5, 45],
      [45, 50],
    ] as const)
      expect(share(from, to)).toBeCloseTo(1 / 3);
    expect(share(5, 25)).toBeCloseTo(1 / 6);
    expect(noiseQuantile({ ...recipe, noiseQuantiles }, 1)).toBe(50);
  });

  it("skips images smaller than a patch, and throws if there is no other", () => {
    const { clean } = samplePatches([numbered(7, 30), numbered(8, 8)], recipe, 0);
    expect(Math.max(...clean)).toBe(63);
    expect(() => samplePatches([numbered(7, 30)], recipe, 0)).toThrow(
      "expected an image of at least 8×8 pixels, got none",
    );
  });

  it("splits into parts that together make up the batch", () => {
    const batch = samplePatches([numbered(20, 17)], recipe, 0);
    const parts = splitBatch(batch, 3);
    expect(parts.map((part) => part.count)).toEqual([5, 5, 6]);
    expect(parts.flatMap((part) => Array.from(part.noisy))).toEqual(Array.from(batch.noisy));
    expect(parts.flatMap((part) => part.noiseLevels)).toEqual(batch.noiseLevels);
  });

  it("converts colour to the opponent basis, with all channels of a patch oriented alike", () => {
    const gray = numbered(20, 17);
    const data = Float32Array.from({ length: 3 * gray.data.length }, (_, i) => Math.floor(i / 3));
    const colour = { ...gray, channels: 3, data };
    const architecture = { ...recipe.architecture, channels: 3 };
    const { clean, noisy, noiseLevels } = samplePatches([colour], { ...recipe, architecture }, 2);
    const plain = samplePatches([gray], recipe, 2);
    expect(noiseLevels).toEqual(plain.noiseLevels);
    plain.clean.forEach((level, i) => {
      expect(clean[3 * i]).toBeCloseTo(Math.sqrt(3) * level, 3);
      expect(clean[3 * i + 1]).toBeCloseTo(0, 4);
      expect(clean[3 * i + 2]).toBeCloseTo(0, 4);
    });
    // White noise keeps its level in an orthonormal basis.
    const squares = noisy.reduce((sum, level, i) => sum + (level - clean[i]!) ** 2, 0);
    const wanted = noiseLevels.reduce((sum, level) => sum + level ** 2, 0) / noiseLevels.length;
    expect(squares / noisy.length / wanted).toBeCloseTo(1, 0);
    expect(() => samplePatches([gray], { ...recipe, architecture }, 0)).toThrow(
      "expected images of 3 channels, got 1",
    );
  });

  it("rejects colour labelled as gray, instead of reading it as gray rows", () => {
    const colour = { width: 64, height: 64, channels: 1, data: new Float32Array(3 * 64 * 64) };
    expect(() => samplePatches([colour], recipe, 0)).toThrow(
      "expected the levels of 64×64 pixels of 1 channels, got 12288",
    );
  });

  it("degrades as the recipe says", () => {
    const halved: Degrade = ({ data }, noiseLevel) => ({
      data: data.map((level) => level / 2),
      noiseLevel: 2 * noiseLevel,
    });
    const named = { ...recipe, degradation: "halved" };
    const { clean, noisy, noiseLevels } = samplePatches([numbered(20, 17)], named, 0, { halved });
    expect(noisy).toEqual(clean.map((level) => level / 2));
    const drawn = samplePatches([numbered(20, 17)], recipe, 0).noiseLevels;
    expect(noiseLevels).toEqual(drawn.map((level) => 2 * level));
    expect(() => samplePatches([numbered(20, 17)], named, 0)).toThrow(
      'expected a degradation among gaussian, camera, got "halved"',
    );
  });

  it("adds camera noise, estimated per plane and scaled to one level", () => {
    const architecture = { channels: 3, noiseRange: { min: 4, max: 20 } };
    const camera = { ...recipe, degradation: "camera", architecture, patch: 48 };
    const flat = { width: 64, height: 64, channels: 3, data: new Float32Array(3 * 64 * 64).fill(110) };
    const batch = samplePatches([flat], camera, 1);
    expect(samplePatches([flat], camera, 1)).toEqual(batch);
    const { clean, noisy, noiseLevels, planeFactors = [], side, count } = batch;
    expect(planeFactors).toHaveLength(count);
    const length = 3 * side * side;
    const ratios: number[] = [];
    for (let i = 0; i < count; i++) {
      for (let c = 0; c < 3; c++) {
        const off = (k: number): number => noisy[i * length + k]! - clean[i * length + k]!;
        const deviation = Math.sqrt(
          Array.from({ length: length / 3 }, (_, k) => off(3 * k + c) ** 2).reduce((a, b) => a + b) /
            (length / 3),
        );
        // Planes with hardly any noise get a higher level than they have.
        if (deviation / planeFactors[i]![c]! > 1) ratios.push(deviation / noiseLevels[i]!);
        const gray = i * length + c;
        expect(clean[gray]).toBeCloseTo(c === 0 ? Math.sqrt(3) * 110 * planeFactors[i]![0]! : 0, 2);
      }
    }
    expect(ratios.length).toBeGreaterThan(1.5 * count);
    const logs = ratios.map(Math.log);
    const mean = logs.reduce((a, b) => a + b) / logs.length;
    expect(Math.abs(mean)).toBeLessThan(0.15);
    // The given levels have errors, like those of an estimate.
    const spread = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length);
    expect(spread).toBeGreaterThan(0.05);
    expect(spread).toBeLessThan(0.4);
    const mixed = splitBatch(batch, 3);
    expect(mixed.flatMap((part) => part.planeFactors)).toEqual(planeFactors);
    expect(() =>
      samplePatches([numbered(64, 64)], { ...camera, architecture: recipe.architecture }, 0),
    ).toThrow("train: expected images of 3 channels for camera noise, got 1");
  });

  it("uses a factor of 1 for patches without one", () => {
    const some: Degrade = ({ data }, noiseLevel, random) => ({
      data,
      noiseLevel,
      ...(random.uniform() < 0.5 && { planeFactors: [2, 1, 0.5] }),
    });
    const colour = { width: 20, height: 20, channels: 3, data: new Float32Array(1200).fill(50) };
    const architecture = { ...recipe.architecture, channels: 3 };
    const { planeFactors } = samplePatches([colour], { ...recipe, degradation: "some", architecture }, 0, {
      some,
    });
    const kinds = new Set(planeFactors!.map((factors) => factors.join(" ")));
    expect([...kinds].toSorted()).toEqual(["1 1 1", "2 1 0.5"]);
  });
});
