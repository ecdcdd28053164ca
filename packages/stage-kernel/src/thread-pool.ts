import { spawnThread } from "./spawn-thread.ts";
import type { SharedStageModule } from "./stage-module.ts";
import type { StripRunner } from "./strip-runner.ts";

/** Address of the record that threads share; see assembly/threads.ts. */
export const CONTROL = 16;

/** Size of that record, in bytes. */
export function controlSize(threads: number): number {
  return 16 + 4 * threads;
}

/** Threads that share the strips of every stage, including the caller's. */
export interface ThreadPool extends StripRunner {
  /** Ends the other threads; the pool must not be used afterwards. */
  release(): void;
}

export function threadPool(module: SharedStageModule, threads: number): ThreadPool {
  const { compiled, memory } = module;
  const sleep = Number(maySleep());
  const ends = Array.from({ length: threads - 1 }, (_, i) =>
    spawnThread({ compiled, memory, control: CONTROL, thread: i + 1 }),
  );
  return {
    threads,
    run: (stage, workspaces) => {
      module.publish(CONTROL, stage, workspaces);
      module.workOn(CONTROL, 0);
      module.awaitStage(CONTROL, sleep);
      module.finishAbandoned(CONTROL, threads);
    },
    release: () => ends.forEach((end) => end()),
  };
}

/** Whether this thread may sleep; the main thread of a page may not. */
function maySleep(): boolean {
  try {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
