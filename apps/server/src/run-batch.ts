import { Command } from "commander";
import type { BatchBook, BatchSettings } from "./batch/batch-book.ts";
import { batchImages, retryBatch, summarizeBatch } from "./batch/batch-images.ts";
import type { BatchImage, BatchSummary } from "./batch/batch-images.ts";
import { parseTask } from "./batch/parse-task.ts";
import { integer, runProgram, untilStopped } from "./program.ts";
import type { QueueEngine } from "./queue/queue-engine.ts";

interface PlaceFlags {
  readonly queue: string;
  readonly storage: string;
}
interface EnqueueFlags extends PlaceFlags {
  readonly name: string;
  readonly task: string;
  readonly maxMegabytes: number;
  readonly maxMegapixels: number;
  readonly maxWaiting: number;
}

/** Maximum number of failures in a summary, unless all are requested. */
const SHOWN = 10;
/** Milliseconds between progress lines. */
const TELL_AGAIN = 10_000;

/** `genericdp-batch`: processes a folder or a bucket of images with the workers. */
export async function runBatch(args: readonly string[]): Promise<number> {
  const program = new Command("genericdp-batch")
    .description("Gives a folder or bucket of images to the workers of genericdp-server.")
    .exitOverride();
  const command = (usage: string, description: string): Command =>
    program
      .command(usage)
      .description(description)
      .requiredOption("--queue <url>", "URL of a Redis or Valkey server")
      .requiredOption("--storage <place>", "folder or s3://BUCKET of the workers");
  command("enqueue <source>", "queue the images of a folder or s3://BUCKET/PREFIX; again to continue")
    .requiredOption("--name <name>", "name of the batch")
    .option("--task <task>", "as in the paths of the service: 'denoise?noiseLevel=15'", "denoise")
    .option("--max-megabytes <N>", "largest file", integer(1), 64)
    .option("--max-megapixels <N>", "largest image", integer(1), 50)
    .option("--max-waiting <N>", "number of images that may wait in the queue", integer(1), 100_000)
    .action(async (source: string, flags: EnqueueFlags) => enqueue(source, flags));
  command("status [name]", "count the images by outcome, and list failures")
    .option("--failures", "list all failures, one per line, and nothing else")
    .action(async (name: string | undefined, flags: PlaceFlags & { failures?: true }) => status(name, flags));
  command("retry <name>", "queue failed images again")
    .option("--refused", "also those with something wrong in them")
    .action(async (name: string, flags: PlaceFlags & { refused?: true }) => {
      await withBatch(name, flags, async ({ book, engine }) => {
        const { queued, refused, struck } = await retryBatch(book, engine, {
          refused: flags.refused === true,
        });
        const left = [
          refused > 0 && `${refused} refused images left (--refused)`,
          struck > 0 && `${struck} to be read by the next enqueue`,
        ].filter(Boolean);
        say([`${name}: ${queued} queued again`, ...left].join(", "));
      });
    });
  command("collect <name> <folder>", "write the results into a folder").action(
    async (name: string, folder: string, flags: PlaceFlags) => collect(name, folder, flags),
  );
  command("forget <name>", "remove the batch; its images and results stay").action(
    async (name: string, flags: PlaceFlags) => withBatch(name, flags, async ({ book }) => book.remove()),
  );
  return runProgram(program, args);
}

interface OpenBatch {
  readonly book: BatchBook;
  readonly engine: QueueEngine;
  readonly settings: BatchSettings | undefined;
}

async function withQueue<T>(
  { queue, storage }: PlaceFlags,
  work: (places: {
    engine: QueueEngine;
    open(name: string): Promise<OpenBatch>;
    names(): Promise<string[]>;
  }) => Promise<T>,
): Promise<T> {
  const { Redis } = await import("ioredis");
  const { batchNames, openBook } = await import("./batch/batch-book.ts");
  const { queueEngine } = await import("./queue/queue-engine.ts");
  const { openStorage } = await import("./storage/storage.ts");
  const files = openStorage(storage);
  const redis = new Redis(queue, { maxRetriesPerRequest: null, lazyConnect: true });
  redis.on("error", () => undefined);
  // Later on, it waits for a lost connection; but a server that cannot be reached at the start is a mistake.
  await redis.connect().catch((error: Error) => {
    redis.disconnect();
    throw new Error(`cannot connect to ${new URL(queue).host}: ${error.message}`);
  });
  const engine = queueEngine({ redis: queue, storage: files });
  try {
    return await work({
      engine,
      names: () => batchNames(redis),
      open: async (name) => {
        const book = openBook(redis, name);
        return { book, engine, settings: await book.settings() };
      },
    });
  } finally {
    await engine.close();
    redis.disconnect();
  }
}

