import { wasm } from "@genericdp/backend-wasm";
import { runOn, waitFor } from "@genericdp/core";
import { toOpponent } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { denoise } from "../src/index.ts";
import { selfEnsemble } from "../src/self-ensemble.ts";
import { cleanPicture, largestDifference, meanSquare, noisyPicture } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

const model = smallModel();

describe("strength", () => {
  it("multiplies the noise level", async () => {
    const noisy = noisyPicture(24, 17, 1, 12);
    const { data } = await denoise(noisy, { model, noiseLevel: 10, strength: 1.5 });
    expect(data).toEqual((await denoise(noisy, { model, noiseLevel: 15 })).data);
    expect(data).not.toEqual((await denoise(noisy, { model, noiseLevel: 10 })).data);
  });

  it("clamps an estimated level to the range, and rejects a given one outside", async () => {
    const noisy = noisyPicture(40, 40, 1, 12);
    const { max } = model.architecture.noiseRange;
    const { data } = await denoise(noisy, { model, strength: 1000 });
    expect(data).toEqual((await denoise(noisy, { model, noiseLevel: max })).data);
    await expect(denoise(noisy, { model, noiseLevel: max, strength: 1.01 })).rejects.toThrow(
      "expected noiseLevel times strength from",
    );
  });

  it.each([0, -1, Number.NaN, Infinity])("cannot be %s", async (strength) => {
    const call = denoise(noisyPicture(8, 8, 1, 9), { model, noiseLevel: 10, strength });
    await expect(call).rejects.toThrow(`expected a positive strength, got ${strength}`);
  });
});

function ensemble(plane: Plane, restore: (oriented: Plane) => Promise<Float32Array>): Promise<Float32Array> {
  return runOn(
    "wasm",
    selfEnsemble(plane, (oriented) => waitFor(() => restore(oriented))),
  );
}

describe("selfEnsemble", () => {
  beforeAll(() => wasm().start!());

  it("turns every orientation back: without processing, the mean is the plane itself", async () => {
    const plane = noisyPicture(7, 4, 1, 20);
    const seen: string[] = [];
    const mean = await ensemble(plane, async ({ data, width, height }) => {
      seen.push(`${width}×${height}:${data[0]},${data[1]}`);
      return data;
    });
    expect(largestDifference(mean, plane.data)).toBeLessThan(1e-4);
    expect(new Set(seen).size).toBe(8);
  });

  it("commutes with a mirror", async () => {
    const noisy = noisyPicture(20, 13, 1, 15);
    const mirror = (data: Float32Array): Float32Array =>
      Float32Array.from(data, (_, i) => data[i - (i % 20) + 19 - (i % 20)]!);
    const options = { model, noiseLevel: 15, selfEnsemble: true };
    const straight = await denoise(noisy, options);
    const mirrored = await denoise({ ...noisy, data: mirror(noisy.data) }, options);
    expect(largestDifference(mirror(straight.data), mirrored.data)).toBeLessThan(1e-3);
  });

  it("has a smaller error than the bundled model has in the eight orientations on average", async () => {
    const [width, height] = [64, 48];
    const clean = { width, height, data: cleanPicture(width, height, 1).data };
    const turned: Float32Array[] = [];
    await ensemble(clean, async ({ data }) => {
      turned.push(data);
      return data;
    });
    const errors: number[] = [];
    const mean = await ensemble(
      { ...clean, data: noisyPicture(width, height, 1, 25).data },
      async (plane) => {
        const { data } = await denoise(plane, { noiseLevel: 25 });
        errors.push(meanSquare(data, turned[errors.length]!));
        return data;
      },
    );
    // Holds for any model, because the square is convex; strictly, because the errors differ.
    expect(meanSquare(mean, clean.data)).toBeLessThan(errors.reduce((sum, error) => sum + error, 0) / 8);
    const { data } = await denoise(
      { ...clean, data: noisyPicture(width, height, 1, 25).data },
      { noiseLevel: 25, selfEnsemble: true },
    );
    expect(largestDifference(data, mean)).toBeLessThan(1e-3);
  });

  it("reports its progress over all orientations", async () => {
    const onProgress = vi.fn<(fraction: number) => void>();
    await denoise(noisyPicture(9, 9, 1, 9), { model, noiseLevel: 9, selfEnsemble: true, onProgress });
    expect(onProgress).toHaveBeenCalledTimes(8 * model.architecture.stages);
    expect(onProgress).toHaveBeenLastCalledWith(1);
  });
});

describe("planes with different levels", () => {
  const colour = noisyPicture(40, 32, 3, 12);

  it("are restored each at its own level; 0 leaves a plane unchanged", async () => {
    const [whole, luma, chroma] = await Promise.all(
      [12, [12, 0, 0], [0, 12, 12]].map((noiseLevel) => denoise(colour, { model, noiseLevel })),
    );
    const [before, all, one, rest] = [colour, whole!, luma!, chroma!].map(({ data }) => toOpponent(data));
    for (const c of [0, 1, 2] as const) {
      const [restored, left] = c === 0 ? [one!, rest!] : [rest!, one!];
      expect(largestDifference(restored[c], all![c])).toBeLessThan(1e-3);
      expect(largestDifference(left[c], before![c])).toBeLessThan(1e-3);
    }
  });

  it("use chromaStrength for the colour planes", async () => {
    const options = { noiseLevel: 10, strength: 0.5, chromaStrength: 1.5 };
    const restored = await denoise(colour, { model, ...options });
    const same = await denoise(colour, { model, noiseLevel: [5, 15, 15] });
    expect(restored.data).toEqual(same.data);
    await expect(denoise(colour, { model, chromaStrength: 0 })).rejects.toThrow(
      "denoise: expected a positive chromaStrength, got 0",
    );
  });

  it("must be as many as the image has", async () => {
    await expect(denoise(colour, { model, noiseLevel: [5, 5] })).rejects.toThrow(
      "expected 1 or 3 noise levels, one for each plane, got 2",
    );
    for (const [image, noiseLevel] of [
      [noisyPicture(40, 32, 1, 12), [5, 9, 9]],
      [colour, [5]],
    ] as const) {
      const own = await denoise(image, { model, noiseLevel });
      expect(own.data).toEqual((await denoise(image, { model, noiseLevel: 5 })).data);
    }
  });
});
