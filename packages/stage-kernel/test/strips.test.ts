import { execFile } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { plannedThreads, startStageKernel, supportedVariant } from "../src/index.ts";
import type { StageArrays, StageKernel } from "../src/index.ts";
import { stageKernel } from "../src/stage-kernel.ts";
import { instantiateSharedModule, instantiateStageModule } from "../src/stage-module.ts";
import { stripRows } from "../src/strip-rows.ts";
import { CONTROL, controlSize, threadPool } from "../src/thread-pool.ts";
import type { ThreadPool } from "../src/thread-pool.ts";
import { randomGainMap, randomStage } from "./stage-fixtures.ts";
import { VARIANTS, freshKernel, skipUnlessSupported } from "./variants.ts";

const SIZES = [
  { height: 70, width: 45, size: 7, count: 6, scales: 1 },
  { height: 67, width: 33, size: 5, count: 7, scales: 3 },
  { batch: 2, height: 53, width: 18, size: 9, count: 5, scales: 2 },
  { height: 1, width: 100, size: 7, count: 4, scales: 3 },
];

function forward(kernel: StageKernel, stage: StageArrays): Float32Array {
  const out = new Float32Array(stage.x.length);
  kernel.forward(stage, out);
  return out;
}

describe("stripRows", () => {
  it.each([1, 2, 3, 16])("divides any height into even strips for %d threads", (threads) => {
    for (const block of [1, 2, 4, 8]) {
      for (const height of [1, 7, 64, 511, 512, 513, 3000, 10_001]) {
        const rows = stripRows(height, threads, block);
        expect(rows % block).toBe(0);
        expect(rows).toBeLessThan(512 + block);
        const strips = Math.ceil(height / rows);
        // As many rounds as the memory requires, each with at most as many strips as threads.
        expect(strips).toBeLessThanOrEqual(threads * Math.ceil(height / (threads * 512)));
      }
    }
  });

  it("does not divide an image that one thread can process at once", () => {
    expect(stripRows(512, 1, 4)).toBe(512);
    expect(stripRows(64, 4, 1)).toBe(16);
    expect(stripRows(20, 4, 1)).toBe(16);
  });
});

describe.each(VARIANTS)("strips (%s)", (variant) => {
  beforeEach(skipUnlessSupported(variant));

  it.each(SIZES)("give the same result as the whole image, bit for bit: %o", async (size) => {
    const module = await instantiateStageModule(variant);
    // Several strips one after the other, as if there were several threads.
    const runner = { threads: 4, run: module.runStage };
    const inStrips = stageKernel(module, { runner });
    const whole = await freshKernel(variant);
    for (const gains of [false, true]) {
      const stage = randomStage({ ...size, gains });
      expect(forward(inStrips, stage)).toEqual(forward(whole, stage));
    }
  });
});

describe.each(VARIANTS)("threads (%s)", (variant) => {
  const pools: ThreadPool[] = [];
  beforeEach(skipUnlessSupported(variant));
  afterEach(() => pools.splice(0).forEach((pool) => pool.release()));

  async function pooledKernel(threads: number): Promise<StageKernel> {
    const module = await instantiateSharedModule(variant);
    const pool = threadPool(module!, threads);
    pools.push(pool);
    return stageKernel(module!, { runner: pool, reserved: controlSize(threads) });
  }

  it.each(SIZES)("equal one thread, bit for bit, alternating with gradients: %o", async (size) => {
    const [three, one] = [await pooledKernel(3), await freshKernel(variant)];
    for (const gains of [false, true]) {
      const stage = randomStage({ ...size, gains });
      expect(forward(three, stage)).toEqual(forward(one, stage));
      expect(three.gradient(stage, stage.observation)).toEqual(one.gradient(stage, stage.observation));
      expect(forward(three, stage)).toEqual(forward(one, stage));
    }
  });

  it("give the same gain map", async () => {
    const [three, one] = [await pooledKernel(3), await freshKernel(variant)];
    const map = randomGainMap({ batch: 2, height: 71, width: 38, size: 5, count: 6 });
    const [a, b] = [new Float32Array(map.x.length), new Float32Array(map.x.length)];
    three.gainMap(map, a);
    one.gainMap(map, b);
    expect(a).toEqual(b);
  });

  it("never mix up thousands of stages in quick succession", async () => {
    const [three, one] = [await pooledKernel(3), await freshKernel(variant)];
    const stages = [48, 33, 64].map((height, seed) =>
      randomStage({ height, width: 9, size: 3, count: 4, scales: 1, seed }),
    );
    const expected = stages.map((stage) => forward(one, stage));
    // Until the threads are running, the caller works alone: wait for them.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const mistaken: number[] = [];
    for (let i = 0; i < 3000; i++) {
      const which = i % stages.length;
      const [out, right] = [forward(three, stages[which]!), expected[which]!];
      if (!out.every((value, j) => value === right[j])) mistaken.push(i);
    }
    expect(mistaken).toEqual([]);
  });
});

