import "@tensorflow/tfjs-backend-cpu";
import { grads, memory, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { composedFilter } from "../src/composed-filter.ts";
import { effectiveFilter } from "../src/effective-filter.ts";
import { fourierFilter, fourierFilterAdjoint, realSpectrum, wholeLine } from "../src/index.ts";
import type { FourierFilter, LineMap } from "../src/index.ts";
import { signedNumbers } from "./signed-numbers.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** A line whose pixels are in random cells: one, several or none. */
function randomLine(size: number, length: number, seed: number): LineMap {
  const random = signedNumbers(seed);
  return {
    size,
    indices: Int32Array.from({ length }, () => Math.floor(((random() + 1) / 2) * (size + 1)) - 1),
  };
}

function numbers(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, signedNumbers(seed));
}

interface Case {
  readonly filter: FourierFilter;
  readonly response: Float32Array;
}

function randomCase(height: number, width: number, seed: number): Case {
  const response = numbers(height * width, seed);
  const filter = {
    transfer: realSpectrum(response, height, width),
    source: { rows: randomLine(height - 2, height, seed + 1), columns: randomLine(width, width, seed + 2) },
    target: { rows: randomLine(height, height, seed + 3), columns: randomLine(3, width, seed + 4) },
  };
  return { filter, response };
}

/** R x from its definition: place, convolve circularly, gather. */
function naiveFilter({ filter, response }: Case, x: Tensor4D): Float64Array {
  const { transfer, source, target } = filter;
  const { height, width } = transfer;
  const [batch, , columns, channels] = x.shape;
  const values = x.dataSync();
  const result = new Float64Array(batch * target.rows.size * target.columns.size * channels);
  for (let b = 0; b < batch; b++) {
    for (let c = 0; c < channels; c++) {
      const pixel = (i: number, j: number): number => {
        const [row, column] = [source.rows.indices[i]!, source.columns.indices[j]!];
        if (row < 0 || column < 0) return 0;
        return values[((b * source.rows.size + row) * columns + column) * channels + c]!;
      };
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) {
          const [row, column] = [target.rows.indices[i]!, target.columns.indices[j]!];
          if (row < 0 || column < 0) continue;
          let sum = 0;
          for (let p = 0; p < height; p++) {
            for (let q = 0; q < width; q++) {
              const tap = response[((i - p + height) % height) * width + ((j - q + width) % width)]!;
              sum += tap * pixel(p, q);
            }
          }
          result[((b * target.rows.size + row) * target.columns.size + column) * channels + c]! += sum;
        }
      }
    }
  }
  return result;
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!)));
}

const sizes = [
  [8, 6],
  [5, 9],
  [7, 8],
  [12, 5],
  [11, 4],
  [4, 1],
] as const;

describe("fourierFilter", () => {
  it.each(sizes)("places, convolves and gathers on a grid of %i×%i, in memory and by matrices", (h, w) => {
    const example = randomCase(h, w, 10 * h + w);
    const shape: [number, number, number, number] = [2, h - 2, w, 3];
    const x = tensor4d(numbers(2 * (h - 2) * w * 3, 7), shape);
    const expected = naiveFilter(example, x);
    const results = [
      fourierFilter(x, example.filter),
      composedFilter(x, effectiveFilter(example.filter, false)),
    ];
    for (const result of results) {
      expect(result.shape).toEqual([2, h, 3, 3]);
      expect(largestDifference(expected, result.dataSync())).toBeLessThan(2e-4);
    }
  });

  it.each(sizes)("transposes on a grid of %i×%i, in memory, by matrices and as gradient", (h, w) => {
    const { filter } = randomCase(h, w, 20 * h + w);
    const x = tensor4d(numbers((h - 2) * w * 2, 7), [1, h - 2, w, 2]);
    const y = tensor4d(numbers(h * 3 * 2, 8), [1, h, 3, 2]);
    const inner = (a: Tensor, b: Tensor): number =>
      Array.from(a.dataSync()).reduce((sum, value, i) => sum + value * b.dataSync()[i]!, 0);
    const expected = inner(fourierFilter(x, filter), y);
    const [gradient] = grads((v: Tensor) => fourierFilter(v as Tensor4D, filter))([x], y);
    for (const transposed of [
      fourierFilterAdjoint(y, filter),
      composedFilter(y, effectiveFilter(filter, true)),
      gradient!,
    ]) {
      expect(transposed.shape).toEqual(x.shape);
      expect(Math.abs(inner(x, transposed) - expected)).toBeLessThan(1e-3);
    }
  });

  it("leaks no tensors", () => {
    const { filter } = randomCase(8, 6, 1);
    const x = tensor4d(numbers(36, 7), [1, 6, 6, 1]);
    const before = memory().numTensors;
    fourierFilter(x, filter).dispose();
    composedFilter(x, effectiveFilter(filter, false)).dispose();
    expect(memory().numTensors).toBe(before);
  });

  it("rejects shapes that do not fit", () => {
    const { filter } = randomCase(8, 6, 1);
    const image = (h: number, w: number): Tensor4D => tensor4d(numbers(h * w, 1), [1, h, w, 1]);
    expect(() => fourierFilter(image(5, 6), filter)).toThrow(
      new RangeError("fourierFilter: expected x of 6×6 pixels, got 5×6"),
    );
    expect(() => fourierFilterAdjoint(image(5, 6), filter)).toThrow("expected y of 8×3 pixels, got 5×6");
    const { source } = filter;
    const wide = { ...filter, source: { ...source, columns: wholeLine(6, 7) } };
    expect(() => fourierFilter(image(6, 6), wide)).toThrow("expected maps of a grid of 8×6, got 8×7");
    const short = { ...filter, transfer: { ...filter.transfer, real: new Float32Array(3) } };
    expect(() => fourierFilter(image(6, 6), short)).toThrow("a spectrum of 32 numbers, got 3 and 32");
    expect(() => realSpectrum([1, 2], 1, 3)).toThrow("realSpectrum: expected 1×3 values, got 2");
  });
});
