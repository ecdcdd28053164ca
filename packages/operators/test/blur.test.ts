import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { blur, gaussianKernel, kernelFromArray } from "../src/index.ts";
import type { BlurBoundary, BlurKernel } from "../src/index.ts";
import { largestDifference, randomImage } from "./fixtures.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** The pixel at any position of the extended line, found step by step. */
const walk: Record<BlurBoundary, (place: number, size: number) => number> = {
  circular: (place, size) => ((place % size) + size) % size,
  replicate: (place, size) => Math.max(0, Math.min(size - 1, place)),
  symmetric: (place, size) => {
    let at = place;
    while (at < 0 || at >= size) at = at < 0 ? -1 - at : 2 * size - 1 - at;
    return at;
  },
  valid: (place) => place,
};

/** Convolution of a plane, directly from its definition. */
function naiveBlur(
  x: ArrayLike<number>,
  [height, width]: readonly [number, number],
  kernel: BlurKernel,
  boundary: BlurBoundary,
): number[] {
  const [down, right] = [Math.floor(kernel.height / 2), Math.floor(kernel.width / 2)];
  const valid = boundary === "valid";
  // The first and the last positions at which the kernel lies inside the image.
  const [top, left] = valid ? [kernel.height - 1 - down, kernel.width - 1 - right] : [0, 0];
  const [bottom, end] = valid ? [height - down, width - right] : [height, width];
  const result: number[] = [];
  for (let i = top; i < bottom; i++) {
    for (let j = left; j < end; j++) {
      let sum = 0;
      for (let m = 0; m < kernel.height; m++) {
        for (let n = 0; n < kernel.width; n++) {
          const row = walk[boundary](i - m + down, height);
          const column = walk[boundary](j - n + right, width);
          sum += kernel.data[m * kernel.width + n]! * x[row * width + column]!;
        }
      }
      result.push(sum);
    }
  }
  return result;
}

const kernels: BlurKernel[] = [
  kernelFromArray([[1]]),
  kernelFromArray([[1, 2, 4, 8, 16]]),
  kernelFromArray([
    [0, 1],
    [2, 5],
    [0, 3],
    [7, 0],
  ]),
  kernelFromArray([
    [1, 0, 2],
    [9, 3, 0],
    [0, 0, 5],
  ]),
];
const boundaries = ["circular", "symmetric", "replicate", "valid"] as const;

describe.each(boundaries)("blur, %s", (boundary) => {
  it.each([
    [4, 5],
    [7, 6],
    [8, 11],
  ])("convolves images of %i×%i", (height, width) => {
    for (const kernel of kernels) {
      const x = randomImage([1, height, width, 1], height);
      const expected = naiveBlur(x.dataSync(), [height, width], kernel, boundary);
      expect(largestDifference(blur(kernel, { boundary }).forward(x), expected)).toBeLessThan(1e-4);
    }
  });

  it("preserves a constant image, and does not change its kernel", () => {
    const kernel = gaussianKernel(1, { size: 5 });
    const own = { ...kernel, data: kernel.data.slice() };
    const operator = blur(own, { boundary });
    own.data.fill(7);
    const flat = tensor4d(new Float32Array(2 * 9 * 10 * 3).fill(100), [2, 9, 10, 3]);
    const y = operator.forward(flat);
    expect(largestDifference(y, new Float32Array(y.size).fill(100))).toBeLessThan(1e-4);
  });

  it("treats all channels alike and separately", () => {
    const operator = blur(kernels[3]!, { boundary });
    const x = randomImage([1, 6, 5, 1], 1);
    const values = x.dataSync();
    const both = tensor4d(
      Float32Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? 1 : -2) * values[i >> 1]!),
      [1, 6, 5, 2],
    );
    const [alone, together] = [operator.forward(x).dataSync(), operator.forward(both)];
    const expected = Array.from(together.dataSync(), (_, i) => (i % 2 === 0 ? 1 : -2) * alone[i >> 1]!);
    expect(largestDifference(together, expected)).toBeLessThan(1e-3);
  });

  it("keeps no tensors, whatever the size of the images", () => {
    const operator = blur(kernels[3]!, { boundary });
    const before = memory().numTensors;
    for (const side of [5, 6, 7, 8, 9, 5]) {
      const x = randomImage([1, side, 5, 1], 1);
      operator.forward(x).dispose();
      x.dispose();
    }
    expect(memory().numTensors).toBe(before);
  });
});

describe("blur", () => {
  it("with mirrored or repeated edges supports kernels many times larger than the image", () => {
    const x = randomImage([1, 2, 3, 1], 1);
    for (const boundary of ["symmetric", "replicate"] as const) {
      const kernel = gaussianKernel(4, { size: 31 });
      const expected = naiveBlur(x.dataSync(), [2, 3], kernel, boundary);
      expect(largestDifference(blur(kernel, { boundary }).forward(x), expected)).toBeLessThan(1e-3);
    }
  });

  it("has a closed form only if it is circular", () => {
    expect(boundaries.filter((boundary) => blur(kernels[0]!, { boundary }).proxL2)).toEqual(["circular"]);
  });

  it("reports the reduced shape of a valid measurement", () => {
    const operator = blur(kernels[2]!, { boundary: "valid" });
    expect(operator.outputShape([2, 9, 7, 3])).toEqual([2, 6, 6, 3]);
    expect(operator.adjoint(randomImage([2, 6, 6, 3], 1)).shape).toEqual([2, 9, 7, 3]);
  });

  it("rejects images that are smaller than the kernel", () => {
    for (const boundary of ["circular", "valid"] as const) {
      expect(() => blur(kernels[2]!, { boundary }).forward(randomImage([1, 3, 9, 1], 1))).toThrow(
        new RangeError(
          `${boundary} blur by 4×2: expected a kernel no larger than the image, ` +
            "got 4×2 for an image of 3×9",
        ),
      );
    }
  });

  it("rejects invalid kernels and boundaries", () => {
    const kernel = kernels[0]!;
    expect(() => blur({ ...kernel, height: 2 }, { boundary: "valid" })).toThrow(
      new TypeError("blur: expected height × width numbers, got 2×1 and 1"),
    );
    expect(() => blur({ ...kernel, data: Float32Array.of(Number.NaN) }, { boundary: "valid" })).toThrow(
      new RangeError("blur: expected finite weights, got NaN"),
    );
    expect(() => blur(kernel, { boundary: "zero" as never })).toThrow(
      new TypeError("blur: expected a boundary of circular, symmetric, replicate, valid, got zero"),
    );
  });
});
