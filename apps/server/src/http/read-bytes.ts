import type { Readable } from "node:stream";
import { Refusal } from "../engine/picture-job.ts";
import { gatherBytes } from "../bytes.ts";
import { hasStatus } from "./problem.ts";

export interface ReadBytesOptions {
  /** Upper bound for the number of bytes; undefined if unknown. */
  readonly expected: number | undefined;
  /** Maximum number of bytes to read. */
  readonly most: number;
}

/**
 * Reads a stream to its end.
 *
 * @throws Refusal if there are too many bytes, or the stream ends prematurely.
 */
export async function readBytes(stream: Readable, { expected, most }: ReadBytesOptions): Promise<Uint8Array> {
  const tooMuch = new Refusal(`expected at most ${most} bytes`, 413);
  if (expected !== undefined && expected > most) throw tooMuch;
  try {
    return await gatherBytes(stream, expected, most);
  } catch (error) {
    if (hasStatus(error)) throw error;
    if (error instanceof RangeError) throw tooMuch;
    throw new Refusal("expected a complete body, got a truncated one", 400);
  }
}

/** The length stated by a request. */
export function lengthOf(header: string | undefined): number | undefined {
  return header === undefined || !/^\d+$/.test(header) ? undefined : Number(header);
}
