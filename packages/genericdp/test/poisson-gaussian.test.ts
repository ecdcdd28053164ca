import { randomStream } from "@genericdp/core";
import { psnr } from "@genericdp/metrics";
import { afterAll, describe, expect, it } from "vitest";
import { poissonGaussian, restorer } from "../src/index.ts";
import { cleanPicture } from "./pictures.ts";

const photos = restorer({ model: "gray-tiny", inline: true });
afterAll(() => photos.dispose());

describe("noise that depends on the brightness", () => {
  const { data, ...sides } = cleanPicture(40, 34, 1);
  const random = randomStream(8);
  const [gain, readNoise] = [6, 4];
  // Approximates the distribution of many photons.
  const measured = {
    ...sides,
    data: data.map((level) => level + Math.sqrt(gain * level + readNoise ** 2) * random.normal()),
  };
  const sensor = poissonGaussian({ gain, readNoise });

  it("is denoised if the level is the same everywhere", async () => {
    const { level, stabilization } = sensor.noise!;
    const { forward, inverse } = stabilization!;
    const even = { ...sides, data: measured.data.map(forward) };
    const { data: clean } = await photos.denoise(even, { noiseLevel: level as number });
    const { data: restored } = await photos.restore(measured, sensor);
    expect(restored).toEqual(clean.map(inverse));
  });

  it("is removed better than with one level for all gray levels", async () => {
    const own = psnr(data, (await photos.restore(measured, sensor)).data);
    for (const noiseLevel of [15, 20, 25, 30, 35]) {
      const { data: same } = await photos.denoise(measured, { noiseLevel });
      expect(own).toBeGreaterThan(psnr(data, same) + 0.2);
    }
  });
});
