import { mkdir, stat, utimes } from "node:fs/promises";
import { dirname, resolve, sep } from "node:path";
import { formatOfName, inputFormatOfName, outputFormat, replaceFile } from "@genericdp/image/node";
import type { Format } from "../engine/task-options.ts";
import type { QueueEngine } from "../queue/queue-engine.ts";
import { batchImages } from "./batch-images.ts";
import type { BatchImage } from "./batch-images.ts";
import type { BatchBook } from "./batch-book.ts";
import { workThrough } from "./work-through.ts";

export interface CollectBatchOptions {
  readonly book: BatchBook;
  readonly engine: Pick<QueueEngine, "state" | "hasResult" | "result">;
  readonly folder: string;
  /** The requested format. Default: that of each image. */
  readonly format: Format | undefined;
  /** Called for each result that cannot be written. */
  readonly onProblem: (path: string, problem: string) => void;
}

export interface CollectCounts {
  written: number;
  /** Results that had already been written. */
  kept: number;
  problems: number;
}

const AT_ONCE = 8;

/**
 * Writes the results of a batch to a folder, under the paths of their images. If the format differs, its
 * extension is appended. A file gets the time of its result, so it is not fetched twice.
 */
export async function collectBatch(options: CollectBatchOptions): Promise<CollectCounts> {
  const { book, engine, onProblem } = options;
  const folder = resolve(options.folder);
  const counts: CollectCounts = { written: 0, kept: 0, problems: 0 };
  const write = async ({ path, id, state }: BatchImage): Promise<void> => {
    const place = placeOf(path, state?.result?.format ?? options.format);
    const target = resolve(folder, place);
    // Keys in a bucket may contain anything.
    if (!target.startsWith(folder + sep)) throw new Error("its path leads out of the folder");
    if (place !== path && (await book.find([place]))[0] !== undefined) {
      throw new Error(`its result would be ${place}, which is another image`);
    }
    const there = await stat(target).catch(() => undefined);
    if (
      there !== undefined &&
      (state?.finished === undefined || Math.round(there.mtimeMs) === state.finished)
    ) {
      counts.kept++;
      return;
    }
    const bytes = await engine.result(id!);
    if (bytes === undefined) throw new Error("its result is no longer in the storage");
    await mkdir(dirname(target), { recursive: true });
    await replaceFile(target, bytes);
    if (state?.finished !== undefined) await utimes(target, new Date(), new Date(state.finished));
    counts.written++;
  };
  await workThrough(batchImages(book, engine), AT_ONCE, async (image) => {
    if (image.outcome !== "completed") return;
    try {
      await write(image);
    } catch (error) {
      counts.problems++;
      onProblem(image.path, (error as Error).message);
    }
  });
  return counts;
}

function placeOf(path: string, known: Format | undefined): string {
  const format = known ?? outputFormat(inputFormatOfName(path));
  return formatOfName(path) === format ? path : `${path}.${format}`;
}
