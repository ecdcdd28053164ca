import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";

/** Bytes processed without a pause: takes some milliseconds, even if the system is slow to provide memory. */
const SLICE = 2 ** 20;
/** Initial buffer size if the length is unknown. */
const FIRST = 2 ** 16;

/** SHA-256 of short data, in hexadecimal. */
export function digest(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** SHA-256 of data of any length. */
export async function digestOfFile(bytes: Uint8Array): Promise<string> {
  const hash = createHash("sha256");
  await sliceBySlice(bytes, (slice) => hash.update(slice));
  return hash.digest("hex");
}

/**
 * Copies pieces into one new buffer as they arrive; copying everything at the end would block the event loop.
 *
 * @param expected the exact or approximate number of bytes; undefined if unknown.
 * @throws RangeError if there are more than `most`.
 */
export async function gatherBytes(
  pieces: AsyncIterable<Uint8Array>,
  expected?: number,
  most: number = Infinity,
): Promise<Uint8Array> {
  let bytes = Buffer.allocUnsafeSlow(expected ?? FIRST);
  let [at, inTurn] = [0, 0];
  for await (const piece of pieces) {
    const end = at + piece.length;
    if (end > most) throw new RangeError(`expected at most ${most} bytes`);
    if (end > bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.min(most, Math.max(end, 2 * bytes.length)));
      await sliceBySlice(bytes.subarray(0, at), (slice, from) => larger.set(slice, from));
      bytes = larger;
    }
    bytes.set(piece, at);
    at = end;
    inTurn += piece.length;
    // Pieces that are already available would be processed without a pause.
    if (inTurn >= SLICE) {
      inTurn = 0;
      await turn();
    }
  }
  return new Uint8Array(bytes.buffer, 0, at);
}

/** The same bytes in slices. */
export function* slicesOf(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

/** Processes slice by slice and yields to other work after each one. */
async function sliceBySlice(bytes: Uint8Array, work: (slice: Uint8Array, at: number) => void): Promise<void> {
  let at = 0;
  for (const slice of slicesOf(bytes)) {
    work(slice, at);
    at += slice.length;
    if (at < bytes.length) await turn();
  }
}
