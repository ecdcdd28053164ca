import {
  composedGainMap,
  composedGainMapGradient,
  composedStage,
  composedStageGradient,
  diffusionStage,
  gainMap,
  gainMapGradient,
  packStageInputs,
  unpackStageInputs,
} from "@genericdp/core";
import type { StageInputs } from "@genericdp/core";
import "@tensorflow/tfjs-backend-cpu";
import { backend, grads, memory, setBackend, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { registerStageKernel, startStageKernel, unregisterStageKernel } from "../src/index.ts";
import type { StageArrays } from "../src/index.ts";
import {
  largestDifference,
  randomGainMap,
  randomStage,
  randomStream,
  relativeDifference,
  takeData,
  toGainMapInputs,
  toInputs,
} from "./stage-fixtures.ts";
import { VARIANTS, skipUnlessSupported } from "./variants.ts";

const SHAPES = [
  { height: 1, width: 1, size: 7, count: 3, scales: 1 },
  { height: 7, width: 7, size: 7, count: 2, scales: 1 },
  { height: 13, width: 201, size: 5, count: 5, scales: 3 },
  { height: 64, width: 64, size: 3, count: 8, scales: 1 },
  { height: 65, width: 3, size: 9, count: 7, scales: 2 },
  { height: 9, width: 58, size: 7, count: 48, scales: 1 },
  { batch: 3, height: 11, width: 30, size: 5, count: 13, scales: 2 },
  { batch: 2, height: 11, width: 70, size: 5, count: 6, scales: 3, gains: true },
].map((shape) => ({ batch: 1, gains: false, ...shape }));
const MAPS = [
  { height: 1, width: 1, size: 5, count: 3 },
  { height: 64, width: 64, size: 5, count: 16 },
  { batch: 2, height: 13, width: 271, size: 7, count: 5 },
];
const NAME =
  "batch $batch of $height×$width, $count filters of $size×$size, $scales scale(s), gains by pixel: $gains";

describe.each(VARIANTS)("registerStageKernel on the cpu backend of tfjs (%s)", (variant) => {
  beforeEach(skipUnlessSupported(variant));
  beforeEach(async () => {
    await setBackend("cpu");
    registerStageKernel(await startStageKernel({ variant, threads: 1 }), "cpu");
  });
  afterEach(() => unregisterStageKernel("cpu"));

  it("replaces the composed stage until it is unregistered; they differ only by rounding", () => {
    const inputs = toInputs(randomStage(SHAPES[1]!));
    const difference = (): number => {
      const [registered, composed] = takeData([diffusionStage(inputs), composedStage(inputs)]);
      return largestDifference(registered!, composed!);
    };
    expect(difference()).toBeGreaterThan(0);
    unregisterStageKernel("cpu");
    expect(difference()).toBe(0);
    // A second call does nothing.
    unregisterStageKernel("cpu");
  });

  it.each(SHAPES)(`forward agrees with the composed op: ${NAME}`, (options) => {
    const inputs = toInputs(randomStage(options));
    const [fused, composed] = takeData([diffusionStage(inputs), composedStage(inputs)]);
    expect(largestDifference(fused!, composed!)).toBeLessThan(1e-3);
  });

  it.each(SHAPES)(`every gradient, by grads of tfjs, agrees with the composed one: ${NAME}`, (options) => {
    const stage = randomStage(options);
    expectGradientsToAgree(stage);
  });

  it.each(MAPS)("the gain map and its gradients agree with the composed ones: $height×$width", (options) => {
    const inputs = toGainMapInputs(randomGainMap(options));
    const [fused, composed] = takeData([gainMap(inputs), composedGainMap(inputs)]);
    expect(relativeDifference(fused!, composed!)).toBeLessThan(1e-4);
    const dy = backSignal(inputs.x.shape);
    const found = takeData(gainMapGradient(dy, inputs));
    const wanted = takeData(composedGainMapGradient(dy, inputs));
    ["x", "gain", "filters", "influence", "synthesis"].forEach((name, i) => {
      expect(Math.max(...wanted[i]!.map(Math.abs))).toBeGreaterThan(1e-5);
      expect(relativeDifference(found[i]!, wanted[i]!), `gradient by ${name}`).toBeLessThan(1e-3);
    });
  });

  it("gradients agree if every response is far outside the table", () => {
    const stage = randomStage({ height: 9, width: 20, size: 5, count: 6, scales: 1, radius: 1e-3 });
    expectGradientsToAgree(stage);
  });

  it("gradients use the same piece of φ if responses fall exactly on nodes", () => {
    const random = randomStream(4);
    const stage = randomStage({ height: 3, width: 40, size: 3, count: 1, scales: 1, nodes: 17, radius: 8 });
    const x = stage.x.map((_, i) => (i % 25) - 12);
    const influence = Float32Array.from({ length: 17 }, () => 10 * random());
    const filters = Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0);
    const gain = Float32Array.of(1);
    expectGradientsToAgree({ ...stage, x, gain, scales: [{ ...stage.scales[0]!, filters, influence }] });
  });

  it("differs by less than 0.01 gray levels from the composed op after 8 stages of 48 filters 7×7", () => {
    const options = { height: 12, width: 21, size: 7, count: 48, scales: 1 };
    const tables = { rise: 1, nodes: 1025, radius: 320 };
    const stages = Array.from({ length: 8 }, (_, t) => randomStage({ ...options, ...tables, seed: t + 1 }));
    const denoise = (stage: typeof diffusionStage): Tensor4D =>
      tidy(() => {
        const observation = toInputs(stages[0]!).observation;
        return stages.reduce((x, s) => stage({ ...toInputs(s), x, observation }), observation);
      });
    const [fused, composed] = takeData([denoise(diffusionStage), denoise(composedStage)]);
    expect(largestDifference(composed!, stages[0]!.observation)).toBeGreaterThan(10);
    expect(largestDifference(fused!, composed!)).toBeLessThan(1e-2);
  });

  it("leaks no tensor", () => {
    const inputs = toInputs(randomStage({ height: 12, width: 17, size: 5, count: 4, scales: 2 }));
    // The backend's own count includes outputs that never became tensors.
    const count = (): unknown => [memory(), backend().numDataIds()];
    const before = count();
    takeData([diffusionStage(inputs), ...stageGradients(inputs)]);
    expect(count()).toEqual(before);
  });
});

