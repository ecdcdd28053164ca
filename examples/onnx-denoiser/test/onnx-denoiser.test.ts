import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { exportOnnx } from "@genericdp/interchange";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { gaussianKernel, restorer } from "genericdp";
import * as runtime from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { denoiser, onnxDenoiser } from "../src/index.ts";
import { tinyNetwork } from "./tiny-network.ts";

const KERNEL = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((weight) => weight / 16);
const noiseRange = { min: 1, max: 50 };
const [width, height] = [30, 24];
const clean = Float32Array.from({ length: width * height }, (_, i) => {
  const [x, y] = [i % width, Math.floor(i / width)];
  return 120 + 60 * Math.sin(x / 6) * Math.cos(y / 7);
});
const noisy = new Float32Array(addGaussianNoise(clean, 12, randomStream(1)));
const rms = (a: ArrayLike<number>): number =>
  Math.sqrt(clean.reduce((sum, level, i) => sum + (level - a[i]!) ** 2, 0) / clean.length);

const folder = mkdtempSync(join(tmpdir(), "genericdp-onnx-"));
const file = join(folder, "tiny.onnx");
let session: runtime.InferenceSession;
beforeAll(async () => {
  runtime.env.wasm.numThreads = 1;
  const bytes = tinyNetwork(KERNEL);
  writeFileSync(file, bytes);
  session = await runtime.InferenceSession.create(bytes);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The network in float64. */
function expected(x: ArrayLike<number>, share: number): number[] {
  return Array.from(x, (level, i) => {
    const [column, row] = [i % width, Math.floor(i / width)];
    let smooth = 0;
    for (const [k, weight] of KERNEL.entries()) {
      const [c, r] = [column + (k % 3) - 1, row + Math.floor(k / 3) - 1];
      if (c >= 0 && c < width && r >= 0 && r < height) smooth += weight * x[r * width + c]!;
    }
    return level + share * (smooth - level);
  });
}

describe("a network in an ONNX file", () => {
  it("denoises, with the noise level as its second input, in its own unit", async () => {
    for (const [white, noiseLevel] of [
      [1, 40],
      [10, 12],
    ] as const) {
      const own = restorer({ denoiser: onnxDenoiser({ session, noiseRange, white }) });
      const { data } = await own.denoise({ data: noisy, width, height }, { noiseLevel });
      const wanted = expected(noisy, (noiseLevel * white) / 255);
      data.forEach((level, i) => expect(level).toBeCloseTo(wanted[i]!, 2));
      own.dispose();
    }
  });

  it("works as a prior: fills in missing pixels and removes a blur", async () => {
    const own = restorer({ denoiser: onnxDenoiser({ session, noiseRange, white: 10 }) });
    const missing = Uint8Array.from(clean, (_, i) => (i % 3 === 1 ? 1 : 0));
    const holed = clean.map((level, i) => level * (1 - missing[i]!));
    const filled = await own.inpaint({ data: holed, width, height }, { missing });
    expect(rms(filled.data)).toBeLessThan(0.15 * rms(holed));
    const kernel = gaussianKernel(0.8, { size: 5 });
    const sharp = await own.deblur({ data: noisy, width, height }, { kernel, noiseLevel: 12, iterations: 3 });
    expect(sharp.data.every(Number.isFinite)).toBe(true);
    expect((await own.start()).denoiser).toEqual({ name: "ONNX network", noiseRange });
    own.dispose();
  });

  it("may be a model of this project", async () => {
    const model = grayTinyModel();
    const exported = await runtime.InferenceSession.create(exportOnnx(model));
    const foreign = restorer({ denoiser: onnxDenoiser({ session: exported, noiseRange, white: 255 }) });
    const own = restorer({ model });
    const [a, b] = [
      await foreign.denoise({ data: noisy, width, height }, { noiseLevel: 12 }),
      await own.denoise({ data: noisy, width, height }, { noiseLevel: 12 }),
    ];
    a.data.forEach((level, i) => expect(level).toBeCloseTo(b.data[i]!, 2));
    foreign.dispose();
    own.dispose();
  });

  it("rejects a noise level that it was not trained for", async () => {
    const own = restorer({ denoiser: onnxDenoiser({ session, noiseRange }) });
    await expect(own.denoise({ data: noisy, width, height }, { noiseLevel: 60 })).rejects.toThrow(
      "from 1 to 50",
    );
    own.dispose();
  });
});

describe("denoiser", () => {
  it("accepts the options of the command line", async () => {
    const made = await denoiser({ file, max: 30, white: 10, runtime: "onnxruntime-web" });
    expect(made).toMatchObject({ name: file, noiseRange: { min: 1, max: 30 } });
    const own = restorer({ denoiser: made });
    const { data } = await own.denoise({ data: noisy, width, height }, { noiseLevel: 12 });
    expect(rms(data)).toBeLessThan(0.9 * rms(noisy));
    own.dispose();
  });

  it.each([
    [{ file, sigma: 5 }, "expected no option sigma"],
    [{}, "expected file and runtime to be texts"],
    [{ file, max: "50" }, "expected min, max and white to be numbers"],
  ])("rejects %j", async (options, message) => {
    await expect(denoiser(options)).rejects.toThrow(message);
  });
});
