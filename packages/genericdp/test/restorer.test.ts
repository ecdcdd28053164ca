import { wasm } from "@genericdp/backend-wasm";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, it, vi } from "vitest";
import { restorer } from "../src/index.ts";
import { largestDifference, noisyPicture } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

describe("restorer", () => {
  it("starts its backend once, at the first image, and again after a failure", async () => {
    const start = vi.fn<() => Promise<string>>(wasm().start).mockRejectedValueOnce(new Error("no SIMD"));
    const own = restorer({ model: smallModel(), backend: { ...wasm(), start } });
    const noisy = noisyPicture(10, 10, 1, 9);
    expect(start).not.toHaveBeenCalled();
    await expect(own.denoise(noisy, { noiseLevel: 9 })).rejects.toThrow("no SIMD");
    await Promise.all([own.denoise(noisy, { noiseLevel: 9 }), own.denoise(noisy, { noiseLevel: 9 })]);
    await own.denoise(noisy, { noiseLevel: 9 });
    expect(start).toHaveBeenCalledTimes(2);
    own.dispose();
  });

  it("takes turns with another backend", async () => {
    const noisy = noisyPicture(10, 10, 3, 9);
    const usual = restorer({ inline: true, model: smallModel() });
    const other = restorer({ model: smallModel(), backend: wasm({ variant: "simd" }) });
    const expected = await usual.denoise(noisy, { noiseLevel: 9 });
    const calls = [other, usual, other].map((each) => each.denoise(noisy, { noiseLevel: 9 }));
    for (const { data } of await Promise.all(calls)) {
      expect(largestDifference(data, expected.data)).toBeLessThan(1e-2);
    }
    usual.dispose();
    other.dispose();
  });

  it("frees its tensors when disposed", async () => {
    const tensors = memory().numTensors;
    const own = restorer({ inline: true, model: smallModel() });
    await own.denoise(noisyPicture(10, 10, 1, 9), { noiseLevel: 9 });
    expect(memory().numTensors).toBeGreaterThan(tensors);
    own.dispose();
    expect(memory().numTensors).toBe(tensors);
  });
});
