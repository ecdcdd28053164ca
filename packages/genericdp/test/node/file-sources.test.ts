import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { pixelImage } from "@genericdp/image";
import { encodeImage, readImage } from "@genericdp/image/node";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as files from "../../src/node.ts";
import type { ImageSource } from "../../src/node.ts";
import { noisyPicture } from "../pictures.ts";
import { smallModel } from "../small-model.ts";

const options = { model: smallModel(), inline: true, noiseLevel: 15 };

let folder: string;
let path: string;
let bytes: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-sources-"));
  path = join(folder, "noisy picture.png");
  bytes = new Uint8Array(
    await encodeImage(pixelImage({ ...noisyPicture(40, 36, 3, 15), density: 300 }), { format: "png" }),
  );
  await writeFile(path, bytes);
});
afterAll(() => rm(folder, { recursive: true }));

/** Every form in which people hold a file; created for each test, because a stream can be read only once. */
const SOURCES: Readonly<Record<string, () => ImageSource>> = {
  "a path": () => path,
  "a file URL": () => pathToFileURL(path),
  "a Buffer": () => Buffer.from(bytes),
  "a Uint8Array": () => bytes,
  "a part of a Uint8Array": () => {
    const larger = new Uint8Array(bytes.length + 20);
    larger.set(bytes, 7);
    return larger.subarray(7, 7 + bytes.length);
  },
  "an ArrayBuffer": () => bytes.buffer,
  "a Blob": () => new Blob([bytes]),
  "a File": () => new File([bytes], "picture.png"),
  "a Request": () => new Request("http://localhost/", { method: "POST", body: bytes }),
  "a Response": () => new Response(bytes),
  "a stream of a file": () => createReadStream(path, { highWaterMark: 1000 }),
  "a stream of Node": () => Readable.from([bytes.subarray(0, 9), bytes.subarray(9)]),
  "a stream of the web": () => new Blob([bytes]).stream(),
  "an instance of sharp": () => sharp(bytes).keepMetadata(),
};

describe.each(Object.keys(SOURCES))("%s", (name) => {
  const source = SOURCES[name]!;

  it("is restored as the file is, by every function", async () => {
    const expected = await files.denoise(path, options);
    const { image } = await files.denoise(source(), options);
    // Sharp makes metadata of its own.
    const { data, width, height, channels, bitDepth, density, format } = expected.image;
    expect(image).toMatchObject({ data, width, height, channels, bitDepth, density, format });
    expect(await files.estimateNoiseLevel(source())).toBe(await files.estimateNoiseLevel(path));
    expect(await files.examine(source())).toEqual(await files.examine(path));
  });

  it("with more pixels than allowed is refused before the work, by every function", async () => {
    const refused = { name: "ImageReadError", code: "too-large" };
    const limit = { maxPixels: 40 * 36 - 1 };
    const calls = [
      files.denoise(source(), { ...options, ...limit }),
      files.upscale(source(), { ...options, ...limit, scale: 2 }),
      files.restore(source(), {}, { ...options, ...limit }),
      files.estimateNoiseLevel(source(), limit),
      files.analyseNoise(source(), limit),
      files.examine(source(), limit),
    ];
    await Promise.all(calls.map((call) => expect(call).rejects.toMatchObject(refused)));
    await files.estimateNoiseLevel(source(), { maxPixels: 40 * 36 });
  });

  it("is not read when it is aborted", async () => {
    const reason = new Error("no longer wanted");
    const call = files.denoise(source(), { ...options, signal: AbortSignal.abort(reason) });
    await expect(call).rejects.toBe(reason);
  });
});

describe("a stream", () => {
  const endless = (): Readable =>
    new Readable({
      read() {
        this.push(new Uint8Array(2 ** 20));
      },
    });

  it("that never ends is closed when it has more bytes than an image", async () => {
    const stream = endless();
    await expect(files.denoise(stream, { ...options, maxPixels: 1000 })).rejects.toMatchObject({
      code: "too-large",
    });
    expect(stream.destroyed).toBe(true);
  });

  it.each([
    ["of Node", () => new Readable({ read: () => undefined })],
    ["of the web", () => new ReadableStream<Uint8Array>()],
  ] as const)("%s that is idle can be aborted", async (_, make) => {
    const controller = new AbortController();
    const call = files.denoise(make(), { ...options, signal: controller.signal });
    const reason = new Error("enough");
    setTimeout(() => controller.abort(reason), 5);
    await expect(call).rejects.toBe(reason);
  });

  it("that breaks off rejects with its error", async () => {
    const broken = Readable.from(
      (async function* (): AsyncGenerator<Uint8Array> {
        yield bytes.subarray(0, 100);
        throw new Error("the line is down");
      })(),
    );
    await expect(files.denoise(broken, options)).rejects.toThrow("the line is down");
  });

  it("of text is refused", async () => {
    const text = Readable.from(["text"]);
    await expect(files.denoise(text, options)).rejects.toThrow(
      new TypeError("image: expected a stream of bytes, got one of string"),
    );
  });
});

describe("an instance of sharp", () => {
  it("stays usable, and what it does is done first", async () => {
    const instance = sharp(bytes).resize(20, 18).toColourspace("b-w");
    const { image } = await files.denoise(instance, options);
    expect(image).toMatchObject({ width: 20, height: 18, channels: 1 });
    expect(await instance.metadata()).toMatchObject({ width: 40, height: 36 });
    const { image: again } = await files.denoise(instance, options);
    expect(again.data).toEqual(image.data);
  });

  it.each(["jpeg", "png", "webp", "tiff"] as const)("loses nothing of the pixels of a %s", async (format) => {
    const file = await sharp(bytes)[format]().toBuffer();
    const direct = await readImage(file);
    const { image } = await files.denoise(sharp(file), { ...options, noiseLevel: [0, 0, 0] });
    expect(image.data).toEqual(direct.data);
  });

  it("that cannot be read is an error", async () => {
    await expect(files.denoise(sharp(Buffer.from("no image")), options)).rejects.toThrow(/unsupported image/);
  });
});
