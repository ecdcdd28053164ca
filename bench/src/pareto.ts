import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { supportedNativeVariants } from "@genericdp/stage-kernel-native";
import { onnxRuntimeIsThere } from "./onnx-runtime.ts";
import type { ParetoJob, ParetoRun } from "./pareto-process.ts";
import { runProcess } from "./run-process.ts";
import { scatterPlot } from "./scatter-plot.ts";
import type { Report, Row } from "./report.ts";

const NOISE_LEVEL = 25;
const THREADS = 1;
const MODELS = fileURLToPath(new URL("../../packages/model/models/", import.meta.url));

interface Contender {
  readonly name: string;
  readonly ours: boolean;
  readonly job: Pick<ParetoJob, "file" | "engine">;
}

interface Task {
  readonly name: string;
  readonly folder: string;
  readonly contenders: readonly Contender[];
}

/**
 * Quality against time of our models and of released networks: the same pictures with the same noise, the
 * same number of threads, in one run. Uses every `stride`th picture of BSD68 and CBSD68, and draws
 * results/pareto-*.svg.
 */
export async function pareto(stride = 8): Promise<Report> {
  const data = process.env["GENERICDP_DATA"];
  if (data === undefined)
    throw new Error("bench: expected GENERICDP_DATA to name the reference data, got nothing");
  const engines = supportedNativeVariants().length > 0 ? (["native", "wasm"] as const) : (["wasm"] as const);
  const ours = (name: string): Contender[] => {
    const file = join(MODELS, `${name}.genericdp`);
    if (!existsSync(file)) return [];
    return engines.map((engine) => ({ name: `${name}, ${engine}`, ours: true, job: { file, engine } }));
  };
  const theirs = (names: readonly string[]): Contender[] =>
    (onnxRuntimeIsThere() ? names : []).map((name) => ({
      name,
      ours: false,
      job: { file: join(data, "peers", `${name}.onnx`), engine: "onnxruntime-node" },
    }));
  const models = ["gray", "gray-tiny"].flatMap(ours);
  const tasks: readonly Task[] = [
    {
      name: "gray",
      folder: "bsd68",
      contenders: [...models, ...theirs(["ffdnet_gray", "dncnn_gray_blind"])],
    },
    {
      name: "colour",
      folder: "cbsd68",
      contenders: [...models, ...ours("colour"), ...theirs(["ffdnet_color"])],
    },
  ];
  const rows: Row[] = [];
  const notes: string[] = onnxRuntimeIsThere()
    ? []
    : ["no ONNX Runtime in GENERICDP_BENCH_MODULES: no networks"];
  for (const { name, folder, contenders } of tasks) {
    const pictures = readdirSync(join(data, folder))
      .filter((file) => file.endsWith(".png"))
      .filter((_, i) => i % stride === 0)
      .map((file) => join(data, folder, file));
    const runs: ParetoRun[] = [];
    for (const { job } of contenders) {
      const whole: ParetoJob = { ...job, pictures, noiseLevel: NOISE_LEVEL, threads: THREADS };
      runs.push(await runProcess("pareto-process.ts", whole, `of ${job.file} by ${job.engine}`));
    }
    const beaten = runs.map((run) => runs.some((other) => dominates(other, run)));
    for (const [i, run] of runs.entries()) {
      rows.push({
        name: `${name}: ${contenders[i]!.name}`,
        milliseconds: run.millisecondsPerMegapixel,
        dB: run.psnr,
        "MB at most": run.peakBytes / 1e6,
        "kB of weights": statSync(contenders[i]!.job.file).size / 1e3,
        front: beaten[i]! ? "no" : "yes",
        times: [],
      });
    }
    const lost = contenders.filter(({ ours: own }, i) => own && beaten[i]!).map((each) => each.name);
    const front = `ours not on the front: ${lost.join("; ") || "none"}`;
    notes.push(`${name}, ${pictures.length} pictures of ${folder}; ${front}`);
    const title = `${folder}, noise level ${NOISE_LEVEL}`;
    const points = runs.map((run, i) => ({
      name: contenders[i]!.name,
      x: run.millisecondsPerMegapixel,
      y: run.psnr,
      marked: contenders[i]!.ours,
    }));
    const file = new URL(`../results/pareto-${name}.svg`, import.meta.url);
    mkdirSync(new URL(".", file), { recursive: true });
    writeFileSync(file, scatterPlot({ title, x: "processor ms a megapixel", y: "dB", points }));
  }
  return {
    name: "pareto",
    measures: `noise level ${NOISE_LEVEL}, ${THREADS} thread; milliseconds are for a megapixel`,
    rows,
    notes,
  };
}

/** Rounding alone makes kernels differ by up to this many decibels. */
const SAME = 0.005;

/** Whether one is at least as good and as fast as the other, and better in quality or in speed. */
function dominates(one: ParetoRun, other: ParetoRun): boolean {
  const better = one.psnr - other.psnr;
  const faster = other.millisecondsPerMegapixel - one.millisecondsPerMegapixel;
  return better > -SAME && faster >= 0 && (better > SAME || faster > 0);
}