async function withBatch(
  name: string,
  flags: PlaceFlags,
  work: (batch: OpenBatch & { readonly settings: BatchSettings }) => Promise<void>,
): Promise<void> {
  await withQueue(flags, async ({ open, names }) => {
    const { settings, ...batch } = await open(name);
    if (settings === undefined) {
      const known = await names();
      throw new Error(`there is no batch ${name}${known.length > 0 ? `, only ${known.join(", ")}` : ""}`);
    }
    await work({ ...batch, settings });
  });
}

async function enqueue(address: string, flags: EnqueueFlags): Promise<void> {
  const { name, maxMegabytes, maxMegapixels, maxWaiting } = flags;
  const task = parseTask(flags.task);
  const { placeOf } = await import("./storage/storage.ts");
  const { openSource } = await import("./batch/batch-source.ts");
  const { enqueueBatch } = await import("./batch/enqueue-batch.ts");
  const source = await openSource(address);
  await withQueue(flags, async ({ open }) => {
    const { book, engine, settings } = await open(name);
    const place = placeOf(address);
    const wanted = { source: "folder" in place ? place.folder : address, task: flags.task };
    for (const key of ["source", "task"] as const) {
      if (settings === undefined || settings[key] === wanted[key]) continue;
      throw new Error(`the batch ${name} has the ${key} ${settings[key]}, got ${wanted[key]}`);
    }
    await book.begin(wanted);
    const stop = new AbortController();
    void untilStopped().then(() => stop.abort());
    let told = performance.now();
    const counts = await enqueueBatch({
      source,
      book,
      engine,
      task,
      maxBytes: maxMegabytes * 1e6,
      maxPixels: maxMegapixels * 1e6,
      maxWaiting,
      signal: stop.signal,
      onProgress: ({ listed, queued }) => {
        if (performance.now() - told < TELL_AGAIN) return;
        told = performance.now();
        process.stderr.write(`${name}: ${listed} found, ${queued} queued\n`);
      },
    });
    const { listed, queued, known, unreadable } = counts;
    say(
      `${name}: ${listed} images found, ${queued} queued, ${known} queued before, ${unreadable} unreadable`,
    );
    if (stop.signal.aborted) throw new Error("it was interrupted; the same command continues");
  });
}

async function status(name: string | undefined, flags: PlaceFlags & { failures?: true }): Promise<void> {
  if (name === undefined) {
    return withQueue(flags, async ({ names, open }) => {
      for (const one of await names()) {
        const { book, engine } = await open(one);
        say(`${one}: ${summaryText(await summarizeBatch(batchImages(book, engine)))}`);
      }
    });
  }
  await withBatch(name, flags, async ({ book, engine, settings }) => {
    const failure = ({ path, reason }: BatchImage): string => `${path}\t${reason ?? "lost"}`;
    if (flags.failures === true) {
      await summarizeBatch(batchImages(book, engine), (image) => say(failure(image)));
      return;
    }
    const shown: string[] = [];
    const summary = await summarizeBatch(batchImages(book, engine), (image) => {
      if (shown.length < SHOWN) shown.push(failure(image));
    });
    say(`${name}: ${settings.task}, ${settings.source}`);
    say(summaryText(summary));
    const more = summary.failed + summary.lost - shown.length;
    for (const line of shown) say(`  ${line}`);
    if (more > 0) say(`  and ${more} more: --failures`);
  });
}

function summaryText({ images, ...outcomes }: BatchSummary): string {
  const counts = Object.entries(outcomes).flatMap(([outcome, count]) =>
    count > 0 ? [`${count} ${outcome}`] : [],
  );
  return [`${images} images`, ...counts].join(", ");
}

async function collect(name: string, folder: string, flags: PlaceFlags): Promise<void> {
  const { collectBatch } = await import("./batch/collect-batch.ts");
  await withBatch(name, flags, async ({ book, engine, settings }) => {
    const { format } = parseTask(settings.task);
    const { written, kept, problems } = await collectBatch({
      book,
      engine,
      folder,
      format,
      onProblem: (path, problem) => process.stderr.write(`${path}: ${problem}\n`),
    });
    say(`${name}: ${written} results written, ${kept} already there`);
    if (problems > 0) throw new Error(`${problems} results could not be written`);
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
