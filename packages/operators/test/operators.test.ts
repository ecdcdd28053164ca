import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { realSpectrum } from "@genericdp/fourier";
import {
  blur,
  compose,
  decimation,
  diagonal,
  gaussianKernel,
  identity,
  kernelFromArray,
  mask,
  sampledConvolution,
  scale,
  sum,
} from "../src/index.ts";
import { largestDifference, randomImage } from "./fixtures.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const circular = (): ReturnType<typeof blur> => {
  const kernel = kernelFromArray([
    [0, 1, 2],
    [4, 0, 1],
  ]);
  return blur(kernel, { boundary: "circular" });
};

describe("identity", () => {
  it("weights z and y", () => {
    const [z, y] = [tensor4d([10, 20], [1, 1, 2, 1]), tensor4d([40, 80], [1, 1, 2, 1])];
    expect(Array.from(identity().proxL2!(z, y, 2).dataSync())).toEqual([30, 60]);
  });
});

describe("mask", () => {
  it("keeps known pixels, given as rows, planes or tensors", () => {
    const x = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const rows = [
      [1, 0],
      [0.5, 1],
    ];
    for (const known of [rows, { height: 2, width: 2, data: rows.flat() }, tensor2d(rows)]) {
      expect(Array.from(mask(known).forward(x).dataSync())).toEqual([1, 0, 1.5, 4]);
    }
  });

  it("rejects invalid weights and images of another size", () => {
    expect(() => mask([[1, 2]])).toThrow(new RangeError("mask: expected weights of 0 … 1, got 2"));
    expect(() => mask([[1], [1, 0]])).toThrow(
      new TypeError("mask: expected rows of 1 numbers, got 2 in row 1"),
    );
    expect(() => mask([[1, 0]]).forward(randomImage([1, 2, 2, 1], 1))).toThrow(
      new RangeError("mask of 1×2: expected images of 1×2, got 2×2"),
    );
  });
});

describe("diagonal, scale and sum", () => {
  const x = tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);

  it("multiply pixels, scale measurements and add them", () => {
    const weighted = diagonal([
      [-1, 2],
      [0.5, 3],
    ]);
    expect(Array.from(weighted.forward(x).dataSync())).toEqual([-1, 4, 1.5, 12]);
    expect(Array.from(scale(weighted, -2).forward(x).dataSync())).toEqual([2, -8, -3, -24]);
    const all = sum(weighted, identity(), scale(identity(), 10));
    expect(Array.from(all.forward(x).dataSync())).toEqual([10, 26, 34.5, 56]);
  });

  it("scale has the same optional parts as its operator", () => {
    const parts = (operator: object): string[] =>
      ["proxL2", "precondition", "diagonal"].filter((part) => part in operator);
    for (const operator of [identity(), diagonal([[2]]), blur(gaussianKernel(1), { boundary: "valid" })]) {
      expect(parts(scale(operator, 3))).toEqual(parts(operator));
    }
  });

  it("reject weights, factors and measurements that do not match", () => {
    expect(() => diagonal([[1, Infinity]])).toThrow("diagonal: expected finite weights, got Infinity");
    expect(() => diagonal([[1, 0]]).forward(x)).toThrow("diagonal of 1×2: expected images of 1×2, got 2×2");
    expect(() => scale(identity(), 0)).toThrow("scale: expected a finite factor other than 0, got 0");
    expect(() => sum()).toThrow(new TypeError("sum: expected one operator or more, got none"));
    expect(() => sum(identity(), decimation(2)).forward(x)).toThrow(
      "sum: expected measurements of one shape, got [1,2,2,1] and [1,1,1,1]",
    );
  });
});

describe("decimation", () => {
  it("keeps every second pixel from its phase on, and its adjoint inserts zeros", () => {
    const x = tensor4d(
      Array.from({ length: 24 }, (_, i) => i),
      [1, 4, 6, 1],
    );
    const operator = decimation(2, { phase: 1 });
    const y = operator.forward(x);
    expect(Array.from(y.dataSync())).toEqual([7, 9, 11, 19, 21, 23]);
    const back = Array.from(operator.adjoint(y).dataSync());
    expect(back).toEqual(Array.from({ length: 24 }, (_, i) => ([7, 9, 11, 19, 21, 23].includes(i) ? i : 0)));
  });

  it("rejects sides that are not multiples of its factor, and invalid factors and phases", () => {
    expect(() => decimation(3).outputShape([1, 6, 7, 1])).toThrow(
      new RangeError("decimation by 3: expected sides that are multiples of 3, got 6×7"),
    );
    expect(() => decimation(0)).toThrow(new RangeError("decimation: expected a whole factor ≥ 1, got 0"));
    expect(() => decimation(2, { phase: 2 })).toThrow("expected a phase of 0 … 1, got 2");
  });
});

