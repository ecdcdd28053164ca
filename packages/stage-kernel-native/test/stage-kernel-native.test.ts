import { startStageKernel } from "@genericdp/stage-kernel";
import type { GainMapArrays, ScaleArrays, StageArrays, StageKernel } from "@genericdp/stage-kernel";
import { afterEach, describe, expect, it } from "vitest";
import { startNativeKernel, supportedNativeVariants } from "../src/index.ts";
import type { NativeStartOptions, RunningNativeKernel } from "../src/index.ts";
import { GRAY, SEVERAL, SIZES, randomGainMap, randomStage } from "./random-arrays.ts";

function forward(kernel: StageKernel, stage: StageArrays): Float32Array {
  const out = new Float32Array(stage.x.length);
  kernel.forward(stage, out);
  return out;
}

function gainMap(kernel: StageKernel, map: GainMapArrays): Float32Array {
  const out = new Float32Array(map.x.length);
  kernel.gainMap(map, out);
  return out;
}

function relativeDifference(found: Float32Array, wanted: Float32Array): number {
  const norm = (values: Float32Array): number => Math.hypot(...values);
  return norm(found.map((value, i) => value - wanted[i]!)) / (norm(wanted) || 1);
}

/**
 * The smaller of the relative distance of gradients and the share of their numbers that differ. φ' jumps at
 * the nodes: if rounding moves a response across one, the gradient of what this response sees rightly
 * differs, 7 × 7 pixels for each of a few responses in ten thousand. Gradients without jumps are compared up
 * to rounding below.
 */
function apart(found: Float32Array, wanted: Float32Array): number {
  const far = (1e-3 * Math.hypot(...wanted)) / Math.sqrt(wanted.length);
  const share = found.filter((value, i) => !(Math.abs(value - wanted[i]!) <= far)).length / wanted.length;
  return Math.min(share, relativeDifference(found, wanted));
}

/** The same scale with influence functions without corners: straight lines as far as any response reaches. */
function straight<Scale extends ScaleArrays>(scale: Scale): Scale {
  const { count, nodes } = scale;
  const influence = Float32Array.from({ length: count * nodes }, (_, i) => {
    const [row, node] = [Math.floor(i / nodes), i % nodes];
    return 3 + Math.sin(row) + (6 + Math.cos(row)) * (node - nodes / 2);
  });
  return { ...scale, influence, radius: 64 * nodes };
}

/** All arrays of a gradient, with their names. */
function arraysOf(gradients: object): [string, Float32Array][] {
  return Object.entries(gradients).flatMap(([name, value]): [string, Float32Array][] =>
    value instanceof Float32Array
      ? [[name, value]]
      : (value as object[]).flatMap((scale, s) =>
          arraysOf(scale).map(([part, values]): [string, Float32Array] => [`${name} ${s} ${part}`, values]),
        ),
  );
}

