import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { addGaussianNoise } from "@genericdp/core";
import { parameterLayout, plainInitialization } from "@genericdp/model";
import {
  evaluateObjective,
  exportModel,
  inlineRunner,
  parseRecipe,
  samplePatches,
  train,
} from "../src/index.ts";
import type { Degrade, TrainingProgress } from "../src/index.ts";
import { scene } from "./scene.ts";
import { adamPhase, collect, tiny } from "./tiny-recipe.ts";

const lbfgsPhase = { optimizer: "lbfgs", steps: 6, batch: 8 };
const recipe = parseRecipe(tiny);
const images = [scene(32, 24), scene(20, 40, 1)];
const base = { recipe, images, runner: inlineRunner() };

beforeAll(async () => {
  await setBackend("cpu");
});

describe("train", () => {
  it("lowers the loss, validates when due and leaks nothing", async () => {
    const before = memory().numTensors;
    const progress = await collect(train({ ...base, validationImages: [scene(24, 24, 2)] }));
    expect(memory().numTensors).toBe(before);
    expect(progress.map((p) => p.step)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const batch = samplePatches(images, { ...recipe, batch: 16 }, 1000);
    const loss = (parameters: ArrayLike<number>): number =>
      evaluateObjective(recipe.architecture, Float32Array.from(parameters), batch, recipe).loss / batch.count;
    const { average } = progress.at(-1)!.state;
    expect(loss(average)).toBeLessThan(loss(plainInitialization(recipe.architecture)) - 0.1);
    expect(progress.filter((p) => p.validation).map((p) => p.step)).toEqual([40]);
    const { noiseLevels, psnr } = progress.at(-1)!.validation!;
    expect(noiseLevels).toEqual([5, 15, 25, 50]);
    expect(recipe.validationLevels).toEqual([5, 15, 25, 50]);
    // Better than no denoising, 10 log₁₀(255²/σ²), at every level except the lowest, where such a short
    // run may lose a little.
    psnr
      .slice(1)
      .forEach((value, i) => expect(value).toBeGreaterThan(20 * Math.log10(255 / noiseLevels[i + 1]!)));
  });

  it.each<[string, unknown[], number]>([
    ["Adam", [adamPhase], 4],
    ["L-BFGS", [lbfgsPhase], 3],
    ["Adam stage by stage", [{ ...adamPhase, stages: "greedy", steps: 5 }], 7],
    ["at the seam of two phases", [{ ...adamPhase, steps: 3 }, lbfgsPhase], 3],
    ["past the seam of two phases", [{ ...adamPhase, steps: 3 }, lbfgsPhase], 5],
  ])("continues from a state bit for bit as if never interrupted: %s", async (_, phases, at) => {
    const options = { ...base, recipe: parseRecipe({ ...tiny, phases }), validationImages: [scene(16, 16)] };
    const whole = await collect(train(options));
    const stopped = (await collect(train(options), at)).at(-1)!;
    const rest = await collect(train({ ...options, resume: structuredClone(stopped.state) }));
    expect(stopped.step).toBe(at);
    expect(rest.at(-1)!.state).toEqual(whole.at(-1)!.state);
    expect(rest.at(-1)!.step).toBe(rest.at(-1)!.steps);
  });

  it("lowers the loss at every step of L-BFGS, on a fixed set of patches", async () => {
    const progress = await collect(
      train({ ...base, recipe: parseRecipe({ ...tiny, phases: [lbfgsPhase] }) }),
    );
    const losses = progress.map((p) => p.loss);
    expect(losses).toHaveLength(6);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(losses.at(-1)).toBeLessThan(losses[0]! - 0.01);
  });

  it("trains greedily, one stage after the other, with the earlier stages fixed", async () => {
    const phases = [{ ...adamPhase, stages: "greedy", steps: 4, averaging: 0 }];
    const greedy = parseRecipe({ ...tiny, phases });
    const states = (await collect(train({ ...base, recipe: greedy }))).map((p) => p.state);
    expect(states.map((state) => state.step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const second = parameterLayout(greedy.architecture).find(({ stage }) => stage === 1)!.offset;
    const start = Float64Array.from(plainInitialization(greedy.architecture));
    const [half, end] = [states[3]!.parameters, states[7]!.parameters];
    expect(half.subarray(second)).toEqual(start.subarray(second));
    expect(half.subarray(0, second)).not.toEqual(start.subarray(0, second));
    expect(end.subarray(0, second)).toEqual(half.subarray(0, second));
    expect(end.subarray(second)).not.toEqual(start.subarray(second));
    // Halfway, it is a one-stage model.
    expect(exportModel(greedy, states[3]!, {}).architecture.stages).toBe(1);
    expect(exportModel(greedy, states[4]!, {}).architecture.stages).toBe(2);
  });

  it("validates at quantiles of the training noise levels by default", async () => {
    const architecture = { ...tiny.architecture, noiseRange: { min: 6, max: 14 } };
    const curves = { reaction: { knots: [6, 14] }, gain: { knots: [6, 14] } };
    const { validationLevels: _, ...rest } = tiny;
    const narrow = parseRecipe({
      ...rest,
      noiseExponent: 1,
      architecture: { ...architecture, ...curves },
      phases: [{ ...adamPhase, steps: 1 }],
    });
    const [progress] = await collect(train({ ...base, recipe: narrow, validationImages: [scene(24, 24)] }));
    expect(progress!.validation!.noiseLevels).toEqual([7, 9, 11, 13]);
    expect(progress!.validation!.psnr.every(Number.isFinite)).toBe(true);
    expect(progress!.state.best!.step).toBe(1);
  });

  it("trains and validates a colour model on the caller's degradation", async () => {
    const seen: number[] = [];
    const darkened: Degrade = ({ data }, noiseLevel, random) => {
      seen.push(noiseLevel);
      return { data: addGaussianNoise(data, noiseLevel / 2, random), noiseLevel };
    };
    const colour = parseRecipe({
      ...tiny,
      degradation: "darkened",
      architecture: { ...tiny.architecture, channels: 3 },
      phases: [{ ...adamPhase, steps: 2 }],
    });
    const options = {
      ...base,
      recipe: colour,
      images: [scene(32, 24, 0, 3)],
      validationImages: [scene(24, 24, 1, 3)],
      degradations: { darkened },
    };
    const progress = await collect(train(options));
    expect(progress.at(-1)!.validation!.noiseLevels).toEqual([5, 15, 25, 50]);
    expect(seen).toHaveLength(2 * 4 + 4);
    expect(exportModel(colour, progress.at(-1)!.state, {}).architecture.channels).toBe(3);
    const { degradations: _, ...without } = options;
    await expect(collect(train(without))).rejects.toThrow(
      'a degradation among gaussian, camera, got "darkened"',
    );
  });

  it("alternates between families and validates each, reproducibly", async () => {
    const families = ["jpeg", "blur", "downscale", "missing"];
    const architecture = {
      ...tiny.architecture,
      families: families.map((name) => ({ name, knots: [2, 10] })),
    };
    const through = {
      ...tiny,
      patch: 48,
      shards: 5,
      families: ["noise", ...families],
      architecture,
      phases: [{ ...adamPhase, batch: 5, steps: 2, validateEvery: 2 }],
    };
    const options = { ...base, recipe: parseRecipe(through), images: [scene(60, 50)] };
    const before = memory().numTensors;
    const run = (): Promise<TrainingProgress[]> =>
      collect(train({ ...options, validationImages: [scene(50, 49, 1)] }));
    const [progress, again] = [await run(), await run()];
    expect(memory().numTensors).toBe(before);
    expect(again.at(-1)!.state).toEqual(progress.at(-1)!.state);
    const { families: byFamily, psnr } = progress.at(-1)!.validation!;
    expect(Object.keys(byFamily!)).toEqual(families);
    expect([...psnr, ...Object.values(byFamily!)].every((value) => value > 10 && value < 60)).toBe(true);
    const [start, end] = [
      plainInitialization(options.recipe.architecture),
      progress.at(-1)!.state.parameters,
    ];
    for (const { name, kind, offset, length } of parameterLayout(options.recipe.architecture)) {
      // At first, hardly any coefficient leaves the interval it is constrained to, and the first data step
      // does nothing if the initial image already has the known pixels.
      if (!kind.startsWith("family") || name.endsWith("jpeg penalty")) continue;
      if (name === "stage 1 missing penalty") continue;
      const moved = end.subarray(offset, offset + length).some((value, i) => value !== start[offset + i]);
      expect([name, moved]).toEqual([name, true]);
    }
  });
});
