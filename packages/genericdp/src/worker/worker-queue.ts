import { receiveError } from "./sent-error.ts";
import type { FromWorker, ToWorker, Work, WorkResult } from "./protocol.ts";
import type { WorkerLike } from "./worker-like.ts";
import { WorkerLostError } from "./worker-lost-error.ts";

/** How long an aborted job may go on until its worker is ended, in milliseconds. */
const PATIENCE = 300;

export interface JobOptions {
  readonly transfer?: ArrayBuffer[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

interface Job {
  readonly id: number;
  readonly work: Work;
  readonly options: JobOptions;
  resolve(result: WorkResult): void;
  reject(reason: unknown): void;
}

/** One worker that does one job after the other; those in line wait on this side. */
export interface WorkerQueue {
  run(work: Work, options: JobOptions): Promise<WorkResult>;
  dispose(): void;
}

export function workerQueue(create: () => WorkerLike, open: ToWorker & { type: "open" }): WorkerQueue {
  const waiting: Job[] = [];
  let worker: WorkerLike | undefined;
  let current: Job | undefined;
  let impatient: ReturnType<typeof setTimeout> | undefined;
  let disposed = false;
  let jobs = 0;

  const post = (message: ToWorker, transfer: ArrayBuffer[] = []): void => {
    worker ??= connect();
    worker.postMessage(message, { transfer });
  };
  const next = (): void => {
    clearTimeout(impatient);
    current = waiting.shift();
    if (current === undefined) return;
    const { id, work, options } = current;
    try {
      post({ type: "run", id, work }, options.transfer);
    } catch (error) {
      current.reject(error);
      next();
    }
  };
  const end = (): void => {
    if (worker?.terminate) worker.terminate();
    else worker?.close?.();
    worker = undefined;
  };
  const lose = (event: object): void => {
    const why = "message" in event && event.message !== "" ? `: ${String(event.message)}` : "";
    current?.reject(new WorkerLostError(`workerRestorer: the worker did not start or broke down${why}`));
    end();
    next();
  };
  const hear = (answer: FromWorker): void => {
    if (answer.id !== current?.id) return;
    if (answer.type === "progress") {
      if (!current.options.signal?.aborted) current.options.onProgress?.(answer.fraction);
      return;
    }
    if (answer.type === "done") current.resolve(answer.result);
    else current.reject(receiveError(answer.error));
    next();
  };
  const connect = (): WorkerLike => {
    const made = create();
    // What a worker that was given up still says concerns nobody.
    const whileUsed =
      <Event>(listener: (event: Event) => void) =>
      (event: Event): void => {
        if (made === worker) listener(event);
      };
    made.addEventListener(
      "message",
      whileUsed(({ data }) => hear(data as FromWorker)),
    );
    made.addEventListener("error", whileUsed(lose));
    made.addEventListener("messageerror", whileUsed(lose));
    made.start?.();
    made.postMessage(open, { transfer: [] });
    return made;
  };
  const abort = (job: Job): void => {
    job.reject(job.options.signal?.reason);
    if (job !== current) {
      const place = waiting.indexOf(job);
      if (place >= 0) waiting.splice(place, 1);
      return;
    }
    post({ type: "abort", id: job.id });
    if (worker?.terminate === undefined) return;
    impatient = setTimeout(() => {
      end();
      next();
    }, PATIENCE);
  };

  return {
    run: async (work, options) => {
      if (disposed) throw new Error("workerRestorer: expected no call after dispose()");
      const { signal } = options;
      signal?.throwIfAborted();
      const { promise, resolve, reject } = withResolvers<WorkResult>();
      const job: Job = { id: jobs++, work, options, resolve, reject };
      const onAbort = (): void => abort(job);
      signal?.addEventListener("abort", onAbort, { once: true });
      waiting.push(job);
      if (current === undefined) next();
      try {
        return await promise;
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
    dispose: () => {
      disposed = true;
      clearTimeout(impatient);
      const left = [...(current ? [current] : []), ...waiting.splice(0)];
      current = undefined;
      end();
      for (const { reject } of left) reject(new Error("workerRestorer: disposed of before the job was done"));
    },
  };
}

/** `Promise.withResolvers`, which Node 20 has not. */
function withResolvers<T>(): Pick<Job, "reject"> & {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
} {
  let settle: { resolve: (value: T) => void; reject: (reason: unknown) => void } | undefined;
  const promise = new Promise<T>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (value) => settle?.resolve(value), reject: (reason) => settle?.reject(reason) };
}
