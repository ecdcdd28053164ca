import { availableParallelism } from "node:os";
import { MessageChannel } from "node:worker_threads";
import type { Span } from "@opentelemetry/api";
import { Piscina } from "piscina";
import { traced } from "../tracing.ts";
import { Busy, Refusal } from "./picture-job.ts";
import type { Engine, PictureJob, PictureOutcome, PictureResult, RunOptions } from "./picture-job.ts";

export interface EmbeddedEngineOptions {
  /** Number of threads, each with one picture at a time. Default: one per processor. */
  readonly workers?: number;
  /** Maximum number of waiting pictures. Default: 16 per thread. */
  readonly maxQueue?: number;
}

/** Assumed seconds per picture until one has been measured. */
const FIRST_GUESS = 2;

/**
 * Restores pictures in threads of this process. The threads also decode and encode, so the main thread stays
 * free.
 */
export function embeddedEngine({
  workers = availableParallelism(),
  maxQueue = 16 * workers,
}: EmbeddedEngineOptions = {}): Engine {
  const fromSource = import.meta.url.endsWith(".ts");
  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  const pool = new Piscina<unknown, PictureOutcome | void>({
    filename: new URL(fromSource ? "thread.ts" : "thread.js", import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    maxQueue: Infinity,
    concurrentTasksPerWorker: 1,
    workerData: { threads },
    ...(fromSource && {
      execArgv: ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning"],
    }),
  });
  let load = 0;
  let seconds = FIRST_GUESS;

  const full = (): number | undefined =>
    load < workers + maxQueue ? undefined : Math.max(1, Math.ceil((load * seconds) / workers));
  const restore = async (
    job: PictureJob,
    { signal, onProgress, transfer = false }: RunOptions,
    span: Span,
  ): Promise<PictureResult> => {
    const later = full();
    if (later !== undefined) throw new Busy(later);
    signal?.throwIfAborted();
    const { port1, port2 } = new MessageChannel();
    port1.on("message", (fraction: number) => onProgress?.(fraction));
    load++;
    let started = performance.now();
    port1.once("message", () => {
      started = performance.now();
      span.addEvent("started");
    });
    try {
      const transferList = [port2, ...(transfer ? buffersOf(job) : [])];
      const options = { name: "restorePicture", transferList, ...(signal && { signal }) };
      const outcome = (await pool.run({ job, progress: port2 }, options))!;
      if ("refused" in outcome) throw new Refusal(outcome.refused.message, outcome.refused.status);
      seconds += 0.2 * ((performance.now() - started) / 1000 - seconds);
      const { width, height, channels } = outcome.result;
      span.setAttributes({ "image.width": width, "image.height": height, "image.channels": channels });
      return outcome.result;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      load--;
      port1.close();
    }
  };
  const run: Engine["run"] = (job, options = {}) =>
    traced(`restore ${job.task}`, { "image.bytes": job.image.length }, (span) => restore(job, options, span));
  const warm = async (): Promise<void> => {
    await Promise.all(Array.from({ length: workers }, () => pool.run(undefined, { name: "warmUp" })));
  };
  let warming: Promise<void> | undefined;
  return {
    run,
    full,
    load: () => load,
    ready: () => (warming ??= warm()),
    close: () => pool.close(),
  };
}

/** The buffers of a job's files. */
function buffersOf({ image, mask, kernel }: PictureJob): ArrayBuffer[] {
  const buffers = [image, mask, kernel].flatMap((file) => (file === undefined ? [] : [file.buffer]));
  return [...new Set(buffers)] as ArrayBuffer[];
}
