import "@tensorflow/tfjs-backend-cpu";
import { grads, memory, mul, scalar, setBackend, tensor2d, tensor4d, tile } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { defineLinearOperator } from "../src/index.ts";
import type { LinearOperator } from "../src/index.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

/** Doubles every pixel, and leaves tensors behind. */
const plain: LinearOperator = {
  name: "twice",
  outputShape: (shape) => shape,
  forward: (x) => mul(x, scalar(2)),
  adjoint: (y) => mul(y, scalar(2)),
  proxL2: (z) => z,
};
const image = (): Tensor4D => tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);

describe("defineLinearOperator", () => {
  it("returns a frozen operator that leaks nothing and returns separate tensors", () => {
    const twice = defineLinearOperator(plain);
    expect(Object.isFrozen(twice)).toBe(true);
    const x = image();
    const before = memory().numTensors;
    const results = [twice.forward(x), twice.adjoint(x), twice.proxL2!(x, x, 1)];
    expect(memory().numTensors).toBe(before + 3);
    for (const result of results) result.dispose();
    expect(Array.from(x.dataSync())).toEqual([1, 2, 3, 4]);
  });

  it("makes forward differentiable: its gradient is the adjoint", () => {
    const triple = defineLinearOperator({
      ...plain,
      adjoint: (y) => mul(y, scalar(3)),
    });
    const [gradient] = grads((x: Tensor) => triple.forward(x as Tensor4D))([image()], image());
    expect(Array.from(gradient!.dataSync())).toEqual([3, 6, 9, 12]);
  });

  it("makes even a forward that returns its input differentiable", () => {
    const same = defineLinearOperator({ ...plain, forward: (x) => x, adjoint: (y) => y });
    const [x, dy] = [image(), image()];
    const [gradient] = grads((input: Tensor) => same.forward(input as Tensor4D))([x], dy);
    expect(Array.from(gradient!.dataSync())).toEqual([1, 2, 3, 4]);
    gradient!.dispose();
    expect([x.isDisposed, dy.isDisposed]).toEqual([false, false]);
  });

  it("has no proxL2 if none is given", () => {
    const { proxL2: _, ...rest } = plain;
    expect("proxL2" in defineLinearOperator(rest)).toBe(false);
  });

  it.each<[string, () => unknown, string]>([
    ["no name", () => defineLinearOperator({ ...plain, name: "" }), 'expected a name, got ""'],
    [
      "no adjoint",
      () => defineLinearOperator({ ...plain, adjoint: undefined as never }),
      "expected a function adjoint of twice",
    ],
    [
      "an image without channels",
      () => defineLinearOperator(plain).forward(tensor2d([1], [1, 1]) as never),
      "twice.forward: expected x of shape [batch, height, width, channels], got [1,1]",
    ],
    [
      "a forward that breaks its word",
      () => defineLinearOperator({ ...plain, forward: (x) => tile(x, [1, 2, 1, 1]) }).forward(image()),
      "twice: expected forward to return [1,2,2,1], got [1,4,2,1]",
    ],
    [
      "a y that is no measurement of z",
      () => defineLinearOperator(plain).proxL2!(image(), tensor4d([1], [1, 1, 1, 1]), 1),
      "twice.proxL2: expected y of [1,2,2,1], got [1,1,1,1]",
    ],
    [
      "a gamma below zero",
      () => defineLinearOperator(plain).proxL2!(image(), image(), -1),
      "twice.proxL2: expected a finite gamma ≥ 0, got -1",
    ],
    [
      "a gamma that is none",
      () => defineLinearOperator({ ...plain, precondition: (x) => x }).precondition!(image(), Number.NaN),
      "twice.precondition: expected a finite gamma ≥ 0, got NaN",
    ],
  ])("rejects %s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});
