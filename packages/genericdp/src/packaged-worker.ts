import type { WorkerLike } from "./worker/worker-like.ts";

/** The worker that comes with the package: found by its name beside this file, here and in what is built. */
export function packagedWorker(): WorkerLike {
  if (typeof Worker === "undefined") {
    throw new Error("workerRestorer: expected options.worker where there is no Worker");
  }
  // In this very form bundlers find the worker and bundle it.
  return new Worker(new URL("./worker-entry.js", import.meta.url), { type: "module" });
}
