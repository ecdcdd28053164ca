import { encodeImage, readImage, readLargeImage } from "@genericdp/image/node";
import { readModel } from "@genericdp/model";
import { analyseNoise, denoise, estimateNoiseLevel } from "genericdp";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { restoreLarge, sampleLarge } from "../src/restore-large.ts";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const model = readModel(smallModelFile());

describe("a large picture, part by part,", () => {
  it.each([
    [1, 16],
    [1, 40],
    [3, 32],
    [1, 500],
  ] as const)("of %i channels in parts of %i pixels is restored like the whole", async (channels, side) => {
    const noisy = withNoise(picture(101, 83, channels, { bitDepth: 16 }), 15);
    const file = await encodeImage(noisy, { format: "png" });
    const large = await readLargeImage(file);
    const shares: number[] = [];
    await restoreLarge(large, {
      model,
      side,
      restore: (part, onProgress) => denoise(part, { model, noiseLevel: 15, onProgress }),
      onProgress: (fraction) => shares.push(fraction),
    });
    const whole = await denoise(await readImage(file), { model, noiseLevel: 15 });
    const got = await readImage(await large.encode({ format: "png" }));
    const clipped = whole.data.map((level) => Math.min(255, Math.max(0, level)));
    const worst = got.data.reduce((most, level, i) => Math.max(most, Math.abs(level - clipped[i]!)), 0);
    // Half a step of 16 bits, plus float32 rounding for sums in another order.
    expect(worst).toBeLessThan(0.01);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  it("has about the same noise as the whole image", async () => {
    const noisy = withNoise(picture(900, 850), 12);
    const large = await readLargeImage(await encodeImage(noisy, { format: "png" }));
    const sample = sampleLarge(large);
    expect(Math.abs(estimateNoiseLevel(sample) - estimateNoiseLevel(noisy))).toBeLessThan(0.5);
    const [found, whole] = [analyseNoise(sample), analyseNoise(noisy)].map(({ planes }) => planes[0]!.level);
    expect(Math.abs(found! / whole! - 1)).toBeLessThan(0.1);
  });

  it(
    "is measured by genericdp estimate from the whole numbers of its file",
    { timeout: 120_000 },
    async () => {
      const place = scratch();
      const noise = { type: "gaussian", mean: 128, sigma: 12 } as const;
      const [width, height] = [5000, 4100];
      const created = sharp({ create: { width, height, channels: 3, background: "gray", noise } });
      place.write(
        "large.png",
        await created.png({ compressionLevel: 1, adaptiveFiltering: false }).toBuffer(),
      );
      const { code, stdout } = await runCli(["estimate", "large.png", "--json"], place.folder);
      place.remove();
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ width, height, channels: 3 });
      expect(Math.abs(JSON.parse(stdout).noiseLevel - 12)).toBeLessThan(1);
    },
  );
});
