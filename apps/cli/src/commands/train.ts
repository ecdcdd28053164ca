import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { writeModel } from "@genericdp/model";
import { totalSteps, train as trainSteps, workerPool } from "@genericdp/training";
import type { Context } from "../context.ts";
import { replaceFile } from "@genericdp/image/node";
import { checkWritable, makeFolderOf } from "../files.ts";
import { readTrainingFolder } from "../gray-folder.ts";
import { parseNumber, parseInteger } from "../options.ts";
import { printLine } from "../print.ts";
import { readTrainingLog } from "../report/read-training-log.ts";
import { trainingReport } from "../report/training-report.ts";
import { checkCheckpoint, readCheckpoint, writeCheckpoint } from "../training/checkpoint.ts";
import { loadRecipe } from "../training/load-recipe.ts";
import { loadStart } from "../training/load-start.ts";
import { trainedModel } from "../training/trained-model.ts";
import { showValidation, trainingMonitor } from "../training/training-monitor.ts";

/** The module of a training worker: a source file if this is one, otherwise next to the bundle. */
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "../train-worker.ts" : "train-worker.js",
  import.meta.url,
);

export interface TrainFlags {
  readonly recipe: string;
  readonly data: string;
  readonly out: string;
  readonly validation?: string;
  readonly start?: string;
  readonly workers?: string;
  readonly resume?: boolean;
  readonly minutes?: string;
  readonly checkpointMinutes: string;
}

/** `genericdp train`: trains a model from a recipe. The run can be stopped, or even killed, and resumed. */
export async function train(flags: TrainFlags, context: Context): Promise<void> {
  const { stdout, stderr, folder, signal } = context;
  const { workers = String(availableParallelism()), minutes: allowed } = flags;
  const threads = parseInteger("--workers", workers, 1, 1024);
  const minutesAllowed = allowed === undefined ? Infinity : parseNumber("--minutes", allowed, 0);
  const minutesBetween = parseNumber("--checkpoint-minutes", flags.checkpointMinutes, 0);
  const recipe = await loadRecipe(resolve(folder, flags.recipe));
  const out = resolve(folder, flags.out);
  const checkpointFile = `${out}.checkpoint`;
  const logFile = `${out}.log.jsonl`;
  await checkWritable(out);
  const saved = await readCheckpoint(checkpointFile);
  if (saved !== undefined && flags.resume !== true) {
    throw new Error(`found ${checkpointFile}: continue with --resume, or remove it`);
  }
  const { channels } = recipe.architecture;
  const images = await readTrainingFolder(resolve(folder, flags.data), channels, context);
  const pixels = images.reduce((sum, { width, height }) => sum + width * height, 0);
  const data = { images: images.length, pixels };
  if (saved !== undefined) checkCheckpoint(checkpointFile, saved, recipe, data);
  else if (flags.resume === true) {
    await printLine(stderr, `genericdp: note: found no ${checkpointFile}, starting from the beginning`);
  }
  const start = flags.start === undefined ? undefined : await loadStart(resolve(folder, flags.start), recipe);
  const validationImages =
    flags.validation === undefined
      ? []
      : await readTrainingFolder(resolve(folder, flags.validation), channels, context);

  await makeFolderOf(out);
  const runner = workerPool(WORKER, threads);
  const monitor = trainingMonitor({ stderr, logFile, minutesAllowed, saved });
  let [latest, writtenAt] = [saved, monitor.minutes()];
  try {
    const from = saved ? { resume: saved.state } : start && { start: start.parameters };
    const origin = saved ? saved.start : (start?.origin ?? null);
    const progress = trainSteps({ recipe, images, validationImages, runner, signal, ...from });
    for await (const step of progress) {
      const minutes = monitor.minutes();
      const isFirst = latest === saved;
      latest = { recipe: JSON.stringify(recipe), data, minutes, state: step.state, start: origin };
      await monitor.report(step);
      // The first checkpoint is written early, for runs that are stopped after a minute.
      if (isFirst || minutes - writtenAt >= minutesBetween) {
        await writeCheckpoint(checkpointFile, latest);
        writtenAt = minutes;
      }
      if (minutes - (saved?.minutes ?? 0) >= minutesAllowed) break;
    }
  } finally {
    monitor.clear();
    await runner.close();
    if (latest !== undefined) await writeCheckpoint(checkpointFile, latest);
  }
  const model = trainedModel(recipe, latest!, validationImages.length);
  await replaceFile(out, writeModel(model, { precision: "f16" }));
  const report = trainingReport(model, await readTrainingLog(logFile));
  await replaceFile(`${out}.report.html`, new TextEncoder().encode(report));
  const { state, minutes } = latest!;
  const { best } = state;
  const figures = best ? `, best at step ${best.step}: ${showValidation(best.validation)}` : "";
  const steps = `${state.step} of ${totalSteps(recipe)} steps`;
  await printLine(stdout, `${flags.out}: ${steps} in ${minutes.toFixed(1)} min${figures}`);
}
