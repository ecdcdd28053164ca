import { addGaussianNoise, randomStream } from "@genericdp/core";
import { cropPlane, pixelImage, resizePlane } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { psnr, ssim } from "@genericdp/metrics";
import { readModel } from "@genericdp/model";
import { bicubicKernel, blur, compose, decimation, diskKernel, gaussianKernel } from "@genericdp/operators";
import type { LinearOperator } from "@genericdp/core";
import { tensor4d } from "@tensorflow/tfjs-core";
import { kernelFromArray, restorer } from "genericdp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { harmonicFill } from "../src/evaluation/harmonic-fill.ts";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile } from "./scratch.ts";

const place = scratch();
const session = restorer({ inline: true, model: readModel(smallModelFile()) });
const clip = (data: Float32Array): Float32Array => data.map((level) => Math.min(255, Math.max(0, level)));
afterAll(() => {
  session.dispose();
  place.remove();
});

beforeAll(async () => {
  place.write("small.genericdp", smallModelFile());
  await place.writePicture("data/gray.png", picture(40, 34));
  await place.writePicture("data/colour.png", picture(35, 37, 3));
  const weights = Float32Array.of(0, 1, 2, 0, 4, 1);
  await place.writePicture("kernels/odd.npy", pixelImage({ data: weights, width: 3, height: 2 }));
  await place.writePicture(
    "kernels/wide.png",
    pixelImage({ data: new Float32Array(5).fill(40), width: 5, height: 1 }),
  );
  const plane = { data: new Float32Array(64 * 64), width: 64, height: 64 };
  await session.denoise(plane, { noiseLevel: 10 });
});

interface Score {
  readonly psnr: number;
  readonly ssim: number;
  readonly seconds: number;
  readonly baseline: { readonly psnr: number; readonly ssim: number };
}

interface Result {
  readonly images: readonly { readonly name: string; readonly scores: readonly Score[] }[];
  readonly mean: readonly Score[];
  readonly peakMegabytes: number;
}

async function evaluate(task: string, ...flags: readonly string[]): Promise<Result> {
  const args = ["evaluate", task, "--data", "data", "--model", "small.genericdp", "--json", ...flags];
  const { code, stdout, stderr } = await runCli(args, place.folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout);
}

async function gray(name: string, scale = 1, offset = 0): Promise<Plane> {
  const { data, width, height, channels } = await readImage(place.path(`data/${name}`));
  const level = (i: number): number => {
    if (channels === 1) return data[i]!;
    const full = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
    return offset === 0 ? full : Math.round(offset + scale * full);
  };
  return { data: Float32Array.from({ length: width * height }, (_, i) => level(i)), width, height };
}

function measure(operator: LinearOperator, { data, width, height }: Plane): Plane {
  const y = operator.forward(tensor4d(data, [1, height, width, 1]));
  return { data: new Float32Array(y.dataSync()), width: y.shape[2], height: y.shape[1] };
}

