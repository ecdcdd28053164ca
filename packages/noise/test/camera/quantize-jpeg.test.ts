import { randomStream } from "@genericdp/core";
import { readJpegTables, standardTables } from "@genericdp/image";
import type { JpegTables, PixelImage } from "@genericdp/image";
import sharp from "sharp";
import { beforeAll, describe, expect, it } from "vitest";
import { quantizeJpeg } from "../../src/index.ts";
import { readPhoto } from "../photos.ts";

function apart(a: Float32Array, b: Float32Array): number {
  return Math.sqrt(a.reduce((sum, level, i) => sum + (level - b[i]!) ** 2, 0) / a.length);
}

describe("quantizeJpeg", () => {
  let photo: PixelImage;
  beforeAll(async () => {
    photo = await readPhoto("acanthus", 150);
  });

  it.each([
    ["4:4:4", 90],
    ["4:4:4", 60],
    ["4:2:0", 75],
  ])("agrees with an encoder on a photo: %s at quality %i", async (chromaSubsampling, quality) => {
    const { width, height, data } = photo;
    const file = await sharp(Uint8Array.from(data), { raw: { width, height, channels: 3 } })
      .jpeg({ quality, chromaSubsampling, optimiseScans: false, trellisQuantisation: false })
      .toBuffer();
    const tables = readJpegTables(file)!;
    expect(tables).toEqual({
      ...standardTables(quality),
      subsampling: chromaSubsampling === "4:2:0" ? [2, 2] : [1, 1],
    });
    const decoded = Float32Array.from(await sharp(file).removeAlpha().raw().toBuffer());
    const ours = quantizeJpeg(data, photo, tables);
    // Decoders smooth chroma between boxes; encoders round intermediate results.
    const loss = apart(decoded, data);
    expect(apart(ours, decoded)).toBeLessThan((chromaSubsampling === "4:2:0" ? 0.7 : 0.5) * loss);
    expect(Math.abs(apart(ours, data) / loss - 1)).toBeLessThan(0.15);
  });

  it("is a projection up to rounding to bytes: applied again, it changes almost nothing", () => {
    const tables: JpegTables = { ...standardTables(70), subsampling: [2, 2] };
    const random = randomStream(4);
    const size = { width: 37, height: 29 };
    const noise = Float32Array.from({ length: 3 * 37 * 29 }, () => 255 * random.uniform());
    const gentle = noise.map((level) => 100 + level / 6);
    const once = quantizeJpeg(gentle, size, tables);
    const twice = quantizeJpeg(once, size, tables);
    expect(apart(twice, once)).toBeLessThan(0.25 * apart(once, gentle));
  });

  it("leaves constant gray unchanged, at any size", () => {
    for (const size of [
      { width: 1, height: 1 },
      { width: 17, height: 9 },
    ]) {
      const gray = new Float32Array(3 * size.width * size.height).fill(128);
      expect(quantizeJpeg(gray, size, { ...standardTables(50), subsampling: [2, 2] })).toEqual(gray);
    }
  });
});
