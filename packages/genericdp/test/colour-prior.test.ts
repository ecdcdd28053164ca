import { identity } from "@genericdp/operators";
import { add, concat, split, tensor1d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { genericDP } from "@genericdp/model";
import { afterAll, describe, expect, it } from "vitest";
import {
  blurred,
  defineDegradation,
  downscaled,
  masked,
  motionKernel,
  noisy,
  quantized,
  restorer,
} from "../src/index.ts";
import type { Degradation, LevelImage, RestoreSettings, Restorer } from "../src/index.ts";
import { cleanPicture, largestDifference, noisyPicture, threefold } from "./pictures.ts";
import { smallModel } from "./small-model.ts";

const [width, height] = [40, 34];
const picture = noisyPicture(width, height, 3, 6);
const holes = Uint8Array.from({ length: width * height }, (_, i) => (i % 7 < 3 ? 0 : 1));
const map = {
  width,
  height,
  data: Float32Array.from({ length: width * height }, (_, i) => 3 + (i % 5)),
};
const kernel = motionKernel(5, 30);
const range = { min: 0.1, max: 100 };

const open: Restorer[] = [];
afterAll(() => open.forEach((each) => each.dispose()));
function session(...options: Parameters<typeof restorer>): Restorer {
  const [first = {}] = options;
  const made = restorer({ inline: true, ...first });
  open.push(made);
  return made;
}

describe("a denoiser of three channels as a prior", () => {
  const gray = smallModel();
  /** The gray model on each channel. */
  const each = {
    name: "each",
    noiseRange: gray.architecture.noiseRange,
    channels: 3,
    denoise: (x: Tensor4D, options: { readonly noiseLevel: number }): Tensor4D => {
      const model = genericDP(gray);
      try {
        return concat(
          split(x, 3, 3).map((plane) => model.denoise(plane as Tensor4D, options)),
          3,
        );
      } finally {
        model.dispose();
      }
    },
  };
  /** A denoiser that adds `by` to red, green and blue, that is √3 times as much to the intensity. */
  const brighter = (by: number): typeof each => ({
    name: "brighter",
    noiseRange: range,
    channels: 3,
    denoise: (x) => add(x, tensor1d([by * Math.sqrt(3), 0, 0])),
  });

  it.each<[string, Degradation]>([
    ["a circular blur", blurred(kernel, { boundary: "circular" })],
    ["missing pixels", masked({ data: holes, width, height })],
    ["lost resolution", downscaled(2)],
    ["resolution lost by a fractional factor", downscaled(1.5)],
    ["uneven noise", noisy({ map })],
  ])("that treats them separately restores each plane as if it were alone: %s", async (_, degradation) => {
    const options = { noiseLevel: 6, iterations: 4 };
    const alone = await session({ model: gray }).restore(picture, degradation, options);
    const together = await session({ denoiser: each }).restore(picture, degradation, options);
    expect(together.width).toBe(alone.width);
    expect(largestDifference(together.data, alone.data)).toBeLessThan(0.02);
  });

  it("applies data terms in red, green and blue", async () => {
    const image = cleanPicture(12, 10, 3);
    const options = { noiseLevel: 2, iterations: 2 };
    const { data } = await session({ denoiser: brighter(9) }).restore(image, quantized(8), options);
    // Brightened twice; the data term in between clamps to the interval of ±4 around the measurement.
    data.forEach((level, i) => expect(level).toBeCloseTo(image.data[i]! + 4 + 9, 3));
  });

  it("applies lower bounds only to saturated channels", async () => {
    const data = cleanPicture(12, 10, 3).data.map((level, i) => (i % 33 === 0 ? 255 : level));
    const schedule = { from: 60, to: 60 };
    const degradation = defineDegradation({ operator: identity(), saturation: 255, schedule });
    const image = { data, width: 12, height: 10, channels: 3 } as const;
    const options = { noiseLevel: 0.5, iterations: 2 };
    const found = await session({ denoiser: brighter(200) }).restore(image, degradation, options);
    // The data step between the two denoising steps returns the other channels to their measurements.
    data.forEach((level, i) => {
      if (level === 255) expect(found.data[i]!).toBeGreaterThan(255 + 200);
      else expect(Math.abs(found.data[i]! - level - 200)).toBeLessThan(0.1);
    });
  });

  it("may be asynchronous, return its input, or fail", async () => {
    const [now, late] = [
      brighter(3),
      { ...brighter(3), denoise: async (x: Tensor4D) => brighter(3).denoise(x, { noiseLevel: 1 }) },
    ];
    const run = async (denoiser: Parameters<typeof restorer>[0] & object): Promise<unknown> =>
      (await session(denoiser).restore(picture, { operator: identity() }, { noiseLevel: 4 })).data;
    expect(await run({ denoiser: late })).toEqual(await run({ denoiser: now }));
    const same = { ...now, denoise: (x: Tensor4D) => x };
    expect(largestDifference((await run({ denoiser: same })) as Float32Array, picture.data)).toBeLessThan(
      0.01,
    );
    const wrong = { ...now, denoise: (x: Tensor4D) => split(x, 3, 3)[0] as Tensor4D };
    await expect(run({ denoiser: wrong })).rejects.toThrow(
      `expected [1,${height},${width},3] from the denoiser, got [1,${height},${width},1]`,
    );
    const broken = { ...now, denoise: () => Promise.reject(new Error("out of order")) };
    await expect(run({ denoiser: broken })).rejects.toThrow("out of order");
  });
});

describe("colour images are restored with the colour model", () => {
  const usual = session();
  const byModel = {
    gray: session({ model: "gray" }),
    colour: session({ model: "colour" }),
  };
  const short = { noiseLevel: 8, iterations: 2 } as const;
  const missing = masked({ data: holes, width, height });
  const restored = async (
    from: Restorer,
    degradation: Degradation,
    options: RestoreSettings = short,
  ): Promise<unknown> => (await from.restore(picture, degradation, options)).data;

  it("as by denoising, if the operator is the identity and there is one iteration", async () => {
    const options = { noiseLevel: 8, iterations: 1 };
    const pulled = await usual.restore(picture, { operator: identity() }, options);
    const denoised = await usual.denoise(picture, { noiseLevel: 8 });
    expect(largestDifference(pulled.data, denoised.data)).toBeLessThan(0.01);
    expect(largestDifference(pulled.data, picture.data)).toBeGreaterThan(5);
  });

  it("from any degradation by plug and play", async () => {
    for (const degradation of [missing, blurred(kernel), downscaled(2), noisy({ map })]) {
      const found = await restored(usual, degradation);
      expect(found).toEqual(await restored(byModel.colour, degradation));
      expect(found).not.toEqual(await restored(byModel.gray, degradation));
    }
  });

  it("but not with other schedules, from JPEG, or if they are gray", async () => {
    const paper = { noiseLevel: 8, schedule: "paper" } as const;
    expect(await restored(usual, missing, paper)).toEqual(await restored(byModel.gray, missing, paper));
    const deblocked = async (from: Restorer): Promise<unknown> =>
      (await from.deblock(picture, { jpegQuality: 40, iterations: 2 })).data;
    expect(await deblocked(usual)).toEqual(await deblocked(byModel.gray));
    const one = noisyPicture(width, height, 1, 6);
    const three = { ...one, data: threefold(one.data), channels: 3 as const };
    const [gray, asRgb] = [
      await usual.restore(one, missing, short),
      await usual.restore(three, missing, short),
    ];
    expect(asRgb.data).toEqual(threefold(gray.data));
  });

  it("with the alpha channel that the gray model gives", async () => {
    const alpha = Float32Array.from({ length: width * height }, (_, i) => 40 + (i % width) * 5);
    const transparent: LevelImage & { readonly alpha: Float32Array } = { ...picture, alpha };
    const options = { noiseLevel: 3, scale: 2, iterations: 2 } as const;
    const fractions: number[] = [];
    const found = await usual.upscale(transparent, {
      ...options,
      onProgress: (fraction) => fractions.push(fraction),
    });
    const gray = await byModel.gray.upscale(transparent, options);
    expect(found.alpha).toEqual(gray.alpha);
    expect(found.alpha).toHaveLength(4 * width * height);
    expect(fractions).toEqual([0.25, 0.5, 0.75, 1]);
  });
});
