import { referenceStage } from "@genericdp/testing";
import { beforeEach, describe, expect, it } from "vitest";
import type { ScaleArrays, StageArrays, StageKernel } from "../src/index.ts";
import { stageKernel } from "../src/stage-kernel.ts";
import { instantiateStageModule } from "../src/stage-module.ts";
import { largestDifference, randomStage, randomStream } from "./stage-fixtures.ts";
import { VARIANTS, freshKernel, skipUnlessSupported } from "./variants.ts";

function run(kernel: StageKernel, stage: StageArrays): Float32Array {
  const out = new Float32Array(stage.x.length);
  kernel.forward(stage, out);
  return out;
}

describe.each(VARIANTS)("stageKernel (%s)", (variant) => {
  beforeEach(skipUnlessSupported(variant));

  describe("agrees with the float64 twin for", () => {
    it.each([
      { height: 1, width: 1, size: 7, count: 3, scales: 1 },
      { height: 1, width: 1, size: 9, count: 1, scales: 3 },
      { height: 7, width: 7, size: 7, count: 48, scales: 1 },
      { height: 13, width: 201, size: 5, count: 5, scales: 3 },
      { height: 64, width: 64, size: 3, count: 7, scales: 2 },
      { height: 65, width: 3, size: 9, count: 13, scales: 2 },
      { height: 3, width: 130, size: 5, count: 24, scales: 1 },
      // The extended domain is exactly one block of 64 pixels wide, one less and one more.
      { height: 4, width: 57, size: 7, count: 6, scales: 1 },
      { height: 4, width: 58, size: 7, count: 6, scales: 1 },
      { height: 4, width: 59, size: 7, count: 6, scales: 1 },
    ])("$height×$width, $count filters of $size×$size, $scales scale(s)", async (options) => {
      const stage = randomStage(options);
      expect(largestDifference(run(await freshKernel(variant), stage), referenceStage(stage))).toBeLessThan(
        1e-3,
      );
    });

    it.each([
      { height: 1, width: 1, size: 7, count: 3, scales: 1 },
      { height: 13, width: 131, size: 5, count: 5, scales: 3 },
      { batch: 2, height: 65, width: 3, size: 7, count: 6, scales: 2 },
    ])(
      "a gain for every pixel: $height×$width, filters of $size×$size, $scales scale(s)",
      async (options) => {
        const stage = randomStage({ ...options, gains: true });
        expect(stage.gain).toHaveLength(stage.x.length);
        expect(largestDifference(run(await freshKernel(variant), stage), referenceStage(stage))).toBeLessThan(
          1e-3,
        );
      },
    );

    it("samples of a batch, each with its own gain and reaction", async () => {
      const stage = randomStage({ batch: 3, height: 6, width: 21, size: 5, count: 7, scales: 2 });
      expect(new Set(stage.gain).size + new Set(stage.reaction).size).toBe(6);
      expect(largestDifference(run(await freshKernel(variant), stage), referenceStage(stage))).toBeLessThan(
        1e-3,
      );
    });

    it("responses far beyond the table, where φ is constant", async () => {
      const stage = randomStage({ height: 9, width: 20, size: 5, count: 6, scales: 1, radius: 3 });
      expect(largestDifference(run(await freshKernel(variant), stage), referenceStage(stage))).toBeLessThan(
        1e-3,
      );
    });

    it.each([2, 3, 64, 1024, 10_001])("tables of %d nodes", async (nodes) => {
      const stage = randomStage({ height: 8, width: 30, size: 5, count: 6, scales: 1, nodes, radius: 60 });
      expect(largestDifference(run(await freshKernel(variant), stage), referenceStage(stage))).toBeLessThan(
        1e-3,
      );
    });

    it("scales that differ in filter size, count, nodes and radius", async () => {
      const stage = randomStage({ height: 20, width: 33, size: 7, count: 6, scales: 1 });
      const small = { size: 3, count: 11, nodes: 33, radius: 50 };
      const other = randomStage({ height: 20, width: 33, scales: 1, seed: 2, ...small });
      const mixed = { ...stage, scales: [...stage.scales, ...other.scales] };
      expect(largestDifference(run(await freshKernel(variant), mixed), referenceStage(mixed))).toBeLessThan(
        1e-3,
      );
    });
  });

  it("reads φ exactly at its nodes, at the outermost and beyond them", async () => {
    const random = randomStream(5);
    // A single centre tap makes each response equal to the pixel: −12 … 12 include the nodes −8 … 8 and
    // beyond.
    const nodes = 17;
    const scale: ScaleArrays = {
      block: 1,
      channels: [0],
      size: 3,
      count: 1,
      nodes,
      radius: 8,
      filters: Float32Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0),
      influence: Float32Array.from({ length: nodes }, () => 10 * random()),
    };
    const x = Float32Array.from({ length: 25 }, (_, i) => i - 12);
    const stage: StageArrays = {
      batch: 1,
      height: 1,
      width: 25,
      channels: 1,
      gains: 1,
      reactionMap: false,
      gainMap: false,
      x,
      observation: x,
      scales: [scale],
      reaction: Float32Array.of(0),
      gain: Float32Array.of(1),
    };
    const expected = x.map((value) => value - scale.influence[Math.min(nodes - 1, Math.max(0, value + 8))]!);
    expect(Array.from(run(await freshKernel(variant), stage))).toEqual(Array.from(expected));
  });

  it("spreads a NaN only to pixels that see it", async () => {
    const [side, reach] = [40, 4];
    const stage = randomStage({ height: side, width: side, size: reach + 1, count: 7, scales: 1 });
    const x = stage.x.slice();
    x[17 * side + 23] = NaN;
    const kernel = await freshKernel(variant);
    const clean = run(kernel, stage);
    const spoilt = run(kernel, { ...stage, x });
    for (let i = 0; i < x.length; i++) {
      const sees = Math.abs(Math.floor(i / side) - 17) <= reach && Math.abs((i % side) - 23) <= reach;
      expect(spoilt[i]).toBe(sees ? NaN : clean[i]);
    }
  });

  it.each([NaN, Infinity, -Infinity, 3e38])("recovers from pixels of %d, in both passes", async (value) => {
    const stage = randomStage({ height: 9, width: 30, size: 5, count: 7, scales: 2, seed: 3 });
    const kernel = await freshKernel(variant);
    const dy = stage.observation.slice();
    const [clean, gradient] = [run(kernel, stage), kernel.gradient(stage, dy)];
    const bad = { ...stage, x: stage.x.slice().fill(value) };
    run(kernel, bad);
    kernel.gradient(bad, dy);
    // No trace of them remains in the kernel's memory.
    expect(run(kernel, stage)).toEqual(clean);
    expect(kernel.gradient(stage, dy)).toEqual(gradient);
  });

  it("leaves its inputs unchanged and is reproducible", async () => {
    const stage = randomStage({ batch: 2, height: 9, width: 30, size: 5, count: 7, scales: 2 });
    const before = structuredClone(stage);
    const kernel = await freshKernel(variant);
    const dy = randomStage({ batch: 2, height: 9, width: 30, size: 5, count: 7, scales: 2, seed: 9 }).x;
    const first = [run(kernel, stage), kernel.gradient(stage, dy)];
    expect([run(kernel, stage), kernel.gradient(stage, dy)]).toEqual(first);
    expect(stage).toEqual(before);
  });

  it("does not allocate more memory from call to call", async () => {
    const module = await instantiateStageModule(variant);
    const kernel = stageKernel(module);
    const stage = randomStage({ height: 70, width: 70, size: 7, count: 12, scales: 2 });
    run(kernel, stage);
    kernel.gradient(stage, stage.x);
    const before = module.memory.buffer.byteLength;
    for (let i = 0; i < 25; i++) {
      run(kernel, stage);
      kernel.gradient(stage, stage.x);
    }
    expect(module.memory.buffer.byteLength).toBe(before);
  });
});
