import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";

/** Bytes for which all others wait: some milliseconds, even where the system gives new memory slowly. */
const SLICE = 2 ** 20;
/** Bytes to begin with where nobody knows how many will come. */
const FIRST = 2 ** 16;

/** SHA-256 in hexadecimal digits, of something short. */
export function digest(bytes: string | Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The digest of a file of any length. */
export async function digestOfFile(bytes: Uint8Array): Promise<string> {
  const hash = createHash("sha256");
  await sliceBySlice(bytes, (slice) => hash.update(slice));
  return hash.digest("hex");
}

/**
 * Puts pieces together, each to its place in one buffer of its own: to do so at the end would keep all others
 * waiting.
 *
 * @param expected as many bytes, or about as many; undefined where nobody knows.
 * @throws RangeError where there are more than `most`.
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
    // Pieces that have come already would follow each other without a pause.
    if (inTurn >= SLICE) {
      inTurn = 0;
      await turn();
    }
  }
  return new Uint8Array(bytes.buffer, 0, at);
}

/** The same bytes, a slice at a time. */
export function* slicesOf(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE);
}

/** Does something with every slice, and lets others have their turn after each. */
async function sliceBySlice(bytes: Uint8Array, work: (slice: Uint8Array, at: number) => void): Promise<void> {
  let at = 0;
  for (const slice of slicesOf(bytes)) {
    work(slice, at);
    at += slice.length;
    if (at < bytes.length) await turn();
  }
}
