import { lazySession } from "./lazy-session.ts";
import type { ServeOptions } from "./lazy-session.ts";
import { buffersOf } from "./protocol.ts";
import type { FromWorker, Listening, ToWorker } from "./protocol.ts";
import { sendError } from "./sent-error.ts";
import { hear, post } from "./worker-like.ts";
import type { WorkerScope } from "./worker-like.ts";

/**
 * Does the work of `workerRestorer` in the worker. To use your own backend, denoiser or degradations, call it
 * once at the start of your own module.
 *
 * @param scope the global scope of the worker, `parentPort` of `node:worker_threads`, or a port connected to
 *   the other side.
 * @throws TypeError without a scope, for example if a module for threads runs as a program.
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
export function serveRestorer(scope: WorkerScope | null, options: ServeOptions = {}): void {
  if (scope === null)
    throw new TypeError("serveRestorer: expected a worker's port, got null: not in a thread");
  const session = lazySession(options);
  let running: { readonly id: number; readonly controller: AbortController } | undefined;
  const say = (message: FromWorker, transfer: ArrayBuffer[] = []): void => post(scope, message, transfer);

  const run = async ({ id, work, model }: ToWorker & { type: "run" }): Promise<void> => {
    const controller = new AbortController();
    running = { id, controller };
    const listening: Listening = {
      signal: controller.signal,
      onProgress: (fraction) => say({ type: "progress", id, fraction }),
      onNoiseLevel: (chosen) => say({ type: "noiseLevel", id, chosen }),
      onDenoiser: (facts) => say({ type: "denoiser", id, facts }),
    };
    try {
      const result = await session.perform(work, model, listening);
      const isImage = typeof result === "object" && "data" in result;
      say({ type: "done", id, result }, isImage ? buffersOf(result) : []);
    } catch (error) {
      say({ type: "failed", id, error: sendError(error) });
    }
  };

  hear(scope, (data) => {
    const message = data as ToWorker;
    if (message.type === "run") void run(message);
    else if (message.type === "open") session.open(message.threads);
    else if (message.type === "model") session.learn(message.model);
    else if (message.type === "forget") session.forget(message.model);
    else if (message.type === "abort" && running?.id === message.id) running.controller.abort();
  });
  say({ type: "ready" });
}
