import "@tensorflow/tfjs-backend-cpu";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { plainInitialization } from "@genericdp/model";
import { exportModel, inlineRunner, parseRecipe, train } from "../src/index.ts";
import { scene } from "./scene.ts";
import { adamPhase, collect, tiny } from "./tiny-recipe.ts";

const recipe = parseRecipe(tiny);
const images = [scene(32, 24), scene(20, 40, 1)];
const base = { recipe, images, runner: inlineRunner() };

beforeAll(async () => {
  await setBackend("cpu");
});

describe("train", () => {
  it("keeps the parameters with the best validation", async () => {
    const psnrs = [30, 35, 34, 33];
    const runner = {
      ...base.runner,
      run: async (task: Parameters<typeof base.runner.run>[0]) =>
        task.kind === "validation"
          ? task.observations.map(() => psnrs[validations++ % 4]!)
          : base.runner.run(task),
    } as typeof base.runner;
    let validations = 0;
    const phases = [{ ...adamPhase, steps: 8, validateEvery: 2 }];
    const architecture = { ...tiny.architecture, noiseRange: { min: 5, max: 10 } };
    const oneLevel = parseRecipe({ ...tiny, architecture, phases, validationLevels: [5] });
    const options = { ...base, runner, recipe: oneLevel, validationImages: [scene(24, 24, 2)] };
    const progress = await collect(train(options));
    expect(progress.flatMap((p) => p.validation?.psnr ?? [])).toEqual(psnrs);
    const [best, last] = [progress[3]!.state, progress.at(-1)!.state];
    expect(last.best).toMatchObject({ step: 4, stages: 2, validation: { noiseLevels: [5], psnr: [35] } });
    const model = exportModel(oneLevel, last, {});
    expect(model.parameters).toEqual(Float32Array.from(best.average));
    expect(model.parameters).not.toEqual(Float32Array.from(last.average));
  });

  it("exports the running average if nothing was validated", async () => {
    const { state } = (await collect(train(base), 3)).at(-1)!;
    expect(exportModel(recipe, state, {}).parameters).toEqual(Float32Array.from(state.average));
  });

  it("returns to the same patches if their number is limited", async () => {
    const seen: Float32Array[] = [];
    const runner = {
      ...base.runner,
      run: async (task: Parameters<typeof base.runner.run>[0]) => {
        if (task.kind === "gradient") seen.push(task.batch.noisy);
        return base.runner.run(task);
      },
    } as typeof base.runner;
    const phases = [{ ...adamPhase, steps: 5, patches: 8 }];
    const few = parseRecipe({ ...tiny, shards: 1, phases });
    await collect(train({ ...base, runner, recipe: few }));
    expect(seen).toHaveLength(5);
    expect([seen[2], seen[3], seen[4]]).toEqual([seen[0], seen[1], seen[0]]);
    expect(seen[1]).not.toEqual(seen[0]);
  });

  it("starts from given parameters, of the right number", async () => {
    const start = plainInitialization(recipe.architecture).map((value) => 0.9 * value);
    const [first] = await collect(train({ ...base, start }), 1);
    const [plain] = await collect(train(base), 1);
    expect(first!.loss).not.toBe(plain!.loss);
    await expect(collect(train({ ...base, start: [1, 2] }))).rejects.toThrow(
      `expected ${start.length} parameters to start from, got 2`,
    );
  });

  it("stops when aborted, with the signal's reason", async () => {
    const controller = new AbortController();
    const run = async (): Promise<void> => {
      for await (const { step } of train({ ...base, signal: controller.signal })) {
        if (step === 2) controller.abort(new Error("enough"));
      }
    };
    await expect(run()).rejects.toThrow("enough");
  });

  it("names step and parameters if the gradient is not finite", async () => {
    const runner = {
      ...base.runner,
      run: async (task: Parameters<typeof base.runner.run>[0]) => {
        const answer = await base.runner.run(task);
        if ("gradient" in answer) answer.gradient[20] = NaN;
        return answer;
      },
    } as typeof base.runner;
    await expect(collect(train({ ...base, runner }))).rejects.toThrow(
      "a gradient that is not finite at stage 1 scale 0 influence in step 1",
    );
  });
});

it("names step, stage and parameters if the loss rises", async () => {
  const phases = [{ ...adamPhase, steps: 400, warmup: 0 }];
  let calls = 0;
  const runner = {
    ...base.runner,
    run: async (task: Parameters<typeof base.runner.run>[0]) => {
      const answer = await base.runner.run(task);
      calls += 1;
      // Two shards per step: from step 61 on, each loss is 5 higher.
      return "loss" in answer && calls > 120 ? { ...answer, loss: answer.loss + 10 } : answer;
    },
  } as typeof base.runner;
  await expect(collect(train({ ...base, runner, recipe: parseRecipe({ ...tiny, phases }) }))).rejects.toThrow(
    /expected the loss to fall, but it rose from \d\.\d+ to \d\.\d+ in step 7\d; it is steepest at stage \d/,
  );
});
