import { Readable } from "node:stream";
import { randomStream } from "@genericdp/core";
import { expect, it } from "vitest";
import { readBytes } from "../src/http/read-bytes.ts";

const random = randomStream(8);
const bytes = Uint8Array.from({ length: 300_000 }, () => random.integer(256));

/** The bytes in random pieces. */
function inPieces(most: number): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = 1 + random.integer(most);
    pieces.push(Buffer.from(bytes.subarray(at, at + length)));
    at += length;
  }
  return Readable.from(pieces);
}

it("reads everything into a new buffer, whatever the pieces and the expected length", async () => {
  for (const most of [1000, 100_000, 300_000]) {
    for (const expected of [undefined, 0, 1000, 300_000, 400_000]) {
      const read = await readBytes(inPieces(most), { expected, most: 400_000 });
      expect(Buffer.compare(read, bytes)).toBe(0);
      // A pooled buffer could not be transferred.
      expect(read.byteOffset).toBe(0);
    }
  }
});

it("rejects too many bytes, in advance if the length is known, and premature ends", async () => {
  const untouched = new Readable({ read: () => expect.unreachable("it was read") });
  await expect(readBytes(untouched, { expected: 11, most: 10 })).rejects.toMatchObject({ status: 413 });
  for (const expected of [undefined, 10]) {
    const reading = readBytes(inPieces(1000), { expected, most: 299_999 });
    await expect(reading).rejects.toMatchObject({ status: 413 });
  }
  expect(await readBytes(inPieces(1000), { expected: 10, most: 300_000 })).toHaveLength(300_000);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from("abc");
      throw new Error("aborted");
    })(),
  );
  await expect(readBytes(broken, { expected: 10, most: 10 })).rejects.toMatchObject({ status: 400 });
});
