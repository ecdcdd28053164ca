import { randomStream } from "@genericdp/core";
import { expect, it } from "vitest";
import { digest, digestOfFile, gatherBytes, slicesOf } from "../src/bytes.ts";

const random = randomStream(5);
const MEBIBYTE = 2 ** 20;
const bytes = Uint8Array.from({ length: 5 * MEBIBYTE + 7 }, () => random.integer(256));

/** Counts how often other work had a turn in the meantime. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let [turns, over] = [0, false];
  const take = (): void => {
    turns++;
    if (!over) setImmediate(take);
  };
  setImmediate(take);
  await work();
  over = true;
  return turns;
}

it("digests files of any length like short data, and yields to other work", async () => {
  for (const length of [0, 1, MEBIBYTE - 1, MEBIBYTE, MEBIBYTE + 1, bytes.length]) {
    expect(await digestOfFile(bytes.subarray(0, length))).toBe(digest(bytes.subarray(0, length)));
  }
  expect(await turnsDuring(() => digestOfFile(bytes))).toBeGreaterThanOrEqual(5);
});

it("joins slices of a file, and yields to other work when it copies", async () => {
  const pieces = async function* () {
    yield* slicesOf(bytes);
  };
  expect(Buffer.compare(await gatherBytes(pieces(), bytes.length), bytes)).toBe(0);
  expect(Buffer.compare(await gatherBytes(pieces()), bytes)).toBe(0);
  expect(await turnsDuring(() => gatherBytes(pieces(), bytes.length))).toBeGreaterThanOrEqual(5);
  const more = async function* () {
    yield bytes;
    yield bytes.subarray(0, 1);
  };
  expect(await turnsDuring(() => gatherBytes(more(), bytes.length))).toBeGreaterThanOrEqual(5);
});
