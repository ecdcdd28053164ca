import { EventEmitter, once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Queue, QueueEvents } from "bullmq";
import type { Job } from "bullmq";
import { Redis } from "ioredis";
import { Busy, Refusal } from "../engine/picture-job.ts";
import type { Engine, PictureJob, PictureResult } from "../engine/picture-job.ts";
import { makesImage } from "../engine/task-options.ts";
import type { Task } from "../engine/task-options.ts";
import { QUEUE, failureOf, inputKey, outputKey, queuedPicture } from "./queued-picture.ts";
import type { QueuedPicture, QueuedResult } from "./queued-picture.ts";
import type { FileStorage } from "../storage/storage.ts";
import { queueTelemetry } from "../tracing.ts";
import { within } from "./within.ts";

export interface QueueEngineOptions {
  /** Address of a Redis or Valkey server. */
  readonly redis: string;
  readonly storage: FileStorage;
  /** Maximum number of waiting pictures. Default: 10 000. */
  readonly maxQueue?: number;
  /** Number of attempts for an image. Default: 3. */
  readonly attempts?: number;
}

/** The state of a picture in the queue. */
export interface PictureState {
  readonly id: string;
  readonly task: Task;
  readonly state: "waiting" | "active" | "completed" | "failed";
  /** The fraction of the work that is done. */
  readonly progress: number;
  readonly attempts: number;
  readonly result?: QueuedResult;
  /** Why it failed. */
  readonly reason?: string;
  /** When it completed or failed, in milliseconds since 1970. */
  readonly finished?: number;
}

export interface EnqueueOptions {
  /** Patient pictures wait until all others are done, and their number is not limited. */
  readonly patient?: boolean;
}

/** An engine that leaves the work to the workers of a queue. */
export interface QueueEngine extends Engine {
  /** Queues a picture, unless it is already in the queue. Pictures with the same content have the same id. */
  enqueue(job: PictureJob, options?: EnqueueOptions): Promise<PictureState>;
  /** Queues a failed picture again. Returns whether it existed and had failed. */
  retry(id: string): Promise<boolean>;
  state(id: string): Promise<PictureState | undefined>;
  /** The states of a picture over time, up to the final one. */
  watch(id: string, signal: AbortSignal): AsyncGenerator<PictureState, void, void>;
  /** The output file of a picture. */
  result(id: string): Promise<Uint8Array | undefined>;
  /** Whether that file exists; the queue may no longer know the picture. */
  hasResult(id: string): Promise<boolean>;
  /** The number of waiting patient pictures. */
  patient(): Promise<number>;
}

/** Seconds to keep results and failures: a week and a month. */
const KEEP = { completed: 7 * 24 * 3600, failed: 30 * 24 * 3600 };
/** Milliseconds between polls, because events can be lost with a connection. */
const ASK_AGAIN = 1000;
/** The priority of patient pictures. All others have none and go first. */
const PATIENT = 1;
/** Milliseconds to wait for Redis when closing. */
const CLOSING = 2000;

