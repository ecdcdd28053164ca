import { readSize } from "@genericdp/image/node";
import { UnrecoverableError, WaitingChildrenError } from "bullmq";
import type { Job, Queue } from "bullmq";
import { idOf } from "./queued-picture.ts";
import type { QueuedPicture, QueuedResult } from "./queued-picture.ts";

export interface PartsOptions {
  readonly queue: Queue<QueuedPicture, QueuedResult>;
  /** Larger pictures are divided into parts of about this many pixels. */
  readonly partPixels: number;
}

/** The ids of the jobs of all parts, from top to bottom, and the result of the first. */
export interface RestoredParts {
  readonly ids: readonly string[];
  readonly first: QueuedResult;
}

type PictureJobInQueue = Job<QueuedPicture, QueuedResult>;

/**
 * The parts of a picture that is large enough to be divided among workers; undefined for a smaller one. On
 * the first call, the parts are queued and the job ends; it is run again when all of them are done.
 *
 * @throws WaitingChildrenError on the first call; UnrecoverableError with the reason if a part failed.
 */
export async function restoredParts(
  job: PictureJobInQueue,
  token: string,
  image: Uint8Array,
  { queue, partPixels }: PartsOptions,
): Promise<RestoredParts | undefined> {
  const { task, options, part } = job.data;
  if (task !== "denoise" || options.selfEnsemble === true || part !== undefined) return undefined;
  const { width, height } = await readSize(image).catch(() => ({ width: 0, height: 0 }));
  // If it exceeds the limit, whoever decodes it will reject it.
  const count = Math.min(Math.ceil((width * height) / partPixels), width, height);
  if (count <= 1 || width * height > job.data.maxPixels) return undefined;
  const pictures = Array.from({ length: count }, (_, index): QueuedPicture => ({
    ...job.data,
    format: "npy",
    part: { index, count },
  }));
  const ids = pictures.map(idOf);
  const results = new Map(
    Object.entries(await job.getChildrenValues<QueuedResult>()).map(([key, result]) => [
      idOfKey(key),
      result,
    ]),
  );
  const failures = Object.values(await job.getIgnoredChildrenFailures());
  if (failures[0] !== undefined) throw new UnrecoverableError(failures[0]);
  if (ids.every((id) => results.has(id))) return { ids, first: results.get(ids[0]!)! };
  for (const [i, picture] of pictures.entries()) await addPart(job, queue, ids[i]!, picture);
  if (await job.moveToWaitingChildren(token)) throw new WaitingChildrenError();
  return restoredParts(job, token, image, { queue, partPixels });
}

async function addPart(
  parent: PictureJobInQueue,
  queue: PartsOptions["queue"],
  id: string,
  picture: QueuedPicture,
): Promise<void> {
  const known = await queue.getJob(id);
  // A failed part is queued again, like its picture.
  if (known !== undefined && (await known.isFailed())) await queue.remove(id);
  const { attempts, backoff, removeOnComplete, removeOnFail, priority } = parent.opts;
  await queue.add(picture.task, picture, {
    jobId: id,
    ...(attempts !== undefined && { attempts }),
    ...(backoff !== undefined && { backoff }),
    ...(removeOnComplete !== undefined && { removeOnComplete }),
    ...(removeOnFail !== undefined && { removeOnFail }),
    ...(priority !== undefined && { priority }),
    parent: { id: parent.id!, queue: queue.qualifiedName },
    // The picture fails with the part's reason instead.
    ignoreDependencyOnFailure: true,
  });
}

/** The id in a key of Redis. */
function idOfKey(key: string): string {
  return key.slice(key.lastIndexOf(":") + 1);
}
