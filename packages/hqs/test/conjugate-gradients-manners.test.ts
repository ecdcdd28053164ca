import "@tensorflow/tfjs-backend-cpu";
import { Tensor, memory, mul, setBackend } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { conjugateGradients } from "../src/index.ts";
import { denseOperator, randomMatrix, randomVector, asRow, pixelsOf } from "./dense.ts";
import { rejection } from "./rejection.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const matrix = randomMatrix(1, 6, 12);
const operator = denseOperator(matrix);
const z = randomVector(2, 12);
const y = randomVector(3, 6);

describe("conjugateGradients", () => {
  it("does not change its inputs and leaks nothing", async () => {
    const [zs, ys, start] = [asRow(z), asRow(y), asRow(z)];
    const [zBefore, yBefore] = [pixelsOf(zs), pixelsOf(ys)];
    const before = memory().numTensors;
    const { estimate } = await conjugateGradients(operator, zs, ys, { gamma: 3, start });
    expect(memory().numTensors).toBe(before + 1);
    expect([pixelsOf(zs), pixelsOf(ys), pixelsOf(start)]).toEqual([zBefore, yBefore, zBefore]);
    estimate.dispose();
  });

  it("reads no tensor synchronously and lets other tasks run", async () => {
    const dataSync = vi.spyOn(Tensor.prototype, "dataSync");
    let others = 0;
    const other = setInterval(() => others++, 0);
    const { iterations } = await conjugateGradients(operator, asRow(z), asRow(y), {
      gamma: 3,
      tolerance: 1e-6,
    });
    clearInterval(other);
    expect(dataSync).not.toHaveBeenCalled();
    dataSync.mockRestore();
    expect(iterations).toBeGreaterThan(2);
    expect(others).toBeGreaterThan(0);
  });

  it("stops when aborted: immediately, or before the next iteration", async () => {
    const [zs, ys] = [asRow(z), asRow(y)];
    const before = memory().numTensors;
    const reason = new Error("enough");
    const solveUntil = (signal: AbortSignal, onForward: () => void): Promise<unknown> =>
      rejection(
        conjugateGradients(
          {
            ...operator,
            forward: (x) => {
              onForward();
              return operator.forward(x);
            },
          },
          zs,
          ys,
          { gamma: 3, tolerance: 1e-6, signal },
        ),
      );
    let calls = 0;
    expect(await solveUntil(AbortSignal.abort(reason), () => calls++)).toBe(reason);
    expect(calls).toBe(0);
    const controller = new AbortController();
    const abortInThirdCall = (): void => {
      calls++;
      if (calls === 3) controller.abort(reason);
    };
    expect(await solveUntil(controller.signal, abortInThirdCall)).toBe(reason);
    expect(calls).toBe(3);
    expect(memory().numTensors).toBe(before);
  });

  it("throws if the operator returns numbers that are not finite", async () => {
    const broken = {
      ...operator,
      adjoint: (v: Tensor4D) => mul(operator.adjoint(v), Number.NaN) as Tensor4D,
    };
    await expect(conjugateGradients(broken, asRow(z), asRow(y), { gamma: 1 })).rejects.toThrow(
      "conjugateGradients: expected a finite error after 0 iterations with dense, got NaN",
    );
  });

  it.each([
    [{ gamma: -1 }, "expected a finite gamma ≥ 0, got -1"],
    [{ gamma: Number.NaN }, "expected a finite gamma ≥ 0, got NaN"],
    [{ gamma: 1, tolerance: 0 }, "expected tolerance above 0 and finite, got 0"],
    [{ gamma: 1, iterations: 0 }, "expected iterations to be a whole number ≥ 1, got 0"],
  ])("rejects %o", async (options, message) => {
    await expect(conjugateGradients(operator, asRow(z), asRow(y), options)).rejects.toThrow(RangeError);
    await expect(conjugateGradients(operator, asRow(z), asRow(y), options)).rejects.toThrow(message);
  });
});
