import type { WorkerLike } from "./worker/worker-like.ts";

/** A separate name, so that bundlers do not include the file for Node's threads in a page. */
const ENTRY = "./worker-entry.js";

/** The worker of the package: a file next to this one, in the sources and in the build. */
export function packagedWorker(): WorkerLike {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  if (node !== undefined) {
    // A thread started from the sources must load the other packages from their sources, too.
    const execArgv = ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning"];
    return new node.Worker(
      new URL(ENTRY, import.meta.url),
      import.meta.url.endsWith(".ts") ? { execArgv } : {},
    );
  }
  if (typeof Worker === "undefined") {
    throw new Error("workerRestorer: expected options.worker where there is no Worker");
  }
  // Bundlers recognise exactly this form and bundle the worker.
  return new Worker(new URL("./worker-entry.js", import.meta.url), { type: "module" });
}
