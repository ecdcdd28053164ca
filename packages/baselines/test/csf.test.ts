import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import {
  createModel,
  listTensors,
  parameterLayout,
  parseArchitecture,
  plainInitialization,
} from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { dispose, fill, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { shrinkageGradient } from "../scripts/csf/shrinkage-gradient.ts";
import { runShrinkageStage, shrinkageStages } from "../src/csf/shrinkage-field.ts";
import { noisyImage, testImage } from "./test-image.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const { normal } = randomStream(3);
const architecture = parseArchitecture({
  stages: 2,
  scales: [{ filters: 3, size: 3 }],
  influence: { centres: 11, radius: 310 },
  reaction: { knots: [25] },
  gain: null,
  gainMap: null,
  noiseRange: { min: 25, max: 25 },
});
const layout = parameterLayout(architecture);

const cascade = (parameters: Float32Array): Model =>
  createModel({ name: "cascade", architecture, parameters });

const [height, width] = [21, 18];
const shape = [1, height, width, 1] as [number, number, number, number];
const f = (): Tensor4D => tensor4d(noisyImage(height, width, 25), shape);

describe("a shrinkage field", () => {
  // The first filters are cosines, whose power is the same in mirrored directions.
  const parameters = plainInitialization(architecture);
  for (const { kind, offset, length } of layout) {
    const own = parameters.subarray(offset, offset + length);
    if (kind === "influence") {
      own.forEach((_, i) => (own[i] = (62 * ((i % 11) - 5)) / Math.sqrt(2 * Math.PI)));
    }
    if (kind === "reaction") own.fill(Math.log(2));
  }

  it("without shrinkage solves λ (u − f) + Σ k̄_i * k_i * u = 0, whatever the start", () => {
    const [stage, other] = shrinkageStages(cascade(parameters), 25);
    const quiet = tensor4d(
      testImage(height, width).map((level) => level / 4),
      shape,
    );
    const solved = runShrinkageStage(stage!, quiet, quiet);
    const again = runShrinkageStage(stage!, solved, quiet);
    const elsewhere = runShrinkageStage(stage!, fill(shape, 30) as Tensor4D, quiet);
    const [a, b, c, start] = [solved, again, elsewhere, quiet].map((tensor) => tensor.dataSync());
    const difference = (x: ArrayLike<number>, y: ArrayLike<number>): number =>
      Math.max(...Array.from(x, (value, i) => Math.abs(value - y[i]!)));
    expect(difference(a!, start!)).toBeGreaterThan(5);
    expect(difference(a!, b!)).toBeLessThan(1e-4);
    expect(difference(a!, c!)).toBeLessThan(1e-4);
    dispose(listTensors([stage!.tensors, other!.tensors]));
  });
});

describe("a cascade of shrinkage fields", () => {
  const model = cascade(plainInitialization(architecture).map((value) => value + 0.3 * normal()));

  it.each(layout.map((block) => [block.name, block] as const))(
    "is trained with the gradient of its error by %s",
    (_, { offset, length }) => {
      const clean = tensor4d(testImage(height, width), shape);
      const { gradient } = shrinkageGradient(model, f(), clean, 25);
      const direction = model.parameters.map((__, at) =>
        at >= offset && at < offset + length ? normal() : 0,
      );
      const loss = (t: number): number => {
        const parameters = model.parameters.map((value, at) => value + t * direction[at]!);
        return shrinkageGradient({ ...model, parameters }, f(), clean, 25).loss;
      };
      const step = 1e-2;
      const expected = (loss(step) - loss(-step)) / (2 * step);
      const got = gradient.reduce((total, value, at) => total + value * direction[at]!, 0);
      expect(Math.abs(got / expected - 1)).toBeLessThan(0.03);
    },
  );
});
