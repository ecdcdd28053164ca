import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { native, tfjsNode } from "@genericdp/backend-node";
import { wasm } from "@genericdp/backend-wasm";
import { webgpu } from "@genericdp/backend-webgpu";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { Backend } from "@genericdp/core";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { nodeGpu } from "@genericdp/node-gpu";
import { supportedNativeVariants } from "@genericdp/stage-kernel-native";
import { gaussianKernel, motionKernel, restorer } from "genericdp";
import type { LevelImage, Restorer } from "genericdp";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

/*
 * Models, operators and solvers consist of tfjs ops and our own, so they run on every backend whose ops are
 * correct. Here each backend restores a picture, and the result is compared with that of the stage composed
 * of float32 ops.
 */

const WIDTH = 25;
const HEIGHT = 20;

/** A ramp, a disc and a texture, with noise. */
function picture(noiseLevel: number): LevelImage {
  const clean = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [y, x] = [Math.floor(i / WIDTH), i % WIDTH];
    return 60 + 2 * x + (Math.hypot(y - 10, x - 13) < 6 ? 70 : 0) + 15 * Math.sin(y / 2);
  });
  return { data: addGaussianNoise(clean, noiseLevel, randomStream(7)), width: WIDTH, height: HEIGHT };
}

const kernel = gaussianKernel(1.2, { size: 7 });
const known = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => ((i * 7919) % 10 < 6 ? 1 : 0));
const TASKS: Readonly<Record<string, (photos: Restorer) => Promise<LevelImage>>> = {
  "removes noise": (photos) => photos.denoise(picture(25), { noiseLevel: 25 }),
  "removes a circular blur": (photos) =>
    photos.deblur(picture(3), { kernel, boundary: "circular", noiseLevel: 3, iterations: 2 }),
  // One iteration and more noise, because conjugate gradients take thousands of dispatches of a GPU.
  "removes a blur with unknown border": (photos) =>
    photos.deblur(picture(25), { kernel: motionKernel(5, 30), noiseLevel: 25, iterations: 1 }),
  "removes a blur by the paper's schedule": (photos) =>
    photos.deblur(picture(25), { kernel, boundary: "symmetric", noiseLevel: 25, schedule: "paper" }),
  enlarges: (photos) => photos.upscale(picture(0), { scale: 2, noiseLevel: 1, iterations: 2 }),
  "fills in missing pixels": (photos) => photos.inpaint(picture(1), { known, iterations: 2 }),
};

/** The stage composed of tfjs ops. */
function composed(): Backend {
  const backend = wasm({ threads: 1 });
  const start = async (): Promise<string> => {
    const name = await backend.start!();
    backend.release();
    return name;
  };
  return { ...backend, name: "composed", start };
}

const gpu = await nodeGpu();
const variants = supportedNativeVariants();
const folder = process.env["GENERICDP_TFJS_NODE"];
const load = async (): Promise<unknown> =>
  createRequire(pathToFileURL(join(folder!, "package.json")))(folder!);
const noNode = folder === undefined ? "GENERICDP_TFJS_NODE names no tfjs-node" : undefined;

interface Adapter {
  readonly name: string;
  readonly create: () => Backend;
  readonly unavailable?: string | undefined;
  /** Default: all. */
  readonly tasks?: readonly string[];
}

const ADAPTERS: readonly Adapter[] = [
  { name: "wasm, plain SIMD, one thread", create: () => wasm({ variant: "simd", threads: 1 }) },
  { name: "wasm, three threads", create: () => wasm({ threads: 3 }) },
  ...(["avx512", "avx2", "sse4", "neon"] as const).map((variant) => ({
    name: `native, ${variant}`,
    create: () => native({ variant, threads: 2 }),
    unavailable: variants.includes(variant) ? undefined : `no kernel for ${variant} runs here`,
  })),
  { name: "webgpu", create: () => webgpu(), unavailable: gpu.unavailable },
  {
    name: "webgpu, responses float16",
    create: () => webgpu({ responses: "float16" }),
    unavailable: gpu.unavailable,
    // Only the stage differs, and these run it in all that differs: sizes, batches and a gain map.
    tasks: ["removes noise", "removes a circular blur", "enlarges"],
  },
  { name: "tfjs-node", create: () => tfjsNode({ load, threads: 2 }), unavailable: noNode },
];

const wanted = new Map<string, Float32Array>();
beforeAll(async () => {
  const photos = restorer({ backend: composed(), model: grayTinyModel() });
  for (const [task, run] of Object.entries(TASKS)) wanted.set(task, (await run(photos)).data);
  photos.dispose();
}, 240_000);

describe.each(ADAPTERS)("$name", ({ create, unavailable, tasks = Object.keys(TASKS) }) => {
  let backend: Backend;
  let photos: Restorer;
  beforeAll(() => {
    if (unavailable !== undefined) return;
    backend = create();
    // Shared by all tasks, because a GPU compiles each shader once.
    photos = restorer({ backend, model: grayTinyModel() });
  });
  afterAll(() => photos?.dispose());
  beforeEach(({ skip }) => skip(unavailable !== undefined, unavailable));

  it.each(tasks)(
    "%s as the composed stage does",
    async (task) => {
      const { data } = await TASKS[task]!(photos);
      const expected = wanted.get(task)!;
      expect(data).toHaveLength(expected.length);
      const differences = data.map((level, i) => Math.abs(level - expected[i]!));
      // Conjugate gradients stop at 1 % error; a different rounding may stop one step earlier or later.
      const isExact =
        backend.capabilities.stageError === undefined && task !== "removes a blur with unknown border";
      expect(Math.max(...differences)).toBeLessThan(isExact ? 0.02 : 0.1);
    },
    240_000,
  );
});
