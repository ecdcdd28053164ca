import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromOpponent, toOpponent } from "../src/index.ts";
import { maxDifference } from "./synthetic-images.ts";

const level = fc.float({ min: -300, max: 600, noNaN: true });
const rgb = fc
  .array(fc.tuple(level, level, level), { minLength: 1, maxLength: 50 })
  .map((pixels) => Float32Array.from(pixels.flat()));
const norm = (values: Iterable<number>): number => Math.sqrt([...values].reduce((sum, v) => sum + v * v, 0));

describe("opponent transform", () => {
  it("reproduces RGB from its opponent planes", () => {
    fc.assert(
      fc.property(rgb, (x) => {
        expect(maxDifference(fromOpponent(toOpponent(x)), x)).toBeLessThan(1e-3);
      }),
    );
  });

  it("keeps the norm of every pixel, hence the noise level", () => {
    fc.assert(
      fc.property(rgb, (x) => {
        const planes = toOpponent(x);
        for (let i = 0; i < x.length / 3; i++) {
          const before = norm(x.subarray(3 * i, 3 * i + 3));
          expect(Math.abs(norm(planes.map((plane) => plane[i]!)) - before)).toBeLessThan(1e-3);
        }
      }),
    );
  });

  it("has the inverse as adjoint: ⟨Tx, y⟩ = ⟨x, T⁻¹y⟩", () => {
    fc.assert(
      fc.property(fc.tuple(level, level, level), fc.tuple(level, level, level), (x, y) => {
        const tx = toOpponent(Float32Array.from(x)).map((plane) => plane[0]!);
        const ty = fromOpponent([Float32Array.of(y[0]), Float32Array.of(y[1]), Float32Array.of(y[2])]);
        const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
          a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;
        expect(Math.abs(dot(tx, y) - dot(x, ty))).toBeLessThan(0.5);
      }),
    );
  });

  it("maps the gray axis to the first plane, scaled by √3", () => {
    for (const v of [0, 1, 100, 255]) {
      const [intensity, redBlue, greenMagenta] = toOpponent(Float32Array.of(v, v, v));
      expect(intensity[0]).toBeCloseTo(v * Math.sqrt(3), 4);
      expect(redBlue[0]).toBeCloseTo(0, 5);
      expect(greenMagenta[0]).toBeCloseTo(0, 4);
    }
  });

  it("returns the planes in the order of their names", () => {
    const [, redBlue, greenMagenta] = toOpponent(Float32Array.of(255, 0, 0, 0, 255, 0));
    expect(redBlue[0]).toBeCloseTo(255 / Math.SQRT2, 3);
    expect(redBlue[1]).toBeCloseTo(0, 5);
    expect(greenMagenta[1]).toBeCloseTo((-2 * 255) / Math.sqrt(6), 3);
  });

  it("leaves its input unchanged", () => {
    const x = Float32Array.of(1, 2, 3);
    const planes = toOpponent(x);
    fromOpponent(planes);
    expect([...x]).toEqual([1, 2, 3]);
    expect(planes[0][0]).toBeCloseTo(6 / Math.sqrt(3), 5);
  });

  it("rejects data that is not RGB", () => {
    expect(() => toOpponent(new Float32Array(4))).toThrow(/toOpponent: expected interleaved RGB, got 4/);
    const [two, three] = [new Float32Array(2), new Float32Array(3)];
    expect(() => fromOpponent([two, two, three])).toThrow(/three planes of one length, got 2, 2, 3/);
  });
});
