import { availableParallelism } from "node:os";
import { Command } from "commander";
import { runProgram, toldToEnd, whole } from "./program.ts";

interface WorkerFlags {
  readonly queue: string;
  readonly storage: string;
  readonly workers: number;
  readonly lockSeconds: number;
}

/** `genericdp-worker`: restores what lies in a queue until it is told to end, then finishes what it has. */
export async function runWorker(args: readonly string[]): Promise<number> {
  const program = new Command("genericdp-worker")
    .description("Restores the pictures that genericdp-server put into a queue.")
    .exitOverride()
    .requiredOption("--queue <url>", "address of a Redis or Valkey")
    .requiredOption("--storage <place>", "folder or s3://BUCKET of the server")
    .option("--workers <N>", "threads, each with one picture at a time", whole(1), availableParallelism())
    .option("--lock-seconds <S>", "after which a worker that is silent is taken for dead", whole(1), 30)
    .action(async (flags: WorkerFlags) => work(flags));
  return runProgram(program, args);
}

async function work({ queue, storage, workers, lockSeconds }: WorkerFlags): Promise<void> {
  const { embeddedEngine } = await import("./engine/embedded-engine.ts");
  const { queueWorker } = await import("./queue/queue-worker.ts");
  const { openStorage } = await import("./queue/storage.ts");
  const files = openStorage(storage);
  const engine = embeddedEngine({ workers });
  await engine.ready();
  const worker = queueWorker({
    redis: queue,
    storage: files,
    engine,
    concurrency: workers,
    lockDuration: 1000 * lockSeconds,
    onError: (error) => process.stderr.write(`genericdp-worker: ${error.message}\n`),
  });
  process.stdout.write(`genericdp-worker takes pictures from ${new URL(queue).host}\n`);
  await toldToEnd();
  await worker.close();
  await engine.close();
}
