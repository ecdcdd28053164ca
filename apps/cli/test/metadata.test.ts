import { readFileSync } from "node:fs";
import { readImage } from "@genericdp/image/node";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());

const XMP = (orientation: number): string =>
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  `<rdf:Description xmlns:tiff="http://ns.adobe.com/tiff/1.0/" tiff:Orientation="${orientation}"/>` +
  "</rdf:RDF></x:xmpmeta>";

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  const { data, width, height } = withNoise(picture(48, 36, 3), 15);
  const levels = Uint8Array.from(data, (level) => Math.min(255, Math.max(0, level)));
  const photo = sharp(levels, { raw: { width, height, channels: 3 } })
    .withMetadata({ orientation: 6 })
    .withExifMerge({
      IFD0: { Make: "Camera Works" },
      IFD2: { DateTimeOriginal: "2020:01:02 03:04:05" },
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "51/1 30/1 3230/100" },
    })
    .withXmp(XMP(6))
    .withIccProfile("p3");
  place.write("photos/turned.jpg", await photo.clone().jpeg({ quality: 95 }).toBuffer());
  place.write("photos/turned.webp", await photo.clone().webp().toBuffer());
  const deep = Uint16Array.from(data, (level) => Math.min(255, Math.max(0, level)) * 257);
  for (const format of ["png", "tiff"] as const) {
    const file = await sharp(deep, { raw: { width, height, channels: 3 } })
      .toColourspace("rgb16")
      .withXmp(XMP(1))
      .toFormat(format, format === "tiff" ? { compression: "lzw" } : {})
      .toBuffer();
    place.write(`photos/deep.${format}`, file);
  }
});

const ARGS = ["--sigma", "15", "--model", "small.genericdp"];

describe("metadata", () => {
  it("of each file in a folder is preserved, and the picture is rotated only once", async () => {
    const args = ["denoise", "photos", "--out-dir", "clean", ...ARGS];
    expect(await runCli(args, place.folder)).toMatchObject({ code: 0, stderr: "" });
    for (const name of ["turned.jpg", "turned.webp"]) {
      const [before, after] = await Promise.all(
        ["photos", "clean"].map((folder) => sharp(place.path(`${folder}/${name}`)).metadata()),
      );
      expect([before!.width, before!.height, before!.orientation]).toEqual([48, 36, 6]);
      expect([after!.width, after!.height, after!.orientation]).toEqual([36, 48, 1]);
      expect(after!.xmpAsString).toBe(XMP(1));
      expect(after!.icc!.equals(before!.icc!)).toBe(true);
      const exif = after!.exif!.toString("latin1");
      for (const text of ["Camera Works", "2020:01:02 03:04:05"]) expect(exif).toContain(text);
      // The picture has the orientation in which a viewer shows the input.
      const shown = await sharp(place.path(`photos/${name}`), { ignoreIcc: true })
        .autoOrient()
        .raw()
        .toBuffer();
      const clean = (await readImage(place.path(`clean/${name}`))).data;
      const difference = clean.reduce((sum, level, i) => sum + Math.abs(level - shown[i]!), 0) / clean.length;
      expect(difference).toBeLessThan(25);
    }
  });

  it("and depth: PNG and TIFF keep 16 bits, with values between those of 8 bits", async () => {
    for (const name of ["deep.png", "deep.tiff"]) {
      const meta = await sharp(place.path(`clean/${name}`)).metadata();
      expect(meta).toMatchObject({ depth: "ushort", width: 48, height: 36, xmpAsString: XMP(1) });
      const { data, bitDepth } = await readImage(place.path(`clean/${name}`));
      expect(bitDepth).toBe(16);
      expect(data.some((level) => Math.abs(level - Math.round(level)) > 0.1)).toBe(true);
    }
  });

  it("is reported with the size of the output", async () => {
    const args = ["upscale", "photos/turned.jpg", "large.jpg", "--scale", "2", "--iterations", "2", ...ARGS];
    expect(await runCli(args, place.folder)).toMatchObject({ code: 0 });
    const again = await runCli(["denoise", "large.jpg", "again.png", ...ARGS], place.folder);
    expect(again.stdout).toContain("72×96");
    expect((await sharp(place.path("again.png")).metadata()).exif!.toString("latin1")).toContain(
      "Camera Works",
    );
  });
});

