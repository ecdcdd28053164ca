import type { StageModule } from "./stage-module.ts";

/** Works on the strips of a stage, on one thread or on several. */
export interface StripRunner {
  /** How many workspaces a stage must bring. */
  readonly threads: number;
  /** Returns when all is done; `stage` and `workspaces` are where the records are. */
  run(stage: number, workspaces: number): void;
}

/** Strip after strip, on the caller's thread. */
export function serialRunner(module: StageModule): StripRunner {
  return { threads: 1, run: (stage, workspaces) => module.runStage(stage, workspaces) };
}
