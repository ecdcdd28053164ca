import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { plainInitialization } from "@genericdp/model";
import {
  evaluateObjective,
  exportModel,
  inlineRunner,
  parseRecipe,
  samplePatches,
  train,
} from "../src/index.ts";
import type { TrainingProgress } from "../src/index.ts";
import { scene } from "./scene.ts";

const tiny = {
  name: "tiny",
  steps: 40,
  batch: 4,
  patch: 12,
  margin: 2,
  warmup: 3,
  validateEvery: 40,
  averaging: 0.9,
  learningRates: { coefficients: 0.01, influence: 0.01, reaction: 0.05, gain: 0.05 },
  architecture: {
    stages: 2,
    scales: [{ filters: 2, size: 3 }],
    influence: { centres: 31, radius: 300 },
    reaction: { knots: [5, 50] },
    gain: { knots: [5, 50] },
    noiseRange: { min: 5, max: 50 },
  },
};
const recipe = parseRecipe(tiny);
const images = [scene(32, 24), scene(20, 40, 1)];
const base = { recipe, images, runner: inlineRunner() };

beforeAll(async () => {
  await setBackend("cpu");
});

async function collect(
  steps: AsyncIterable<TrainingProgress>,
  until = Infinity,
): Promise<TrainingProgress[]> {
  const all: TrainingProgress[] = [];
  for await (const progress of steps) {
    all.push(progress);
    if (progress.step === until) break;
  }
  return all;
}

describe("train", () => {
  it("lowers the loss, validates when due and leaks nothing", async () => {
    const before = memory().numTensors;
    const progress = await collect(train({ ...base, validationImages: [scene(24, 24, 2)] }));
    expect(memory().numTensors).toBe(before);
    expect(progress.map((p) => p.step)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
    const batch = samplePatches(images, recipe, 1000);
    const loss = (parameters: ArrayLike<number>): number =>
      evaluateObjective(recipe.architecture, Float32Array.from(parameters), batch, recipe).loss / batch.count;
    const { average } = progress.at(-1)!.state;
    expect(loss(average)).toBeLessThan(loss(plainInitialization(recipe.architecture)) - 0.1);
    expect(progress.filter((p) => p.validation).map((p) => p.step)).toEqual([40]);
    const { noiseLevels, psnr } = progress.at(-1)!.validation!;
    expect(noiseLevels).toEqual([5, 15, 25, 50]);
    // Better than the noise itself, 10 log₁₀(255²/σ²), at every level but the lowest, where so short a run
    // may lose a little.
    psnr
      .slice(1)
      .forEach((value, i) => expect(value).toBeGreaterThan(20 * Math.log10(255 / noiseLevels[i + 1]!)));
  });

  it("goes on from a state bit for bit as if it had never stopped", async () => {
    const whole = await collect(train(base));
    const [, , , fourth] = await collect(train(base), 4);
    const rest = await collect(train({ ...base, resume: structuredClone(fourth!.state) }));
    expect(rest.at(-1)!.state).toEqual(whole.at(-1)!.state);
    const model = exportModel(recipe, rest.at(-1)!.state, { seed: recipe.seed });
    expect(model.architecture).toEqual(recipe.architecture);
    expect(model.parameters).toEqual(Float32Array.from(whole.at(-1)!.state.average));
  });

  it("stops when told to, with the signal's reason", async () => {
    const controller = new AbortController();
    const run = async (): Promise<void> => {
      for await (const { step } of train({ ...base, signal: controller.signal })) {
        if (step === 2) controller.abort(new Error("enough"));
      }
    };
    await expect(run()).rejects.toThrow("enough");
  });

  it("names step and parameters when the gradient is no number", async () => {
    const runner = {
      ...base.runner,
      run: async (task: Parameters<typeof base.runner.run>[0]) => {
        const answer = await base.runner.run(task);
        if ("gradient" in answer) answer.gradient[20] = NaN;
        return answer;
      },
    } as typeof base.runner;
    await expect(collect(train({ ...base, runner }))).rejects.toThrow(
      "broken at stage 1 scale 0 influence in step 1",
    );
  });
});

describe("parseRecipe", () => {
  it("fills in defaults and keeps what is given", () => {
    expect(recipe.seed).toBe(1);
    expect(recipe.batch).toBe(4);
    const { learningRates } = parseRecipe({ ...tiny, learningRates: { gain: 1 } });
    expect(learningRates).toEqual({ coefficients: 2e-3, influence: 2e-3, reaction: 1e-2, gain: 1 });
  });

  it.each<[string, unknown, string]>([
    ["no object", [], "expected an object"],
    ["no name", { ...tiny, name: "" }, "expected a name"],
    ["an unknown field", { ...tiny, epochs: 3 }, 'expected a known field, got "epochs"'],
    ["no steps", { ...tiny, steps: undefined }, "for steps"],
    ["half a step", { ...tiny, steps: 1.5 }, "a whole number from 1 to 1000000000 for steps, got 1.5"],
    ["more shards than patches", { ...tiny, shards: 5 }, "shards ≤ batch, got 5 > 4"],
    ["a margin that leaves nothing", { ...tiny, margin: 6 }, "margin below half the patch of 12, got 6"],
    [
      "a learning rate below zero",
      { ...tiny, learningRates: { gain: -1 } },
      "learning rate ≥ 0 for gain, got -1",
    ],
    ["a broken architecture", { ...tiny, architecture: {} }, "for stages"],
  ])("refuses %s", (_, value, message) => {
    expect(() => parseRecipe(value)).toThrow(message);
  });
});
