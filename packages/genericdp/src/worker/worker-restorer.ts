import type { Model } from "@genericdp/model";
import type { ModelName } from "../denoiser-source.ts";
import type { ImageTask } from "../image-task.ts";
import type { RestoreSettings } from "../options.ts";
import { packagedWorker } from "../packaged-worker.ts";
import { pooledTasks } from "./pooled-tasks.ts";
import type { PooledTasks, TransferOptions } from "./pooled-tasks.ts";
import type { NamedDegradation } from "./protocol.ts";
import type { WorkerLike } from "./worker-like.ts";
import { workerPool } from "./worker-pool.ts";

/** Jobs that may wait in line unless it is said. */
export const MAX_QUEUE = 1024;

export interface WorkerRestorerOptions {
  /** Makes a worker, which runs `serveRestorer`. Default: one that comes with this package. */
  readonly worker?: () => WorkerLike;
  /** As for `restorer`. Default: what the worker is set to, or "gray". */
  readonly model?: Model | Uint8Array | ModelName;
  /** How many workers there are at most, each with one image at a time. Default: 1. */
  readonly workers?: number;
  /** How many jobs may wait in line. Default: 1024. */
  readonly maxQueue?: number;
}

/** A restorer in a worker: the same methods and results as `restorer`, and a thread that stays free. */
export interface WorkerRestorer extends PooledTasks {
  /** Restores an image from a degradation that the worker was given by name, see `serveRestorer`. */
  readonly restore: ImageTask<[degradation: NamedDegradation, settings?: RestoreSettings & TransferOptions]>;
  /** Ends the worker; jobs that are not done are rejected, and nothing else may be called afterwards. */
  dispose(): void;
}

/**
 * Restores images in a worker of its own, or in several, begun in the order of the calls; those in line can
 * be aborted like those that run. Nothing is started before the first call.
 *
 * An aborted job is rejected at once with the signal's reason; a worker that does not come to a halt soon is
 * ended, and the next job gets a new one. Errors keep name, message, stack and cause; a `TypeError` or
 * `RangeError` is one again, and others, `ModelFormatError` too, are known by their names.
 *
 * @throws RangeError for an impossible number of workers or jobs; as rejections WorkerLostError where a
 *   worker does not start or breaks down, and QueueFullError where too many jobs wait.
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
