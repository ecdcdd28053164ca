import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { grayPaperModel } from "@genericdp/model/gray-paper";
import { curvePlots, filterPictures, influencePlots, lineChart } from "@genericdp/cli/report";
import { architectureFigure } from "./architecture-figure.ts";
import type { ImageSets } from "./images.ts";
import type { DeblurringMethod, DenoisingMethod } from "./methods.ts";
import { pageHtml } from "./page.ts";
import { deblurringPictures, denoisingPictures } from "./pictures.ts";
import { DEBLURRING_LEVELS, DENOISING_LEVELS, TABLE_1, TABLE_2, TABLE_3 } from "./published.ts";
import type { PublishedRow } from "./published.ts";
import { openResults } from "./results.ts";
import type { Results } from "./results.ts";
import { runTrials } from "./run-trials.ts";
import type { ProgressStream } from "./run-trials.ts";
import { measuredRow, publishedRow } from "./table.ts";
import type { Row, Table } from "./table.ts";
import { deblurringTrials, denoisingTrials } from "./trials.ts";
import type { Trial } from "./trials.ts";

export interface PaperOptions {
  readonly sets: ImageSets;
  /** The folder for results, page and figures. */
  readonly out: string;
  readonly denoising: readonly DenoisingMethod[];
  readonly deblurring: readonly DeblurringMethod[];
  /** The models of Table 1. Their ids are the row names. */
  readonly trained: readonly DenoisingMethod[];
  /** The noise levels and methods of the curves of PSNR over σ. */
  readonly curve: { readonly levels: readonly number[]; readonly methods: readonly string[] };
  /** The name of the image in Figure 2. */
  readonly example: string;
  /** Paragraphs at the top of the page. */
  readonly introduction: readonly string[];
  readonly progress: ProgressStream;
}

/** A row of a table, with the trials for each column. */
interface PlannedRow {
  readonly published?: PublishedRow;
  readonly label: string;
  readonly cells: readonly (readonly Trial[])[];
}

/** Measures what is missing, and writes `paper.html` and `paper.json`. Returns the path of the page. */
export async function reproducePaper(options: PaperOptions): Promise<string> {
  const { sets, out, denoising, deblurring, curve, progress } = options;
  await mkdir(out, { recursive: true });
  const results = await openResults(join(out, "results.jsonl"));
  const denoised = (method: DenoisingMethod): Trial[][] =>
    DENOISING_LEVELS.map((level, k) => denoisingTrials(sets, method, k, level));
  const alone = denoising.filter(({ id }) => id === "tnrd");
  const first = [...alone, ...options.trained]
    .map((method): PlannedRow => {
      return { ...publishedIn(TABLE_1, method.id), label: `${method.label}, here`, cells: denoised(method) };
    })
    .filter(({ cells }) => cells.some((trials) => trials.length > 0));
  const second = denoising.map((method): PlannedRow => {
    const id = method.id === "gray-paper" ? "genericDP" : method.id;
    return { ...publishedIn(TABLE_2, id), label: method.label, cells: denoised(method) };
  });
  const third = deblurring.map((method): PlannedRow => {
    const cells = DEBLURRING_LEVELS.map((level, k) => deblurringTrials(sets, method, k, level));
    return {
      ...publishedIn(TABLE_3, method.id === "gray-paper-paper" ? "genericDP" : method.id),
      label: method.label,
      cells,
    };
  });
  const curves = denoising
    .filter(({ id }) => curve.methods.includes(id))
    .map((method) => ({
      name: method.label,
      cells: curve.levels.map((level) => denoisingTrials(sets, method, drawOf(level), level)),
    }));
  const trials = [...first, ...second, ...third, ...curves].flatMap(({ cells }) => cells.flat());
  await runTrials(unique(trials), results, progress);

  const tables = [
    table("Table 1: noise levels, patches, reaction term", DENOISING_LEVELS, TABLE_1, first, results),
    table("Table 2: denoising", DENOISING_LEVELS, TABLE_2, second, results),
    table("Table 3: deconvolution", DEBLURRING_LEVELS, TABLE_3, third, results),
  ];
  progress.write("drawing the figures\n");
  const series = curves.map(({ name, cells }) => ({
    name,
    points: measuredRow(name, cells, results).figures.flatMap((figure, i) =>
      figure === undefined ? [] : [[curve.levels[i]!, figure.psnr] as const],
    ),
  }));
  const model = grayPaperModel();
  const last = model.architecture.stages - 1;
  const overLevels = lineChart({ title: "PSNR in dB over the noise level", x: "noise level σ", series });
  const page = pageHtml({
    title: "Learning generic diffusion processes: the paper's tables and figures, reproduced",
    introduction: options.introduction,
    tables,
    pictures: [
      { title: "Figure 2: denoising", rows: await denoisingPictures(sets, denoising, options.example) },
      { title: "Figure 3: deconvolution", rows: await deblurringPictures(sets, deblurring) },
    ],
    charts: [
      { title: "Figure 1: the process", html: architectureFigure(model.architecture) },
      { title: "PSNR over the noise level", html: chartsHtml(overLevels) },
      { title: "Reaction weights of gray-paper", html: chartsHtml(curvePlots(model)) },
      ...[0, last].map((stage) => ({
        title: `Filters and influence functions of gray-paper, stage ${stage + 1}`,
        html: filterPictures(model, stage, 0) + chartsHtml(influencePlots(model, stage, 0)),
      })),
    ],
  });
  const record = { images: sets.name, tables, curves: series };
  await writeFile(join(out, "paper.json"), `${JSON.stringify(record, null, 2)}\n`);
  const file = join(out, "paper.html");
  await writeFile(file, page);
  return file;
}

function chartsHtml(charts: string): string {
  return `<div class="charts">${charts}</div>`;
}

/**
 * The noise draw for each level. The tables' levels use the same draw as the tables, so they are measured
 * once.
 */
function drawOf(level: number): number {
  const place = DENOISING_LEVELS.findIndex((own) => own === level);
  return place === -1 ? 1000 + level : place;
}

function publishedIn(rows: Readonly<Record<string, PublishedRow>>, id: string): { published?: PublishedRow } {
  const published = rows[id];
  return published === undefined ? {} : { published };
}

/** Each published row, followed by our rows for the same method, then our rows without a published one. */
function table(
  title: string,
  levels: readonly number[],
  published: Readonly<Record<string, PublishedRow>>,
  planned: readonly PlannedRow[],
  results: Results,
): Table {
  const measured = ({ label, cells }: PlannedRow): Row => measuredRow(label, cells, results);
  const rows = Object.values(published).flatMap((row) => {
    return [publishedRow(row), ...planned.filter((own) => own.published === row).map(measured)];
  });
  const others = planned.filter((own) => own.published === undefined).map(measured);
  return {
    title,
    note: "PSNR in dB and SSIM, means over the images; noise neither clipped nor rounded, output clipped.",
    columns: levels.map((level) => `σ = ${level}`),
    rows: [...rows, ...others],
  };
}

function unique(trials: readonly Trial[]): Trial[] {
  return [...new Map(trials.map((trial) => [trial.key, trial])).values()];
}
