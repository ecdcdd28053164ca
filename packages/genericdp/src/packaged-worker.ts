import type { WorkerLike } from "./worker/worker-like.ts";

/** A name of its own, so that no bundler takes the file of Node's threads for part of a page. */
const ENTRY = "./worker-entry.js";

/** The worker that comes with the package: found by its name beside this file, here and in what is built. */
export function packagedWorker(): WorkerLike {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (node !== undefined) {
    // A thread that begins in a source finds the sources of the other packages.
    const execArgv = ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning"];
    return new node.Worker(
      new URL(ENTRY, import.meta.url),
      import.meta.url.endsWith(".ts") ? { execArgv } : {},
    );
  }
  if (typeof Worker === "undefined") {
    throw new Error("workerRestorer: expected options.worker where there is no Worker");
  }
  // In this very form bundlers find the worker and bundle it.
  return new Worker(new URL("./worker-entry.js", import.meta.url), { type: "module" });
}
