import { setTimeout as pause } from "node:timers/promises";
import type { QueueEngine } from "../queue/queue-engine.ts";
import type { BatchBook } from "./batch-book.ts";
import type { BatchSource, SourceEntry } from "./batch-source.ts";
import type { BatchTask } from "./parse-task.ts";
import { workThrough } from "./work-through.ts";

export interface EnqueueBatchOptions {
  readonly source: BatchSource;
  readonly book: BatchBook;
  readonly engine: Pick<QueueEngine, "enqueue" | "patient">;
  readonly task: BatchTask;
  readonly maxPixels: number;
  /** Maximum bytes of a file; larger ones are not read. */
  readonly maxBytes: number;
  /** Maximum number of images waiting in the queue. More are added as it empties. */
  readonly maxWaiting: number;
  /** Stops after the images being processed. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (counts: EnqueueCounts) => void;
}

export interface EnqueueCounts {
  /** Number of images in the source. */
  listed: number;
  /** Of these, the ones queued now, queued before, and unreadable. */
  queued: number;
  known: number;
  unreadable: number;
}

/** Number of images whose entries are looked up at once. */
const PAGE = 500;
/** Number of images read and sent at the same time. */
const AT_ONCE = 8;
/** Milliseconds between checks of a full queue. */
const ASK_AGAIN = 1000;

/**
 * Puts the images of a source into the queue and into the book of their batch. Unchanged images that are
 * already in the book are not even read, so an interrupted run continues where it stopped.
 *
 * @throws Error if the source cannot be listed, or a file cannot be stored.
 */
export async function enqueueBatch(options: EnqueueBatchOptions): Promise<EnqueueCounts> {
  const { source, book, engine, task, maxPixels, maxBytes, maxWaiting, signal, onProgress } = options;
  const counts: EnqueueCounts = { listed: 0, queued: 0, known: 0, unreadable: 0 };
  const stopped = (): boolean => signal?.aborted === true;
  let [room, inHand] = [0, 0];
  const hasRoom = (): boolean => room > 0;
  let asking: Promise<void> | undefined;
  const askForRoom = async (): Promise<void> => {
    room = maxWaiting - (await engine.patient()) - inHand;
    if (!hasRoom()) await pause(ASK_AGAIN, undefined, { ...(signal && { signal }) }).catch(() => undefined);
  };
  const expectRoom = async (): Promise<void> => {
    while (!hasRoom() && !stopped()) {
      asking ??= askForRoom().finally(() => (asking = undefined));
      await asking;
    }
    room--;
  };
  const read = async ({ path, bytes }: SourceEntry): Promise<Uint8Array | Error> => {
    if (bytes > maxBytes) return new Error(`expected at most ${maxBytes} bytes, got ${bytes}`);
    return source.read(path).catch((error: unknown) => error as Error);
  };
  const enqueue = async (entry: SourceEntry): Promise<void> => {
    await expectRoom();
    if (stopped()) return;
    inHand++;
    await send(entry).finally(() => inHand--);
  };
  const send = async (entry: SourceEntry): Promise<void> => {
    const { path, mark } = entry;
    const image = await read(entry);
    if (image instanceof Error) {
      counts.unreadable++;
      return book.write(path, { mark, problem: image.message });
    }
    const { id } = await engine.enqueue({ ...task, image, maxPixels }, { patient: true });
    // Queued first, so that everything in the book is in the queue.
    await book.write(path, { mark, id });
    counts.queued++;
    onProgress?.(counts);
  };
  async function* unknown(): AsyncGenerator<SourceEntry, void, void> {
    for await (const page of pagesOf(source.list(), PAGE)) {
      counts.listed += page.length;
      const found = await book.find(page.map(({ path }) => path));
      for (const [i, entry] of page.entries()) {
        if (stopped()) return;
        if (found[i]?.mark === entry.mark && found[i].id !== undefined) counts.known++;
        else yield entry;
      }
      onProgress?.(counts);
    }
  }
  await workThrough(unknown(), AT_ONCE, enqueue);
  return counts;
}

async function* pagesOf<Item>(
  items: AsyncIterable<Item>,
  length: number,
): AsyncGenerator<readonly Item[], void, void> {
  let page: Item[] = [];
  for await (const item of items) {
    if (page.push(item) < length) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
