import "@tensorflow/tfjs-backend-cpu";
import { memory, mul, ones, setBackend, slice, tensor4d, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { runOn } from "@genericdp/core";
import { beforeAll, describe, expect, it } from "vitest";
import { smoothStart as smoothStartWork } from "../src/smooth-start.ts";
import {
  asRow,
  denseOperator,
  largestDifference,
  normalMatrix,
  pixelsOf,
  randomMatrix,
  randomVector,
  solve,
} from "./dense.ts";
import { identity, mask } from "./small-operators.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

function smoothStart(...given: Parameters<typeof smoothStartWork>): Promise<Tensor4D> {
  return runOn("cpu", smoothStartWork(...given));
}

describe("smoothStart", () => {
  it("minimises ‖A x − y‖² + (σ/10)² ‖∇x‖²", async () => {
    const [a, y] = [randomMatrix(1, 6, 9), randomVector(2, 6)];
    const gamma = (10 / 4) ** 2;
    // ∇ᵀ∇ of nine pixels in a row: the differences across the edges of each pixel.
    const normal = normalMatrix(a, gamma).map((row, i) =>
      row.map((value, j) => {
        const ends = i === 0 || i === 8 ? 1 : 2;
        const rough = i === j ? ends - 1 : 0;
        return value + rough - (Math.abs(i - j) === 1 ? 1 : 0);
      }),
    );
    const back = a[0]!.map((_, j) => gamma * a.reduce((sum, row, i) => sum + row[j]! * y[i]!, 0));
    const expected = solve(normal, back);
    const start = await smoothStart(denseOperator(a), asRow(y), 4, undefined);
    expect(largestDifference(pixelsOf(start), expected)).toBeLessThan(0.02);
  });

  it("continues a ramp across missing rows and columns", async () => {
    const levels = (row: number, column: number): number => 3 * column + 2 * row;
    const image = tensor4d(
      Float32Array.from({ length: 12 * 16 }, (_, i) => levels(Math.floor(i / 16), i % 16)),
      [1, 12, 16, 1],
    );
    const seen = tensor4d(
      Float32Array.from({ length: 12 * 16 }, (_, i) => {
        const [row, column] = [Math.floor(i / 16), i % 16];
        return row > 2 && row < 9 && column > 4 && column < 11 ? 0 : 1;
      }),
      [1, 12, 16, 1],
    );
    const start = await smoothStart(mask(seen), mul(image, seen), 0.05, undefined);
    expect(largestDifference(pixelsOf(start), pixelsOf(image))).toBeLessThan(0.1);
  });

  it("treats each channel of each image of a batch as if it were alone", async () => {
    const [batch, height, width, channels] = [2, 3, 4, 3];
    const size = batch * height * width * channels;
    const seen = tensor4d(
      randomVector(5, size).map((value) => Number(value > 100)),
      [batch, height, width, channels],
    );
    const y: Tensor4D = mul(tensor4d(randomVector(6, size), seen.shape), seen);
    const together = pixelsOf(await smoothStart(mask(seen), y, 4, undefined));
    for (let plane = 0; plane < batch * channels; plane++) {
      const [image, channel] = [Math.floor(plane / channels), plane % channels];
      const alone = (all: Tensor4D): Tensor4D =>
        slice(all, [image, 0, 0, channel], [1, height, width, 1]) as Tensor4D;
      const start = await smoothStart(mask(alone(seen)), alone(y), 4, undefined);
      const expected = together.filter(
        (_, i) => Math.floor(i / (size / batch)) === image && i % channels === channel,
      );
      expect(largestDifference(pixelsOf(start), expected)).toBeLessThan(0.1);
    }
  });

  it("preserves a constant, even if the start is already exact", async () => {
    const flat: Tensor4D = mul(ones([1, 4, 1, 2]), 90);
    const seen = tensor4d([1, 1, 0, 0, 0, 1, 1, 1], [1, 4, 1, 2]);
    const start = await smoothStart(mask(seen), mul(flat, seen), 5, undefined);
    expect(largestDifference(pixelsOf(start), Array(8).fill(90))).toBeLessThan(0.5);
    const blind = await smoothStart(mask(zerosLike(seen)), zerosLike(seen), 5, undefined);
    expect(pixelsOf(blind)).toEqual(Array(8).fill(0));
  });

  it("is the normalised adjoint if A sees every pixel", async () => {
    const y = asRow(randomVector(3, 8));
    expect(pixelsOf(await smoothStart(identity, y, 5, undefined))).toEqual(pixelsOf(y));
  });

  it("leaks nothing, even if aborted", async () => {
    const y = asRow(randomVector(3, 8));
    const holes = mask(asRow([1, 0, 1, 1, 0, 0, 1, 1]));
    const before = memory().numTensors;
    for (const operator of [identity, holes]) (await smoothStart(operator, y, 5, undefined)).dispose();
    const controller = new AbortController();
    const work = smoothStart(holes, y, 5, controller.signal);
    controller.abort(new Error("enough"));
    await expect(work).rejects.toThrow("enough");
    expect(memory().numTensors).toBe(before);
  });
});
