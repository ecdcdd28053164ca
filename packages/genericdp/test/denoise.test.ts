import { wasm } from "@genericdp/backend-wasm";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { fromOpponent, fromOpponentPixels, toOpponent, toOpponentPixels } from "@genericdp/image";
import { genericDP, writeModel } from "@genericdp/model";
import { colourModel } from "@genericdp/model/colour";
import { memory, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { denoise, restorer } from "../src/index.ts";
import { defaultBackend, useBackend } from "../src/use-backend.ts";
import { cleanPicture, meanSquare, noisyPicture, threefold, toRgba } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

const small = restorer({ inline: true, model: smallModel() });

/** The model applied to one plane, directly with tensors. */
function twin(
  plane: Float32Array,
  width: number,
  height: number,
  noiseLevel: number,
): Float32Array<ArrayBuffer> {
  const diffusion = genericDP(smallModel());
  const x = tensor4d(plane, [1, height, width, 1]);
  const y = diffusion.denoise(x, { noiseLevel });
  const values = y.dataSync<"float32">();
  x.dispose();
  y.dispose();
  diffusion.dispose();
  return new Float32Array(values);
}

beforeAll(async () => {
  // Starts the backend and uploads the models, so that the tests can count tensors.
  await small.denoise(noisyPicture(8, 8, 1, 10), { noiseLevel: 10 });
  await denoise(noisyPicture(8, 8, 1, 10), { noiseLevel: 10 });
  // Earlier test files of this process may have set another backend, on which rounding differs.
  await setBackend(await useBackend(defaultBackend()));
});

describe("denoise", () => {
  it("removes noise with the bundled model, at a given and at an estimated level", async () => {
    const clean = cleanPicture(96, 80, 1);
    const noisy = noisyPicture(96, 80, 1, 25);
    const before = meanSquare(noisy.data, clean.data);
    for (const noiseLevel of [25, "auto"] as const) {
      const restored = await denoise(noisy, { noiseLevel });
      expect(meanSquare(restored.data, clean.data)).toBeLessThan(before / 2);
    }
  });

  it("accepts the bytes of a model file, and frees the model afterwards", async () => {
    const noisy = noisyPicture(20, 17, 1, 10);
    const tensors = memory().numTensors;
    const restored = await denoise(noisy, { noiseLevel: 10, model: writeModel(smallModel()) });
    expect(memory().numTensors).toBe(tensors);
    expect(restored).toEqual(await small.denoise(noisy, { noiseLevel: 10 }));
  });

  it("rejects bytes that are not a model", async () => {
    const call = denoise(noisyPicture(8, 8, 1, 10), { noiseLevel: 10, model: new Uint8Array(99) });
    await expect(call).rejects.toThrow("model file: expected");
  });
});

describe("gray levels", () => {
  it("are returned as the model computes them, neither clipped nor rounded", async () => {
    const { data, width, height } = noisyPicture(13, 29, 1, 30);
    const restored = await small.denoise({ data, width, height }, { noiseLevel: 30 });
    expect(restored).toEqual({ data: twin(data, width, height, 30), width, height });
    const dark = { data: data.map((value) => value - 150), width, height };
    expect(Math.min(...(await small.denoise(dark, { noiseLevel: 30 })).data)).toBeLessThan(0);
  });

  it("of colour are restored in opponent planes", async () => {
    const { data, width, height } = noisyPicture(21, 18, 3, 12);
    const restored = await small.denoise({ data, width, height, channels: 3 }, { noiseLevel: 12 });
    const [a, b, c] = toOpponent(data).map((plane) => twin(plane, width, height, 12));
    expect(restored.data).toEqual(fromOpponent([a!, b!, c!]));
    expect(restored.channels).toBe(3);
  });

  it("of colour are restored at once with the colour model, unless another one is given", async () => {
    const clean = cleanPicture(40, 33, 3);
    const { width, height } = clean;
    const noisy = addGaussianNoise(clean.data, 25, randomStream(3));
    const photos = restorer({ inline: true });
    const jointly = genericDP(colourModel());
    const x = tensor4d(toOpponentPixels(noisy), [1, height, width, 3]);
    const expected = fromOpponentPixels(Float32Array.from(jointly.denoise(x, { noiseLevel: 25 }).dataSync()));
    const image = { data: new Float32Array(noisy), width, height, channels: 3 as const };
    const found = await photos.denoise(image, { noiseLevel: 25 });
    expect(Math.max(...found.data.map((v, i) => Math.abs(v - expected[i]!)))).toBeLessThan(1e-2);
    const planes = await restorer({ model: "gray", inline: true }).denoise(image, { noiseLevel: 25 });
    expect(planes.data).not.toEqual(found.data);
    const named = await restorer({ model: "colour", inline: true }).denoise(image, { noiseLevel: 25 });
    expect(named.data).toEqual(found.data);
    const error = (data: Float32Array): number => Math.hypot(...data.map((v, i) => v - clean.data[i]!));
    expect(error(found.data)).toBeLessThan(0.4 * error(image.data));
    // Averaging over eight orientations gives about the same error.
    const ensemble = await photos.denoise(image, { noiseLevel: 25, selfEnsemble: true });
    expect(error(ensemble.data)).toBeLessThan(1.02 * error(found.data));
  });

  it("that are gray are rejected by a colour model, with advice", async () => {
    const { data, width, height } = noisyPicture(16, 11, 1, 12);
    const colour = restorer({ model: "colour", inline: true });
    for (const levels of [data, threefold(data)]) {
      await expect(colour.denoise({ data: levels, width, height }, { noiseLevel: 12 })).rejects.toThrow(
        "denoise: expected a colour image for colour, got a gray one: use a gray model",
      );
    }
  });

  it("of colour are restored plane by plane on a backend that composes several channels", async () => {
    const backend = wasm();
    const { severalChannels: _, ...capabilities } = backend.capabilities;
    const image = noisyPicture(20, 16, 3, 12);
    const found = await restorer({ backend: { ...backend, capabilities } }).denoise(image, {
      noiseLevel: 12,
    });
    const planes = await restorer({ backend, model: "gray" }).denoise(image, { noiseLevel: 12 });
    expect(found.data).toEqual(planes.data);
  });

  it("in three equal channels are restored as gray", async () => {
    const { data, width, height } = noisyPicture(16, 11, 1, 12);
    const restored = await small.denoise({ data: threefold(data), width, height }, { noiseLevel: 12 });
    expect(restored.data).toEqual(threefold(twin(data, width, height, 12)));
  });

  it("keep the other fields of their object", async () => {
    const picture = { ...noisyPicture(9, 9, 1, 12), bitDepth: 16, alpha: new Float32Array(81).fill(3) };
    const { data, ...others } = await small.denoise(picture, { noiseLevel: 12 });
    const { data: noisy, ...expected } = picture;
    expect(others).toEqual(expected);
    expect(data).not.toEqual(noisy);
  });
});

describe("RGBA bytes", () => {
  it("are clipped and rounded, and keep their alpha", async () => {
    const picture = noisyPicture(24, 19, 3, 20);
    const { width, height } = picture;
    const rgba = toRgba(picture);
    const restored = await small.denoise({ data: rgba, width, height }, { noiseLevel: 20 });
    const rgb = Float32Array.from(rgba.filter((_, i) => i % 4 < 3));
    const levels = await small.denoise({ data: rgb, width, height }, { noiseLevel: 20 });
    const expected = toRgba({ ...picture, data: levels.data.map((level) => Math.floor(level + 0.5)) });
    expect(restored).toEqual({ data: expected, width, height });
    expect(restored.data).toBeInstanceOf(Uint8ClampedArray);
  });

  describe("in an ImageData", () => {
    afterEach(() => vi.unstubAllGlobals());

    it("are returned as an ImageData with the same colour space", async () => {
      class ImageData {
        readonly data: Uint8ClampedArray<ArrayBuffer>;
        readonly width: number;
        readonly height: number;
        readonly colorSpace: string;
        constructor(
          data: Uint8ClampedArray<ArrayBuffer>,
          width: number,
          height: number,
          { colorSpace = "srgb" } = {},
        ) {
          [this.data, this.width, this.height, this.colorSpace] = [data, width, height, colorSpace];
        }
      }
      vi.stubGlobal("ImageData", ImageData);
      const rgba = toRgba(noisyPicture(12, 10, 3, 20));
      const image = new ImageData(rgba, 12, 10, { colorSpace: "display-p3" });
      const restored = await small.denoise(image, { noiseLevel: 20 });
      expect(restored).toBeInstanceOf(ImageData);
      expect(restored.colorSpace).toBe("display-p3");
      const plain = await small.denoise({ data: rgba, width: 12, height: 10 }, { noiseLevel: 20 });
      expect(plain).not.toBeInstanceOf(ImageData);
      expect(restored.data).toEqual(plain.data);
    });
  });
});
