import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { BatchBook } from "../src/batch/batch-book.ts";
import { batchImages, summarizeBatch } from "../src/batch/batch-images.ts";
import type { BatchSource } from "../src/batch/batch-source.ts";
import { enqueueBatch } from "../src/batch/enqueue-batch.ts";
import { parseTask } from "../src/batch/parse-task.ts";
import type { QueueEngine } from "../src/queue/queue-engine.ts";

export interface LargeBatch {
  readonly images: number;
  readonly book: BatchBook;
  readonly engine: Pick<QueueEngine, "enqueue" | "patient" | "state" | "hasResult">;
}

/** The time and memory of a pass over all images of a batch. */
export interface Passage {
  readonly what: "enqueue" | "enqueue again" | "status";
  readonly seconds: number;
  /** Live memory in MB, heap and external, without garbage, at each eighth. */
  readonly live: readonly number[];
  /** Peak memory of the process, including garbage and code. */
  readonly residentMegabytes: number;
  readonly counts: object;
}

const PARTS = 8;

/** Queues a generated source of images twice, then counts them. Returns the memory of each pass. */
export async function goThrough({ images, book, engine }: LargeBatch): Promise<Passage[]> {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  let [live, seen, resident]: [number[], number, number] = [[], 0, 0];
  const see = (): void => {
    seen++;
    if (seen % 256 === 0) resident = Math.max(resident, process.memoryUsage.rss());
    if (seen % Math.floor(images / PARTS) !== 0) return;
    collectGarbage();
    const { heapUsed, external } = process.memoryUsage();
    live.push((heapUsed + external) / 1e6);
  };
  const source: BatchSource = {
    list: async function* () {
      for (let i = 0; i < images; i++) {
        yield { path: `album ${i >> 10}/photo ${i}.jpg`, bytes: 9, mark: `${i}` };
        see();
      }
    },
    read: async (path) => new TextEncoder().encode(path),
  };
  const task = parseTask("denoise");
  const options = { source, book, engine, task, maxPixels: 5e7, maxBytes: 1e6, maxWaiting: Infinity };
  const enqueue = (): Promise<object> => enqueueBatch(options);
  const status = (): Promise<object> => summarizeBatch(seeing(batchImages(book, engine), see));
  const passages: Passage[] = [];
  for (const [what, work] of [
    ["enqueue", enqueue],
    ["enqueue again", enqueue],
    ["status", status],
  ] as const) {
    [live, seen, resident] = [[], 0, 0];
    const started = performance.now();
    const counts = await work();
    const seconds = (performance.now() - started) / 1000;
    passages.push({ what, seconds, live, residentMegabytes: resident / 1e6, counts });
  }
  return passages;
}

async function* seeing<Item>(items: AsyncIterable<Item>, see: () => void): AsyncGenerator<Item, void, void> {
  for await (const item of items) {
    yield item;
    see();
  }
}
