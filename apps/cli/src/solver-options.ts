import { Option } from "commander";
import type { BlurBoundary, ScheduleName } from "genericdp";
import { UsageError } from "./errors.ts";
import { parseWhole } from "./options.ts";

/** What every command that runs the solver takes. */
export interface SolverFlags {
  readonly iterations?: number;
  readonly schedule?: ScheduleName;
}

const BOUNDARIES: readonly BlurBoundary[] = ["circular", "symmetric", "replicate", "valid"];
const SCHEDULES: readonly ScheduleName[] = ["plugAndPlay", "paper"];

/** The options of the solver. */
export function solverOptions(): readonly Option[] {
  return [
    new Option(
      "--iterations <N>",
      "iterations of the solver; default: 12, or 16 for missing pixels and unknown borders",
    ).argParser((text) => parseWhole("--iterations", text, 1, 1000)),
    choiceOption("--schedule <S>", "how the solver goes about it; default: plugAndPlay", SCHEDULES),
  ];
}

export function boundaryOption(description: string, byDefault: BlurBoundary): Option {
  return choiceOption("--boundary <B>", description, BOUNDARIES).default(byDefault);
}

/** What the solver was told, for the library and for the record. */
export function solverSettings({ iterations, schedule }: SolverFlags): SolverFlags {
  return {
    ...(iterations !== undefined && { iterations }),
    ...(schedule !== undefined && { schedule }),
  };
}

/** An option that is one of a few words; commander's own check would say it in other words than ours. */
function choiceOption(flags: string, description: string, choices: readonly string[]): Option {
  const [name] = flags.split(" ") as [string];
  return new Option(flags, description).choices(choices).argParser((text) => {
    if (choices.includes(text)) return text;
    throw new UsageError(`expected ${name} to be one of ${choices.join(", ")}, got ${text}`);
  });
}
