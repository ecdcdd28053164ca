import { describe, expect, it } from "vitest";
import { fuzzReader } from "../src/fuzz-reader.ts";
import { readers } from "../src/readers.ts";
import type { Reader } from "../src/readers.ts";

describe.each(readers)("$name", (reader) => {
  it("reads the files that mutations start from", async () => {
    for (const file of await reader.seeds()) expect(await reader.read(file)).toBeDefined();
  });

  it("reads mutated files or throws a documented error", { timeout: 120_000 }, async () => {
    const { accepted, refused, faults } = await fuzzReader(reader, { seed: 1, cases: 400 });
    expect(faults.map(({ case: i, error }) => `case ${i}: ${String(error)}`)).toEqual([]);
    // Mutations that have no effect, or destroy everything, would test nothing.
    expect(refused).toBeGreaterThan(100);
    if (reader.sealed === true) expect(accepted).toBe(0);
    else expect(accepted).toBeGreaterThan(0);
  });
});

it("distinguishes a fault from a documented error, and names the case", async () => {
  const picky: Reader = {
    name: "picky",
    seeds: () => [new Uint8Array(20)],
    read: (bytes) => {
      if (bytes.length < 20) throw new RangeError("picky: too short");
      if (bytes.length > 20) throw new Error("boom");
    },
    refuses: (error) => error instanceof RangeError,
  };
  const { refused, faults } = await fuzzReader(picky, { seed: 3, cases: 100 });
  expect(refused).toBeGreaterThan(0);
  expect(faults.length).toBeGreaterThan(0);
  const { case: first, bytes } = faults[0]!;
  const again = await fuzzReader(picky, { seed: 3, first, cases: 1 });
  expect(again.faults[0]).toMatchObject({ case: first, bytes });
});
