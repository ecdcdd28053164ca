import { receiveError } from "./sent-error.ts";
import type { FromWorker, Listening, SharedModel, ToWorker, Work, WorkResult } from "./protocol.ts";
import { QueueFullError, WorkerLostError } from "./worker-errors.ts";
import { endWorker, hear, hearLoss, holdProcess, post } from "./worker-like.ts";
import type { WorkerLike } from "./worker-like.ts";

/** Time that an aborted job may continue before its worker is terminated, in milliseconds. */
const PATIENCE = 100;

export interface JobOptions extends OrUndefined<Listening> {
  readonly model?: SharedModel | undefined;
  readonly transfer?: ArrayBuffer[];
}

type OrUndefined<T> = { readonly [Name in keyof T]: T[Name] | undefined };

export interface WorkerPoolOptions {
  readonly create: () => WorkerLike;
  /** Replaces the workers if none can be started. Default: each job fails with the error. */
  readonly instead?: () => WorkerLike;
  readonly size: number;
  /** Number of jobs that may wait. */
  readonly maxQueue: number;
}

/** Workers that do one job each at a time, in the order of the calls. Waiting jobs stay on this side. */
export interface WorkerPool {
  run(work: Work, options: JobOptions): Promise<WorkResult>;
  /** Frees a model in the workers when none of its jobs is left. */
  forget(model: SharedModel): void;
  dispose(): void;
}

interface Job {
  readonly id: number;
  readonly work: Work;
  readonly options: JobOptions;
  readonly resolve: (result: WorkResult) => void;
  readonly reject: (reason: unknown) => void;
}

/** A place for a worker. */
interface Seat {
  /**
   * The kernel of the first worker has all threads, so that a single image is fast; those of the others have
   * one.
   */
  readonly threads?: number;
  worker?: WorkerLike | undefined;
  ready: boolean;
  job?: Job | undefined;
  readonly models: Set<number>;
  impatient?: ReturnType<typeof setTimeout> | undefined;
}

