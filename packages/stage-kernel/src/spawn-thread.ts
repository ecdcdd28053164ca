/** Input of a thread; see thread.js. */
export interface ThreadTask {
  readonly compiled: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly control: number;
  readonly thread: number;
}

/**
 * Starts a thread in Node or in a browser, and returns a function that ends it. If a thread cannot start, the
 * work is done without it.
 */
export function spawnThread(task: ThreadTask): () => void {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  try {
    if (node !== undefined) {
      const worker = new node.Worker(new URL("./thread.js", import.meta.url), { workerData: task });
      worker.on("error", ignore);
      worker.unref();
      return () => void worker.terminate();
    }
    const worker = new Worker(new URL("./thread.js", import.meta.url), { type: "module" });
    worker.addEventListener("error", ignore);
    worker.postMessage(task);
    return () => worker.terminate();
  } catch {
    return ignore;
  }
}

/** Number of threads that can run at the same time. */
export function processors(): number {
  const os = globalThis.process?.getBuiltinModule?.("node:os");
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}

/** Whether threads may share memory: a page must be cross-origin isolated. */
export function maySpawn(): boolean {
  return typeof SharedArrayBuffer === "function" && globalThis.crossOriginIsolated !== false;
}

function ignore(): void {
  // The thread takes no strips, and nobody waits for it.
}