describe("genericdp evaluate deblur", () => {
  it("averages over a folder of kernels and compares the measured part", async () => {
    const kernels = ["--kernel", "kernels", "--sigma", "2,6", "--seed", "4"];
    const { images, mean } = await evaluate("deblur", ...kernels);
    expect(images.map(({ name }) => name)).toEqual(["colour.png", "gray.png"]);
    const image = await gray("gray.png");
    const known = [
      {
        kernel: kernelFromArray([
          [0, 1, 2],
          [0, 4, 1],
        ]),
        left: 1,
        top: 0,
      },
      { kernel: kernelFromArray([[1, 1, 1, 1, 1]]), left: 2, top: 0 },
    ];
    const expected: number[] = [];
    for (const [j, { kernel, left, top }] of known.entries()) {
      const y = measure(blur(kernel, { boundary: "valid" }), image);
      const data = new Float32Array(addGaussianNoise(y.data, 6, randomStream(4, 1, j, 1)));
      const restored = await session.deblur({ ...y, data }, { kernel, noiseLevel: 6 });
      expected.push(psnr(cropPlane(image, left, top, y).data, clip(restored.data)));
    }
    expect(images[1]!.scores[1]!.psnr).toBeCloseTo((expected[0]! + expected[1]!) / 2, 6);
    expect(mean[1]!.psnr).toBeCloseTo((images[0]!.scores[1]!.psnr + images[1]!.scores[1]!.psnr) / 2, 10);
  });

  it("ignores the border of --shave, and fails if nothing is left", async () => {
    const flags = ["--kernel", "disk:1", "--boundary", "circular", "--sigma", "3", "--limit", "1"];
    const image = await gray("colour.png");
    const operator = blur(diskKernel(1), { boundary: "circular" });
    const blurred = addGaussianNoise(measure(operator, image).data, 3, randomStream(0, 0, 0, 0));
    const inner = (data: Float32Array): Float32Array =>
      cropPlane({ ...image, data: new Float32Array(data) }, 6, 6, {
        width: image.width - 12,
        height: image.height - 12,
      }).data;
    const { images } = await evaluate("deblur", ...flags, "--shave", "6");
    const expected = psnr(inner(image.data), inner(clip(new Float32Array(blurred))));
    expect(images[0]!.scores[0]!.baseline.psnr).toBeCloseTo(expected, 6);
    const all = ["evaluate", "deblur", "--data", "data", "--model", "small.genericdp", ...flags];
    const { code, stderr } = await runCli([...all, "--shave", "18"], place.folder);
    expect(code).not.toBe(0);
    expect(stderr).toContain("expected images with sides above 36 pixels to ignore 18 at every edge");
  });

  it("compares all pixels for other boundaries, and prints the blurred image's PSNR", async () => {
    const flags = ["--kernel", "gaussian:1.4", "--boundary", "circular", "--sigma", "3"];
    const { images, peakMegabytes } = await evaluate("deblur", ...flags, "--limit", "1");
    expect(images).toHaveLength(1);
    const image = await gray("colour.png");
    const y = measure(blur(gaussianKernel(1.4), { boundary: "circular" }), image);
    const blurred = addGaussianNoise(y.data, 3, randomStream(0, 0, 0, 0));
    const [score] = images[0]!.scores;
    expect(score!.baseline.psnr).toBeCloseTo(psnr(image.data, clip(blurred)), 6);
    expect(score!.psnr).toBeGreaterThan(score!.baseline.psnr);
    expect(score!.seconds).toBeGreaterThan(0);
    expect(peakMegabytes).toBeGreaterThan(10);
  });
});

it("genericdp evaluate upscale crops, converts to luma, downscales and ignores the margin", async () => {
  const { images } = await evaluate("upscale", "--scale", "2,3", "--assume", "2", "--iterations", "3");
  const image = await gray("colour.png", 219 / 255, 16);
  for (const [k, scale] of [2, 3].entries()) {
    const [width, height] = [image.width - (image.width % scale), image.height - (image.height % scale)];
    const truth = cropPlane(image, 0, 0, { width, height });
    const sampling = decimation(scale, { phase: scale - 2 });
    const small = measure(compose(sampling, blur(bicubicKernel(scale), { boundary: "symmetric" })), truth);
    const large = await session.upscale(small, { scale, noiseLevel: 2, iterations: 3 });
    const shave = (plane: Plane): Float32Array => {
      const size = { width: width - 2 * scale, height: height - 2 * scale };
      return cropPlane(plane, scale, scale, size).data;
    };
    const score = images[0]!.scores[k]!;
    expect(score.psnr).toBeCloseTo(psnr(shave(truth), clip(shave(large))), 5);
    const simple = shave(resizePlane(small, { width, height }));
    expect(score.baseline.psnr).toBeCloseTo(psnr(shave(truth), clip(simple)), 5);
    const size = { width: width - 2 * scale, height: height - 2 * scale };
    expect(score.ssim).toBeCloseTo(ssim(shave(truth), clip(shave(large)), size), 5);
  }
});