export function workerPool(options: WorkerPoolOptions): WorkerPool {
  const { maxQueue } = options;
  let { create, instead, size } = options;
  const waiting: Job[] = [];
  const seats: Seat[] = [];
  let disposed = false;
  let jobs = 0;

  const tell = (seat: Seat, message: ToWorker, transfer: ArrayBuffer[] = []): void =>
    post(seat.worker!, message, transfer);

  /** Gives the next job to every idle worker. */
  const next = (): void => {
    while (waiting.length > 0) {
      const seat =
        seats.find(({ job }) => job === undefined) ?? (seats.length < size ? addSeat() : undefined);
      if (seat === undefined) return;
      seat.job = waiting.shift()!;
      try {
        if (seat.worker === undefined) fill(seat);
        holdProcess(seat.worker!, true);
      } catch (error) {
        lose(seat, error instanceof Error ? error : {});
      }
      if (seat.ready) begin(seat);
    }
  };
  const addSeat = (): Seat => {
    const seat = { ready: false, models: new Set<number>(), ...(seats.length > 0 && { threads: 1 }) };
    seats.push(seat);
    return seat;
  };
  const begin = (seat: Seat): void => {
    if (seat.job === undefined) return;
    const { id, work, options: job } = seat.job;
    const { model } = job;
    try {
      if (model !== undefined && !seat.models.has(model.id)) tell(seat, { type: "model", model });
      if (model !== undefined) seat.models.add(model.id);
      tell(seat, { type: "run", id, work, ...(model && { model: model.id }) }, job.transfer);
    } catch (error) {
      seat.job.reject(error);
      finish(seat);
    }
  };
  /** The job is finished, and the seat is free for the next one. */
  const finish = (seat: Seat): void => {
    clearTimeout(seat.impatient);
    seat.job = undefined;
    if (seat.worker !== undefined) holdProcess(seat.worker, false);
    next();
  };
  const empty = (seat: Seat): void => {
    clearTimeout(seat.impatient);
    const { worker } = seat;
    Object.assign(seat, { worker: undefined, ready: false });
    seat.models.clear();
    if (worker !== undefined) endWorker(worker);
  };
  const lose = (seat: Seat, why: object): void => {
    const started = seat.ready;
    empty(seat);
    if (!started && instead !== undefined) {
      // Workers cannot be started here; a job that has not been sent is still complete.
      [create, instead, size] = [instead, undefined, 1];
      const unsent = seats.filter(({ ready, job }) => !ready && job !== undefined);
      waiting.unshift(...unsent.map(({ job }) => job!).toSorted((a, b) => a.id - b.id));
      for (const one of unsent) {
        one.job = undefined;
        empty(one);
      }
      seats.splice(0, seats.length, ...seats.filter(({ ready }) => ready));
      return next();
    }
    const told = "message" in why && why.message !== "" ? `: ${String(why.message)}` : "";
    seat.job?.reject(new WorkerLostError(`workerRestorer: the worker did not start or crashed${told}`));
    seat.job = undefined;
    next();
  };
  const answer = (seat: Seat, message: FromWorker): void => {
    if (message.type === "ready") {
      seat.ready = true;
      return begin(seat);
    }
    const { job } = seat;
    if (job === undefined || message.id !== job.id) return;
    if (message.type !== "done" && message.type !== "failed") {
      const { signal, onProgress, onNoiseLevel, onDenoiser } = job.options;
      if (signal?.aborted) return;
      if (message.type === "progress") onProgress?.(message.fraction);
      else if (message.type === "noiseLevel") onNoiseLevel?.(message.chosen);
      else onDenoiser?.(message.facts);
      return;
    }
    if (message.type === "done") job.resolve(message.result);
    else job.reject(receiveError(message.error));
    finish(seat);
  };
  const fill = (seat: Seat): void => {
    const made = create();
    seat.worker = made;
    // Messages of an abandoned worker are ignored.
    hear(made, (message) => {
      if (made === seat.worker) answer(seat, message as FromWorker);
    });
    hearLoss(made, (why) => {
      if (made === seat.worker) lose(seat, why);
    });
    const { threads } = seat;
    tell(seat, { type: "open", ...(threads !== undefined && { threads }) });
  };
  const abort = (job: Job): void => {
    job.reject(job.options.signal?.reason);
    const seat = seats.find((one) => one.job === job);
    if (seat === undefined) {
      const place = waiting.indexOf(job);
      if (place >= 0) waiting.splice(place, 1);
    } else if (!seat.ready) {
      finish(seat);
    } else {
      tell(seat, { type: "abort", id: job.id });
      if (seat.worker?.terminate === undefined) return;
      seat.impatient = setTimeout(() => {
        empty(seat);
        finish(seat);
      }, PATIENCE);
    }
  };

  return {
    run: async (work, jobOptions) => {
      if (disposed) throw new Error("workerRestorer: expected no call after dispose()");
      const { signal } = jobOptions;
      signal?.throwIfAborted();
      let settle!: Pick<Job, "resolve" | "reject">;
      const promise = new Promise<WorkResult>((resolve, reject) => (settle = { resolve, reject }));
      const job: Job = { id: jobs++, work, options: jobOptions, ...settle };
      const onAbort = (): void => abort(job);
      waiting.push(job);
      next();
      if (waiting.length > maxQueue) {
        waiting.pop();
        throw new QueueFullError(
          `workerRestorer: expected at most ${maxQueue} jobs in the queue, got one more`,
        );
      }
      signal?.addEventListener("abort", onAbort, { once: true });
      try {
        return await promise;
      } finally {
        signal?.removeEventListener("abort", onAbort);
      }
    },
    forget: ({ id }) => {
      for (const seat of seats) if (seat.models.delete(id)) tell(seat, { type: "forget", model: id });
    },
    dispose: () => {
      disposed = true;
      const left = [...seats.flatMap(({ job }) => job ?? []), ...waiting.splice(0)];
      for (const seat of seats.splice(0)) {
        seat.job = undefined;
        empty(seat);
      }
      for (const { reject } of left) reject(new Error("workerRestorer: disposed before the job was done"));
    },
  };
}
