import { expect, it } from "vitest";
import { fuzzCommandLines } from "../src/fuzz-command-lines.ts";

it(
  "random command lines end with a reason, and leave inputs and folder clean",
  { timeout: 300_000 },
  async () => {
    const { codes, faults } = await fuzzCommandLines(1, 150);
    expect(faults).toEqual([]);
    // All kinds of endings occurred.
    expect(Object.keys(codes).toSorted()).toEqual(["0", "1", "2"]);
  },
);