describe("threadPool", () => {
  /** Three threads; the caller's, the first, only waits until told otherwise. */
  async function lazyPool(prepare: (memory: WebAssembly.Memory, workspaces: number) => void) {
    const module = (await instantiateSharedModule(supportedVariant()!))!;
    const pool = threadPool(module, 3);
    const undone = (): number => new Int32Array(module.memory.buffer)[CONTROL / 4 + 1]!;
    const waitFor = (left: number): void => {
      const deadline = performance.now() + 10_000;
      while (undone() > left) if (performance.now() > deadline) throw new Error("nobody did it");
    };
    const kernelThat = (finish: () => void): StageKernel => {
      const run = (stage: number, workspaces: number): void => {
        prepare(module.memory, workspaces);
        module.publish(CONTROL, stage, workspaces);
        finish();
      };
      return stageKernel(module, { runner: { threads: 3, run }, reserved: controlSize(3) });
    };
    return { module, pool, waitFor, kernelThat };
  }

  it("has threads that do all the work if the caller does none", async () => {
    const { pool, waitFor, kernelThat } = await lazyPool(() => undefined);
    const others = kernelThat(() => waitFor(0));
    const stage = randomStage(SIZES[0]!);
    try {
      expect(forward(others, stage)).toEqual(forward(await freshKernel(supportedVariant()!), stage));
    } finally {
      pool.release();
    }
  });

  it("continues without threads that fail, and finishes their work", async () => {
    const nowhere = 0xffff_ff00;
    const { module, pool, waitFor, kernelThat } = await lazyPool((memory, workspaces) => {
      // Overwrites the workspace records of the two other threads, five addresses each.
      new Uint32Array(memory.buffer, workspaces).fill(nowhere, 5, 15);
    });
    const alone = kernelThat(() => {
      // Each of them has taken one of three strips and failed.
      waitFor(1);
      module.workOn(CONTROL, 0);
      waitFor(0);
      module.finishAbandoned(CONTROL, 3);
    });
    const stage = randomStage(SIZES[0]!);
    expect(Math.ceil(SIZES[0]!.height / stripRows(SIZES[0]!.height, 3, 1))).toBe(3);
    try {
      expect(forward(alone, stage)).toEqual(forward(await freshKernel(supportedVariant()!), stage));
    } finally {
      pool.release();
    }
  });
});

describe("threads", () => {
  it.each([0, -1, 1.5, NaN])("cannot number %d", async (threads) => {
    const message = "stageKernel: expected a whole number of threads, at least 1, got";
    expect(() => plannedThreads(threads)).toThrow(message);
    await expect(startStageKernel({ threads })).rejects.toThrow(message);
  });

  it("are as many as requested, or as there are processors", () => {
    expect(plannedThreads(3)).toBe(3);
    expect(plannedThreads()).toBe(Math.min(availableParallelism(), 16));
  });

  it("are absent if memory cannot be shared", () => {
    vi.stubGlobal("crossOriginIsolated", false);
    expect(plannedThreads(3)).toBe(1);
    vi.unstubAllGlobals();
  });

  it("do not keep the process running", async () => {
    const program = fileURLToPath(new URL("ends-by-itself.ts", import.meta.url));
    const options = ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning"];
    const { stdout } = await promisify(execFile)(process.execPath, [...options, program], {
      timeout: 60_000,
    });
    expect(stdout).toBe("done\n");
  });
});
