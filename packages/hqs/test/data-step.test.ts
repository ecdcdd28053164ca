import "@tensorflow/tfjs-backend-cpu";
import { randomStream } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { bicubicKernel, blur, compose, decimation, gaussianKernel } from "@genericdp/operators";
import { memory, mul, setBackend, sub, sum, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { backProjection, dataStep, dataStepGradient, hqs, trainedSchedule } from "../src/index.ts";
import { circularBlur, identity } from "./small-operators.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const image = (seed: number, [batch, height, width]: readonly number[] = [2, 12, 12]): Tensor4D => {
  const random = randomStream(seed);
  const levels = Float32Array.from({ length: batch! * height! * width! }, () => 100 + 40 * random.normal());
  return tensor4d(levels, [batch!, height!, width!, 1]);
};

const kernel = gaussianKernel(1, { size: 3 });
const circular = blur(kernel, { boundary: "circular" });
const shrunk = compose(decimation(2), blur(bicubicKernel(2), { boundary: "circular" }));
/** An operator with an exact preconditioner, as training assumes. */
const preconditioned: LinearOperator = {
  name: circular.name,
  outputShape: circular.outputShape,
  forward: circular.forward,
  adjoint: circular.adjoint,
  precondition: (x, gamma) => tidy(() => circular.proxL2!(x, mul(0, x), gamma)),
};

describe("dataStep", () => {
  it("with an exact preconditioner is the proximal map", () => {
    const [u, y] = [image(1), image(2)];
    const exact = dataStep({ operator: circular, y }, u, 0.7).dataSync();
    dataStep({ operator: preconditioned, y }, u, 0.7)
      .dataSync()
      .forEach((level, i) => expect(level).toBeCloseTo(exact[i]!, 3));
  });

  it("rejects an operator that has neither, and a data term without a gradient", () => {
    const { name, outputShape, forward, adjoint } = circularBlur([
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    const [u, y] = [image(1), image(2)];
    const bare = { operator: { name, outputShape, forward, adjoint }, y };
    expect(() => dataStep(bare, u, 1)).toThrow(
      "expected proxL2 or precondition of circular blur, got neither",
    );
    const dataTerm = { name: "a wall", prox: (z: Tensor4D) => z, value: (x: Tensor4D): Scalar => sum(x) };
    expect(() => dataStepGradient({ operator: identity, dataTerm, y }, u, u, 1)).toThrow(
      "expected a wall with a proxGradient",
    );
  });
});

describe.each([
  ["the identity", identity],
  ["a circular blur", circular],
  ["blur and decimation", shrunk],
  ["an operator with a preconditioner", preconditioned],
])("dataStepGradient of %s", (_, operator) => {
  const u = image(3);
  const y = tidy(() => operator.forward(image(4)));
  const [dv, direction] = [image(5), image(6)];

  it.each([0.05, 1, 40])("agrees with central differences at γ = %d, and leaks nothing", (gamma) => {
    const value = (by: number, weight: number): number =>
      tidy(() => {
        const moved: Tensor4D = sub(u, mul(-by, direction));
        return sum(mul(dv, dataStep({ operator, y }, moved, weight))).dataSync()[0]!;
      });
    const before = memory().numTensors;
    const gradient = dataStepGradient({ operator, y }, dv, u, gamma);
    const along = tidy(() => sum(mul(gradient.z, direction)).dataSync()[0]!);
    const slope = gradient.gamma.dataSync()[0]!;
    gradient.z.dispose();
    gradient.gamma.dispose();
    expect(memory().numTensors).toBe(before);
    const byU = (value(0.5, gamma) - value(-0.5, gamma)) / 1;
    const h = 0.02 * gamma;
    const byGamma = (value(0, gamma + h) - value(0, gamma - h)) / (2 * h);
    expect(Math.abs(along - byU)).toBeLessThan(2e-3 * Math.abs(byU) + 20);
    expect(Math.abs(slope - byGamma)).toBeLessThan(0.02 * Math.abs(byGamma) + 2);
  });
});

describe("trainedSchedule", () => {
  it("alternates data step and diffusion from the back projection, as computed directly", async () => {
    const y = tidy(() => preconditioned.forward(image(4)));
    const stages = [0.5, 2, 8].map((gamma) => ({ gamma, diffuse: (v: Tensor4D): Tensor4D => mul(v, 0.9) }));
    let u = backProjection(preconditioned, y);
    const start = u.clone();
    for (const { gamma, diffuse } of stages) u = diffuse(dataStep({ operator: preconditioned, y }, u, gamma));
    const schedule = trainedSchedule(stages);
    const solver = hqs({ operator: preconditioned, noiseLevel: 3, denoiser: undefined, schedule });
    const restored = await solver.restore(y, { start });
    expect(restored.dataSync()).toEqual(u.dataSync());
  });
});
