import { describe, expect, it } from "vitest";
import { fromFloat16, toFloat16 } from "../src/float16.ts";

describe("float16", () => {
  it("converts every half-precision number and back", () => {
    const all = Array.from({ length: 0x10000 }, (_, bits) => bits);
    const numbers = all.filter((bits) => !Number.isNaN(fromFloat16(bits)));
    expect(numbers.map((bits) => toFloat16(fromFloat16(bits)))).toEqual(numbers);
  });

  it("rounds to the nearest, ties to even", () => {
    expect(fromFloat16(toFloat16(1 + 2 ** -11))).toBe(1);
    expect(fromFloat16(toFloat16(1 + 3 * 2 ** -11))).toBe(1 + 2 ** -9);
    expect(fromFloat16(toFloat16(65519))).toBe(65504);
    expect(fromFloat16(toFloat16(-65520))).toBe(-Infinity);
    expect(fromFloat16(toFloat16(2 ** -25))).toBe(0);
    expect(fromFloat16(toFloat16(NaN))).toBeNaN();
  });
});
