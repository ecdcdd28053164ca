import { randomStream } from "@genericdp/core";
import type { PixelImage } from "@genericdp/image";
import { describe, expect, it } from "vitest";
import { denoise, restorer } from "../src/index.ts";
import type { DenoiseSettings, ModelName, Restorer } from "../src/index.ts";

const [WIDTH, HEIGHT] = [37, 210];

function picture(channels: 1 | 3, alpha = false): PixelImage {
  const random = randomStream(3, channels);
  const data = Float32Array.from({ length: WIDTH * HEIGHT * channels }, (_, i) => {
    const [x, y] = [Math.floor(i / channels) % WIDTH, Math.floor(i / channels / WIDTH)];
    return 120 + 50 * Math.sin(x / 5 + (i % channels)) * Math.cos(y / 9) + 40 * (random.uniform() - 0.5);
  });
  const opacity = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => (i % 11 === 0 ? 0 : 255));
  return { width: WIDTH, height: HEIGHT, channels, bitDepth: 8, data, ...(alpha && { alpha: opacity }) };
}

/** Computes all rows, one part after the other. */
async function inParts(
  session: Restorer,
  image: PixelImage,
  cuts: readonly number[],
  settings: DenoiseSettings,
): Promise<PixelImage[]> {
  const parts: PixelImage[] = [];
  for (const [i, from] of cuts.slice(0, -1).entries()) {
    parts.push(await session.denoise(image, { ...settings, rows: { from, to: cuts[i + 1]! } }));
  }
  return parts;
}
const plain = restorer({ inline: true });

describe("rows", () => {
  it.each([
    ["gray", picture(1), { noiseLevel: 15 }],
    ["colour, by the model for colour", picture(3), { noiseLevel: 15 }],
    ["colour of different levels", picture(3), { noiseLevel: [15, 0, 9] }],
    ["the same, all at once", picture(3), { noiseLevel: [15, 0, 9] }, "colour"],
    ["colour whose noise is found", picture(3), {}],
    ["what is hidden in parts", picture(3, true), { noiseLevel: 15 }],
  ] as const)("together are the whole, bit for bit: %s", async (_, image, settings, model?: ModelName) => {
    const session = restorer({ inline: true, ...(model && { model }) });
    const whole = await session.denoise(image, settings);
    const parts = await inParts(session, image, [0, 1, 70, 133, 200, HEIGHT], settings);
    session.dispose();
    expect(parts.map(({ height }) => height)).toEqual([1, 69, 63, 67, 10]);
    const joined = parts.flatMap(({ data }) => Array.from(data));
    expect(Float32Array.from(joined)).toEqual(new Float32Array(whole.data));
    if (image.alpha !== undefined) {
      const alphas = parts.flatMap(({ alpha }) => Array.from(alpha!));
      expect(Float32Array.from(alphas)).toEqual(new Float32Array(image.alpha));
    }
  });

  it("of an image that stays unchanged are its own rows", async () => {
    const image = picture(3, true);
    const [part] = await inParts(plain, image, [50, 60], { noiseLevel: [0, 0, 0] });
    const row = WIDTH * 3;
    expect(part).toMatchObject({ height: 10, data: image.data.slice(50 * row, 60 * row) });
    expect(part!.alpha).toEqual(image.alpha!.slice(50 * WIDTH, 60 * WIDTH));
  });

  it("are rejected if they do not exist or could differ from those of the whole image", async () => {
    const image = picture(1);
    for (const rows of [
      { from: -1, to: 5 },
      { from: 5, to: 5 },
      { from: 0, to: HEIGHT + 1 },
      { from: 0.5, to: 2 },
    ]) {
      await expect(denoise(image, { noiseLevel: 9, rows })).rejects.toThrow(
        `expected rows from 0 to ${HEIGHT}`,
      );
    }
    const rows = { from: 0, to: 5 };
    await expect(denoise(image, { noiseLevel: 9, rows, selfEnsemble: true })).rejects.toThrow(
      "no selfEnsemble",
    );
    await expect(denoise(image, { noiseLevel: 9, rows: 5 as never })).rejects.toThrow("rows { from, to }");
    const other = { name: "mean", noiseRange: { min: 1, max: 50 }, denoise: async (u: never) => u };
    const own = restorer({ denoiser: other as never });
    await expect(own.denoise(image, { noiseLevel: 9, rows })).rejects.toThrow("expected a model");
    await expect(plain.deblock(image, { jpegQuality: 20, rows } as never)).rejects.toThrow("rows");
  });
});
