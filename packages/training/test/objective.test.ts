import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import { parameterLayout, parseArchitecture, plainInitialization } from "@genericdp/model";
import type { Architecture } from "@genericdp/model";
import { bicubicKernel, gaussianKernel } from "@genericdp/operators";
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

const throughOperators = parseArchitecture({
  ...gray,
  families: [
    { name: "jpeg", knots: [2, 8, 20] },
    { name: "blur", knots: [2, 8, 20] },
    { name: "downscale", knots: [2, 8, 20] },
    { name: "missing", knots: [2, 8, 20] },
  ],
});

const options = { margin: 2, lossOffset: 1 };

/** The plain initialisation with random changes, so that no filter is a single atom and no curve is flat. */
const shaken = (architecture: Architecture): Float32Array => {
  const parameters = plainInitialization(architecture).map(
    (value, i) => value + 0.1 * randomStream(3, i).normal(),
  );
  // Stronger diffusion, so that coefficients leave the intervals they are constrained to.
  for (const { kind, offset, length } of architecture.families ? parameterLayout(architecture) : []) {
    if (kind !== "influence") continue;
    for (let i = offset; i < offset + length; i++) parameters[i] = 8 * parameters[i]!;
  }
  return parameters;
};

const patches = (architecture: Architecture, degradation = "gaussian"): PatchBatch =>
  samplePatches(
    [scene(40, 30, 0, architecture.channels)],
    { seed: 5, batch: 3, patch: 12, noiseExponent: 1, degradation, architecture },
    0,
  );

const degraded = (degradation: NonNullable<PatchBatch["degradation"]>): PatchBatch => ({
  ...samplePatches(
    [scene(60, 60, 0, 1)],
    { seed: 5, batch: 2, patch: 24, noiseExponent: 1, degradation: "gaussian", architecture: gray },
    0,
  ),
  degradation,
});
const seed = [3];
const kernel = gaussianKernel(1, { size: 5 });

beforeAll(async () => {
  await setBackend("cpu");
});

describe.each([
  ["gray", gray, patches(gray)],
  ["colour", colour, patches(colour)],
  ["colour with camera noise", colour, patches(colour, "camera")],
  ["JPEG", throughOperators, degraded({ family: "jpeg", quality: 90, seed })],
  [
    "circular blur",
    throughOperators,
    degraded({ family: "blur", kernel, boundary: "circular", noiseLevel: 3, seed }),
  ],
  [
    "downscaling",
    throughOperators,
    degraded({ family: "downscale", kernel: bicubicKernel(2), factor: 2, noiseLevel: 3, seed }),
  ],
  [
    "missing pixels",
    throughOperators,
    degraded({ family: "missing", gaps: "marks", share: 0.3, noiseLevel: 3, seed }),
  ],
])("the gradient of evaluateObjective, %s", (_, architecture, batch) => {
  const parameters = shaken(architecture);
  let gradient: Float32Array;
  beforeAll(() => {
    ({ gradient } = evaluateObjective(architecture, parameters, batch, options));
  });

  const blocks = parameterLayout(architecture).filter(({ kind, stage, family }) => {
    if (batch.degradation === undefined) return family === undefined;
    const own = family !== undefined && architecture.families![family]!.name === batch.degradation.family;
    // The other parameters are checked with noise; there is no need to repeat that.
    return own || (stage === 0 && ["coefficients", "mapSynthesis"].includes(kind));
  });
  it.each(blocks.map((block) => [block.name, block] as const))(
    "equals central differences along a random direction of %s",
    (__, { offset, length }) => {
      const random = randomStream(17, offset);
      const direction = Array.from({ length }, () => random.normal());
      const h = 2e-3;
      const loss = (sign: number): number => {
        const moved = Float32Array.from(parameters);
        direction.forEach((d, i) => (moved[offset + i] = moved[offset + i]! + sign * h * d));
        // Frozen stages have the same loss, and their gradient is not computed.
        const frozen = architecture.stages;
        return evaluateObjective(architecture, moved, batch, { ...options, frozen }).loss;
      };
      const numeric = (loss(1) - loss(-1)) / (2 * h);
      const analytic = direction.reduce((sum, d, i) => sum + d * gradient[offset + i]!, 0);
      expect(Math.abs(analytic - numeric)).toBeLessThan(2e-2 * Math.abs(numeric) + 1e-3);
    },
  );
});

describe("evaluateObjective", () => {
  const architecture = gray;
  const [batch, parameters] = [patches(gray), shaken(gray)];

  it("does not depend on the curves of other families and of noise", () => {
    const jpeg = degraded({ family: "jpeg", quality: 90, seed });
    const { gradient } = evaluateObjective(throughOperators, shaken(throughOperators), jpeg, options);
    for (const { name, kind, stage, family = 0, offset, length } of parameterLayout(throughOperators)) {
      // The process starts from the JPEG itself, which satisfies the data term, so the first data step does
      // nothing.
      const atStart = kind === "familyPenalty" && stage === 0;
      const others = family > 0 || kind === "reaction" || kind === "gain" || atStart;
      const isZero = gradient.subarray(offset, offset + length).every((value) => value === 0);
      expect([name, isZero]).toEqual([name, others]);
    }
  });

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

  it("gives frozen stages a zero gradient, and does not change the others", () => {
    const whole = evaluateObjective(architecture, parameters, batch, options);
    const part = evaluateObjective(architecture, parameters, batch, { ...options, frozen: 1 });
    expect(part.loss).toBe(whole.loss);
    const second = parameterLayout(architecture).find(({ stage }) => stage === 1)!.offset;
    expect(part.gradient.subarray(second)).toEqual(whole.gradient.subarray(second));
    expect(part.gradient.subarray(0, second).every((value) => value === 0)).toBe(true);
    expect(whole.gradient.subarray(0, second).every((value) => value === 0)).toBe(false);
  });

  it.each([
    ["noise", batch],
    ["JPEG", degraded({ family: "jpeg", quality: 90, seed })],
    ["blur", degraded({ family: "blur", kernel, boundary: "valid", noiseLevel: 3, seed })],
  ])("leaks no tensor with %s", (__, given) => {
    const all = given.degradation ? throughOperators : architecture;
    const before = memory().numTensors;
    evaluateObjective(all, shaken(all), given, options);
    expect(memory().numTensors).toBe(before);
  });
});
