import { availableParallelism } from "node:os";
import { Command } from "commander";
import { runProgram, untilStopped, integer } from "./program.ts";

interface WorkerFlags {
  readonly queue: string;
  readonly storage: string;
  readonly workers: number;
  readonly lockSeconds: number;
  readonly partMegapixels: number;
}

/** `genericdp-worker`: processes a queue until it is asked to stop, then finishes the jobs in progress. */
export async function runWorker(args: readonly string[]): Promise<number> {
  const program = new Command("genericdp-worker")
    .description("Processes the queue of genericdp-server.")
    .exitOverride()
    .requiredOption("--queue <url>", "URL of a Redis or Valkey server")
    .requiredOption("--storage <place>", "folder or s3://BUCKET of the server")
    .option(
      "--workers <N>",
      "number of threads, each with one image at a time",
      integer(1),
      availableParallelism(),
    )
    .option("--lock-seconds <S>", "seconds of silence after which a worker counts as dead", integer(1), 30)
    .option(
      "--part-megapixels <N>",
      "share out larger images to be denoised between workers, in parts of about this size",
      integer(1),
      16,
    )
    .action(async (flags: WorkerFlags) => work(flags));
  return runProgram(program, args);
}

async function work({ queue, storage, workers, lockSeconds, partMegapixels }: WorkerFlags): Promise<void> {
  const { embeddedEngine } = await import("./engine/embedded-engine.ts");
  const { queueWorker } = await import("./queue/queue-worker.ts");
  const { openStorage } = await import("./storage/storage.ts");
  const files = openStorage(storage);
  const engine = embeddedEngine({ workers });
  await engine.ready();
  const worker = queueWorker({
    redis: queue,
    storage: files,
    engine,
    concurrency: workers,
    lockDuration: 1000 * lockSeconds,
    partPixels: 1e6 * partMegapixels,
    onError: (error) => process.stderr.write(`genericdp-worker: ${error.message}\n`),
  });
  process.stdout.write(`genericdp-worker takes jobs from ${new URL(queue).host}\n`);
  await untilStopped();
  await worker.close();
  await engine.close();
}
