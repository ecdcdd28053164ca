import type { Denoiser } from "@genericdp/core";
import { tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { wasm } from "../src/index.ts";

/*
 * The bundled models are in a package that builds upon this one: no dependency, but looked up where it lies.
 */
interface ModelPackage {
  genericDP(model: object): Denoiser & { dispose(): void };
}
interface BundledModel {
  grayModel?(): object;
  grayTinyModel?(): object;
}

const load = async <Module>(file: string): Promise<Module> =>
  import(new URL(`../../model/src/${file}.ts`, import.meta.url).href) as Promise<Module>;

const SIDES = [56, 75] as const;
const random = randomNumbers();

const PICTURES: readonly (readonly [string, (row: number, column: number) => number])[] = [
  [
    "a slope, an edge and a texture under noise",
    (y, x) => 60 + y + (x > 30 ? 90 : 0) + 20 * Math.sin(x / 3) + noise(),
  ],
  ["a checkerboard from 0 to 255", (y, x) => 255 * ((x + y) % 2)],
  ["blocks from 0 to 255", (y, x) => 255 * ((Math.floor(x / 4) + Math.floor(y / 4)) % 2)],
  ["one gray", () => 100.3],
  ["noise of 0 and 255", () => (random() > 0.5 ? 255 : 0)],
  ["noise from −50 to 305", () => 355 * random() - 50],
];

describe.each(["gray", "gray-tiny"])('wasm({ variant: "int16" }) and the model %s', (name) => {
  it.each([0.5, 5, 25, 55])("stays within 0.05 gray levels of float32 at σ = %d", async (noiseLevel) => {
    const { genericDP } = await load<ModelPackage>("index");
    const bundled = await load<BundledModel>(name);
    const model = (bundled.grayModel ?? bundled.grayTinyModel)!();
    for (const [picture, value] of PICTURES) {
      const pixels = Float32Array.from({ length: SIDES[0] * SIDES[1] }, (_, i) =>
        value(Math.floor(i / SIDES[1]), i % SIDES[1]),
      );
      const [exact, whole] = [await denoise("simd"), await denoise("int16")];
      const differences = exact.map((level, i) => Math.abs(level - whole[i]!));
      expect(Math.max(...differences), `of ${picture}`).toBeLessThan(0.05);
      // It is another way, then, and not float32 again.
      if (picture !== "one gray") expect(Math.max(...differences), `of ${picture}`).toBeGreaterThan(0);

      async function denoise(variant: "simd" | "int16"): Promise<Float32Array> {
        const backend = wasm({ variant, threads: 1 });
        await backend.activate();
        const denoiser = genericDP(model);
        const clean = denoiser.denoise(tensor4d(pixels, [1, ...SIDES, 1]), { noiseLevel });
        const levels = await clean.data<"float32">();
        clean.dispose();
        denoiser.dispose();
        backend.release();
        return levels;
      }
    }
  });
});

function noise(): number {
  return 50 * (random() + random() - 1);
}

/** A small random stream, so that pictures are the same everywhere: uniform in [0, 1). */
function randomNumbers(): () => number {
  let state = 7;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
