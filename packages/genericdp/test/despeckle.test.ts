import { randomStream } from "@genericdp/core";
import { pixelImage } from "@genericdp/image";
import { encodeImage } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { despeckle as despeckleFile } from "../src/node.ts";
import { restorer } from "../src/index.ts";
import type { LevelImage, Restorer, RgbaImage } from "../src/index.ts";
import { workerRestorer } from "../src/worker.ts";
import { threefold } from "./pictures.ts";
import { smallModel } from "./small-model.ts";
import { localWorker } from "./worker/workers.ts";

const [WIDTH, HEIGHT] = [72, 64];
const PIXELS = WIDTH * HEIGHT;

/** Which pixels an impulse hits, none of them next to something black. */
const isHit = Array.from({ length: PIXELS }, (_, i) => {
  const row = Math.floor(i / WIDTH) % 16;
  return i % 37 === 30 && row > 8 && row < 14;
});

/** A page of black strokes on white, or one of soft waves. */
const PAGES: Readonly<Record<string, (x: number, y: number) => number>> = {
  "black and white": (x, y) => (y % 16 < 6 && x % 12 < 5 ? 0 : 255),
  gray: (x, y) => Math.round(110 + 40 * Math.sin(x / 9) + 30 * Math.cos(y / 11)),
};

function page(of: string): { readonly clean: Float32Array; readonly hit: Float32Array } {
  const clean = Float32Array.from({ length: PIXELS }, (_, i) => PAGES[of]!(i % WIDTH, Math.floor(i / WIDTH)));
  return { clean, hit: clean.map((level, i) => (isHit[i] ? (level > 127 ? 0 : 255) : level)) };
}

const gray = (data: Float32Array): LevelImage => ({ data, width: WIDTH, height: HEIGHT });

function bytes(levels: Float32Array): RgbaImage {
  const data = new Uint8ClampedArray(4 * PIXELS);
  levels.forEach((level, i) => data.set([level, level, level, 255], 4 * i));
  return { data, width: WIDTH, height: HEIGHT };
}

let session: Restorer;
beforeAll(() => {
  session = restorer({ inline: true, model: smallModel() });
});
afterAll(() => session.dispose());

describe("despeckle", () => {
  it("removes impulses from a black-and-white page, which stays black and white", async () => {
    const { clean, hit } = page("black and white");
    expect(isHit.filter(Boolean).length).toBeGreaterThan(20);
    expect((await session.despeckle(gray(hit))).data).toEqual(clean);
  });

  it("removes impulses from a gray picture, and changes nothing else", async () => {
    const { clean, hit } = page("gray");
    const { data } = await session.despeckle(gray(hit));
    for (const [i, level] of data.entries()) {
      if (isHit[i]) expect(Math.abs(level - clean[i]!)).toBeLessThan(15);
      else expect(level).toBe(clean[i]);
    }
  });

  it("removes impulses in single channels", async () => {
    const random = randomStream(4);
    const levels = threefold(page("gray").clean).map((level, i) => level + 15 * (i % 3));
    const hits = levels.map((_, i) => (isHit[Math.floor(i / 3)] && random.uniform() < 0.5 ? 1 : 0));
    const data = levels.map((level, i) => (hits[i] === 1 ? (level > 127 ? 0 : 255) : level));
    const mended = await session.despeckle({ ...gray(data), channels: 3 });
    expect(hits.filter((hit) => hit === 1).length).toBeGreaterThan(20);
    for (const [i, level] of mended.data.entries()) {
      expect(Math.abs(level - levels[i]!)).toBeLessThan(
        hits[i] === 1 ? 20 : isHit[Math.floor(i / 3)] ? 15 : 1e-3,
      );
    }
  });

  it("denoises the other pixels if a noise level is given", async () => {
    const { hit } = page("gray");
    const { data } = await session.despeckle(gray(hit), { noiseLevel: 10, iterations: 2 });
    expect(data.filter((level, i) => !isHit[i] && level !== hit[i]).length).toBeGreaterThan(PIXELS / 2);
  });

  it.each(Object.keys(PAGES))("gives the same result in every pixel format and thread: %s", async (of) => {
    const { hit } = page(of);
    const { data } = await session.despeckle(gray(hit));
    const opaque = await session.despeckle(bytes(hit));
    expect(opaque).toEqual(bytes(data));
    const worker = workerRestorer({ worker: localWorker, model: smallModel() });
    expect(await worker.despeckle(bytes(hit))).toEqual(opaque);
    worker.dispose();
  });

  it("keeps a black-and-white file black and white", async () => {
    const { clean, hit } = page("black and white");
    const file = await encodeImage(
      pixelImage({ data: Float32Array.from(hit), width: WIDTH, height: HEIGHT, bitDepth: 1 }),
      {
        format: "png",
      },
    );
    const mended = await despeckleFile(file, { model: smallModel() });
    expect(mended.image).toMatchObject({ bitDepth: 1, channels: 1 });
    expect(mended.image.data).toEqual(clean);
  });

  it("returns an equal image if there are no specks", async () => {
    const { clean } = page("gray");
    const told: number[] = [];
    const image = gray(clean);
    const same = await session.despeckle(image, { onProgress: (fraction) => told.push(fraction) });
    expect(same).toEqual(image);
    expect(same.data).not.toBe(clean);
    expect(told).toEqual([1]);
  });
});
