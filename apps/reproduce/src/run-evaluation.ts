import { runCommand } from "./run-command.ts";

interface Likeness {
  readonly psnr: number;
  readonly ssim: number;
}

/** One column of the output of `genericdp evaluate … --json`. */
export interface Score extends Likeness {
  readonly seconds: number;
  readonly baseline?: Likeness;
}

export interface Outcome {
  readonly mean: readonly Score[];
  /** The peak memory of the process, in MB. */
  readonly peakMegabytes: number;
}

/**
 * Runs `genericdp evaluate` as a child process, so that the memory is that of this row only.
 *
 * @throws Error with its stderr if it fails.
 */
export async function runEvaluation(args: readonly string[]): Promise<Outcome> {
  return JSON.parse(await runCommand(["evaluate", ...args, "--json"], "error"));
}