describe.each(supportedNativeVariants())("native kernel (%s)", (variant) => {
  const kernels: RunningNativeKernel[] = [];
  const start = (options: NativeStartOptions = {}): RunningNativeKernel => {
    const kernel = startNativeKernel({ variant, threads: 1, ...options });
    kernels.push(kernel);
    return kernel;
  };
  afterEach(() => kernels.splice(0).forEach((kernel) => kernel.release()));

  it.each(SIZES)("agrees with the WebAssembly kernel up to rounding: %o", async (size) => {
    const wasm = await startStageKernel({ threads: 1 });
    const kernel = start();
    for (const kind of GRAY) {
      const stage = randomStage({ ...size, ...kind });
      const dy = Float32Array.from(stage.x, (_, i) => Math.sin(i * i));
      expect(relativeDifference(forward(kernel, stage), forward(wasm, stage))).toBeLessThan(5e-6);
      const wanted = arraysOf(wasm.gradient(stage, dy));
      arraysOf(kernel.gradient(stage, dy)).forEach(([name, values], i) => {
        expect([name, apart(values, wanted[i]![1]) < 0.05]).toEqual([name, true]);
      });
    }
    const map = randomGainMap(size);
    const dy = Float32Array.from(map.x, (_, i) => Math.sin(i * i));
    expect(relativeDifference(gainMap(kernel, map), gainMap(wasm, map))).toBeLessThan(1e-4);
    const wanted = arraysOf(wasm.gainMapGradient(map, dy));
    arraysOf(kernel.gainMapGradient(map, dy)).forEach(([name, values], i) => {
      expect([name, apart(values, wanted[i]![1]) < 0.05]).toEqual([name, true]);
    });
  });

  it.each(SIZES)("gives gradients that agree up to rounding if no slope jumps: %o", async (size) => {
    const wasm = await startStageKernel({ threads: 1 });
    const kernel = start();
    const compare = (found: object, gradients: object): void => {
      const wanted = arraysOf(gradients);
      const far = arraysOf(found).map(([name, values], i) => [
        name,
        relativeDifference(values, wanted[i]![1]),
      ]);
      expect(far.filter(([, difference]) => !(Number(difference) < 2e-5))).toEqual([]);
    };
    for (const kind of GRAY) {
      const curved = randomStage({ ...size, ...kind });
      const stage = { ...curved, scales: curved.scales.map(straight) };
      const dy = Float32Array.from(stage.x, (_, i) => Math.sin(i * i));
      compare(kernel.gradient(stage, dy), wasm.gradient(stage, dy));
    }
    const curved = randomGainMap(size);
    // So small that exp of the map's sum is of the order of a gain.
    const synthesis = curved.scale.synthesis.map((tap) => tap / 64);
    const map = { ...curved, scale: { ...straight(curved.scale), synthesis } };
    const dy = Float32Array.from(map.x, (_, i) => Math.sin(i * i));
    compare(kernel.gainMapGradient(map, dy), wasm.gainMapGradient(map, dy));
  });

  it.each(SIZES)("gives bit for bit the same result on any number of threads: %o", (size) => {
    const [one, five] = [start(), start({ threads: 5 })];
    for (const kind of SEVERAL) {
      const stage = randomStage({ ...size, ...kind });
      expect(forward(five, stage)).toEqual(forward(one, stage));
      expect(five.gradient(stage, stage.x)).toEqual(one.gradient(stage, stage.x));
    }
    const map = randomGainMap(size);
    expect(gainMap(five, map)).toEqual(gainMap(one, map));
  });

  it("never mixes up thousands of stages in quick succession", () => {
    const [one, three] = [start(), start({ threads: 3 })];
    const stages = [48, 33, 64].map((height) =>
      randomStage({ height, width: 9, size: 3, count: 4, scales: 1 }),
    );
    const wanted = stages.map((stage) => forward(one, stage));
    const mistaken: number[] = [];
    for (let i = 0; i < 3000; i++) {
      const out = forward(three, stages[i % 3]!);
      if (!out.every((value, j) => value === wanted[i % 3]![j])) mistaken.push(i);
    }
    expect(mistaken).toEqual([]);
  });

  it.each([NaN, Infinity, -Infinity, 3e38])("recovers from pixels of %d without a trace", (value) => {
    const stage = randomStage({ height: 9, width: 30, size: 5, count: 7, scales: 2 });
    const kernel = start();
    const [clean, gradient] = [forward(kernel, stage), kernel.gradient(stage, stage.observation)];
    const bad = { ...stage, x: stage.x.slice().fill(value) };
    forward(kernel, bad);
    kernel.gradient(bad, stage.observation);
    expect(forward(kernel, stage)).toEqual(clean);
    expect(kernel.gradient(stage, stage.observation)).toEqual(gradient);
  });

  it("rejects arrays that are too short", () => {
    const stage = randomStage({ height: 9, width: 30, size: 5, count: 7, scales: 2 });
    const kernel = start();
    const short = new Float32Array(5);
    expect(() => kernel.forward(stage, short)).toThrow("stageKernelNative: expected 270 numbers, got 5");
    for (const name of ["x", "observation", "reaction", "gain"] as const) {
      const wrong = { ...stage, [name]: new Float32Array(2) };
      expect(() => forward(kernel, wrong)).toThrow(/^stageKernelNative: expected \d+ numbers, got 2$/);
    }
    const [scale] = stage.scales;
    for (const part of ["filters", "influence"] as const) {
      const wrong = { ...stage, scales: [{ ...scale!, [part]: short }] };
      expect(() => forward(kernel, wrong)).toThrow(/^stageKernelNative: expected \d+ numbers, got 5$/);
    }
  });

  it("throws after it is released", () => {
    const kernel = start();
    kernel.release();
    kernel.release();
    const stage = randomStage(SIZES[1]!);
    expect(() => forward(kernel, stage)).toThrow("stageKernelNative: expected a kernel that is not released");
  });
});

describe("startNativeKernel", () => {
  it("uses the fastest variant by default", ({ skip }) => {
    skip(supportedNativeVariants().length === 0, "no kernel is compiled for this platform");
    const kernel = startNativeKernel({ threads: 1 });
    expect(kernel.variant).toBe(supportedNativeVariants()[0]);
    kernel.release();
  });
});
