import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wasm } from "@genericdp/backend-wasm";
import { decodeNpy, encodeNpy } from "@genericdp/image";
import type { NpyArray } from "@genericdp/image";
import { familyWeights, stageTensors, stageWeights, tableNode } from "@genericdp/model";
import { grayPaperModel } from "@genericdp/model/gray-paper";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import type { Tensor } from "@tensorflow/tfjs-core";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportMat, exportNpz, readMat } from "../src/index.ts";
import type { MatArray } from "../src/index.ts";
import { FULL, largestDifference, ownResult, picture, untrained } from "./fixtures.ts";

beforeAll(async () => {
  await wasm({ threads: 1 }).activate();
});

const { knots } = FULL.reaction;
const model = untrained(FULL);

function arraysOf(bytes: Uint8Array): Map<string, NpyArray> {
  return new Map(
    Object.entries(unzipSync(bytes)).map(([file, npy]) => [file.replace(/\.npy$/, ""), decodeNpy(npy)]),
  );
}

describe("exportNpz", () => {
  const arrays = arraysOf(exportNpz(model));
  const values = (name: string): Float32Array => arrays.get(name)!.data;
  /** One stage of an array. */
  const at = (name: string, stage: number): Float32Array => {
    const { data } = arrays.get(name)!;
    return data.subarray((stage * data.length) / 2, ((stage + 1) * data.length) / 2);
  };

  it("contains a float32 array for every part of the stages", () => {
    const shapes = Array.from(arrays, ([name, { shape }]) => `${name} ${shape.join("×")}`);
    expect(shapes.toSorted()).toEqual([
      "blocks 2",
      "centres 31",
      "channels 1",
      "channels_0 1",
      "channels_1 2",
      "family_blur_gain 2×2×2",
      "family_blur_knots 2",
      "family_blur_penalty 2×1×2",
      "filters_0 2×4×3×3×1",
      "filters_1 2×5×5×5×2",
      "gain 2×2×2",
      "gain_knots 2",
      "influence_0 2×4×1025",
      "influence_1 2×5×1025",
      "map_block 1",
      "map_filters 2×3×3×3×3",
      "map_influence 2×3×1025",
      "map_synthesis 2×3×3×3×2",
      "map_weights 2×3×31",
      "nodes 1025",
      "noise_range 2",
      "opponent 3×3",
      "reaction 2×3×3",
      "reaction_knots 3",
      "weights_0 2×4×31",
      "weights_1 2×5×31",
    ]);
    expect(new Set(Array.from(arrays.values(), ({ dtype }) => dtype))).toEqual(new Set(["float32"]));
    expect(Array.from(values("channels_1"))).toEqual([2, 1]);
    expect(Array.from(values("blocks"))).toEqual([1, 4]);
  });

  it("contains the numbers that our own stages compute with", () => {
    const near = (name: string, stage: number, wanted: Tensor): void =>
      expect(largestDifference(at(name, stage), wanted.dataSync<"float32">())).toBeLessThan(1e-5);
    for (const [t, { scales, gainMap }] of stageTensors(model).entries()) {
      for (const [s, { filters, influence }] of scales.entries()) {
        near(`filters_${s}`, t, filters);
        near(`influence_${s}`, t, influence);
      }
      near("map_filters", t, gainMap!.filters);
      near("map_influence", t, gainMap!.influence);
      near("map_synthesis", t, gainMap!.synthesis);
      // Ours are ordered by knot, those of the file by row.
      const { reaction } = stageWeights(model, t, knots);
      at("reaction", t).forEach((weight, i) => {
        expect(weight).toBeCloseTo(reaction[(i % 3) * 3 + Math.floor(i / 3)]!, 5);
      });
      expect(at("family_blur_penalty", t)[1]).toBeCloseTo(familyWeights(model, t, 0, 9).penalty, 5);
      expect(at("family_blur_gain", t)[2]).toBeCloseTo(familyWeights(model, t, 0, 3).gain[1]!, 5);
    }
    const { influence } = model.architecture;
    expect(values("nodes")[1000]).toBeCloseTo(tableNode(influence, 1000), 3);
    expect([values("centres")[0], values("centres")[30]]).toEqual([-influence.radius, influence.radius]);
  });

  it("leaves out what a model does not have, and is reproducible", () => {
    const plain = untrained({ scales: [{ filters: 4, size: 3 }], reaction: null, gain: null });
    const names = Array.from(arraysOf(exportNpz(plain)).keys()).join(" ");
    expect(names).toBe(
      "noise_range channels centres nodes blocks channels_0 filters_0 influence_0 weights_0",
    );
    expect(exportNpz(plain)).toEqual(exportNpz(plain));
  });
});