describe("compose", () => {
  it("applies one operator after the other, however it is computed", () => {
    const x = randomImage([2, 12, 18, 2], 3);
    const open = blur(gaussianKernel(0.7), { boundary: "symmetric" });
    const pairs = [
      [decimation(3, { phase: 2 }), circular()],
      [circular(), decimation(3, { phase: 1 })],
      [circular(), circular()],
      [identity(), circular()],
      [decimation(2, { phase: 1 }), decimation(3, { phase: 2 })],
      [circular(), compose(decimation(2), circular())],
      [open, circular()],
      [decimation(2), open],
    ] as const;
    for (const [a, b] of pairs) {
      const operator = compose(a, b);
      const expected = a.forward(b.forward(x));
      expect(operator.name).toBe(`${a.name} after ${b.name}`);
      expect(operator.outputShape(x.shape)).toEqual(expected.shape);
      expect(largestDifference(operator.forward(x), expected.dataSync())).toBeLessThan(1e-3);
      const y = randomImage(expected.shape, 4);
      const transposed = b.adjoint(a.adjoint(y));
      expect(largestDifference(operator.adjoint(y), transposed.dataSync())).toBeLessThan(1e-3);
    }
  });

  it("has a closed form only for circular blurs and decimations", () => {
    const open = blur(gaussianKernel(1), { boundary: "valid" });
    const known = mask([[1]]);
    const closed = [
      compose(decimation(2), circular()),
      compose(circular(), decimation(2)),
      compose(identity(), identity()),
      compose(compose(decimation(2), circular()), circular()),
    ];
    const others = [compose(decimation(2), open), compose(known, identity()), compose(open, decimation(2))];
    expect(closed.map((operator) => "proxL2" in operator)).toEqual([true, true, true, true]);
    expect(others.map((operator) => "proxL2" in operator)).toEqual([false, false, false]);
  });

  it("is accurate for large γ", () => {
    const operator = compose(decimation(2), circular());
    const [z, x] = [randomImage([1, 16, 16, 1], 1), randomImage([1, 16, 16, 1], 2)];
    const y = operator.forward(x);
    const misfit = largestDifference(operator.forward(operator.proxL2!(z, y, 1e6)), y.dataSync());
    expect(misfit).toBeLessThan(1e-2);
  });

  it("rejects what either of the two rejects", () => {
    const both = compose(decimation(2), circular());
    expect(() => both.outputShape([1, 5, 4, 1])).toThrow("expected sides that are multiples of 2, got 5×4");
    expect(() => both.outputShape([1, 4, 2, 1])).toThrow("expected a kernel no larger than the image");
    const known = compose(mask([[1, 1]]), blur(gaussianKernel(0.3), { boundary: "valid" }));
    expect(() => known.outputShape([1, 4, 4, 1])).toThrow("mask of 1×2: expected images of 1×2, got 2×2");
  });
});

describe("a custom operator that declares itself a sampled convolution", () => {
  /** A shift by one pixel, given by its spectrum. */
  const shift = sampledConvolution("shift", {
    factor: 1,
    phase: 0,
    transfer: (height, width) => {
      const plane = new Float64Array(height * width);
      plane[1] = 1;
      return realSpectrum(plane, height, width);
    },
  });

  it("composes with ours in closed form, even as a copy", () => {
    const x = randomImage([1, 8, 6, 1], 3);
    for (const own of [shift, { ...shift }]) {
      const both = compose(decimation(2), own);
      expect(both.proxL2).toBeTypeOf("function");
      const expected = decimation(2).forward(shift.forward(x)).dataSync();
      expect(largestDifference(both.forward(x), expected)).toBeLessThan(1e-4);
    }
    const { convolution: _, ...silent } = shift;
    expect(compose(decimation(2), silent).proxL2).toBeUndefined();
  });
});
