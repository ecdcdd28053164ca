import "@tensorflow/tfjs-backend-cpu";
import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { conv2d, memory, mul, ones, pad, setBackend, tensor4d, tidy, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { backProject as project } from "../src/back-project.ts";
import { largestDifference, pixelsOf } from "./dense.ts";
import { identity, mask } from "./small-operators.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** Sums 3×3 neighbourhoods inside the image and doubles them; changes both shape and mean. */
const insideBox = defineLinearOperator({
  name: "box",
  outputShape: ([b, h, w, c]) => [b, h - 2, w - 2, c],
  forward: (x) => mul(conv2d(x, ones([3, 3, 1, 1]), 1, "valid"), 2 / 9),
  adjoint: (y) =>
    mul(
      conv2d(
        pad(y, [
          [0, 0],
          [2, 2],
          [2, 2],
          [0, 0],
        ]) as Tensor4D,
        ones([3, 3, 1, 1]),
        1,
        "valid",
      ),
      2 / 9,
    ),
});
const ramp = (height: number, width: number): Tensor4D =>
  tensor4d(
    Float32Array.from({ length: height * width }, (_, i) => 3 * (i % width) + 2 * Math.floor(i / width)),
    [1, height, width, 1],
  );
const backProject = (operator: LinearOperator, y: Tensor4D): Tensor4D =>
  tidy(() => project(operator, y).estimate);
const worst = (a: Tensor4D, b: Tensor4D): number => {
  return largestDifference(pixelsOf(a), pixelsOf(b));
};

describe("backProject", () => {
  it("returns the measurement itself, and recovers constants through any operator", () => {
    expect(worst(backProject(identity, ramp(5, 7)), ramp(5, 7))).toBeLessThan(1e-4);
    const flat = mul(ones([1, 8, 9, 1]), 120) as Tensor4D;
    expect(worst(backProject(insideBox, insideBox.forward(flat)), flat)).toBeLessThan(1e-3);
  });

  it("fills gaps from their surroundings: a ramp of which every 16th pixel is known", () => {
    const image = ramp(32, 32);
    const seen = tensor4d(
      Float32Array.from({ length: 1024 }, (_, i) => (i % 4 === 1 && (i >> 5) % 4 === 2 ? 1 : 0)),
      [1, 32, 32, 1],
    );
    const filled = backProject(mask(seen), mul(image, seen));
    expect(worst(mul(filled, seen), mul(image, seen))).toBeLessThan(1e-4);
    // Gaps are at most three columns and three rows wide; the slopes are 3 and 2.
    expect(worst(filled, image)).toBeLessThan(15);
  });

  it("fills everything from a single pixel, and with zeros if no pixel is known", () => {
    const seen = tensor4d([0, 0, 0, 0, 1, 0], [1, 2, 3, 1]);
    expect(Array.from(backProject(mask(seen), mul(seen, 70)).dataSync())).toEqual(Array(6).fill(70));
    const nothing = mask(zerosLike(seen));
    expect(Array.from(backProject(nothing, zerosLike(seen)).dataSync())).toEqual(Array(6).fill(0));
  });

  it("leaks nothing", () => {
    const y = ramp(6, 5);
    const before = memory().numTensors;
    backProject(identity, y).dispose();
    expect(memory().numTensors).toBe(before);
  });
});