describe("--preview", () => {
  it("writes crops before and after next to the output", async () => {
    await place.writePicture("big.png", withNoise(picture(640, 400), 15));
    const args = ["denoise", "big.png", "shown.png", "--preview", ...ARGS];
    expect(await runCli(args, place.folder)).toMatchObject({ code: 0 });
    const [before, after, sheet] = await Promise.all(
      ["big.png", "shown.png", "shown.preview.png"].map((name) => readImage(place.path(name))),
    );
    // Three pairs of crops of 192×192 pixels, magnified twice, with gaps of 8 pixels.
    expect([sheet!.width, sheet!.height]).toEqual([2 * 384 + 3 * 8, 3 * 392 + 8]);
    const at = (x: number, y: number): number => sheet!.data[y * sheet!.width + x]!;
    for (const top of [8, 400, 792]) {
      // The crops occur in both images, at the same position.
      const row = (left: number): number[] => Array.from({ length: 192 }, (_, i) => at(left + 2 * i, top));
      const start = [...find(before!.data, row(8))];
      expect(start).toHaveLength(1);
      expect([...find(after!.data, row(8 + 384 + 8))]).toEqual(start);
      expect(at(9, top + 1)).toBe(at(8, top));
    }
    expect(at(0, 0)).toBe(255);
  });

  it("shows the smaller image's pixels if it was enlarged, and a tiny image completely", async () => {
    const tiny = withNoise(picture(20, 10, 3), 9);
    await place.writePicture("tiny.png", tiny);
    const args = ["upscale", "tiny.png", "--out-dir", "up", "--scale", "2", "--iterations", "1", "--preview"];
    expect(await runCli([...args, ...ARGS], place.folder)).toMatchObject({ code: 0 });
    const sheet = await readImage(place.path("up/tiny.preview.png"));
    expect(sheet).toMatchObject({ width: 2 * 80 + 3 * 8, height: 40 + 16, channels: 3 });
    const { data } = await readImage(place.path("tiny.png"));
    expect(sheet.data[(8 * sheet.width + 8) * 3]).toBe(data[0]);
    expect(sheet.data[(11 * sheet.width + 11) * 3 + 1]).toBe(data[1]);
    expect(sheet.data[(12 * sheet.width + 12) * 3 + 2]).toBe(data[(20 + 1) * 3 + 2]);
  });

  it("is created if missing, and kept if not requested", async () => {
    const run = async (...more: readonly string[]): Promise<string> => {
      const args = ["denoise", "tiny.png", "--out-dir", "parts", ...ARGS, ...more];
      return (await runCli(args, place.folder)).stdout;
    };
    expect(await run()).toContain("1 done");
    expect(await run("--preview")).toContain("1 done");
    const sheet = readFileSync(place.path("parts/tiny.preview.png"));
    expect(await run("--preview")).toContain("1 skipped");
    expect(await run()).toContain("1 skipped");
    expect(readFileSync(place.path("parts/tiny.preview.png"))).toEqual(sheet);
  });

  it("never replaces the input", async () => {
    await place.writePicture("x.preview.png", picture(20, 20));
    const args = ["denoise", "x.preview.png", "x.jpg", "--preview", ...ARGS];
    const { code, stderr } = await runCli(args, place.folder);
    expect(code).toBe(2);
    expect(stderr).toContain("the preview, x.preview.png, would replace the input");
  });
});

/** The positions where a sequence occurs in `levels`. */
function* find(levels: Float32Array, run: readonly number[]): Generator<number> {
  for (let i = 0; i + run.length <= levels.length; i++) {
    if (run.every((level, k) => levels[i + k] === level)) yield i;
  }
}
