import "@tensorflow/tfjs-backend-cpu";
import { hqs, backProjection, trainedSchedule } from "@genericdp/hqs";
import { createModel, genericDP, parseArchitecture, plainInitialization } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { convolutionError } from "@genericdp/degradations";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blurred, masked, motionKernel, restorer } from "../src/index.ts";
import type { Degradation, LevelImage, Restorer, RestoreSettings } from "../src/index.ts";
import { noisyPicture } from "./pictures.ts";

/** A small model that knows families; what matters is not how well. */
function trainedModel(names: readonly string[]): Model {
  const architecture = parseArchitecture({
    stages: 3,
    scales: [{ filters: 8, size: 3 }],
    influence: { centres: 31, radius: 150 },
    reaction: { knots: [2, 40] },
    gain: { knots: [2, 40] },
    families: names.map((name) => ({ name, knots: [2, 20] })),
    noiseRange: { min: 2, max: 40 },
  });
  return createModel({ name: "small", architecture, parameters: plainInitialization(architecture) });
}

const model = trainedModel(["blur", "downscale", "jpeg"]);
const kernel = motionKernel(5, 30);
const picture = noisyPicture(40, 34, 1, 4);
const colour = noisyPicture(40, 34, 3, 4);
let session: Restorer;
beforeAll(() => {
  session = restorer({ model, inline: true });
});
afterAll(() => session.dispose());

describe("a model that was trained for a degradation", () => {
  it("is run through it, unless another schedule or a number of iterations is asked for", async () => {
    const restore = async (settings: RestoreSettings): Promise<Float32Array> => {
      const { data } = await session.restore(picture, blurred(kernel), { noiseLevel: 5, ...settings });
      return data as Float32Array;
    };
    const byDefault = await restore({});
    expect(await restore({ schedule: "trained" })).toEqual(byDefault);
    expect(await restore({ schedule: "plugAndPlay" })).not.toEqual(byDefault);
    expect(await restore({ iterations: 16 })).toEqual(await restore({ schedule: "plugAndPlay" }));
  });

  it("runs its own stages, from the back projection, at the error of the degradation", async () => {
    const circular = blurred(kernel, { boundary: "circular" });
    const found = await session.restore(picture, circular, { noiseLevel: 5 });
    await setBackend("cpu");
    const denoiser = genericDP(model);
    const operator = circular.operator!;
    const y = tensor4d(picture.data, [1, 34, 40, 1]);
    const steps = denoiser.through("blur", convolutionError(kernel, 1, 5), 5);
    const solver = hqs({ operator, noiseLevel: 5, denoiser, schedule: trainedSchedule(steps) });
    const expected = await solver.restore(y, { start: backProjection(operator, y) });
    expected.dataSync().forEach((level, i) => expect(found.data[i]).toBeCloseTo(level, 2));
  });

  it.each<[string, (image: LevelImage) => Promise<LevelImage>]>([
    ["deblur", (image) => session.deblur(image, { kernel, noiseLevel: 3 })],
    ["upscale", (image) => session.upscale(image, { scale: 2, noiseLevel: 3 })],
    ["deblock", (image) => session.deblock(image, { jpegQuality: 40 })],
  ])("restores gray and colour images: %s", async (name, run) => {
    for (const image of [picture, colour]) {
      const { data, width } = await run(image);
      expect(width).toBe(name === "upscale" ? 80 : 40);
      expect(data.every((level) => level > -100 && level < 355)).toBe(true);
    }
  });

  it("reports its progress stage by stage", async () => {
    const told: number[] = [];
    await session.deblock(picture, { jpegQuality: 40, onProgress: (fraction) => told.push(fraction) });
    expect(told).toEqual([1 / 3, 2 / 3, 1]);
  });

  it("refuses what it was not trained for, and iterations", async () => {
    const ask = (degradation: Degradation, more: RestoreSettings = {}): Promise<unknown> =>
      session.restore(picture, degradation, { schedule: "trained", noiseLevel: 3, ...more });
    const known = new Uint8Array(40 * 34).fill(1, 7);
    await expect(ask(masked({ data: known, width: 40, height: 34 }))).rejects.toThrow(
      'expected a degradation of a family for schedule "trained", got small',
    );
    await expect(ask(blurred(kernel), { iterations: 3 })).rejects.toThrow(
      'expected no iterations with schedule "trained"',
    );
    const other = restorer({ model: trainedModel(["jpeg"]), inline: true });
    const settings = { schedule: "trained", noiseLevel: 3 } as const;
    await expect(other.restore(picture, blurred(kernel), settings)).rejects.toThrow(
      'expected a model trained for "blur" for schedule "trained", got small',
    );
    other.dispose();
  });
});
