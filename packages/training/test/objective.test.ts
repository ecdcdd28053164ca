import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import { parameterLayout, parseArchitecture, plainInitialization } from "@genericdp/model";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { evaluateObjective, samplePatches, splitBatch } from "../src/index.ts";
import { scene } from "./scene.ts";

const architecture = parseArchitecture({
  stages: 2,
  scales: [
    { filters: 3, size: 3 },
    { filters: 2, size: 3 },
  ],
  influence: { centres: 15, radius: 280 },
  reaction: { knots: [2, 10, 50] },
  gain: { knots: [2, 25, 50] },
  gainMap: { filters: 2, size: 3 },
  noiseRange: { min: 2, max: 50 },
});

const batch = samplePatches(
  [scene(40, 30)],
  { seed: 5, batch: 3, patch: 12, noiseExponent: 1, architecture },
  0,
);
const options = { margin: 2, lossOffset: 1 };

/** The plain start, shaken so that no filter is an atom and no curve is flat. */
const parameters = plainInitialization(architecture).map(
  (value, i) => value + 0.1 * randomStream(3, i).normal(),
);

beforeAll(async () => {
  await setBackend("cpu");
});

describe("evaluateObjective", () => {
  it.each(parameterLayout(architecture).map((block) => [block.name, block] as const))(
    "has the gradient of central differences along a random direction of %s",
    (_, { offset, length }) => {
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
