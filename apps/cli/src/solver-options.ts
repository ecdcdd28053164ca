import { Option } from "commander";
import type { BlurBoundary, ScheduleName } from "genericdp";
import { UsageError } from "./errors.ts";
import { parseInteger } from "./options.ts";

/** Options of every command that runs the solver. */
export interface SolverFlags {
  readonly iterations?: number;
  readonly schedule?: ScheduleName;
}

const BOUNDARIES: readonly BlurBoundary[] = ["circular", "symmetric", "replicate", "valid"];
const SCHEDULES: readonly ScheduleName[] = ["trained", "plugAndPlay", "paper"];

/** The options of the solver. */
export function solverOptions(): readonly Option[] {
  return [
    new Option(
      "--iterations <N>",
      "iterations of the solver, which then runs plugAndPlay (default: 6 for JPEG, 16 for missing pixels " +
        "and unknown borders, otherwise 12)",
    ).argParser((text) => parseInteger("--iterations", text, 1, 1000)),
    choiceOption(
      "--schedule <S>",
      "how the model is run (default: trained for enlarging and JPEG, otherwise plugAndPlay)",
      SCHEDULES,
    ),
  ];
}

export function boundaryOption(description: string, byDefault: BlurBoundary): Option {
  return choiceOption("--boundary <B>", description, BOUNDARIES).default(byDefault);
}

/** The settings of the solver, for the library and for the record. */
export function solverSettings({ iterations, schedule }: SolverFlags): SolverFlags {
  return {
    ...(iterations !== undefined && { iterations }),
    ...(schedule !== undefined && { schedule }),
  };
}

/** An option with a fixed set of values. Our own check, because commander words its errors differently. */
function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  const [name] = flags.split(" ") as [string];
  return new Option(flags, description).choices(choices).argParser((text) => {
    if (choices.includes(text)) return text;
    throw new UsageError(`expected ${name} to be one of ${choices.join(", ")}, got ${text}`);
  });
}
