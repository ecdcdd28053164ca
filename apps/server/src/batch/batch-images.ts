import { Refusal } from "../engine/picture-job.ts";
import { failureOf } from "../queue/queued-picture.ts";
import type { PictureState, QueueEngine } from "../queue/queue-engine.ts";
import type { BatchBook, BookEntry } from "./batch-book.ts";

/** An image of a batch and its outcome. */
export interface BatchImage {
  readonly path: string;
  /** Missing if the image could not be read. */
  readonly id?: string;
  /** "lost": neither the queue nor the storage knows it any more. */
  readonly outcome: "waiting" | "active" | "completed" | "failed" | "lost";
  /** Why it failed. */
  readonly reason?: string;
  /** Missing if the queue no longer knows it. */
  readonly state?: PictureState;
}

export type BatchSummary = Readonly<Record<"images" | BatchImage["outcome"], number>>;

type States = Pick<QueueEngine, "state" | "hasResult">;

/** Number of images looked up at once in the queue and the storage, regardless of the page size. */
const AT_ONCE = 100;

/** Every image of a batch once. Memory does not grow with their number. */
export async function* batchImages(book: BatchBook, engine: States): AsyncGenerator<BatchImage, void, void> {
  for await (const page of book.pages()) {
    for (let at = 0; at < page.length; at += AT_ONCE) {
      const some = page.slice(at, at + AT_ONCE);
      yield* await Promise.all(some.map(([path, entry]) => imageOf(path, entry, engine)));
    }
  }
}

async function imageOf(path: string, { id, problem }: BookEntry, engine: States): Promise<BatchImage> {
  if (id === undefined) return { path, outcome: "failed", reason: `it could not be read: ${problem}` };
  const state = await engine.state(id);
  if (state === undefined) {
    return { path, id, outcome: (await engine.hasResult(id)) ? "completed" : "lost" };
  }
  return { path, id, outcome: state.state, state, ...(state.reason && { reason: state.reason }) };
}

/** Counts images by outcome. */
export async function summarizeBatch(
  images: AsyncIterable<BatchImage>,
  onFailure?: (image: BatchImage) => void,
): Promise<BatchSummary> {
  const counts = { images: 0, waiting: 0, active: 0, completed: 0, failed: 0, lost: 0 };
  for await (const image of images) {
    counts.images++;
    counts[image.outcome]++;
    if (image.outcome === "failed" || image.outcome === "lost") onFailure?.(image);
  }
  return counts;
}

export interface RetryCounts {
  /** Images that failed and were queued again. */
  queued: number;
  /** Images left alone, because they would fail again: something is wrong with them. */
  refused: number;
  /** Images that could not be read or were lost; the next enqueue reads them again. */
  struck: number;
}

/** Queues failed images again. */
export async function retryBatch(
  book: BatchBook,
  engine: States & Pick<QueueEngine, "retry">,
  { refused }: { readonly refused: boolean },
): Promise<RetryCounts> {
  const counts: RetryCounts = { queued: 0, refused: 0, struck: 0 };
  for await (const { path, id, outcome, reason = "" } of batchImages(book, engine)) {
    if (outcome === "lost" || (outcome === "failed" && id === undefined)) {
      await book.strike(path);
      counts.struck++;
    } else if (outcome === "failed") {
      if (!refused && failureOf(reason) instanceof Refusal) counts.refused++;
      // An identical image may have been queued before.
      else if (await engine.retry(id!)) counts.queued++;
    }
  }
  return counts;
}