export function queueEngine({
  redis,
  storage,
  maxQueue = 10_000,
  attempts = 3,
}: QueueEngineOptions): QueueEngine {
  const connect = (): Redis => new Redis(redis, { maxRetriesPerRequest: null });
  const [commands, blocking] = [connect(), connect()];
  const queue = new Queue<QueuedPicture, QueuedResult>(QUEUE, {
    connection: commands,
    telemetry: queueTelemetry(),
  });
  const events = new QueueEvents(QUEUE, { connection: blocking });
  const news = new EventEmitter().setMaxListeners(0);
  const tell = ({ jobId }: { readonly jobId: string }): boolean => news.emit(jobId);
  events.on("active", tell).on("progress", tell).on("delayed", tell);
  events.on("completed", tell).on("failed", tell);
  // Clients reconnect by themselves, and calls wait for that.
  const ignore = (): void => undefined;
  queue.on("error", ignore);
  events.on("error", ignore);
  for (const connection of [commands, blocking]) connection.on("error", ignore);
  const patient = async (): Promise<number> => queue.getJobCountByTypes("prioritized");
  // The number of pictures that clients wait for, and of patient ones.
  let [counted, countedPatient] = [0, 0];
  const count = async (): Promise<void> => {
    counted = await queue.getJobCountByTypes("waiting", "active", "delayed");
    countedPatient = await patient();
  };
  const counting = setInterval(() => void count().catch(() => undefined), ASK_AGAIN);

  const full = (): number | undefined => (counted < maxQueue ? undefined : 30);
  const state = async (id: string): Promise<PictureState | undefined> => {
    // The state is read first, so that the data of a final state are complete.
    const name = await queue.getJobState(id);
    const job = await queue.getJob(id);
    return job && describe(job, name);
  };
  const add = async (id: string, picture: QueuedPicture, isPatient: boolean): Promise<void> => {
    await queue.add(picture.task, picture, {
      jobId: id,
      attempts,
      ...(isPatient && { priority: PATIENT }),
      backoff: { type: "exponential", delay: 1000, jitter: 0.5 },
      removeOnComplete: { age: KEEP.completed },
      removeOnFail: { age: KEEP.failed },
    });
  };
  const enqueue = async (
    job: PictureJob,
    { patient: isPatient = false }: EnqueueOptions = {},
  ): Promise<PictureState> => {
    const later = isPatient ? undefined : full();
    if (later !== undefined) throw new Busy(later);
    const { id, picture, files } = await queuedPicture(job);
    const known = await state(id);
    if (known !== undefined && known.state === "waiting" && !isPatient) {
      const there = await queue.getJob(id);
      // It may have been started in the meantime.
      if (there?.priority === PATIENT) await there.changePriority({ priority: 0 }).catch(ignore);
    }
    if (known !== undefined) {
      // A rejected picture would be rejected again; other failures are retried.
      if (known.state !== "failed" || failureOf(known.reason!) instanceof Refusal) return known;
      await queue.remove(id);
    }
    for (const [hash, bytes] of files) await storage.put(inputKey(hash), bytes);
    await add(id, picture, isPatient);
    if (isPatient) countedPatient++;
    else counted++;
    return { id, task: job.task, state: "waiting", progress: 0, attempts: 0 };
  };
  const retry = async (id: string): Promise<boolean> => {
    const job = await queue.getJob(id);
    if (job === undefined || !(await job.isFailed())) return false;
    // Queued as a new job, which does not count the crashes of the old one.
    await queue.remove(id);
    await add(id, job.data, job.priority === PATIENT);
    return true;
  };
  async function* watch(id: string, signal: AbortSignal): AsyncGenerator<PictureState, void, void> {
    let told = "";
    for (;;) {
      const over = new AbortController();
      const waiting = { signal: AbortSignal.any([signal, over.signal]) };
      const change = Promise.race([once(news, id, waiting), pause(ASK_AGAIN, undefined, waiting)]);
      change.catch(() => undefined);
      const now = await state(id);
      signal.throwIfAborted();
      if (now === undefined) return over.abort();
      const text = JSON.stringify(now);
      if (text !== told) yield now;
      told = text;
      if (now.state === "completed" || now.state === "failed") return over.abort();
      await change.catch(() => undefined);
      over.abort();
    }
  }
  return {
    enqueue,
    retry,
    patient,
    hasResult: (id) => storage.has(outputKey(id)),
    state,
    watch,
    full,
    result: (id) => storage.get(outputKey(id)),
    load: () => counted + countedPatient,
    // Also checks that the storage can be reached; its first access takes longest.
    ready: async () => {
      await Promise.all([count(), storage.has(inputKey("0"))]);
    },
    run: async (job, { signal = new AbortController().signal, onProgress } = {}): Promise<PictureResult> => {
      const { id } = await enqueue(job);
      for await (const { progress, result, reason } of watch(id, signal)) {
        onProgress?.(progress);
        if (reason !== undefined) throw failureOf(reason);
        if (result === undefined) continue;
        const bytes = makesImage(job.task) ? await storage.get(outputKey(id)) : undefined;
        return { ...result, ...(bytes && { bytes }) };
      }
      throw new Error(`picture ${id} is no longer in the queue`);
    },
    close: async () => {
      clearInterval(counting);
      // Without Redis, closing would wait forever.
      await within(CLOSING, Promise.all([queue.close(), events.close()]));
      for (const connection of [commands, blocking]) connection.disconnect();
    },
  };
}

function describe(job: Job<QueuedPicture, QueuedResult>, state: string): PictureState {
  const { id, data, progress, returnvalue, failedReason, attemptsMade, finishedOn } = job;
  const known = state === "completed" || state === "failed" || state === "active";
  return {
    id: id!,
    task: data.task,
    state: known ? state : "waiting",
    progress: state === "completed" ? 1 : typeof progress === "number" ? progress : 0,
    attempts: attemptsMade,
    ...(state === "completed" && returnvalue && { result: returnvalue }),
    ...(state === "failed" && { reason: failedReason || "it failed" }),
    ...((state === "completed" || state === "failed") && finishedOn && { finished: finishedOn }),
  };
}
