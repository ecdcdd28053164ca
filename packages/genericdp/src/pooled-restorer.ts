import { imageTask } from "./image-task.ts";
import { packagedWorker } from "./packaged-worker.ts";
import { denoiserSource } from "./denoiser-source.ts";
import { checkNames } from "./options.ts";
import { inlineRestorer } from "./restorer.ts";
import type { InlineRestorer, Restorer, RestorerOptions } from "./restorer.ts";
import { pooledTasks } from "./worker/pooled-tasks.ts";
import { serveRestorer } from "./worker/serve-restorer.ts";
import type { WorkerLike } from "./worker/worker-like.ts";
import { workerPool } from "./worker/worker-pool.ts";
import type { WorkerPool } from "./worker/worker-pool.ts";
import { MAX_QUEUE } from "./worker/worker-restorer.ts";

let shared: WorkerPool | undefined;
let models = 0;

/** The workers of all restorers: one per processor. */
function sharedPool(): WorkerPool {
  shared ??= workerPool({
    create: packagedWorker,
    instead: workerInThisThread,
    size: processors(),
    maxQueue: MAX_QUEUE,
  });
  return shared;
}

/**
 * Keeps a model, or a denoiser of your own, ready. Nothing is started before the first image.
 *
 * The work is done in threads of the library, in Node and in browsers, in the order of the calls and one
 * image at a time in each thread. All restorers share them. A single image gets all threads of the kernel.
 * The work is done in the caller's thread with `inline`, a `backend` or a `denoiser`, if no thread can be
 * started (for example because a bundler did not include the worker), and for `restore`, because a
 * degradation has functions.
 *
 * @throws ModelFormatError if the bytes are not a model; TypeError for invalid options. Rejects with
 *   QueueFullError if 1024 images are waiting, and with WorkerLostError if a thread crashes.
 * @example
 * ```ts
 * import { restorer } from "genericdp";
 *
 * const photos = restorer();
 * const image = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(120) };
 * const [a, b] = await Promise.all([5, 25].map((noiseLevel) => photos.denoise(image, { noiseLevel })));
 * photos.dispose();
 * ```
 */
export function restorer(options: RestorerOptions & { readonly inline: true }): InlineRestorer;
export function restorer(options?: RestorerOptions): Restorer;
export function restorer({ inline = false, ...rest }: RestorerOptions = {}): Restorer {
  checkNames("restorer", rest, ["model", "denoiser", "backend"]);
  const { model, denoiser, backend } = rest;
  if (inline || backend !== undefined || denoiser !== undefined) return inlineRestorer(rest);
  // Throws for an invalid model.
  denoiserSource({ model });
  const known = model === undefined ? undefined : { id: ++models, value: model };
  const expectUse = (): void => {
    if (disposed) throw new Error("restorer: expected no call after dispose()");
  };
  const under = new Set<Promise<unknown>>();
  let disposed = false;
  let here: Restorer | undefined;
  const tasks = pooledTasks(
    {
      run: async (work, job) => {
        expectUse();
        const running = sharedPool().run(work, job);
        under.add(running);
        try {
          return await running;
        } finally {
          under.delete(running);
        }
      },
    },
    known,
  );
  return {
    ...tasks,
    start: async () => {
      const { backend: used, denoiser: facts } = await tasks.start();
      const { name, capabilities, ...why } = used;
      return { backend: { name, capabilities }, denoiser: facts, ...why };
    },
    restore: imageTask(async (image, degradation, settings) => {
      expectUse();
      here ??= inlineRestorer(model === undefined ? {} : { model });
      return here.restore(image, degradation, settings);
    }),
    dispose: () => {
      if (disposed) return;
      disposed = true;
      here?.dispose();
      if (known === undefined) return;
      void Promise.allSettled(under).then(() => sharedPool().forget(known));
    },
  };
}

/** A worker for the same jobs in this thread, connected by a channel. */
function workerInThisThread(): WorkerLike {
  const { port1, port2 } = new MessageChannel();
  serveRestorer(port1);
  return port2;
}

function processors(): number {
  const os = globalThis.process?.getBuiltinModule?.("node:os");
  return os?.availableParallelism() ?? globalThis.navigator?.hardwareConcurrency ?? 1;
}
