import { describe, expect, it } from "vitest";
import { readImage } from "../src/node.ts";
import { integers } from "./synthetic-images.ts";

interface BmpParts {
  readonly width: number;
  /** Negative if rows run from the top down. */
  readonly height: number;
  readonly bits: number;
  readonly compression?: number;
  readonly palette?: readonly (readonly [red: number, green: number, blue: number])[];
  readonly masks?: readonly number[];
  /** Rows as stored in the file, padded. */
  readonly pixels: readonly number[];
  readonly perMetre?: number;
}

/** Encodes a BMP, with a header of 40 bytes, or of 56 with masks. */
function bmp({
  width,
  height,
  bits,
  compression = 0,
  palette = [],
  masks,
  pixels,
  perMetre = 0,
}: BmpParts): Buffer {
  const header = masks ? 56 : 40;
  const start = 14 + header + 4 * palette.length;
  const file = Buffer.alloc(start + pixels.length);
  file.write("BM");
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(start, 10);
  file.writeUInt32LE(header, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(compression, 30);
  file.writeInt32LE(perMetre, 38);
  file.writeUInt32LE(palette.length, 46);
  masks?.forEach((mask, i) => file.writeUInt32LE(mask, 54 + 4 * i));
  palette.forEach(([red, green, blue], i) => file.set([blue, green, red, 0], 14 + header + 4 * i));
  file.set(pixels, start);
  return file;
}

async function failure(file: Uint8Array): Promise<string> {
  return readImage(file).then(
    () => "read",
    (error: Error) => error.message,
  );
}

describe("BMP", () => {
  it("of 24 bits is RGB, bottom-up with rows padded to 4 bytes, and has a density", async () => {
    const rows = [1, 2, 3, 4, 5, 6, 0, 0, 11, 12, 13, 14, 15, 16, 0, 0];
    const image = await readImage(bmp({ width: 2, height: 2, bits: 24, pixels: rows, perMetre: 11811 }));
    expect([...image.data]).toEqual([13, 12, 11, 16, 15, 14, 3, 2, 1, 6, 5, 4]);
    expect(image).toMatchObject({
      width: 2,
      height: 2,
      channels: 3,
      bitDepth: 8,
      format: "bmp",
      density: 300,
    });
    expect(image).not.toHaveProperty("alpha");
    const turned = await readImage(bmp({ width: 2, height: -2, bits: 24, pixels: rows }));
    expect([...turned.data]).toEqual([3, 2, 1, 6, 5, 4, 13, 12, 11, 16, 15, 14]);
  });

  it("of 32 bits has transparency if there is a mask for it", async () => {
    const pixels = [1, 2, 3, 40];
    expect(await readImage(bmp({ width: 1, height: 1, bits: 32, pixels }))).not.toHaveProperty("alpha");
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000];
    const image = await readImage(bmp({ width: 1, height: 1, bits: 32, compression: 3, masks, pixels }));
    expect([...image.data, ...image.alpha!]).toEqual([3, 2, 1, 40]);
  });

  it("of 16 bits has 5 bits per colour, or as many as its masks say", async () => {
    const five = await readImage(bmp({ width: 2, height: 1, bits: 16, pixels: [0x1f, 0, 0, 0x7c] }));
    expect([...five.data]).toEqual([0, 0, 255, 255, 0, 0]);
    const masks = [0xf800, 0x07e0, 0x001f, 0];
    const six = { width: 2, height: 1, bits: 16, compression: 3, masks, pixels: [0xe0, 0x07, 0, 0x08] };
    expect([...(await readImage(bmp(six))).data].map(Math.round)).toEqual([0, 255, 0, 8, 0, 0]);
  });

  const gray = Array.from({ length: 4 }, (_, i) => [80 * i, 80 * i, 80 * i] as const);
  it.each([
    [1, [0b01100000, 0, 0, 0], [0, 80, 80]],
    [4, [0x01, 0x20, 0, 0], [0, 80, 160]],
    [8, [3, 1, 2, 0], [240, 80, 160]],
  ])("of %i bits with a gray palette is gray", async (bits, pixels, levels) => {
    const palette = bits === 1 ? gray.slice(0, 2) : gray;
    const image = await readImage(bmp({ width: 3, height: 1, bits, palette, pixels }));
    expect([image.channels, ...image.data]).toEqual([1, ...levels]);
  });

  it("with a coloured palette is RGB", async () => {
    const palette = [
      [1, 2, 3],
      [4, 5, 6],
    ] as const;
    const image = await readImage(bmp({ width: 2, height: 1, bits: 8, palette, pixels: [1, 0, 0, 0] }));
    expect([image.channels, ...image.data]).toEqual([3, 4, 5, 6, 1, 2, 3]);
  });

  it("with run-length encoding supports runs, single pixels, ends of rows and jumps", async () => {
    const palette = gray;
    const long = [2, 1, 0, 3, 2, 3, 1, 0, 0, 0, 0, 2, 1, 0, 4, 3, 0, 1];
    const image = await readImage(
      bmp({ width: 5, height: 2, bits: 8, compression: 1, palette, pixels: long }),
    );
    expect([...image.data]).toEqual([0, 240, 240, 240, 240, 80, 80, 160, 240, 80]);
    const short = [3, 0x12, 0, 3, 0x31, 0x20, 0, 1];
    const four = await readImage(
      bmp({ width: 6, height: 1, bits: 4, compression: 2, palette, pixels: short }),
    );
    expect([...four.data]).toEqual([80, 160, 80, 240, 80, 160]);
  });

  it("is rejected with a reason if damaged", async () => {
    const good = { width: 2, height: 1, bits: 8, palette: gray, pixels: [0, 1, 0, 0] } as const;
    expect(await failure(bmp({ ...good, pixels: [9, 1, 0, 0] }))).toMatch(/colour 9 of 4/);
    expect(await failure(bmp({ ...good, height: 9 }))).toMatch(/cut off/);
    expect(await failure(bmp({ ...good, bits: 7 }))).toMatch(/7 bits per pixel/);
    expect(await failure(bmp({ ...good, width: -2 }))).toMatch(/-2×1 pixels/);
    expect(await failure(bmp({ ...good, compression: 4 }))).toMatch(/compression 4/);
    expect(await failure(bmp({ ...good, width: 100_000, height: 100_000 }))).toMatch(/10000 megapixels/);
    expect(await failure(bmp({ ...good, compression: 1, pixels: [1, 1] }))).toMatch(/cut off/);
  });

  it("throws only ImageReadErrors, for any bytes", async () => {
    const next = integers(3);
    const whole = [
      bmp({
        width: 4,
        height: 3,
        bits: 8,
        compression: 1,
        palette: gray,
        pixels: [4, 1, 0, 0, 4, 2, 0, 0, 4, 3, 0, 1],
      }),
      bmp({ width: 4, height: 3, bits: 24, pixels: Array.from({ length: 36 }, (_, i) => i) }),
      bmp({ width: 9, height: 2, bits: 1, palette: gray.slice(0, 2), pixels: [1, 2, 3, 4, 5, 6, 7, 8] }),
    ];
    const failures = new Set<string>();
    for (let trial = 0; trial < 2000; trial++) {
      const file = new Uint8Array(whole[trial % whole.length]!);
      for (let edits = 1 + (next() % 6); edits > 0; edits--) file[2 + (next() % (file.length - 2))] = next();
      const cut = trial % 4 === 0 ? file.subarray(0, 2 + (next() % file.length)) : file;
      const outcome: unknown = await readImage(cut, { maxPixels: 1e5 }).catch((error: unknown) => error);
      if (outcome instanceof Error) failures.add(outcome.name);
    }
    expect([...failures]).toEqual(["ImageReadError"]);
  });
});
