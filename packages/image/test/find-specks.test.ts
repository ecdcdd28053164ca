import { describe, expect, it } from "vitest";
import sharp from "sharp";
import { findSpecks, hasImpulseNoise, isBilevel } from "../src/index.ts";
import type { Plane } from "../src/index.ts";
import { encodeImage, readImage } from "../src/node.ts";
import { handmadePng, integers, smoothImage } from "./synthetic-images.ts";

/** A plane from rows of text: # is black, anything else white. */
function drawn(rows: readonly string[]) {
  const [width, height] = [rows[0]!.length, rows.length];
  const data = Float32Array.from(rows.join(""), (letter) => (letter === "#" ? 0 : 255));
  return { data, width, height };
}

/** The specks that are found, as rows of text. */
function found(rows: readonly string[]): string[] {
  const { width } = drawn(rows);
  const specks = findSpecks(drawn(rows));
  return rows.map((_, y) =>
    [...specks.subarray(y * width, (y + 1) * width)].map((s) => (s ? "x" : ".")).join(""),
  );
}

describe("specks in black and white", () => {
  it("are groups of at most three pixels, black or white, also at the edge", () => {
    expect(
      found(["#.........", "....##....", "....#....#", ".........#", ".........#", ".........#"]),
    ).toEqual(["x.........", "....xx....", "....x.....", "..........", "..........", ".........."]);
    expect(found(["#####", "##.##", "#####", "#####"])).toEqual([".....", "..x..", ".....", "....."]);
  });

  it("are bumps and notches in straight edges, but not lines, corners or ends", () => {
    const bump = ["........", "...#....", "########", "########", "########", "###.####", "........"];
    expect(found(bump)).toEqual([
      "........",
      "...x....",
      "........",
      "........",
      "........",
      "...x....",
      "........",
    ]);
    const shapes = [
      "........",
      ".####...",
      "....#...",
      "....#.#.",
      "....#.#.",
      "......#.",
      "..#####.",
      "........",
    ];
    expect(found(shapes).join("")).not.toContain("x");
  });

  it("are absent in images of one colour, and the same after inversion", () => {
    expect(found(["....", "...."])).toEqual(["....", "...."]);
    const rows = ["#..#..##", "..###...", ".#...#..", "#.#.#..#"];
    const inverse = rows.map((row) => [...row].map((letter) => (letter === "#" ? "." : "#")).join(""));
    expect(found(inverse)).toEqual(found(rows));
  });
});

describe("specks in gray levels", () => {
  it("are most of the impulses and hardly anything else", () => {
    const clean = smoothImage(60, 50, 1);
    const next = integers(2);
    const wrong = new Set(Array.from({ length: 150 }, () => next() % clean.data.length));
    const data = clean.data.map((level, i) => (wrong.has(i) ? (i % 2 === 0 ? 0 : 255) : level));
    const specks = findSpecks({ ...clean, data });
    const far = [...wrong].filter((i) => Math.abs(data[i]! - clean.data[i]!) > 80);
    expect(far.filter((i) => specks[i] === 1).length).toBeGreaterThan(0.9 * far.length);
    expect(specks.filter((speck, i) => speck === 1 && !wrong.has(i))).toHaveLength(0);
    expect(findSpecks(clean).some((speck) => speck === 1)).toBe(false);
  });

  it("are not lines of one pixel's width", () => {
    const plane = { ...smoothImage(30, 30, 1), data: new Float32Array(900).fill(200) };
    for (let i = 0; i < 30; i++) plane.data[30 * i + 7] = plane.data[31 * i] = 10;
    expect(findSpecks(plane).some((speck) => speck === 1)).toBe(false);
  });
});

const [WIDTH, HEIGHT] = [200, 150];
const random = integers(5);
const share = (): number => random() / 2 ** 32;

function filled(level: (x: number, y: number) => number): Plane {
  const data = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
    level(i % WIDTH, Math.floor(i / WIDTH)),
  );
  return { data, width: WIDTH, height: HEIGHT };
}

const PAPER = `<rect width="${WIDTH}" height="${HEIGHT}" fill="white"/>`;

/** A drawing with soft edges, black on white in the upper half, white on black in the lower. */
async function drawing(parts: string): Promise<Plane> {
  const svg = `<svg width="${WIDTH}" height="${HEIGHT}">${PAPER}${parts}</svg>`;
  const { data } = await sharp(Buffer.from(svg)).grayscale().raw().toBuffer({ resolveWithObject: true });
  return filled((x, y) => (y < HEIGHT / 2 ? data[y * WIDTH + x]! : 255 - data[y * WIDTH + x]!));
}

