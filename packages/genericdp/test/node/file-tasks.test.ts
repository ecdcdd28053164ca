import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { pixelImage } from "@genericdp/image";
import { encodeImage, readImage, writeImage } from "@genericdp/image/node";
import { blur } from "@genericdp/operators";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as pixels from "../../src/index.ts";
import * as files from "../../src/node.ts";
import { noisyPicture } from "../pictures.ts";
import { smallModel } from "../small-model.ts";

const model = smallModel();
const kernel = pixels.motionKernel(3, 0);
const known = new Uint8Array(40 * 36).fill(1);
const few = { model, noiseLevel: 15, iterations: 1 };

let folder: string;
let path: string;
let bytes: Uint8Array;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "genericdp-files-"));
  path = join(folder, "noisy picture.png");
  await writeImage(path, pixelImage({ ...noisyPicture(40, 36, 3, 15), bitDepth: 16, density: 300 }));
  bytes = new Uint8Array(await readFile(path));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a file", () => {
  it("is restored by every task as its pixels are", async () => {
    const image = await readImage(path);
    const operator = blur(kernel, { boundary: "symmetric" });
    expect((await files.deblur(path, { ...few, kernel })).image).toEqual(
      await pixels.deblur(image, { ...few, kernel }),
    );
    expect((await files.upscale(path, { ...few, scale: 2 })).image).toEqual(
      await pixels.upscale(image, { ...few, scale: 2 }),
    );
    expect((await files.inpaint(path, { ...few, known })).image).toEqual(
      await pixels.inpaint(image, { ...few, known }),
    );
    expect((await files.deblock(path, { ...few, jpegQuality: 20 })).image).toEqual(
      await pixels.deblock(image, { ...few, jpegQuality: 20 }),
    );
    expect((await files.restore(path, { operator }, few)).image).toEqual(
      await pixels.restore(image, { operator }, few),
    );
    expect(await files.estimateNoiseLevel(bytes)).toBe(pixels.estimateNoiseLevel(image));
    expect(await files.examine(bytes)).toEqual(pixels.examine(image));
  });

  // There is no such file, so a message about an option comes before any reading.
  it.each<[string, unknown, RegExp, unknown?]>([
    ["denoise", { noiselevel: 5 }, /^denoise: expected noiseLevel, got an option noiselevel$/],
    ["denoise", { noiseLevel: "5" }, /^denoise: expected noiseLevel to be a number/],
    ["denoise", 5, /^denoise: expected options as an object, got 5$/],
    ["deblur", {}, /^deblur: expected a kernel, got none$/],
    ["deblur", { kernel, Boundary: "valid" }, /^deblur: expected boundary, got an option Boundary$/],
    ["upscale", { scale: 9 }, /^upscale: expected a scale above 1 and at most 8, got 9$/],
    ["upscale", { factor: 2 }, /^upscale: expected scale, got an option factor$/],
    ["inpaint", {}, /^inpaint: expected known .* or missing .*, got neither$/],
    ["deblock", { jpegQuality: 0 }, /^deblock: expected a whole jpegQuality from 1 to 100, got 0$/],
    ["despeckle", { Iterations: 3 }, /^despeckle: expected iterations, got an option Iterations$/],
    ["restore", { sigma: 3 }, /^restore: expected noiseLevel, got an option sigma$/, {}],
    ["restore", {}, /^degradation: expected no part but .*, got blur$/, { blur: kernel }],
    ["estimateNoiseLevel", { maxpixels: 3 }, /^estimateNoiseLevel: expected maxPixels, got an option/],
    ["analyseNoise", { max: 3 }, /^analyseNoise: expected maxPixels, got an option max$/],
    ["examine", { MaxPixels: 3 }, /^examine: expected maxPixels, got an option MaxPixels$/],
  ])("is not read by %s with %o", async (task, options, message, degradation) => {
    type Call = (source: string, ...rest: unknown[]) => Promise<unknown>;
    const call = Object.entries(files).find(([name]) => name === task)![1] as Call;
    const given = degradation === undefined ? [options] : [degradation, options];
    const error: unknown = await call(join(folder, "missing.png"), ...given).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Error);
    expect((error as Error).message).toMatch(message);
  });

  it("that is invalid is refused", async () => {
    for (const [source, got] of [
      [undefined, "undefined"],
      [5, "Number"],
      [noisyPicture(4, 4, 1, 1), "Object"],
    ] as const) {
      const message =
        "image: expected a path, a file URL, the bytes of a file, a Blob, a stream or sharp, " +
        `got ${got}; for pixels use the entry "genericdp"`;
      await expect(files.denoise(source as never)).rejects.toThrow(new TypeError(message));
      await expect(files.estimateNoiseLevel(source as never)).rejects.toThrow(TypeError);
    }
    await expect(files.denoise(join(folder, "none.png"))).rejects.toMatchObject({
      name: "ImageReadError",
      code: "not-found",
    });
    await expect(files.denoise(new URL("https://example.org/a.png"))).rejects.toThrow(TypeError);
  });
});

describe("what is made of a file", () => {
  it("is written as the original was, or as is asked", async () => {
    const restored = await files.denoise(path, { model, noiseLevel: 15 });
    expect(restored.image).toMatchObject({ bitDepth: 16, format: "png", width: 40, height: 36 });
    expect(await restored.encode()).toEqual(await encodeImage(restored.image, { format: "png" }));
    const webp = await readImage(await restored.encode("webp", { quality: 50 }));
    expect(webp.format).toBe("webp");
    for (const target of [join(folder, "clean.tif"), pathToFileURL(join(folder, "clean.tif"))]) {
      await restored.save(target, { bitDepth: 8 });
      expect(await readImage(target)).toMatchObject({ format: "tiff", bitDepth: 8, density: 300 });
      await rm(target);
    }
  });
});
