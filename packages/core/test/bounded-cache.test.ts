import { describe, expect, it } from "vitest";
import { boundedCache } from "../src/index.ts";

describe("boundedCache", () => {
  it("discards the least recently used value", () => {
    const made: string[] = [];
    const cache = boundedCache(2, (key: string) => {
      made.push(key);
      return key.toUpperCase();
    });
    expect(["a", "b", "a", "c", "a", "b"].map(cache)).toEqual(["A", "B", "A", "C", "A", "B"]);
    expect(made).toEqual(["a", "b", "c", "b"]);
  });
});
