import { runCommand } from "./run-command.ts";

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
  return JSON.parse(await runCommand(["evaluate", ...args, "--json"], "error"));
}