/** All gradients of ⟨dy, stage⟩ by grads of tfjs, for a fixed dy. */
function stageGradients(inputs: StageInputs): Tensor[] {
  const scales = inputs.scales.map(({ block, channels, radius }) => ({ block, channels, radius }));
  const gradient = grads((...packed: Tensor[]) => diffusionStage(unpackStageInputs(packed, { scales })));
  const dy = backSignal(inputs.x.shape);
  const gradients = gradient(packStageInputs(inputs), dy);
  dy.dispose();
  return gradients;
}

function backSignal(shape: Tensor4D["shape"]): Tensor4D {
  const random = randomStream(17);
  return tensor4d(Array.from({ length: shape[0] * shape[1] * shape[2] }, random), shape);
}

function expectGradientsToAgree(stage: StageArrays): void {
  const inputs = toInputs(stage);
  const fused = takeData(stageGradients(inputs));
  const composed = takeData(composedStageGradient(backSignal(inputs.x.shape), inputs));
  const groups = ["x", "observation", "reaction", "gain", "filters", "influence"];
  expect(fused).toHaveLength(4 + 2 * stage.scales.length);
  fused.forEach((values, i) => {
    const name = groups[i] ?? groups[4 + (i % 2)];
    expect(relativeDifference(values, composed[i]!), `gradient by ${name}`).toBeLessThan(1e-3);
  });
}
