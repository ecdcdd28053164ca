import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import { engine, getKernel, setBackend, tensor } from "@tensorflow/tfjs-core";
import type { KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { LOOPS, arithmetic } from "../src/engine/arithmetic.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const KERNELS = { Add: LOOPS.add, Sub: LOOPS.sub, Multiply: LOOPS.mul, RealDiv: LOOPS.div };
const IMAGE = [2, 4, 5, 3];

describe.each(Object.keys(KERNELS) as (keyof typeof KERNELS)[])("%s", (name) => {
  it.each([
    { a: IMAGE, b: IMAGE, isOwn: true },
    { a: IMAGE, b: [], isOwn: true },
    { a: [], b: IMAGE, isOwn: true },
    { a: [1], b: [1, 1], isOwn: true },
    { a: IMAGE, b: [1, 1, 1, 1], isOwn: true },
    { a: IMAGE, b: [2, 4, 5, 1], isOwn: true },
    { a: [2, 4, 5, 1], b: IMAGE, isOwn: true },
    { a: [2, 4, 5, 1], b: [2, 4, 5, 1], isOwn: true },
    { a: IMAGE, b: [3], isOwn: false },
    { a: IMAGE, b: [1, 4, 5, 3], isOwn: false },
    { a: [2, 4, 1, 1], b: [1, 1, 5, 3], isOwn: false },
  ])("of $a and $b as tfjs does", ({ a, b, isOwn }) => {
    const kernel = getKernel(name, "cpu");
    const usual = vi.fn<KernelFunc>(kernel.kernelFunc);
    const quick = arithmetic({ ...kernel, kernelFunc: usual }, KERNELS[name]);
    const random = randomStream(a.length, b.length);
    const filled = (shape: number[]): TensorInfo =>
      tensor(
        Float32Array.from({ length: shape.reduce((size, side) => size * side, 1) }, random.normal),
        shape,
      );
    const inputs = { a: filled(a), b: filled(b) };
    const { backend } = engine();
    const [mine, theirs] = [quick.kernelFunc, kernel.kernelFunc].map((run) => {
      const result = run({ inputs, backend, attrs: {} }) as TensorInfo;
      return { shape: result.shape, dtype: result.dtype, values: backend.readSync(result.dataId) };
    });
    expect(mine).toEqual(theirs);
    expect(usual).toHaveBeenCalledTimes(isOwn ? 0 : 1);
  });

  it("leaves whole numbers to tfjs", () => {
    const kernel = getKernel(name, "cpu");
    const usual = vi.fn<KernelFunc>(kernel.kernelFunc);
    const inputs = { a: tensor([6, 9], [2], "int32"), b: tensor([2, 4], [2], "int32") };
    arithmetic({ ...kernel, kernelFunc: usual }, KERNELS[name]).kernelFunc({
      inputs,
      backend: engine().backend,
      attrs: {},
    });
    expect(usual).toHaveBeenCalledTimes(1);
  });
});
