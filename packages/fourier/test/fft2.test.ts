import { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import {
  Tensor,
  copyRegisteredKernels,
  grads,
  memory,
  registerBackend,
  setBackend,
  tensor2d,
  tensor4d,
} from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { composedTransform } from "../src/image-transform.ts";
import { fft2, goodSize, ifft2 } from "../src/index.ts";
import type { ComplexImages } from "../src/index.ts";
import { naiveTransform } from "./naive-transform.ts";
import { signedNumbers } from "./signed-numbers.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

type Shape = [number, number, number, number];

function randomTensor(shape: Shape, seed: number): Tensor4D {
  const random = signedNumbers(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tensor4d(Float32Array.from({ length: size }, random), shape);
}

function inner(a: Tensor, b: Tensor): number {
  const [left, right] = [Array.from(a.dataSync()), b.dataSync()];
  return left.reduce((sum, value, i) => sum + value * right[i]!, 0);
}

/** ‖got − naive‖ / ‖naive‖ over all images and channels. */
function errorOf(got: ComplexImages, real: Tensor4D, imag: Tensor4D | undefined, inverse: boolean): number {
  const [batch, height, width, channels] = real.shape;
  const parts = [real.dataSync(), imag?.dataSync(), got.real.dataSync(), got.imag.dataSync()];
  let [error, norm] = [0, 0];
  for (let plane = 0; plane < batch * channels; plane++) {
    const at = (i: number): number =>
      (Math.floor(plane / channels) * height * width + i) * channels + (plane % channels);
    const pick = (part: ArrayLike<number> | undefined): Float64Array =>
      Float64Array.from({ length: height * width }, (_, i) => part?.[at(i)] ?? 0);
    const [xr, xi, yr, yi] = parts.map(pick) as [Float64Array, Float64Array, Float64Array, Float64Array];
    const expected = naiveTransform({ real: xr, imag: xi }, height, width, inverse);
    for (let i = 0; i < height * width; i++) {
      error += (expected.real[i]! - yr[i]!) ** 2 + (expected.imag[i]! - yi[i]!) ** 2;
      norm += expected.real[i]! ** 2 + expected.imag[i]! ** 2;
    }
  }
  return Math.sqrt(error / norm);
}

const composed = ({ real, imag }: { real: Tensor4D; imag?: Tensor4D }, inverse: boolean): ComplexImages => {
  const [re, im] = composedTransform(real, imag, { inverse, divided: inverse });
  return { real: re, imag: im };
};
const implementations = {
  "in memory": (x: { real: Tensor4D; imag?: Tensor4D }, inverse: boolean) => (inverse ? ifft2(x) : fft2(x)),
  "by matrices": composed,
};

const shapes: Shape[] = [
  [1, 1, 1, 1],
  [1, 1, 7, 1],
  [2, 8, 12, 3],
  [1, 15, 16, 1],
  [1, 30, 27, 2],
  [1, 25, 11, 1],
  [3, 13, 37, 1],
  [1, 48, 20, 1],
  [1, 127, 9, 1],
  [1, 49, 94, 1],
  [1, 17, 255, 2],
];

describe.each(Object.entries(implementations))("fft2 and ifft2, %s", (_, transform) => {
  it.each(shapes)("agree with the definition on %i×%i×%i×%i", (...shape) => {
    const [real, imag] = [randomTensor(shape, 1), randomTensor(shape, 2)];
    expect(errorOf(transform({ real, imag }, false), real, imag, false)).toBeLessThan(1e-6);
    expect(errorOf(transform({ real, imag }, true), real, imag, true)).toBeLessThan(1e-6);
    expect(errorOf(transform({ real }, false), real, undefined, false)).toBeLessThan(1e-6);
    expect(errorOf(transform({ real }, true), real, undefined, true)).toBeLessThan(1e-6);
  });

  it("agree with the definition for every length up to 70", () => {
    for (let size = 1; size <= 70; size++) {
      const [real, imag] = [randomTensor([1, 2, size, 1], size), randomTensor([1, 2, size, 1], 100 + size)];
      expect(errorOf(transform({ real, imag }, false), real, imag, false)).toBeLessThan(1e-6);
    }
  });
});

describe("fft2 on a backend that does not keep its numbers in main memory", () => {
  /** The CPU backend, claiming to be on a GPU. */
  class DeviceBackend extends MathBackendCPU {
    override readToGPU(): never {
      throw new Error("expected no call of readToGPU");
    }
  }

  afterAll(() => setBackend("cpu"));

  it("gives the same result and reads nothing synchronously", async () => {
    registerBackend("device", () => new DeviceBackend());
    copyRegisteredKernels("cpu", "device");
    await setBackend("device");
    const shape: Shape = [1, 6, 7, 2];
    const [real, imag, w] = [randomTensor(shape, 1), randomTensor(shape, 2), randomTensor(shape, 3)];
    const spy = vi.spyOn(Tensor.prototype, "dataSync").mockImplementation(() => {
      throw new Error("expected no synchronous read");
    });
    const [spectrum, back] = [fft2({ real, imag }), ifft2({ real })];
    const gradients = grads((x: Tensor) => fft2({ real: x as Tensor4D }).imag)([real], w);
    spy.mockRestore();
    expect(errorOf(spectrum, real, imag, false)).toBeLessThan(1e-6);
    expect(errorOf(back, real, undefined, true)).toBeLessThan(1e-6);
    expect(gradients[0]!.shape).toEqual(shape);
  });
});

describe("fft2", () => {
  it("has the transpose as its gradient, for real and imaginary parts", () => {
    for (const transform of [fft2, ifft2]) {
      for (const part of ["real", "imag"] as const) {
        const shape: Shape = [2, 6, 7, 2];
        const [real, imag, w] = [randomTensor(shape, 1), randomTensor(shape, 2), randomTensor(shape, 3)];
        const gradients = grads((re: Tensor, im: Tensor) => {
          return transform({ real: re as Tensor4D, imag: im as Tensor4D })[part];
        })([real, imag], w);
        // The transform is linear: ⟨w, transform(v)⟩ = ⟨gradient, v⟩ for every v.
        const [ur, ui] = [randomTensor(shape, 4), randomTensor(shape, 5)];
        const byGradient = inner(gradients[0]!, ur) + inner(gradients[1]!, ui);
        const direct = inner(w, transform({ real: ur, imag: ui })[part]);
        expect(Math.abs(byGradient - direct)).toBeLessThan(1e-5 * Math.abs(direct) + 1e-4);
      }
    }
  });

  it("has a gradient for a real input alone, and for a round trip", () => {
    const [x, w] = [randomTensor([1, 5, 6, 1], 1), randomTensor([1, 5, 6, 1], 2)];
    const [gradient] = grads((real: Tensor) => ifft2(fft2({ real: real as Tensor4D })).real)([x], w);
    const difference = gradient!.dataSync().map((value, i) => Math.abs(value - w.dataSync()[i]!));
    expect(Math.max(...difference)).toBeLessThan(1e-6);
  });

  it("leaks no tensors", () => {
    const real = randomTensor([1, 11, 8, 1], 1);
    const before = memory().numTensors;
    const { real: re, imag: im } = ifft2(fft2({ real }));
    expect(memory().numTensors).toBe(before + 4);
    re.dispose();
    im.dispose();
    const composedBefore = memory().numTensors;
    const result = composed({ real }, false);
    expect(memory().numTensors).toBe(composedBefore + 2);
    result.real.dispose();
    result.imag.dispose();
  });

  it("rejects anything but two image tensors of the same shape", () => {
    expect(() => fft2({ real: tensor2d([[1]]) as never })).toThrow(
      new TypeError("fft2: expected real of shape [batch, height, width, channels], got [1,1]"),
    );
    expect(() => ifft2({ real: randomTensor([1, 2, 2, 1], 1), imag: randomTensor([1, 2, 3, 1], 1) })).toThrow(
      new RangeError("ifft2: expected imag of real's shape [1,2,2,1], got [1,2,3,1]"),
    );
  });
});

describe("goodSize", () => {
  it("is the next number with no prime factors other than 2, 3 and 5", () => {
    expect([1, 7, 11, 13, 17, 31, 127, 321, 511, 541].map(goodSize)).toEqual([
      1, 8, 12, 15, 18, 32, 128, 324, 512, 576,
    ]);
  });

  it("rejects invalid lengths", () => {
    expect(() => goodSize(0)).toThrow(new RangeError("goodSize: expected a whole number ≥ 1, got 0"));
    expect(() => goodSize(2.5)).toThrow(RangeError);
  });
});
