// Reproduces tables: node apps/reproduce/src/main.ts NAME … [--data DIR] [--limit N]
//
// All tables and figures of the paper: paper [--data DIR] [--out DIR] [--quick] [--no-train]
// Every model on every family of degradations: families, with the same options and [--models DIR]
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { Experiment } from "./experiment.ts";
import { experiments } from "./experiments.ts";
import { familiesCommand } from "./families/families-command.ts";
import { paperCommand } from "./paper/paper-command.ts";
import { runEvaluation } from "./run-evaluation.ts";
import { tableHead, tableRows } from "./table.ts";

const DEFAULT_DATA = fileURLToPath(new URL("../../../../shared/data", import.meta.url));
/** What is written as a page. */
const PAGES: Readonly<Record<string, typeof paperCommand>> = {
  paper: paperCommand,
  families: familiesCommand,
};
const BASELINES: Readonly<Record<string, string>> = {
  deblur: "blurred",
  upscale: "bicubic interpolation",
  inpaint: "harmonic interpolation",
};

async function reproduce(experiment: Experiment, data: string, more: readonly string[]): Promise<void> {
  const scratch = await mkdtemp(join(tmpdir(), "genericdp-reproduce-"));
  try {
    const rows = await experiment.measured(data, scratch);
    for (const line of tableHead(experiment)) console.log(line);
    for (const [i, { label, args }] of rows.entries()) {
      const outcome = await runEvaluation([...args, ...more]);
      const baseline = i === 0 ? BASELINES[args[0]!] : undefined;
      for (const line of tableRows(label, outcome, baseline)) console.log(line);
    }
    console.log("");
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Runs the requested experiments. Returns how many were skipped because their data are missing. */
async function main(): Promise<number> {
  // pnpm runs workspace scripts in the workspace root; INIT_CWD is the caller's folder.
  const caller = process.env["INIT_CWD"] ?? process.cwd();
  const page = PAGES[process.argv[2] ?? ""];
  if (page !== undefined) {
    await page(process.argv.slice(3), (path) => resolve(caller, path), process.env["GENERICDP_DATA"]);
    return 0;
  }
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { data: { type: "string" }, limit: { type: "string" }, model: { type: "string" } },
  });
  const folder = values.data ?? process.env["GENERICDP_DATA"];
  const data = folder === undefined ? DEFAULT_DATA : resolve(caller, folder);
  const names = experiments.map(({ name }) => name);
  const wanted = positionals.includes("all") ? names : positionals;
  const unknown = wanted.filter((name) => !names.includes(name));
  if (wanted.length === 0 || unknown.length > 0) {
    const got = unknown.length === 0 ? "nothing" : unknown.join(", ");
    throw new Error(
      `expected names out of ${[...names, "all", ...Object.keys(PAGES)].join(", ")}, got ${got}`,
    );
  }
  const more = (["limit", "model"] as const).flatMap((option) => {
    const value = values[option];
    return value === undefined
      ? []
      : [`--${option}`, option === "model" ? resolveModel(caller, value) : value];
  });
  let left = 0;
  for (const experiment of experiments.filter(({ name }) => wanted.includes(name))) {
    const missing = experiment.needs.find((path) => !existsSync(join(data, path)));
    if (missing === undefined) {
      await reproduce(experiment, data, more);
    } else {
      console.error(`${experiment.name}: skipped: there is no folder ${join(data, missing)}. Use --data DIR`);
      left++;
    }
  }
  return left;
}

/** An absolute path if the file exists; otherwise the name of a bundled model. */
function resolveModel(caller: string, model: string): string {
  const path = resolve(caller, model);
  return existsSync(path) ? path : model;
}

try {
  process.exitCode = (await main()) === 0 ? 0 : 1;
} catch (error) {
  console.error(`reproduce: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 2;
}