describe("exportMat", () => {
  it("contains the same numbers at the same indices, with lists as columns", () => {
    const arrays = arraysOf(exportNpz(model));
    const variables = readMat(exportMat(model));
    expect(Array.from(variables.keys())).toEqual(Array.from(arrays.keys()));
    for (const [name, value] of variables) {
      const { data, shape } = value as MatArray;
      const { data: wanted, shape: sides } = arrays.get(name)!;
      expect(shape).toEqual(sides.length === 1 ? [...sides, 1] : sides);
      // Converts an index to the multi-index, and that to an index in the other order.
      const reordered = Float32Array.from(wanted, (_, at) => {
        let rest = at;
        const indices = shape.map((side) => {
          const index = rest % side;
          rest = (rest - index) / side;
          return index;
        });
        return wanted[shape.reduce((from, side, axis) => from * side + indices[axis]!, 0)]!;
      });
      expect(Float32Array.from(data)).toEqual(reordered);
    }
  });
});

describe("the process in NumPy in docs/other-programs.md equals ours", () => {
  const folder = mkdtempSync(join(tmpdir(), "genericdp-npz-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const page = readFileSync(new URL("../../../docs/other-programs.md", import.meta.url), "utf8");
  const blocks = page.split("\n```python").map((text) => text.split("\n```\n")[0]!);
  const startingWith = (start: string): string =>
    blocks.find((block) => block.startsWith(start))!.slice(start.length);
  writeFileSync(join(folder, "denoise.py"), startingWith(" denoise.py\n"));
  const colour = startingWith("\nopponent = ");
  const program = [
    "import sys; import numpy as np; from denoise import denoise",
    "m, image, sigma = np.load(sys.argv[1]), np.load('image.npy').astype(float), float(sys.argv[2])",
    "if len(image) == 3:",
    ...`opponent = ${colour}`.split("\n").map((line) => `    ${line}`),
    "else: clean = denoise(m, image, sigma)",
    "np.save('clean.npy', np.float32(clean))",
  ].join("\n");
  const hasNumPy = spawnSync("python3", ["-c", "import numpy"]).status === 0;

  const models = [grayTinyModel(), grayPaperModel(), model];
  it.for(models.map((one) => [one.name, one] as const))("%s", { timeout: 60_000 }, ([, one], { skip }) => {
    skip(!hasNumPy, "python3 with NumPy is not installed");
    const image = picture(1, one.architecture.channels, 13, 18);
    writeFileSync(join(folder, "model.npz"), exportNpz(one));
    writeFileSync(join(folder, "image.npy"), encodeNpy(image.data, image.shape.slice(1)));
    for (const sigma of [3, 31]) {
      const args = ["-c", program, "model.npz", String(sigma)];
      const { stderr } = spawnSync("python3", args, { cwd: folder, encoding: "utf8" });
      expect(stderr).toBe("");
      const { data } = decodeNpy(readFileSync(join(folder, "clean.npy")));
      expect(largestDifference(data, ownResult(one, image, sigma))).toBeLessThan(1e-3);
    }
  });
});
