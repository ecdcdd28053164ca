import { digest, digestOfFile } from "../bytes.ts";
import { Refusal } from "../engine/picture-job.ts";
import type { PictureJob, PictureResult } from "../engine/picture-job.ts";

/** Incremented when the same input would give a different result. */
const VERSION = 1;

export const QUEUE = "genericdp-pictures";

/** A job as stored in the queue, with files named by their digests. */
export interface QueuedPicture extends Omit<PictureJob, "image" | "mask" | "kernel" | "parts"> {
  readonly files: { readonly image: string; readonly mask?: string; readonly kernel?: string };
}

export type QueuedResult = Omit<PictureResult, "bytes">;

/** Converts a job to its queued form, together with its files. */
export async function queuedPicture({ image, mask, kernel, ...rest }: Omit<PictureJob, "parts">): Promise<{
  /** Depends only on the content, so that the same work is done only once. */
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

/** An id that depends only on the content. */
export function idOf(picture: QueuedPicture): string {
  return digest(canonical({ version: VERSION, ...picture }));
}

/** JSON with sorted keys. */
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

/** The reason to store for a failed job. It shows whether the error was a Refusal. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Refusal) return `${error.status} ${message}`;
  return REFUSAL.test(message) ? `error: ${message}` : message;
}

/** The error for the reason of a failed job. */
export function failureOf(reason: string): Error {
  const [, status, message = ""] = REFUSAL.exec(reason) ?? [];
  return status === undefined ? new Error(reason) : new Refusal(message, Number(status));
}
