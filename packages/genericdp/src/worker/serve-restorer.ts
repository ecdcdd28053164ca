import type { RestorerOptions } from "../restorer.ts";
import { lazySession } from "./lazy-session.ts";
import { buffersOf } from "./protocol.ts";
import type { FromWorker, ToWorker, Work } from "./protocol.ts";
import { sendError } from "./sent-error.ts";
import type { WorkerScope } from "./worker-like.ts";

/**
 * Does the work of `workerRestorer`, in the worker: call it once, first thing, in a module of your own to
 * choose backend or model.
 *
 * @param scope the worker's global scope, or a port that leads to the other side.
 * @example
 * ```ts
 * import { wasm } from "@genericdp/backend-wasm";
 * import { workerRestorer } from "genericdp/worker";
 * import { serveRestorer } from "genericdp/worker-server";
 *
 * // In a worker: serveRestorer(self, options). Here at the other end of a channel:
 * const { port1, port2 } = new MessageChannel();
 * serveRestorer(port1, { backend: wasm({ variant: "simd" }) });
 * const photos = workerRestorer({ worker: () => port2 });
 * const { backend } = await photos.start();
 * photos.dispose();
 * ```
 */
export function serveRestorer(scope: WorkerScope, options: RestorerOptions = {}): void {
  const session = lazySession(options);
  let running: { readonly id: number; readonly controller: AbortController } | undefined;
  const say = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
    scope.postMessage(message, { transfer });

  const run = async (id: number, work: Work): Promise<void> => {
    const controller = new AbortController();
    running = { id, controller };
    const onProgress = (fraction: number): void => say({ type: "progress", id, fraction });
    try {
      const result = await session.perform(work, { signal: controller.signal, onProgress });
      const isImage = typeof result === "object" && "data" in result;
      say({ type: "done", id, result }, isImage ? buffersOf(result) : []);
    } catch (error) {
      say({ type: "failed", id, error: sendError(error) });
    }
  };

  scope.addEventListener("message", ({ data }) => {
    const message = data as ToWorker;
    if (message.type === "run") void run(message.id, message.work);
    else if (message.type === "open") session.open(message.model);
    else if (message.type === "abort" && running?.id === message.id) running.controller.abort();
  });
  scope.start?.();
}
