import { resolve } from "node:path";
import { restorer } from "genericdp";
import type { Context } from "../context.ts";
import { explain } from "../errors.ts";
import { listImages, readColour, readGrayImage } from "../gray-folder.ts";
import type { Luma, NamedGrayImage } from "../gray-folder.ts";
import { openReportedBackend } from "../open-backend.ts";
import { printJson, printLine } from "../print.ts";
import { progressBar } from "../status-line.ts";
import type { EvaluationSettings } from "./evaluation-settings.ts";
import { meanScore, scoreTrial } from "./score.ts";
import type { Score } from "./score.ts";
import { scoreTable } from "./score-table.ts";
import type { Timing } from "./score-table.ts";
import type { Trial } from "./trial.ts";

/** How every image of a folder is tested, under one or several conditions. */
export interface Evaluation<Condition extends object> {
  readonly task: string;
  /** Each condition is a column of the table with its heading. */
  readonly conditions: readonly Condition[];
  heading(condition: Condition): string;
  /**
   * The trials of image number i under condition number k; their mean is one score. Called while a tfjs
   * backend is active.
   */
  trials(image: NamedGrayImage, i: number, condition: Condition, k: number): Promise<readonly Trial[]>;
  /** How colour is converted; "colour" keeps it. */
  readonly luma: Luma | "colour";
  /** The name of the baseline method. */
  readonly baseline?: string;
  readonly timing: Timing;
  /** Additional settings for the JSON output. */
  readonly facts: object;
  /** Whether to restore an image of the folder. Default: all are restored. */
  readonly isMeant?: (name: string) => boolean;
  /** A remark about an image, printed after its scores. */
  readonly describe?: (name: string) => Promise<string>;
  /** Lines below the table. */
  readonly conclude?: (images: readonly ImageScores<Condition>[]) => readonly string[];
}

export interface ImageScores<Condition> {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scores: readonly (Condition & Score)[];
  readonly found?: string;
}

/** Measures and restores the images of a folder, compares, and prints a table or a JSON object. */
export async function evaluate<Condition extends object>(
  evaluation: Evaluation<Condition>,
  { data, seed, limit, denoiser, backend: wanted, json }: EvaluationSettings,
  { stdout, stderr, folder, signal }: Context,
): Promise<void> {
  const { task, conditions, heading, trials, luma, baseline, timing, facts, isMeant, describe } = evaluation;
  const path = resolve(folder, data);
  const names = (await listImages(path)).filter((name) => isMeant?.(name) ?? true).slice(0, limit);
  const table = scoreTable(names, conditions.map(heading), timing, baseline);
  const print = async (lines: readonly string[]): Promise<void> => {
    for (const line of json ? [] : lines) await printLine(stdout, line);
  };
  const { backend, close } = await openReportedBackend(wanted, denoiser.model, stderr);
  const session = restorer({ ...denoiser.options, backend, inline: true });
  const bar = progressBar(stderr, "evaluating");
  try {
    // The measurements are computed on this backend too.
    await (await session.start()).backend.activate();
    // Warm up, so that the time of the first image is comparable.
    const channels = denoiser.model?.architecture.channels ?? 1;
    const levels = Float32Array.from({ length: 64 * 64 * channels }, (_, i) => i % 256);
    const first = { data: levels, width: 64, height: 64 };
    await session.denoise(first, { noiseLevel: denoiser.noiseRange.max });
    await print(table.head);
    const images: ImageScores<Condition>[] = [];
    for (const [i, name] of names.entries()) {
      const image = luma === "colour" ? await readColour(path, name) : await readGrayImage(path, name, luma);
      const scores: (Condition & Score)[] = [];
      for (const [k, condition] of conditions.entries()) {
        const parts: Score[] = [];
        try {
          for (const trial of await trials(image, i, condition, k)) {
            signal.throwIfAborted();
            parts.push(await scoreTrial(session, trial));
          }
        } catch (cause) {
          throw new Error(`cannot evaluate ${name}: ${explain(cause)}`, { cause });
        }
        scores.push({ ...condition, ...meanScore(parts) });
        bar.show((i + (k + 1) / conditions.length) / names.length);
      }
      const found = await describe?.(name);
      const { width, height } = image;
      images.push({ name, width, height, scores, ...(found !== undefined && { found }) });
      bar.clear();
      await print([[table.row(name, scores), ...(found === undefined ? [] : [found])].join("  ")]);
    }
    const mean = conditions.map((condition, k) => ({
      ...condition,
      ...meanScore(images.map(({ scores }) => scores[k]!)),
    }));
    await print([...table.foot(mean), ...(evaluation.conclude?.(images) ?? [])]);
    if (json) {
      const memory = { peakMegabytes: process.resourceUsage().maxRSS / 1024 };
      const how = { model: denoiser.name, backend: backend.name };
      await printJson(stdout, { task, ...how, data, seed, ...facts, images, mean, ...memory });
    }
  } finally {
    bar.clear();
    session.dispose();
    close();
  }
}
