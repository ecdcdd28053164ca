import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeNpy } from "@genericdp/image";
import { ModelFormatError, stageWeights, writeModel } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { colourTinyModel } from "@genericdp/model/colour-tiny";
import { strToU8, unzipSync, zipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { exportMat, exportNpz, exportOnnx, graphBuilder, importModel, onnxFile } from "../src/index.ts";
import { modelArrays } from "../src/model-arrays.ts";
import { FULL, untrained } from "./fixtures.ts";

const FORMATS = { npz: exportNpz, mat: exportMat, onnx: exportOnnx };

/** The architecture that survives a format: ONNX has no families. */
function kept({ architecture: { families = [], ...rest } }: Model, format: string): object {
  return { ...rest, ...(format !== "onnx" && families.length > 0 && { families }) };
}

/** The largest difference of the arrays of two models, each relative to its largest number. */
function difference(a: Model, b: Model): number {
  const others = new Map(Array.from(modelArrays(b), (one) => [one.name, one.data]));
  const differences = Array.from(modelArrays(a), ({ name, data }) => {
    const other = others.get(name);
    if (other === undefined) return name.startsWith("family_") ? 0 : NaN;
    const most = (of: (i: number) => number): number =>
      Array.from(data).reduce((largest, _, i) => Math.max(largest, Math.abs(of(i))), 0);
    return most((i) => data[i]! - other[i]!) / (most((i) => data[i]!) || 1);
  });
  return Math.max(...differences);
}

describe("importModel", () => {
  const plain = { scales: [{ filters: 4, size: 3 }], reaction: null, gain: null };
  const constant = { ...plain, reaction: { knots: [25] }, gain: { knots: [25] } };
  const models = [
    ["everything", untrained(FULL)],
    ["nothing but filters", untrained(plain)],
    ["single knots", untrained(constant)],
    ["colour-tiny", colourTinyModel()],
  ] as const;
  const cases = models.flatMap(([what, model]) =>
    Object.entries(FORMATS).map(([format, write]) => [what, format, model, write] as const),
  );
  it.each(cases)("reads %s exported as .%s", (_, format, model, write) => {
    const again = importModel(write(model), `again.${format}`);
    expect(again.name).toBe("again");
    expect(again.architecture).toEqual(kept(model, format));
    expect(difference(model, again)).toBeLessThan(1e-5);
  });

  it("reads our own files", () => {
    const model = untrained(FULL);
    expect(importModel(writeModel(model), "any name")).toEqual(model);
  });
});

describe("importModel rejects", () => {
  const model = untrained(FULL);
  const npz = unzipSync(exportNpz(model));
  const filters = (of: (tap: number, i: number) => number): Uint8Array => {
    const { data, shape } = Array.from(modelArrays(model)).find(({ name }) => name === "filters_0")!;
    return encodeNpy(Float32Array.from(data, of), shape);
  };
  const { "weights_1.npy": _, ...incomplete } = npz;
  const changed = (name: string, array: Uint8Array): Uint8Array =>
    zipSync({ ...npz, [`${name}.npy`]: array });
  it.each([
    [
      "an archive without arrays",
      zipSync({ "readme.txt": strToU8("x") }),
      "expected an array blocks, got none",
    ],
    ["a missing array", zipSync(incomplete), "expected an array weights_1, got noise_range"],
    ["an array that is none", changed("gain", strToU8("x")), ".npz file: decodeNpy: not a .npy file"],
    [
      "another shape",
      changed("weights_1", encodeNpy(new Float32Array(310).fill(1), [2, 31, 5])),
      "expected weights_1 of shape 2×5×31, got 2×31×5",
    ],
    [
      "filters with a mean",
      changed(
        "filters_0",
        filters((tap) => tap + 0.01),
      ),
      "of zero mean in each channel",
    ],
    [
      "filters of another norm",
      changed(
        "filters_0",
        filters((tap) => 2 * tap),
      ),
      "expected filters of norm 1",
    ],
    [
      "tables that are not of the weights",
      changed("influence_0", encodeNpy(new Float32Array(8200), [2, 4, 1025])),
      "influence_0 to be the sums",
    ],
    [
      "a weight of 0",
      changed("reaction", encodeNpy(new Float32Array(18), [2, 3, 3])),
      "expected finite numbers",
    ],
    ["an archive that is cut off", exportNpz(model).subarray(0, 5000), ".npz file: "],
    [
      "a network of others",
      onnxFile({ name: "n", nodes: [], constants: [], inputs: [], outputs: [] }),
      "a model that genericdp exported",
    ],
    ["a graph that is cut off", exportOnnx(model).subarray(0, 9000), "ONNX file: "],
    ["another kind of file", strToU8("hello"), "got another kind of file"],
    ["an empty file", new Uint8Array(), "got an empty one"],
  ])("%s", (__, bytes, message) => {
    const read = (): unknown => importModel(bytes, "file");
    expect(read).toThrow(ModelFormatError);
    expect(read).toThrow(message);
  });

  it("a graph whose two convolutions have different filters", () => {
    const graph = graphBuilder();
    const { architecture } = untrained({
      scales: [{ filters: 1, size: 3 }],
      stages: 1,
      reaction: null,
      gain: null,
    });
    graph.floats("stage1_scale0_filters", [1, 0, 0, 0, 0, 0, 0, 0, -1], [1, 1, 3, 3]);
    graph.floats("stage1_scale0_adjoint", [1, 0, 0, 0, 0, 0, 0, 0, -1], [1, 1, 3, 3]);
    const metadata = { architecture: JSON.stringify(architecture) };
    const file = onnxFile({ name: "n", ...graph.parts(), inputs: [], outputs: [], metadata });
    expect(() => importModel(file, "n.onnx")).toThrow(
      "stage1_scale0_adjoint to be stage1_scale0_filters turned",
    );
  });
});

describe("files written by Python", () => {
  const folder = mkdtempSync(join(tmpdir(), "genericdp-python-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const load = "import numpy as np; m = dict(np.load('model.npz')); m['reaction'] = m['reaction'] * 1.5";
  it.for([
    ["numpy", "python.npz", "np.savez_compressed('python.npz', **m)"],
    ["numpy", "stored.npz", "np.savez('stored.npz', **m)"],
    ["scipy.io", "python.mat", "scipy.io.savemat('python.mat', m, do_compression=True)"],
  ] as const)("%s: %s", { timeout: 60_000 }, ([library, file, save], { skip }) => {
    const run = (program: string): string =>
      spawnSync("python3", ["-c", program], { cwd: folder, encoding: "utf8" }).stderr;
    skip(run(`import ${library}`) !== "", `python3 with ${library} is not installed`);
    const model = untrained(FULL);
    writeFileSync(join(folder, "model.npz"), exportNpz(model));
    expect(run(`import ${library}; ${load}; ${save}`)).toBe("");
    const read = importModel(readFileSync(join(folder, file)), file);
    expect(read.architecture).toEqual(model.architecture);
    const reactionOf = (one: Model): number[] => Array.from(stageWeights(one, 1, [2, 17]).reaction);
    reactionOf(read).forEach((weight, i) => expect(weight / reactionOf(model)[i]!).toBeCloseTo(1.5, 4));
  });
});
