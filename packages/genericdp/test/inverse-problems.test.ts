import { addGaussianNoise, defineLinearOperator, randomStream } from "@genericdp/core";
import { bicubicKernel, blur, compose, decimation } from "@genericdp/operators";
import type { LinearOperator } from "@genericdp/core";
import { memory, mul, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { resizePlane } from "@genericdp/image";
import { deblur, gaussianKernel, inpaint, motionKernel, restore, restorer, upscale } from "../src/index.ts";
import type { LevelImage } from "../src/index.ts";
import { cleanPicture, meanSquare, noisyPicture, toRgba } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

const small = restorer({ inline: true, model: smallModel() });

beforeAll(async () => {
  await small.denoise(noisyPicture(8, 8, 1, 10), { noiseLevel: 10 });
});

/** Applies an operator to every channel of an image. */
function measure(picture: LevelImage, operator: LinearOperator, noiseLevel: number): LevelImage {
  const { data, width, height } = picture;
  const channels = data.length / (width * height);
  const planes = Array.from({ length: channels }, (_, c) => {
    const x = tensor4d(
      data.filter((__, i) => i % channels === c),
      [1, height, width, 1],
    );
    const y = operator.forward(x);
    const values = addGaussianNoise(y.dataSync<"float32">(), noiseLevel, randomStream(3, c));
    const [, rows, columns] = y.shape;
    x.dispose();
    y.dispose();
    return { values, rows, columns };
  });
  const [{ rows, columns }] = planes as [(typeof planes)[number]];
  const joined = Float32Array.from({ length: rows * columns * channels }, (_, i) => {
    return planes[i % channels]!.values[Math.floor(i / channels)]!;
  });
  return { data: joined, width: columns, height: rows };
}

function crop({ data, width, height }: LevelImage, border: number): Float32Array {
  const channels = data.length / (width * height);
  return data.filter((_, i) => {
    const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
    return x >= border && x < width - border && y >= border && y < height - border;
  });
}

describe("deblur", () => {
  const kernel = gaussianKernel(1.2, { size: 7 });

  it.each(["circular", "symmetric", "replicate"] as const)("undoes a %s blur", async (boundary) => {
    const clean = cleanPicture(48, 40, 1);
    const blurry = measure(clean, blur(kernel, { boundary }), 2);
    const sharp = await deblur(blurry, { kernel, boundary, noiseLevel: 2 });
    expect(sharp.data).toHaveLength(clean.data.length);
    expect(meanSquare(sharp.data, clean.data)).toBeLessThan(0.6 * meanSquare(blurry.data, clean.data));
  });

  it.each([1, 3] as const)(
    "returns an image of the same size if the border is unknown, %i channels",
    async (channels) => {
      const clean = cleanPicture(52, 46, channels);
      const blurry = measure(clean, blur(kernel, { boundary: "valid" }), 2);
      expect([blurry.width, blurry.height]).toEqual([46, 40]);
      const sharp = await deblur(blurry, { kernel, noiseLevel: 2 });
      expect([sharp.width, sharp.height]).toEqual([46, 40]);
      const truth = crop(clean, 3);
      expect(meanSquare(sharp.data, truth)).toBeLessThan(0.6 * meanSquare(blurry.data, truth));
    },
  );

  it("does not shift the image if the kernel has even sides and thus no centre", async () => {
    const clean = cleanPicture(50, 50, 1);
    const even = motionKernel(6, 0);
    const box = { height: 2, width: 4, data: new Float32Array(8).fill(1 / 8) };
    for (const [k, before] of [
      [box, [1, 0]],
      [even, [Math.floor(even.width / 2), 0]],
    ] as const) {
      const blurry = measure(clean, blur(k, { boundary: "valid" }), 0.5);
      const sharp = await deblur(blurry, { kernel: k, noiseLevel: 0.5 });
      const at = (dx: number, dy: number): number => {
        let total = 0;
        for (let y = 0; y < sharp.height; y++) {
          for (let x = 0; x < sharp.width; x++) {
            const truth = clean.data[(y + dy) * 50 + x + dx]!;
            total += (sharp.data[y * sharp.width + x]! - truth) ** 2;
          }
        }
        return total;
      };
      const shifts = [0, 1, 2, 3].flatMap((dx) => [0, 1].map((dy) => ({ dx, dy, error: at(dx, dy) })));
      const best = shifts.reduce((a, b) => (b.error < a.error ? b : a));
      expect([best.dx, best.dy]).toEqual([before[0], before[1]]);
    }
  });

  it("rejects a kernel larger than the image", async () => {
    const tiny = noisyPicture(40, 5, 1, 2);
    await expect(
      deblur(tiny, { kernel: gaussianKernel(3), boundary: "circular", noiseLevel: 2 }),
    ).rejects.toThrow("kernel no larger than the image");
  });
});

describe("upscale", () => {
  it.each([2, 3])("recovers detail lost by downscaling by %i", async (scale) => {
    const clean = cleanPicture(48, 36, 1);
    const phase = Math.floor((scale - 1) / 2);
    const shrinking = compose(
      decimation(scale, { phase }),
      blur(bicubicKernel(scale), { boundary: "symmetric" }),
    );
    const shrunk = measure(clean, shrinking, 0.5);
    const large = await upscale(shrunk, { scale, noiseLevel: 0.5 });
    expect([large.width, large.height]).toEqual([48, 36]);
    const nearest = Float32Array.from({ length: 48 * 36 }, (_, i) => {
      const [x, y] = [i % 48, Math.floor(i / 48)];
      return shrunk.data[Math.floor(y / scale) * shrunk.width + Math.floor(x / scale)]!;
    });
    expect(meanSquare(large.data, clean.data)).toBeLessThan(0.5 * meanSquare(nearest, clean.data));
  });

  it("enlarges RGBA bytes with their alpha", async () => {
    const [width, height] = [16, 12];
    const data = toRgba(cleanPicture(width, height, 3));
    for (let i = 0; i < width * height; i++) data[4 * i + 3] = i % width < 8 ? 0 : 200;
    const large = await upscale({ data, width, height }, { scale: 2, noiseLevel: 1 });
    expect([large.width, large.height, large.data.length]).toEqual([32, 24, 4 * 32 * 24]);
    const alphas = Array.from({ length: 32 }, (_, x) => large.data[4 * x + 3]);
    expect([alphas[0], alphas[14], alphas[17], alphas[31]]).toEqual([0, 0, 200, 200]);
    expect(alphas[15]).toBeGreaterThan(0);
    expect(alphas[15]).toBeLessThan(100);
  });

  it("shrinks like the operator of bicubic downscaling", () => {
    const truth = cleanPicture(24, 18, 1);
    const operator = compose(decimation(2, { phase: 0 }), blur(bicubicKernel(2), { boundary: "symmetric" }));
    const expected = measure(truth, operator, 0).data;
    const { data } = resizePlane(truth, { width: 12, height: 9 });
    expected.forEach((level, i) => expect(data[i]).toBeCloseTo(level, 3));
  });

  it("enlarges by fractional factors, better than cubic convolution", async () => {
    for (const [scale, side] of [
      [1.5, 48],
      [2.25, 72],
    ] as const) {
      const truth = cleanPicture(side, side, 1);
      const measured = resizePlane(truth, { width: 32, height: 32 });
      const large = await upscale({ ...truth, ...measured }, { scale, noiseLevel: 0.5 });
      expect([large.width, large.height]).toEqual([side, side]);
      const simple = resizePlane(measured, truth);
      expect(meanSquare(large.data, truth.data)).toBeLessThan(0.6 * meanSquare(simple.data, truth.data));
    }
    const rgba = { data: toRgba(cleanPicture(10, 7, 3)), width: 10, height: 7 };
    for (let i = 3; i < rgba.data.length; i += 4) rgba.data[i] = i % 8 === 3 ? 0 : 200;
    const { width, height, data } = await upscale(rgba, { scale: 1.3, noiseLevel: 1 });
    expect([width, height, data.length]).toEqual([13, 9, 4 * 13 * 9]);
  });

  it("rejects an invalid scale", async () => {
    for (const scale of [1, 0, 8.5, -2, Number.NaN]) {
      await expect(upscale(noisyPicture(8, 8, 1, 1), { scale })).rejects.toThrow(
        `upscale: expected a scale above 1 and at most 8, got ${scale}`,
      );
    }
    await expect(
      upscale(noisyPicture(8, 8, 1, 1), { scale: 1.5, kernel: gaussianKernel(1) }),
    ).rejects.toThrow("upscale: expected a whole scale with a kernel, got 1.5");
  });
});

describe("inpaint", () => {
  it("fills in missing pixels, regardless of their values", async () => {
    const clean = cleanPicture(40, 40, 1);
    const random = randomStream(5);
    const known = Array.from({ length: 1600 }, () => (random.uniform() < 0.5 ? 1 : 0));
    const holed = { ...clean, data: clean.data.map((value, i) => (known[i] === 1 ? value : 255)) };
    const whole = await inpaint(holed, { known });
    expect(Math.sqrt(meanSquare(whole.data, clean.data))).toBeLessThan(5);
    expect(Math.sqrt(meanSquare(holed.data, clean.data))).toBeGreaterThan(50);
    const other = { ...holed, data: clean.data.map((value, i) => (known[i] === 1 ? value : 0)) };
    expect((await inpaint(other, { known })).data).toEqual(whole.data);
  });

  it("rejects a mask of another size", async () => {
    await expect(inpaint(noisyPicture(8, 8, 1, 1), { known: [1, 0] })).rejects.toThrow("mask");
  });
});

describe("restore", () => {
  const dim = defineLinearOperator({
    name: "dim",
    outputShape: (shape) => shape,
    forward: (x) => mul(x, 0.5),
    adjoint: (y) => mul(y, 0.5),
  });

  it("accepts any operator, reports its progress up to 1 and leaks nothing", async () => {
    const clean = cleanPicture(20, 16, 3);
    const dark = measure(clean, dim, 1);
    const tensors = memory().numTensors;
    const fractions: number[] = [];
    const onProgress = (fraction: number): number => fractions.push(fraction);
    const bright = await small.restore(dark, { operator: dim }, { noiseLevel: 1, iterations: 3, onProgress });
    expect(meanSquare(bright.data, clean.data)).toBeLessThan(50);
    expect(fractions).toHaveLength(9);
    expect(fractions.at(-1)).toBe(1);
    expect(memory().numTensors).toBe(tensors);
  });

  it("stops when aborted, with the reason", async () => {
    const controller = new AbortController();
    const call = restore(
      noisyPicture(16, 16, 1, 2),
      { operator: dim },
      {
        noiseLevel: 2,
        signal: controller.signal,
        onProgress: () => controller.abort(new Error("enough")),
      },
    );
    await expect(call).rejects.toThrow("enough");
  });

  it.each([0, -1, Number.NaN, 1000])("rejects a noise level of %d", async (noiseLevel) => {
    const call = restore(noisyPicture(16, 16, 1, 2), { operator: dim }, { noiseLevel });
    await expect(call).rejects.toThrow("restore: expected noiseLevel");
  });
});