it("genericdp evaluate inpaint restores missing pixels, better if more are known", async () => {
  const { images, mean } = await evaluate("inpaint", "--missing", "50,80", "--seed", "2");
  for (const { scores } of images) {
    for (const { psnr: own, baseline } of scores) {
      expect(own).toBeGreaterThan(22);
      expect(baseline.psnr).toBeGreaterThan(22);
    }
  }
  expect(mean[0]!.psnr).toBeGreaterThan(mean[1]!.psnr + 1);
  const [again, other] = [
    await evaluate("inpaint", "--missing", "50,80", "--seed", "2"),
    await evaluate("inpaint", "--missing", "50,80", "--seed", "3"),
  ];
  expect(again.mean[0]!.psnr).toBe(mean[0]!.psnr);
  expect(other.mean[0]!.psnr).not.toBe(mean[0]!.psnr);
});

it("genericdp evaluate deblock improves on JPEG, and scores higher for higher qualities", async () => {
  const { images, mean } = await evaluate("deblock", "--jpeg-quality", "10,60");
  expect(images.length).toBeGreaterThan(0);
  for (const { psnr: own, baseline } of mean) expect(own).toBeGreaterThan(baseline.psnr);
  expect(mean[1]!.psnr).toBeGreaterThan(mean[0]!.psnr + 2);
});

it("prints a table with the baseline", async () => {
  const args = ["evaluate", "upscale", "--data", "data", "--scale", "2", "--model", "small.genericdp"];
  const { code, stdout, stderr } = await runCli([...args, "--assume", "2", "--sigma", "2"], place.folder);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const figures = " +\\d+\\.\\d\\d +\\d+\\.\\d\\d  \\d\\.\\d{4}";
  const lines = [" +×2", "image +bicubic +dB +SSIM", `colour.png${figures}`, `gray.png${figures}`];
  expect(stdout).toMatch(
    new RegExp(`^${[...lines, `mean${figures}`, "s/image +\\d+\\.\\d\\d\n"].join("\n")}$`),
  );
});

describe("the baselines", () => {
  it("harmonic filling keeps known pixels and makes every other pixel the mean of its neighbours", () => {
    const { data } = picture(17, 13);
    const random = randomStream(6);
    const known = Uint8Array.from(data, () => (random.uniform() < 0.3 ? 1 : 0));
    const filled = harmonicFill({ data, width: 17, height: 13 }, known).data;
    for (const [i, level] of filled.entries()) {
      const [x, y] = [i % 17, Math.floor(i / 17)];
      const around = [x > 0 && i - 1, x < 16 && i + 1, y > 0 && i - 17, y < 12 && i + 17];
      const levels = around.filter((at) => at !== false).map((at) => filled[at]!);
      if (known[i] === 1) expect(level).toBe(data[i]);
      else expect(level).toBeCloseTo(levels.reduce((sum, value) => sum + value) / levels.length, 1);
    }
  });
});

it.each<[string[], number, string]>([
  [["deblur", "--sigma", "2"], 2, "--kernel"],
  [["deblur", "--kernel", "disk:1", "--sigma", "0"], 2, "expected --sigma to be a number from 0.01 to 40"],
  [["deblur", "--kernel", "disk:30", "--sigma", "2"], 1, "cannot evaluate colour.png: "],
  [["deblur", "--kernel", "gaussian:1.6,4", "--sigma", "2"], 2, "to be odd, got 4"],
  [["deblur", "--kernel", "data/none", "--sigma", "2"], 1, "none"],
  [["upscale", "--scale", "9"], 2, "--scale"],
  [["inpaint", "--missing", "100"], 2, "expected --missing to be a number from 1 to 99"],
])("rejects %j", async (flags, code, message) => {
  const args = ["evaluate", ...flags, "--data", "data", "--model", "small.genericdp"];
  const outcome = await runCli(args, place.folder);
  expect(outcome).toMatchObject({ code, stdout: expect.stringMatching(code === 2 ? /^$/ : /^/) });
  expect(outcome.stderr).toContain(message);
});
