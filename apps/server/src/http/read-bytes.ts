import type { Readable } from "node:stream";
import { Refusal } from "../engine/picture-job.ts";
import { hasStatus } from "./problem.ts";

export interface ReadBytesOptions {
  /** No more than so many are expected; undefined where nobody knows. */
  readonly expected: number | undefined;
  /** No more than so many are read. */
  readonly most: number;
}

/** Bytes to begin with where nobody knows how many will come. */
const FIRST = 2 ** 16;

/**
 * Reads a stream to its end, each piece to its place in one buffer of its own: putting all pieces together at
 * the end would keep everybody else waiting.
 *
 * @throws Refusal where there is more than may be read, or the stream breaks off.
 */
export async function readBytes(stream: Readable, { expected, most }: ReadBytesOptions): Promise<Uint8Array> {
  const tooMuch = new Refusal(`expected at most ${most} bytes`, 413);
  if (expected !== undefined && expected > most) throw tooMuch;
  let bytes = Buffer.allocUnsafeSlow(expected ?? FIRST);
  let at = 0;
  const take = (piece: Buffer): void => {
    const end = at + piece.length;
    if (end > most) throw tooMuch;
    if (end > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(most, Math.max(end, 2 * bytes.length)));
      bytes.copy(larger, 0, 0, at);
      bytes = larger;
    }
    piece.copy(bytes, at);
    at = end;
  };
  try {
    for await (const piece of stream) take(piece as Buffer);
  } catch (error) {
    if (hasStatus(error)) throw error;
    throw new Refusal("expected a whole body, got one that breaks off", 400);
  }
  return bytes.subarray(0, at);
}

/** The length that a request says it has. */
export function lengthOf(header: string | undefined): number | undefined {
  return header === undefined || !/^\d+$/.test(header) ? undefined : Number(header);
}
