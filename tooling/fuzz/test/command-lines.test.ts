import { expect, it } from "vitest";
import { fuzzCommandLines } from "../src/fuzz-command-lines.ts";

it(
  "random command lines give a reason for failures and leave inputs and folders intact",
  { timeout: 300_000 },
  async () => {
    const { codes, faults } = await fuzzCommandLines(1, 150);
    expect(faults).toEqual([]);
    // Every exit code occurred.
    expect(Object.keys(codes).toSorted()).toEqual(["0", "1", "2"]);
  },
);
