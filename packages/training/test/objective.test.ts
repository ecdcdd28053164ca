import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import { parameterLayout, parseArchitecture, plainInitialization } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateObjective, samplePatches, splitBatch } from "../src/index.ts";
import type { PatchBatch } from "../src/index.ts";
import { scene } from "./scene.ts";

const common = {
  stages: 2,
  influence: { centres: 15, radius: 280 },
  reaction: { knots: [2, 10, 50] },
  noiseRange: { min: 2, max: 50 },
};
const gray = parseArchitecture({
  ...common,
  scales: [
    { filters: 3, size: 3 },
    { filters: 2, size: 3 },
  ],
  gain: { knots: [2, 25, 50] },
  gainMap: { filters: 2, size: 3 },
});
const colour = parseArchitecture({
  ...common,
  channels: 3,
  scales: [
    { filters: 3, size: 3, channels: [0] },
    { filters: 4, size: 3, block: 1 },
    { filters: 2, size: 3, block: 4, channels: [1, 2] },
  ],
  gain: { knots: [2, 25, 50], perScale: true },
  gainMap: { filters: 2, size: 3 },
});

const options = { margin: 2, lossOffset: 1 };

/** The plain start, shaken so that no filter is an atom and no curve is flat. */
const shaken = (architecture: Architecture): Float32Array =>
  plainInitialization(architecture).map((value, i) => value + 0.1 * randomStream(3, i).normal());

const patches = (architecture: Architecture): PatchBatch =>
  samplePatches(
    [scene(40, 30, 0, architecture.channels)],
    { seed: 5, batch: 3, patch: 12, noiseExponent: 1, degradation: "gaussian", architecture },
    0,
  );

beforeAll(async () => {
  await setBackend("cpu");
});

describe.each([
  ["gray", gray],
  ["colour", colour],
])("the gradient of evaluateObjective, %s", (_, architecture) => {
  const [batch, parameters] = [patches(architecture), shaken(architecture)];

  it.each(parameterLayout(architecture).map((block) => [block.name, block] as const))(
    "is that of central differences along a random direction of %s",
    (__, { offset, length }) => {
      const { gradient } = evaluateObjective(architecture, parameters, batch, options);
      const random = randomStream(17, offset);
      const direction = Array.from({ length }, () => random.normal());
      const h = 2e-3;
      const loss = (sign: number): number => {
        const moved = Float32Array.from(parameters);
        direction.forEach((d, i) => (moved[offset + i] = moved[offset + i]! + sign * h * d));
        return evaluateObjective(architecture, moved, batch, options).loss;
      };
      const numeric = (loss(1) - loss(-1)) / (2 * h);
      const analytic = direction.reduce((sum, d, i) => sum + d * gradient[offset + i]!, 0);
      expect(Math.abs(analytic - numeric)).toBeLessThan(2e-2 * Math.abs(numeric) + 2e-4);
    },
  );
});

describe("evaluateObjective", () => {
  const architecture = gray;
  const [batch, parameters] = [patches(gray), shaken(gray)];

  it("is the sum over the parts of a batch", () => {
    const whole = evaluateObjective(architecture, parameters, batch, options);
    const parts = splitBatch(batch, 2).map((part) =>
      evaluateObjective(architecture, parameters, part, options),
    );
    expect(parts.map((part) => part.loss).reduce((a, b) => a + b)).toBeCloseTo(whole.loss, 4);
    whole.gradient.forEach((value, i) => {
      expect(parts[0]!.gradient[i]! + parts[1]!.gradient[i]!).toBeCloseTo(value, 3);
    });
  });

  it("leaves the gradient of frozen stages zero and that of the others as it is", () => {
    const whole = evaluateObjective(architecture, parameters, batch, options);
    const part = evaluateObjective(architecture, parameters, batch, { ...options, frozen: 1 });
    expect(part.loss).toBe(whole.loss);
    const second = parameterLayout(architecture).find(({ stage }) => stage === 1)!.offset;
    expect(part.gradient.subarray(second)).toEqual(whole.gradient.subarray(second));
    expect(part.gradient.subarray(0, second).every((value) => value === 0)).toBe(true);
    expect(whole.gradient.subarray(0, second).every((value) => value === 0)).toBe(false);
  });

  it("leaks no tensor", () => {
    const before = memory().numTensors;
    evaluateObjective(architecture, parameters, batch, options);
    expect(memory().numTensors).toBe(before);
  });
});