const marks = Array.from({ length: 40 * 15 }, (_, i) => {
  const [x, y] = [(i % 40) * 5 + 0.3, Math.floor(i / 40) * 10 + 0.4];
  return `<path d="M${x} ${y + 3}v5M${x} ${y}v1.4M${x + 2} ${y + 8}l2 -6" stroke="black" stroke-width="1"/>`;
}).join("");

const CLEAN: Readonly<Record<string, () => Plane | Promise<Plane>>> = {
  "a smooth picture": () => smoothImage(WIDTH, HEIGHT, 1),
  stars: () => filled(() => (share() < 0.02 ? 255 : 8)),
  "dust on paper": () => filled(() => (share() < 0.02 ? 0 : 240)),
  "small letters": () => drawing(marks),
  "lines and dots": () =>
    drawing(
      `<circle cx="60" cy="60" r="30" fill="none" stroke="black"/><path d="M5 5L190 140" stroke="black"/>`,
    ),
  "strong Gaussian noise": () =>
    filled(() => Math.min(255, Math.max(0, 128 + 250 * (share() + share() + share() - 1.5)))),
  "a checkerboard": () => filled((x, y) => ((x + y) % 2 === 0 ? 0 : 255)),
  dithering: () => filled((x, y) => (x / WIDTH > ((5 * x + 7 * y) % 16) / 16 ? 255 : 0)),
  "a black-and-white page with specks": () => filled((x) => (x % 20 < 8 !== share() < 0.02 ? 0 : 255)),
};

describe("impulse noise", () => {
  it.each(Object.keys(CLEAN))("is not found in %s", async (name) => {
    expect(hasImpulseNoise(await CLEAN[name]!())).toBe(false);
  });

  it.each([0.01, 0.05, 0.2])("is found where %f of the pixels are black or white", async (rate) => {
    for (const image of [smoothImage(WIDTH, HEIGHT, 1), await drawing(`<circle cx="60" cy="60" r="30"/>`)]) {
      const hit = image.data.map((level) =>
        share() < rate ? (share() < 0.5 ? 0 : 255) : Math.min(250, level),
      );
      expect(hasImpulseNoise({ ...image, data: hit })).toBe(true);
    }
  });
});

describe("pictures of 1 bit", () => {
  const { data, width, height } = drawn(["#.#.#..#.", "..##..##.", "####....#"]);
  const image = { data, width, height, channels: 1, bitDepth: 1 } as const;

  it.each(["png", "tiff"] as const)("stay 1 bit in %s", async (format) => {
    const back = await readImage(await encodeImage(image, { format }));
    expect(back).toMatchObject({ bitDepth: 1, channels: 1 });
    expect(back.data).toEqual(data);
  });

  it("are rounded to black and white", async () => {
    const gray = { ...image, data: data.map((level, i) => (level === 0 ? 20 + i : 240 - i)) };
    expect((await readImage(await encodeImage(gray, { format: "tiff" }))).data).toEqual(data);
  });

  it.each(["jpeg", "webp", "avif"] as const)("become 8 bits in %s", async (format) => {
    const back = await readImage(
      await encodeImage(image, { format, ...(format !== "jpeg" && { lossless: true }) }),
    );
    expect(back.bitDepth).toBe(8);
    if (format !== "jpeg") expect(back.data.filter((_, i) => i % 3 === 0)).toEqual(data);
  });

  it("may be gray or have a gray palette; with transparency they become 8 bits", async () => {
    const parts = { width: 2, height: 1, bits: 1, rows: [[0b01000000]] };
    expect(await readImage(handmadePng({ ...parts, colourType: 0 }))).toMatchObject({ bitDepth: 1 });
    const chunks = [["PLTE", Uint8Array.of(255, 255, 255, 0, 0, 0)]] as const;
    const palette = await readImage(handmadePng({ ...parts, colourType: 3, chunks }));
    expect([palette.bitDepth, palette.channels, ...palette.data]).toEqual([1, 1, 255, 0]);
    const sheer = await encodeImage({ ...image, alpha: data.map(() => 99) }, { format: "png" });
    expect(await readImage(sheer)).toMatchObject({ bitDepth: 8 });
  });

  it("have two levels and no others", () => {
    expect([isBilevel(data), isBilevel(Float32Array.of(0, 255, 254))]).toEqual([true, false]);
  });
});
