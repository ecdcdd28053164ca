import { Queue, UnrecoverableError, WaitingChildrenError, Worker } from "bullmq";
import type { Job } from "bullmq";
import { Redis } from "ioredis";
import { digestOfFile } from "../bytes.ts";
import { Refusal } from "../engine/picture-job.ts";
import type { Engine } from "../engine/picture-job.ts";
import { restoredParts } from "./picture-parts.ts";
import { QUEUE, inputKey, outputKey, reasonOf } from "./queued-picture.ts";
import type { QueuedPicture, QueuedResult } from "./queued-picture.ts";
import type { FileStorage } from "../storage/storage.ts";
import { queueTelemetry } from "../tracing.ts";
import { within } from "./within.ts";

export interface QueueWorkerOptions {
  readonly redis: string;
  readonly storage: FileStorage;
  /** Restores the pictures. */
  readonly engine: Pick<Engine, "run">;
  /** Maximum number of pictures at the same time. */
  readonly concurrency: number;
  /** Milliseconds without a sign of life after which another worker takes over. Default: 30 000. */
  readonly lockDuration?: number;
  /** Larger pictures are divided among workers in parts of about this many pixels. Default: 16 million. */
  readonly partPixels?: number;
  readonly onError?: (error: Error) => void;
}

/** Number of workers that an image may crash before it counts as failed. */
const MOST_CRASHES = 5;
/** Milliseconds between progress messages. Eight of them cost Redis as much as the job itself. */
const TELL_AGAIN = 2000;

/**
 * Processes the pictures of a queue until it is closed. Closing finishes the pictures in progress. If Redis
 * cannot be reached, closing waits at most `lockDuration`: after that, another worker has taken over.
 */
export function queueWorker({
  redis,
  storage,
  engine,
  concurrency,
  lockDuration = 30_000,
  partPixels = 16e6,
  onError = () => undefined,
}: QueueWorkerOptions): { close(): Promise<void> } {
  const telemetry = queueTelemetry();
  const connection = new Redis(redis, { maxRetriesPerRequest: null });
  connection.on("error", onError);
  const queue = new Queue<QueuedPicture, QueuedResult>(QUEUE, { connection, telemetry });
  queue.on("error", onError);
  const fetchResult = async (id: string): Promise<Uint8Array> => {
    const bytes = await storage.get(outputKey(id));
    if (bytes === undefined) throw new Error(`there is no result ${id} in the storage`);
    return bytes;
  };
  const fetch = async (hash: string): Promise<Uint8Array> => {
    const bytes = await storage.get(inputKey(hash));
    if (bytes === undefined) throw new Error(`there is no file ${hash} in the storage`);
    // It may just be being written again.
    if ((await digestOfFile(bytes)) !== hash)
      throw new Error(`the file ${hash} in the storage is incomplete`);
    return bytes;
  };
  const restore = async (job: Job<QueuedPicture, QueuedResult>, token: string): Promise<QueuedResult> => {
    const { files, ...rest } = job.data;
    let told = 0;
    const onProgress = (fraction: number): void => {
      if (performance.now() - told < TELL_AGAIN) return;
      told = performance.now();
      void job.updateProgress(fraction).catch(onError);
    };
    try {
      const image = await fetch(files.image);
      const mask = files.mask === undefined ? {} : { mask: await fetch(files.mask) };
      const kernel = files.kernel === undefined ? {} : { kernel: await fetch(files.kernel) };
      const shared = await restoredParts(job, token, image, { queue, partPixels });
      const parts = shared && { parts: await Promise.all(shared.ids.map(fetchResult)) };
      const picture = { ...rest, image, ...mask, ...kernel, ...parts };
      const { bytes, ...facts } = await engine.run(picture, { onProgress });
      if (bytes !== undefined) await storage.put(outputKey(job.id!), bytes);
      if (shared === undefined) return facts;
      const { noiseLevel, found } = shared.first;
      return { ...facts, noiseLevel, ...(found !== undefined && { found }) };
    } catch (error) {
      // Another attempt would fail in the same way.
      if (error instanceof Refusal) throw new UnrecoverableError(reasonOf(error));
      // It waits for its parts, or fails because one of them failed.
      if (error instanceof WaitingChildrenError || error instanceof UnrecoverableError) throw error;
      throw new Error(reasonOf(error), { cause: error });
    }
  };
  const inHand = new Set<Promise<QueuedResult>>();
  const take = async (job: Job<QueuedPicture, QueuedResult>, token = ""): Promise<QueuedResult> => {
    const result = restore(job, token);
    inHand.add(result);
    try {
      return await result;
    } finally {
      inHand.delete(result);
    }
  };
  const worker = new Worker<QueuedPicture, QueuedResult>(QUEUE, take, {
    connection,
    concurrency,
    lockDuration,
    stalledInterval: lockDuration / 2,
    maxStalledCount: MOST_CRASHES,
    telemetry,
  });
  worker.on("error", onError);
  // Clients only learn that it failed.
  worker.on("failed", (job, { message }) => onError(new Error(`image ${job?.id}: ${message}`)));
  return {
    close: async () => {
      const closed = worker.close();
      do await Promise.allSettled(inHand);
      while (!(await within(lockDuration, closed)) && inHand.size > 0);
      await within(lockDuration, queue.close());
      connection.disconnect();
    },
  };
}
