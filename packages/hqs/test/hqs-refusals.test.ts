import "@tensorflow/tfjs-backend-cpu";
import { add, ones, setBackend, tensor2d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { hqs } from "../src/index.ts";
import type { PlugAndPlayHqsOptions, ScheduledStep } from "../src/index.ts";
import { asRow } from "./dense.ts";
import { denoiserOf, identity, mask, nothing, picture, speckles } from "./small-operators.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

describe("hqs", () => {
  const good: PlugAndPlayHqsOptions = { operator: identity, denoiser: nothing, noiseLevel: 5 };
  const empty = (): readonly ScheduledStep[] => [];
  it.each<[string, () => unknown, string]>([
    ["noiseLevel 0", () => hqs({ ...good, noiseLevel: 0 }), "expected noiseLevel above 0 and finite, got 0"],
    ["noiseLevel NaN", () => hqs({ ...good, noiseLevel: Number.NaN }), "expected noiseLevel above 0"],
    ["no iterations", () => hqs({ ...good, iterations: 0 }), "expected iterations to be a whole number ≥ 1"],
    [
      "no steps",
      () => hqs({ ...good, schedule: empty }),
      "number of the schedule's steps to be a whole number",
    ],
    [
      "a schedule without weight",
      () => hqs({ ...good, schedule: () => [{ gamma: 0, noiseLevel: 1, apply: (u) => u }] }),
      "expected every gamma of the schedule above 0 and finite, got 0",
    ],
    [
      "no operator",
      () => hqs({ ...good, operator: undefined as never }),
      "with a function outputShape, got undef",
    ],
    [
      "no denoiser",
      () => hqs({ ...good, denoiser: {} as never }),
      "expected a denoiser with denoise(x, options)",
    ],
    ["tolerance 0", () => hqs({ ...good, tolerance: 0 }), "expected tolerance above 0 and finite, got 0"],
    [
      "half an iteration",
      () => hqs({ ...good, innerIterations: 0.5 }),
      "expected innerIterations to be a whole",
    ],
    [
      "another onNotConverged",
      () => hqs({ ...good, onNotConverged: "ignore" as never }),
      'expected onNotConverged "continue" or "throw", got "ignore"',
    ],
  ])("rejects %s", (_, act, message) => {
    expect(act).toThrow(message);
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      "y without channels",
      () => hqs(good).restore(tensor2d([1], [1, 1]) as never),
      "hqs: expected y of shape [batch, height, width, channels], got [1,1]",
    ],
    ["no y", () => hqs(good).restore(undefined as never), "hqs: expected y of shape [batch"],
    [
      "y that is not finite",
      () => hqs(good).restore(asRow([1, Number.NaN])),
      "hqs: expected y of finite gray levels, got a sum of NaN",
    ],
    [
      "y that is not a measurement",
      () => hqs({ ...good, operator: mask(speckles(3, 3)) }).restore(picture(4, 4)),
      "shape",
    ],
    [
      "start of another shape",
      () => hqs(good).restore(picture(4, 4), { start: picture(3, 4) }),
      "hqs: expected y of [1,3,4,1], the result of identity for a start of [1,3,4,1], got [1,4,4,1]",
    ],
    [
      "start that is not finite",
      () => hqs(good).restore(asRow([1]), { start: asRow([Infinity]) }),
      "hqs: expected start of finite gray levels, got a sum of Infinity",
    ],
    [
      "a denoiser that changes the shape",
      () => hqs({ ...good, denoiser: denoiserOf((x) => add(x, ones([1, 1, 3, 1]))) }).restore(asRow([1])),
      "hqs: iteration 1 of 12: expected [1,1,1,1] from the denoiser, got [1,1,3,1]",
    ],
    [
      "a denoiser that returns no tensor",
      () => hqs({ ...good, denoiser: denoiserOf(() => 5 as never) }).restore(asRow([1])),
      "hqs: iteration 1 of 12: expected a tensor from the denoiser, got 5",
    ],
  ])("rejects %s", async (_, act, message) => {
    await expect(act()).rejects.toThrow(message);
  });
});
