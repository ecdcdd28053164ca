import { describe, expect, it } from "vitest";
import { halfWidth, powerSpectrum, realSpectrum } from "../src/index.ts";
import { naiveTransform } from "./naive-transform.ts";
import { signedNumbers } from "./signed-numbers.ts";

describe.each([
  [1, 1],
  [8, 12],
  [7, 53],
] as const)("the spectrum of a real plane of %i×%i", (height, width) => {
  const random = signedNumbers(height + width);
  const real = new Float64Array(height * width).map(random);
  const whole = naiveTransform({ real, imag: new Float64Array(real.length) }, height, width);
  const columns = halfWidth(width);
  const expected = Array.from({ length: height * columns }, (_, i) => {
    const at = Math.floor(i / columns) * width + (i % columns);
    return { real: whole.real[at]!, imag: whole.imag[at]! };
  });

  it("has a power in float64", () => {
    const power = powerSpectrum(real, height, width);
    expected.forEach((each, i) => expect(power[i]).toBeCloseTo(each.real ** 2 + each.imag ** 2, 10));
  });

  it("is rounded to float32", () => {
    const found = realSpectrum(real, height, width);
    expected.forEach((each, i) => {
      expect(found.real[i]).toBeCloseTo(each.real, 4);
      expect(found.imag[i]).toBeCloseTo(each.imag, 4);
    });
  });
});

it("of too few values is refused", () => {
  expect(() => powerSpectrum([1, 2], 1, 3)).toThrow("powerSpectrum: expected 1×3 values, got 2");
});
