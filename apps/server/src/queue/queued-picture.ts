import { digest, digestOfFile } from "../bytes.ts";
import { Refusal } from "../engine/picture-job.ts";
import type { PictureJob, PictureResult } from "../engine/picture-job.ts";

/** Rises when the same input would give another result. */
const VERSION = 1;

export const QUEUE = "genericdp-pictures";

/** A job as it lies in the queue: files are named by their digests. */
export interface QueuedPicture extends Omit<PictureJob, "image" | "mask" | "kernel" | "parts"> {
  readonly files: { readonly image: string; readonly mask?: string; readonly kernel?: string };
}

export type QueuedResult = Omit<PictureResult, "bytes">;

/** The same job by its contents, with the files that belong to it. */
export async function queuedPicture({ image, mask, kernel, ...rest }: Omit<PictureJob, "parts">): Promise<{
  /** The same for the same contents, so that work is done once. */
  readonly id: string;
  readonly picture: QueuedPicture;
  readonly files: ReadonlyMap<string, Uint8Array>;
}> {
  const files = new Map<string, Uint8Array>();
  const keep = async (bytes: Uint8Array): Promise<string> => {
    const hash = await digestOfFile(bytes);
    files.set(hash, bytes);
    return hash;
  };
  const picture: QueuedPicture = {
    ...rest,
    files: {
      image: await keep(image),
      ...(mask && { mask: await keep(mask) }),
      ...(kernel && { kernel: await keep(kernel) }),
    },
  };
  return { id: idOf(picture), picture, files };
}

/** The same for the same contents. */
export function idOf(picture: QueuedPicture): string {
  return digest(canonical({ version: VERSION, ...picture }));
}

/** JSON whose members are in the order of their names. */
function canonical(value: object): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === "object" && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

export function inputKey(hash: string): string {
  return `in/${hash}`;
}

export function outputKey(id: string): string {
  return `out/${id}`;
}

const REFUSAL = /^(4\d\d) ([^]*)$/;

/** An error as the reason of a job that failed; only a refusal is taken for one. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Refusal) return `${error.status} ${message}`;
  return REFUSAL.test(message) ? `error: ${message}` : message;
}

/** What went wrong with a job that failed for a reason. */
export function failureOf(reason: string): Error {
  const [, status, message = ""] = REFUSAL.exec(reason) ?? [];
  return status === undefined ? new Error(reason) : new Refusal(message, Number(status));
}
