import { EventEmitter, once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { Queue, QueueEvents } from "bullmq";
import type { Job } from "bullmq";
import { Redis } from "ioredis";
import { Busy, Refusal } from "../engine/picture-job.ts";
import type { Engine, PictureJob, PictureResult } from "../engine/picture-job.ts";
import type { Task } from "../engine/task-options.ts";
import { QUEUE, failureOf, inputKey, outputKey, queuedPicture } from "./queued-picture.ts";
import type { QueuedPicture, QueuedResult } from "./queued-picture.ts";
import type { FileStorage } from "../storage/storage.ts";
import { queueTelemetry } from "../tracing.ts";
import { within } from "./within.ts";

export interface QueueEngineOptions {
  /** Address of a Redis or a Valkey. */
  readonly redis: string;
  readonly storage: FileStorage;
  /** Pictures that may wait. Default: 10 000. */
  readonly maxQueue?: number;
  /** Number of attempts for an image. Default: 3. */
  readonly attempts?: number;
}

/** How a picture stands that lies in the queue. */
export interface PictureState {
  readonly id: string;
  readonly task: Task;
  readonly state: "waiting" | "active" | "completed" | "failed";
  /** The share of the work that is done. */
  readonly progress: number;
  readonly attempts: number;
  readonly result?: QueuedResult;
  /** Why it failed. */
  readonly reason?: string;
  /** When it completed or failed, in milliseconds since 1970. */
  readonly finished?: number;
}

export interface EnqueueOptions {
  /** Whether all pictures that are not patient go first. There may be any number of patient ones. */
  readonly patient?: boolean;
}

/** Leaves the work to those who listen to a queue. */
export interface QueueEngine extends Engine {
  /** Puts a picture into the queue, unless it is there: one of the same contents is the same. */
  enqueue(job: PictureJob, options?: EnqueueOptions): Promise<PictureState>;
  /** Puts a picture that failed into the queue once more; tells whether it was there and had failed. */
  retry(id: string): Promise<boolean>;
  state(id: string): Promise<PictureState | undefined>;
  /** The states of a picture as it goes on, up to the last one. */
  watch(id: string, signal: AbortSignal): AsyncGenerator<PictureState, void, void>;
  /** The file that was made of a picture. */
  result(id: string): Promise<Uint8Array | undefined>;
  /** Whether that file is there, though the queue may have forgotten the picture. */
  hasResult(id: string): Promise<boolean>;
  /** How many patient pictures wait. */
  patient(): Promise<number>;
}

/** Seconds for which results and failures are kept: a week and a month. */
const KEEP = { completed: 7 * 24 * 3600, failed: 30 * 24 * 3600 };
/** Events may be lost with a connection: every so many milliseconds it is asked. */
const ASK_AGAIN = 1000;
/** Of patient pictures; all others have none and go first. */
const PATIENT = 1;
/** How long Redis has for its goodbye. */
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
  // They connect again by themselves, and calls wait for that.
  const ignore = (): void => undefined;
  queue.on("error", ignore);
  events.on("error", ignore);
  for (const connection of [commands, blocking]) connection.on("error", ignore);
  const patient = async (): Promise<number> => queue.getJobCountByTypes("prioritized");
  // Those that clients wait for, and the others.
  let [counted, countedPatient] = [0, 0];
  const count = async (): Promise<void> => {
    counted = await queue.getJobCountByTypes("waiting", "active", "delayed");
    countedPatient = await patient();
  };
  const counting = setInterval(() => void count().catch(() => undefined), ASK_AGAIN);

  const full = (): number | undefined => (counted < maxQueue ? undefined : 30);
  const state = async (id: string): Promise<PictureState | undefined> => {
    // In this order: what belongs to a last state is there with it.
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
      // It may have started in the meantime.
      if (there?.priority === PATIENT) await there.changePriority({ priority: 0 }).catch(ignore);
    }
    if (known !== undefined) {
      // What was refused would be refused again; what failed for any other reason gets another chance.
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
    // As a new one: it would remember how many workers it has killed.
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
    // Whoever asks the storage first waits longest, and learns that it cannot be reached.
    ready: async () => {
      await Promise.all([count(), storage.has(inputKey("0"))]);
    },
    run: async (job, { signal = new AbortController().signal, onProgress } = {}): Promise<PictureResult> => {
      const { id } = await enqueue(job);
      for await (const { progress, result, reason } of watch(id, signal)) {
        onProgress?.(progress);
        if (reason !== undefined) throw failureOf(reason);
        if (result === undefined) continue;
        const bytes = job.task === "estimate" ? undefined : await storage.get(outputKey(id));
        return { ...result, ...(bytes && { bytes }) };
      }
      throw new Error(`picture ${id} is no longer in the queue`);
    },
    close: async () => {
      clearInterval(counting);
      // Without Redis, they would wait for its answer forever.
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
