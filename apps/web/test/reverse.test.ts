import "@tensorflow/tfjs-backend-cpu";
import { engine, getKernel, setBackend, tensor } from "@tensorflow/tfjs-core";
import type { KernelFunc, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { quickReverse } from "../src/engine/reverse.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const SHAPE = [2, 4, 5, 3];

describe("reversed axes", () => {
  it.each([
    { dims: [1], dtype: "float32" },
    { dims: [2], dtype: "float32" },
    { dims: [1, 2], dtype: "float32" },
    { dims: [-1, 0], dtype: "float32" },
    { dims: [], dtype: "float32" },
    { dims: [2], dtype: "int32" },
  ] as const)("of $dims and $dtype as tfjs does", ({ dims, dtype }) => {
    const kernel = getKernel("Reverse", "cpu");
    const usual = vi.fn<KernelFunc>(kernel.kernelFunc);
    const quick = quickReverse({ ...kernel, kernelFunc: usual });
    const given = Array.from({ length: 120 }, (_, i) => (i * 37) % 120);
    const x = tensor(given, SHAPE, dtype);
    const { backend } = engine();
    const [mine, theirs] = [quick.kernelFunc, kernel.kernelFunc].map((run) => {
      const attrs: NamedAttrMap = { dims: [...dims] };
      const result = run({ inputs: { x }, backend, attrs }) as TensorInfo;
      return { shape: result.shape, dtype: result.dtype, values: backend.readSync(result.dataId) };
    });
    expect(mine).toEqual(theirs);
    expect(Array.from(x.dataSync())).toEqual(given);
    expect(usual).toHaveBeenCalledTimes(dtype === "float32" ? 0 : 1);
  });
});
