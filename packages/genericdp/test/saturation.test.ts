import { addGaussianNoise, randomStream } from "@genericdp/core";
import { pixelImage } from "@genericdp/image";
import { psnr } from "@genericdp/metrics";
import { grayModel } from "@genericdp/model/gray";
import { blur, gaussianKernel } from "@genericdp/operators";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blurred, defineDegradation, restorer } from "../src/index.ts";
import type { Restorer } from "../src/index.ts";
import { defaultBackend, useBackend } from "../src/use-backend.ts";
import { cleanPicture } from "./pictures.ts";
import type { Picture } from "./pictures.ts";

let session: Restorer;
beforeAll(async () => {
  session = restorer({ model: grayModel(), inline: true });
  // Blurring needs a tfjs backend, too.
  await setBackend(await useBackend(defaultBackend()));
});
afterAll(() => session.dispose());

const SIDE = 72;
const kernel = gaussianKernel(2);

/** A dim scene with two lamps of the given gray level in each channel. */
function scene(lamp: readonly number[]): Picture {
  const channels = lamp.length as 1 | 3;
  const { data } = cleanPicture(SIDE, SIDE, channels);
  const lamps = [
    [22, 22, 4],
    [50, 42, 3],
  ] as const;
  const lit = data.map((level, i) => {
    const [x, y] = [Math.floor(i / channels) % SIDE, Math.floor(i / channels / SIDE)];
    return lamps.some(([a, b, radius]) => Math.hypot(x - a, y - b) <= radius)
      ? lamp[i % channels]!
      : level / 2;
  });
  return { data: lit, width: SIDE, height: SIDE, channels };
}

/** Simulates a photo of it: blurred, slightly noisy, and clipped. */
function take({ data, channels, ...size }: Picture): Picture {
  const taken = new Float32Array(data.length);
  for (let c = 0; c < channels; c++) {
    const x = tensor4d(
      data.filter((_, i) => i % channels === c),
      [1, SIDE, SIDE, 1],
    );
    const y = blur(kernel, { boundary: "symmetric" }).forward(x);
    const noisy = addGaussianNoise(y.dataSync<"float32">(), 1, randomStream(3, c));
    noisy.forEach((level, i) => (taken[channels * i + c] = Math.min(255, Math.max(0, level))));
    x.dispose();
    y.dispose();
  }
  return { ...size, channels, data: taken };
}

const seen = (data: Float32Array): Float32Array => data.map((level) => Math.min(255, Math.max(0, level)));
const quality = (found: Float32Array, truth: Picture): number => psnr(seen(truth.data), seen(found));

describe("deblurring pixels that are saturated", () => {
  const { saturation: _, ...unaware } = blurred(kernel);

  it.each([
    ["gray", [900]],
    ["colour", [900, 720, 450]],
  ] as const)("recovers lamps instead of rings around them: %s", async (__, lamp) => {
    const truth = scene(lamp);
    const photo = pixelImage(take(truth));
    const [found, rings] = [
      await session.deblur(photo, { kernel, noiseLevel: 1 }),
      await session.restore(photo, defineDegradation(unaware), { noiseLevel: 1 }),
    ];
    const before = quality(photo.data, truth);
    expect(quality(rings.data, truth)).toBeLessThan(before);
    expect(quality(found.data, truth)).toBeGreaterThan(before + 2);
  });

  it("does no harm to white areas that are not brighter", async () => {
    const truth = scene([255]);
    const photo = pixelImage(take(truth));
    photo.data.forEach((level, i) => {
      // Saturated only by noise.
      if (level > 250) photo.data[i] = 255;
    });
    const [found, usual] = [
      await session.deblur(photo, { kernel, noiseLevel: 1 }),
      await session.restore(photo, defineDegradation(unaware), { noiseLevel: 1 }),
    ];
    expect(quality(found.data, truth)).toBeGreaterThan(quality(usual.data, truth) - 0.3);
  });

  it("accepts a completely white image", async () => {
    const photo = { width: 40, height: 36, data: new Float32Array(40 * 36).fill(255) };
    const { data } = await session.deblur(photo, { kernel, noiseLevel: 1 });
    for (const level of data) expect(Math.abs(level - 255)).toBeLessThan(2);
  });
});
