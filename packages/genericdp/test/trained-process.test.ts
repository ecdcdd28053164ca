import "@tensorflow/tfjs-backend-cpu";
import { hqs, backProjection, trainedSchedule } from "@genericdp/hqs";
import { createModel, genericDP, parseArchitecture, plainInitialization } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { convolutionError } from "@genericdp/degradations";
import { identity } from "@genericdp/operators";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blurred, downscaled, masked, motionKernel, restorer } from "../src/index.ts";
import type { Degradation, LevelImage, Restorer, RestoreSettings } from "../src/index.ts";
import { pixelImage } from "@genericdp/image";
import { denoiserSession } from "../src/denoiser-session.ts";
import type { DenoiserSession } from "../src/denoiser-session.ts";
import { denoiserSource } from "../src/denoiser-source.ts";
import { restorePixels } from "../src/restore-pixels.ts";
import { defaultBackend } from "../src/use-backend.ts";
import { noisyPicture } from "./pictures.ts";

/** A small model with degradation families; its quality does not matter. */
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

const model = trainedModel(["blur", "downscale", "jpeg", "missing"]);
const kernel = motionKernel(5, 30);
const known = Uint8Array.from({ length: 40 * 34 }, (_, i) => (i % 3 === 0 ? 0 : 1));
const picture = noisyPicture(40, 34, 1, 4);
const colour = noisyPicture(40, 34, 3, 4);
let session: Restorer;
beforeAll(() => {
  session = restorer({ model, inline: true });
});
afterAll(() => session.dispose());

describe("a model that was trained for a degradation", () => {
  const restored = async (
    degradation: Degradation,
    settings: RestoreSettings = {},
  ): Promise<LevelImage["data"]> =>
    (await session.restore(picture, degradation, { noiseLevel: 5, ...settings })).data;

  it("is run through it, unless another schedule or a number of iterations is requested", async () => {
    const byDefault = await restored(downscaled(2));
    expect(await restored(downscaled(2), { schedule: "trained" })).toEqual(byDefault);
    expect(await restored(downscaled(2), { schedule: "plugAndPlay" })).not.toEqual(byDefault);
    const counted = await restored(downscaled(2), { iterations: 12 });
    expect(counted).toEqual(await restored(downscaled(2), { schedule: "plugAndPlay" }));
  });

  it.each([
    ["a blur", blurred(kernel)],
    ["missing pixels", masked({ data: known, width: 40, height: 34 })],
  ])("is run through %s only on request", async (_, degradation) => {
    const byDefault = await restored(degradation);
    expect(await restored(degradation, { schedule: "plugAndPlay" })).toEqual(byDefault);
    expect(await restored(degradation, { schedule: "trained" })).not.toEqual(byDefault);
  });

  it("keeps known pixels exactly", async () => {
    const { data } = await session.inpaint(picture, { known, schedule: "trained" });
    data.forEach((level, i) => {
      if (known[i] === 1) expect(level).toBe(picture.data[i]);
      else expect(level).not.toBe(picture.data[i]);
    });
  });

  it("runs its own stages from the back projection, at the error of the degradation", async () => {
    const circular = blurred(kernel, { boundary: "circular" });
    const found = await session.restore(picture, circular, { noiseLevel: 5, schedule: "trained" });
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
    ["deblur", (image) => session.deblur(image, { kernel, noiseLevel: 3, schedule: "trained" })],
    ["upscale", (image) => session.upscale(image, { scale: 2, noiseLevel: 3 })],
    ["deblock", (image) => session.deblock(image, { jpegQuality: 40 })],
    ["inpaint", (image) => session.inpaint(image, { known, noiseLevel: 4, schedule: "trained" })],
  ])("restores gray and colour images: %s", async (name, run) => {
    for (const image of [picture, colour]) {
      const { data, width } = await run(image);
      expect(width).toBe(name === "upscale" ? 80 : 40);
      expect(data.every((level) => level > -100 && level < 355)).toBe(true);
    }
  });

  it("is the default of restorers for it, gray the default for other schedules", async () => {
    const [usual, generic, gray] = [
      restorer({ inline: true }),
      restorer({ inline: true, model: "generic" }),
      restorer({ inline: true, model: "gray" }),
    ];
    const deblocked = async (from: Restorer, schedule?: "plugAndPlay"): Promise<unknown> => {
      const options = { jpegQuality: 40, ...(schedule && { schedule }) };
      return (await from.deblock(picture, options)).data;
    };
    expect(await deblocked(usual)).toEqual(await deblocked(generic));
    expect(await deblocked(usual, "plugAndPlay")).toEqual(await deblocked(gray));
    expect(await deblocked(gray)).not.toEqual(await deblocked(generic));
    for (const each of [usual, generic, gray]) each.dispose();
  });

  it("is replaced by the usual model if it cannot be loaded", async () => {
    const load = denoiserSource({ model });
    const usual = denoiserSession(denoiserSource({ model: trainedModel([]) }), defaultBackend());
    const missing = denoiserSession(() => Promise.reject(new Error("offline")), defaultBackend());
    const pixels = pixelImage(picture);
    const upscaled = async (through: DenoiserSession): Promise<unknown> =>
      (await restorePixels("upscale", { usual, through }, pixels, downscaled(2), { noiseLevel: 5 })).data;
    const without = await restorePixels("upscale", { usual }, pixels, downscaled(2), { noiseLevel: 5 });
    expect(await upscaled(missing)).toEqual(without.data);
    expect(await upscaled(denoiserSession(load, defaultBackend()))).not.toEqual(without.data);
  });

  it("reports its progress stage by stage", async () => {
    const told: number[] = [];
    await session.deblock(picture, { jpegQuality: 40, onProgress: (fraction) => told.push(fraction) });
    expect(told).toEqual([1 / 3, 2 / 3, 1]);
  });

  it("rejects degradations that it was not trained for, and iterations", async () => {
    const ask = (degradation: Degradation, more: RestoreSettings = {}): Promise<unknown> =>
      session.restore(picture, degradation, { schedule: "trained", noiseLevel: 3, ...more });
    await expect(ask({ operator: identity() })).rejects.toThrow(
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
