import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import {
  createModel,
  findBlock,
  genericDP,
  parameterLayout,
  parseArchitecture,
  plainInitialization,
  stageWeights,
} from "@genericdp/model";
import type { Architecture, Model, ParameterKind } from "@genericdp/model";
import { mean, setBackend, squaredDifference, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { transferParameters } from "../src/index.ts";

const common = {
  stages: 2,
  influence: { centres: 15, radius: 280 },
  reaction: { knots: [2, 10, 50] },
  noiseRange: { min: 2, max: 50 },
};
const gray = parseArchitecture({
  ...common,
  scales: [
    { filters: 3, size: 5 },
    { filters: 2, size: 3 },
  ],
  gain: { knots: [2, 25, 50] },
  gainMap: { filters: 2, size: 3 },
});
const colour = parseArchitecture({
  ...common,
  channels: 3,
  scales: [
    { filters: 3, size: 5, block: 1, channels: [0] },
    { filters: 6, size: 3, block: 1 },
    { filters: 5, size: 3, block: 2, channels: [2, 0] },
  ],
  reaction: { knots: [2, 5, 10, 50] },
  gain: { knots: [2, 25, 50], perScale: true },
  gainMap: { filters: 3, size: 3 },
});

const shaken = (architecture: Architecture): Model =>
  createModel({
    name: "shaken",
    architecture,
    parameters: plainInitialization(architecture).map((v, i) => v + 0.1 * randomStream(3, i).normal()),
  });

const distance = (a: Tensor4D, b: Tensor4D): number =>
  Math.sqrt(mean(squaredDifference(a, b)).dataSync()[0]!);

beforeAll(async () => {
  await setBackend("cpu");
});

describe("transferParameters", () => {
  it("returns the parameters of a model with the same architecture", () => {
    const model = shaken(gray);
    transferParameters(model, gray).forEach((value, i) => expect(value).toBeCloseTo(model.parameters[i]!, 5));
  });

  it("starts a missing family from the curves of noise, and keeps existing ones", () => {
    const families = [{ name: "blur", knots: [2, 10, 50] }];
    const wider = parseArchitecture({ ...gray, families });
    const model = shaken(gray);
    const parameters = transferParameters(model, wider);
    const at = (kind: ParameterKind, stage: number): number[] => {
      const { offset, length } = findBlock(parameterLayout(wider), kind, stage, 0)!;
      return Array.from(parameters.subarray(offset, offset + length));
    };
    for (const stage of [0, 1]) {
      const { reaction } = stageWeights(model, stage, [2, 10, 50]);
      at("familyPenalty", stage).forEach((log, k) => expect(Math.exp(log)).toBeCloseTo(reaction[k]!, 5));
      const { gain } = stageWeights(model, stage, [2, 10, 50]);
      at("familyGain", stage).forEach((log, k) => expect(Math.exp(log)).toBeCloseTo(gain[k]!, 4));
    }
    const own = shaken(wider);
    transferParameters(own, wider).forEach((value, i) => expect(value).toBeCloseTo(own.parameters[i]!, 5));
  });

  it("restores the common channel as the model does, whatever the other channels", () => {
    const model = shaken(gray);
    const parameters = transferParameters(model, colour);
    const wide = genericDP(createModel({ name: "wide", architecture: colour, parameters }));
    const random = randomStream(9);
    const levels = Float32Array.from({ length: 9 * 11 * 3 }, () => 255 * random.uniform());
    const x = tensor4d(levels, [1, 9, 11, 3]);
    const luminance = tensor4d(
      levels.filter((_, i) => i % 3 === 0),
      [1, 9, 11, 1],
    );
    const wanted = genericDP(model).denoise(luminance, { noiseLevel: 7 }).dataSync();
    const found = wide.denoise(x, { noiseLevel: 7 }).dataSync();
    wanted.forEach((level, i) => expect(found[3 * i]).toBeCloseTo(level, 2));
    // The other channels are denoised too.
    const moved = levels.filter((level, i) => i % 3 !== 0 && Math.abs(found[i]! - level) > 0.1);
    expect(moved.length).toBeGreaterThan(50);
  });

  it("divides stages into shorter steps if there are more, up to terms of second order", () => {
    const level = { noiseLevel: 7 };
    const random = randomStream(4);
    const x = tensor4d(
      Float32Array.from({ length: 13 * 12 }, () => 255 * random.uniform()),
      [1, 13, 12, 1],
    );
    const change = (size: number): number => {
      const { parameters } = shaken(gray);
      for (const { kind, offset, length } of parameterLayout(gray)) {
        const block = parameters.subarray(offset, offset + length);
        if (kind === "influence") block.set(block.map((weight) => 40 * size * weight));
        if (kind === "reaction") block.fill(Math.log(0.2 * size));
      }
      const model = createModel({ name: "gentle", architecture: gray, parameters });
      const architecture = { ...gray, stages: 5 };
      const finer = createModel({
        name: "finer",
        architecture,
        parameters: transferParameters(model, architecture),
      });
      // The reaction acts on what the stages before it changed: its share is of second order too.
      const reactions = [0, 1, 2].map((stage) => stageWeights(finer, stage, [7]).reaction[0]!);
      expect(reactions[0]! + reactions[1]! + reactions[2]!).toBeCloseTo(0.2 * size, 6);
      const wanted = genericDP(model).denoise(x, level);
      expect(distance(wanted, x)).toBeGreaterThan(size);
      return distance(genericDP(finer).denoise(x, level), wanted);
    };
    expect(change(0.2)).toBeGreaterThan(0);
    expect(change(0.2) / change(0.1)).toBeCloseTo(4, 0);
  });

  it("rejects fewer stages and other influence functions", () => {
    const model = shaken(gray);
    expect(() => transferParameters(model, { ...colour, stages: 1 })).toThrow(
      "a model of at most 1 stages, got 2",
    );
    const influence = { centres: 31, radius: 280 };
    expect(() => transferParameters(model, { ...colour, influence })).toThrow(
      "31 centres over ±280, got 15 over ±280",
    );
  });
});
