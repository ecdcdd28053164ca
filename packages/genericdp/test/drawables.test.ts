import { afterEach, beforeEach, describe, expect, expectTypeOf, it, vi } from "vitest";
import { denoise, estimateNoiseLevel, motionKernel, restorer } from "../src/index.ts";
import type { DrawableImage, RestoredImage } from "../src/index.ts";
import { workerRestorer } from "../src/worker.ts";
import { noisyPicture, toRgba } from "./pictures.ts";
import { smallModel } from "./small-model.ts";
import { localWorker } from "./worker/workers.ts";

const size = { width: 40, height: 36 };
const rgba = { ...size, data: toRgba(noisyPicture(40, 36, 3, 15)) };
const small = restorer({ inline: true, model: smallModel() });

/** A stand-in for the drawables of browsers: images are bytes, and drawing copies them. */
class Drawable {
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8ClampedArray;
  readonly #kind: string;
  constructor(kind: string, { width, height, data }: typeof rgba) {
    [this.#kind, this.width, this.height, this.bytes] = [kind, width, height, data];
  }
  get [Symbol.toStringTag](): string {
    return this.#kind;
  }
}

class FakeOffscreenCanvas {
  #bytes: Uint8ClampedArray | undefined;
  readonly width: number;
  readonly height: number;
  constructor(width: number, height: number) {
    [this.width, this.height] = [width, height];
  }
  getContext(): object {
    return {
      drawImage: ({ bytes }: Drawable) => (this.#bytes = bytes),
      getImageData: (_x: number, _y: number, width: number, height: number) => ({
        data: this.#bytes!.slice(),
        width,
        height,
      }),
    };
  }
}

const drawables: Readonly<Record<string, DrawableImage>> = {
  HTMLCanvasElement: new Drawable("HTMLCanvasElement", rgba) as never,
  OffscreenCanvas: new Drawable("OffscreenCanvas", rgba) as never,
  ImageBitmap: new Drawable("ImageBitmap", rgba) as never,
  // Its coded size may differ from its display size.
  VideoFrame: Object.assign(new Drawable("VideoFrame", { ...rgba, width: 0, height: 0 }), {
    displayWidth: size.width,
    displayHeight: size.height,
  }) as never,
};

beforeEach(() => vi.stubGlobal("OffscreenCanvas", FakeOffscreenCanvas));
afterEach(() => vi.unstubAllGlobals());

describe.each(Object.entries(drawables))("%s", (_, drawable) => {
  it("is restored like its pixels by every task", async () => {
    const kernel = motionKernel(3, 0);
    const known = new Uint8Array(40 * 36).fill(1);
    const two = { noiseLevel: 15, iterations: 1 };
    expect(await small.denoise(drawable, { noiseLevel: 15 })).toEqual(
      await small.denoise(rgba, { noiseLevel: 15 }),
    );
    expect(await small.deblur(drawable, { ...two, kernel })).toEqual(
      await small.deblur(rgba, { ...two, kernel }),
    );
    expect(await small.upscale(drawable, { ...two, scale: 2 })).toEqual(
      await small.upscale(rgba, { ...two, scale: 2 }),
    );
    expect(await small.inpaint(drawable, { ...two, known })).toEqual(
      await small.inpaint(rgba, { ...two, known }),
    );
    expect(estimateNoiseLevel(drawable)).toBe(estimateNoiseLevel(rgba));
  });

  it("is read before it goes to a worker", async () => {
    const session = workerRestorer({ worker: localWorker, model: smallModel() });
    const expected = await small.denoise(rgba, { noiseLevel: 15 });
    expect(await session.denoise(drawable, { noiseLevel: 15 })).toEqual(expected);
    expect(await session.estimateNoiseLevel(drawable)).toBe(estimateNoiseLevel(rgba));
    session.dispose();
  });
});

describe("invalid images", () => {
  it.each([
    [undefined, "undefined"],
    [null, "null"],
    [7, "Number"],
    ["photo.jpg", "String; genericdp/node takes files"],
    [new Uint8Array(9), "Uint8Array; genericdp/node takes files"],
    [{ width: 3, height: 3 }, "Object"],
    [new Drawable("HTMLVideoElement", rgba), "HTMLVideoElement"],
  ])("is rejected by its kind: %s", async (image, kind) => {
    const message =
      "image: expected { data, width, height } or one of HTMLCanvasElement, OffscreenCanvas, ImageBitmap, " +
      `VideoFrame, got ${kind}`;
    await expect(denoise(image as never)).rejects.toThrow(new TypeError(message));
    expect(() => estimateNoiseLevel(image as never)).toThrow(new TypeError(message));
  });

  it("include closed and empty ones", async () => {
    const closed: DrawableImage = new Drawable("ImageBitmap", { ...rgba, width: 0, height: 0 }) as never;
    await expect(small.denoise(closed)).rejects.toThrow(
      new RangeError("image: expected ImageBitmap with pixels, got 0×0"),
    );
  });
});

it("the types tell the kind of the result", () => {
  expectTypeOf<RestoredImage<VideoFrame | HTMLCanvasElement>>().toEqualTypeOf<ImageData>();
  expectTypeOf<RestoredImage<typeof rgba>>().toEqualTypeOf<typeof rgba>();
  expectTypeOf<RestoredImage<ImageData | ImageBitmap>>().toEqualTypeOf<ImageData>();
  const denoiseBitmap = (bitmap: ImageBitmap) => small.denoise(bitmap);
  expectTypeOf(denoiseBitmap).returns.resolves.toEqualTypeOf<ImageData>();
  expectTypeOf(denoise<typeof rgba>).returns.resolves.toEqualTypeOf<typeof rgba>();
});
