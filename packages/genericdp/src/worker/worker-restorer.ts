import type { Model } from "@genericdp/model";
import type { ModelName } from "@genericdp/model/bundled";
import type { ImageTask } from "../image-task.ts";
import type { RestoreSettings } from "../options.ts";
import { packagedWorker } from "../packaged-worker.ts";
import { pooledTasks } from "./pooled-tasks.ts";
import type { PooledTasks, TransferOptions } from "./pooled-tasks.ts";
import type { NamedDegradation } from "./protocol.ts";
import type { WorkerLike } from "./worker-like.ts";
import { workerPool } from "./worker-pool.ts";

/** Default number of jobs that may wait. */
export const MAX_QUEUE = 1024;

export interface WorkerRestorerOptions {
  /** Makes a worker that runs `serveRestorer`. Default: the worker of this package. */
  readonly worker?: () => WorkerLike;
  /** As for `restorer`. Default: the model of the worker, or "gray". */
  readonly model?: Model | Uint8Array | ModelName;
  /** Maximum number of workers, each with one image at a time. Default: 1. */
  readonly workers?: number;
  /** Number of jobs that may wait. Default: 1024. */
  readonly maxQueue?: number;
}

/** A restorer in a worker, with the methods and results of `restorer`; the calling thread stays free. */
export interface WorkerRestorer extends PooledTasks {
  /** Restores an image from a degradation that was given to the worker by name, see `serveRestorer`. */
  readonly restore: ImageTask<[degradation: NamedDegradation, settings?: RestoreSettings & TransferOptions]>;
  /** Terminates the worker. Unfinished jobs are rejected, and no method may be called afterwards. */
  dispose(): void;
}

/**
 * Restores images in one or several workers, in the order of the calls. Waiting jobs can be aborted like
 * running ones. Nothing is started before the first call.
 *
 * An aborted job is rejected immediately with the signal's reason. If its worker does not stop soon, it is
 * terminated, and the next job gets a new one. Errors keep their name, message, stack and cause. A
 * `TypeError` or `RangeError` keeps its class; others, such as `ModelFormatError`, can be recognised by their
 * names.
 *
 * @throws RangeError for an invalid number of workers or jobs. Rejects with WorkerLostError if a worker does
 *   not start or crashes, and with QueueFullError if too many jobs wait.
 * @example
 * ```ts
 * import { workerRestorer } from "genericdp/worker";
 *
 * const photos = workerRestorer({ workers: 2 });
 * const image = { width: 48, height: 32, data: new Float32Array(48 * 32).fill(120) };
 * const clean = await photos.denoise(image, { noiseLevel: 9, onProgress: (share) => console.log(share) });
 * photos.dispose();
 * ```
 */
export function workerRestorer({
  worker: create = packagedWorker,
  model,
  workers: size = 1,
  maxQueue = MAX_QUEUE,
}: WorkerRestorerOptions = {}): WorkerRestorer {
  for (const [name, value, least] of [
    ["workers", size, 1],
    ["maxQueue", maxQueue, 0],
  ] as const) {
    if (Number.isInteger(value) && value >= least) continue;
    throw new RangeError(`workerRestorer: expected a whole number of ${name} from ${least}, got ${value}`);
  }
  const pool = workerPool({ create, size, maxQueue });
  const tasks = pooledTasks(pool, model === undefined ? undefined : { id: 0, value: model });
  return { ...tasks, dispose: pool.dispose };
}
