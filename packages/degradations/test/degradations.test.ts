import { identity } from "@genericdp/operators";
import { describe, expect, it } from "vitest";
import { blurred, defineDegradation, downscaled, masked, noisy, photonNoise } from "../src/index.ts";
import type { Degradation } from "../src/index.ts";

/** The size of the result for a measurement: the solution's size minus the cropped pixels. */
function resultSize(
  { operator, border, shrink = 1 }: Degradation,
  [height, width]: [number, number],
): [number, number] {
  const { padding = 0, crop = { top: 0, right: 0, bottom: 0, left: 0 } } = border ?? {};
  const measured = [height + 2 * padding, width + 2 * padding];
  const candidates = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((factor) =>
    Array.from({ length: 40 }, (_, lost) => [measured[0]! * factor + lost, measured[1]! * factor + lost]),
  );
  const solved = candidates.find(([rows, columns]) => {
    try {
      const [, h, w] = operator!.outputShape([1, rows!, columns!, 1]);
      return h === measured[0] && w === measured[1];
    } catch {
      return false;
    }
  });
  if (solved === undefined) throw new Error(`no image size gives a measurement of ${measured.join("×")}`);
  const [rows, columns] = [solved[0]! - crop.top - crop.bottom, solved[1]! - crop.left - crop.right];
  return [rows * shrink, columns * shrink];
}

const box = (side: number): { width: number; height: number; data: Float32Array } => ({
  width: side,
  height: side,
  data: new Float32Array(side * side).fill(1 / side ** 2),
});

describe("a degradation", () => {
  it.each(["valid", "circular", "symmetric", "replicate"] as const)(
    "by a %s blur gives a result of the measurement's size",
    (boundary) => {
      for (const side of [1, 2, 3, 4, 7]) {
        expect(resultSize(blurred(box(side), { boundary }), [20, 31])).toEqual([20, 31]);
      }
    },
  );

  it("by downscaling gives a result larger by the factor", () => {
    for (const factor of [2, 3, 4, 5, 8]) {
      expect(resultSize(downscaled(factor), [12, 9])).toEqual([12 * factor, 9 * factor]);
      expect(resultSize(downscaled(factor, box(5)), [12, 9])).toEqual([12 * factor, 9 * factor]);
    }
  });

  it("by a fractional factor shrinks the solution for the next whole factor", () => {
    for (const factor of [1.1, 1.5, 2.75, 7.2]) {
      const [rows, columns] = resultSize(downscaled(factor), [12, 9]);
      expect([rows, columns].map((side) => side.toFixed(6))).toEqual(
        [12 * factor, 9 * factor].map((side) => side.toFixed(6)),
      );
    }
    for (const factor of [1, 0.5, 8.5, -2, Number.NaN]) {
      expect(() => downscaled(factor)).toThrow("expected a factor above 1 and at most 8");
    }
    expect(() => downscaled(1.5, box(5))).toThrow("expected a whole factor with a kernel, got 1.5");
  });

  it("by a mask keeps only the known pixels", () => {
    const { project } = masked({ width: 3, height: 1, data: [1, 0, 0.5] });
    const plane = (
      ...levels: number[]
    ): { data: Float32Array<ArrayBuffer>; width: number; height: number } => ({
      data: Float32Array.from(levels),
      width: 3,
      height: 1,
    });
    expect([...project!(plane(7, 8, 9), plane(1, 2, 3)).data]).toEqual([1, 8, 9]);
  });

  it("by noise alone has no operator", () => {
    expect(noisy()).not.toHaveProperty("operator");
    expect(noisy({ level: 3 }).noise).toEqual({ level: 3 });
  });

  it.each([
    [undefined, "expected an object, got undefined"],
    [{ operator: identity(), iterations: 3 }, "got iterations"],
    [{ operator: { ...identity(), adjoint: undefined } }, "expected operator with a function adjoint"],
    [{ shrink: 1.5 }, "expected a shrink above 0 and at most 1, got 1.5"],
    [{ shrink: 0 }, "expected a shrink above 0 and at most 1, got 0"],
    [{ deblock: 1 as never }, "expected deblock to be true or false, got 1"],
    [{ saturation: 0 }, "expected a saturation above 0, got 0"],
    [{ saturation: 255, border: { padding: 2 } }, "expected no data term and no padding with a saturation"],
    [{ saturation: 255, dataTerm: photonNoise(1).dataTerm }, "expected no data term and no padding"],
    [{ chroma: {}, shrink: 0.5 }, "expected no border, shrink or project together with chroma"],
    [{ dataTerm: {} }, "expected dataTerm with a function prox"],
    [{ noise: { level: 0 } }, "expected a noise level above 0, got 0"],
    [{ noise: { level: "5" } }, "expected a noise level above 0, got 5"],
    [{ noise: { map: { width: 2, height: 1, data: [1] } } }, "width × height numbers, got 1 for 2×1"],
    [{ noise: { map: { width: 2, height: 1, data: [1, 0] } } }, "noise map of levels above 0, got 0"],
    [{ noise: { map: { width: 1, height: 1, data: [Infinity] } } }, "at least one finite level"],
    [
      { dataTerm: { prox: () => undefined }, noise: { map: { width: 1, height: 1, data: [1] } } },
      "expected no noise map with a data term",
    ],
    [{ schedule: "paper" }, "expected options or a function as schedule, got paper"],
    [{ border: { padding: 1.5 } }, "expected a whole padding of at least 0, got 1.5"],
    [{ border: { crop: { top: -1, right: 0, bottom: 0, left: 0 } } }, "expected a whole top"],
    [{ project: 5 }, "expected a function project, got 5"],
  ])("is rejected if invalid: %j", (given, message) => {
    expect(() => defineDegradation(given as never)).toThrow(message);
  });

  it("cannot be changed", () => {
    expect(Object.isFrozen(defineDegradation({ operator: identity() }))).toBe(true);
  });
});
