import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

interface Likeness {
  readonly psnr: number;
  readonly ssim: number;
}

/** What `genericdp evaluate … --json` says of one column. */
export interface Score extends Likeness {
  readonly seconds: number;
  readonly baseline?: Likeness;
}

export interface Outcome {
  readonly mean: readonly Score[];
  /** The most memory that the process held, in MB. */
  readonly peakMegabytes: number;
}

/**
 * Runs `genericdp evaluate` in a process of its own, so that the memory is that of this one row.
 *
 * @throws Error with what it says where it fails.
 */
export async function runEvaluation(args: readonly string[]): Promise<Outcome> {
  // From source where we run from source ourselves.
  const conditions = process.execArgv.filter((arg) => arg.startsWith("--conditions="));
  const entry = conditions.length > 0 ? "src/main.ts" : "dist/main.js";
  const main = new URL(entry, import.meta.resolve("@genericdp/cli/package.json"));
  const command = [...conditions, fileURLToPath(main), "evaluate", ...args, "--json"];
  const child = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "pipe"] });
  let [output, problems] = ["", ""];
  child.stdout.on("data", (text) => (output += text));
  child.stderr.on("data", (text) => (problems += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`genericdp evaluate ${args.join(" ")}: ${problems.trim()}`);
  return JSON.parse(output);
}
