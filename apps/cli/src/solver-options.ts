import type { BlurBoundary, ScheduleName } from "genericdp";
import { UsageError } from "./errors.ts";
import { parseWhole } from "./options.ts";
import type { RestoreFlags } from "./restore-settings.ts";

/** What every command that runs the solver takes. */
export interface SolverFlags extends RestoreFlags {
  readonly iterations?: string;
  readonly schedule?: string;
}

const BOUNDARIES: readonly BlurBoundary[] = ["circular", "symmetric", "replicate", "valid"];
const SCHEDULES: readonly ScheduleName[] = ["plugAndPlay", "paper"];

/** @throws UsageError for options that cannot be meant. */
export function parseSolverFlags({ iterations, schedule }: SolverFlags): {
  iterations?: number;
  schedule?: ScheduleName;
} {
  return {
    ...(iterations !== undefined && { iterations: parseWhole("--iterations", iterations, 1, 1000) }),
    ...(schedule !== undefined && { schedule: parseChoice("--schedule", schedule, SCHEDULES) }),
  };
}

/** How often the denoiser runs over a plane; the schedule of the paper runs each of its stages once. */
export function passesOf(
  { iterations, schedule }: ReturnType<typeof parseSolverFlags>,
  usual: number,
): number {
  return schedule === "paper" ? 1 : (iterations ?? usual);
}

/** @throws UsageError for what is no boundary. */
export function parseBoundary(text: string): BlurBoundary {
  return parseChoice("--boundary", text, BOUNDARIES);
}

function parseChoice<Choice extends string>(
  option: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new UsageError(`expected ${option} to be one of ${choices.join(", ")}, got ${text}`);
}
