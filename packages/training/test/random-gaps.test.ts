import { randomStream } from "@genericdp/core";
import { describe, expect, it } from "vitest";
import { randomGaps } from "../src/random-gaps.ts";

const missing = (data: ArrayLike<number>): number[] =>
  Array.from(data, (known, at) => (known === 0 ? at : -1)).filter((at) => at >= 0);
/** The share of missing pixels with a missing neighbour. */
const clustered = (at: readonly number[]): number => at.filter((i) => at.includes(i + 1)).length / at.length;

describe("randomGaps", () => {
  it.each([0.1, 0.5, 0.9])("drops a share of %f of the pixels independently", (share) => {
    const found = missing(randomGaps(60, "pixels", share, randomStream(1)).data);
    expect(found.length / 3600).toBeCloseTo(share, 1);
    expect(clustered(found)).toBeCloseTo(share, 1);
  });

  it.each([0.05, 0.3])("draws marks until a share of at least %f is missing, in pieces", (share) => {
    const found = missing(randomGaps(60, "marks", share, randomStream(1)).data);
    expect(found.length / 3600).toBeGreaterThanOrEqual(share);
    expect(found.length / 3600).toBeLessThan(share + 0.3);
    expect(clustered(found)).toBeGreaterThan(share + 0.3);
  });

  it("depends only on the random numbers", () => {
    const draw = (seed: number): unknown => randomGaps(30, "marks", 0.2, randomStream(seed));
    expect(draw(4)).toEqual(draw(4));
    expect(draw(4)).not.toEqual(draw(5));
  });
});
