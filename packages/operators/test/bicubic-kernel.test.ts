import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { bicubicKernel, blur, compose, decimation } from "../src/index.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

describe("bicubicKernel", () => {
  it.each([1, 2, 3, 4, 5])("by %i: sums to 1 and maps a ramp to a ramp", async (factor) => {
    const kernel = bicubicKernel(factor);
    expect(kernel.data.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    const side = 12 * factor;
    const phase = Math.floor((factor - 1) / 2);
    const shrinking = compose(decimation(factor, { phase }), blur(kernel, { boundary: "symmetric" }));
    const ramp = tensor4d(
      Float32Array.from({ length: side * side }, (_, i) => 3 * (i % side) + Math.floor(i / side)),
      [1, side, side, 1],
    );
    const small = await shrinking.forward(ramp).array();
    // The centre of a block of pixels, away from the mirrored edges.
    const at = (i: number): number => factor * i + (factor - 1) / 2;
    for (const y of [4, 5, 6]) {
      for (const x of [4, 5, 6]) expect(small[0]![y]![x]![0]).toBeCloseTo(3 * at(x) + at(y), 3);
    }
  });

  it("by 1 changes nothing", () => {
    const { data } = bicubicKernel(1);
    expect(Array.from(data, (weight) => weight + 0)).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0]);
  });

  it("rejects an invalid factor", () => {
    for (const factor of [0, 1.5, Number.NaN]) {
      expect(() => bicubicKernel(factor)).toThrow(`expected a whole factor ≥ 1, got ${factor}`);
    }
  });
});
