import type { StageModule } from "./stage-module.ts";

/** Processes the strips of a stage on one or several threads. */
export interface StripRunner {
  /** Number of workspaces needed. */
  readonly threads: number;
  /** Returns when all strips are done; `stage` and `workspaces` are addresses of records. */
  run(stage: number, workspaces: number): void;
}

/** Processes strip after strip on the caller's thread. */
export function serialRunner(module: StageModule): StripRunner {
  return { threads: 1, run: (stage, workspaces) => module.runStage(stage, workspaces) };
}
