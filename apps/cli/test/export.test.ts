import { readFileSync } from "node:fs";
import { exportMat, exportNpz, exportOnnx, writeMat } from "@genericdp/interchange";
import type { MatValue } from "@genericdp/interchange";
import { parameterLayout, parseArchitecture, plainInitialization, readModel } from "@genericdp/model";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { picture, scratch, smallModelFile, withNoise } from "./scratch.ts";

const place = scratch();
beforeAll(() => place.write("small.genericdp", smallModelFile()));
afterAll(() => place.remove());
const written = (name: string): Uint8Array => Uint8Array.from(readFileSync(place.path(name)));

describe("export", () => {
  it("writes a bundled model, even to a new folder and with an uppercase extension", async () => {
    const outcome = await runCli(["export", "gray-tiny", "new/tiny.ONNX"], place.folder);
    const stdout = "gray-tiny → new/tiny.ONNX: 23184 parameters, noise levels 0.5 to 55\n";
    expect(outcome).toEqual({ code: 0, stderr: "", stdout });
    expect(written("new/tiny.ONNX")).toEqual(exportOnnx(grayTinyModel()));
  });

  it("writes a model file", async () => {
    const small = readModel(smallModelFile());
    expect((await runCli(["export", "small.genericdp", "small.onnx"], place.folder)).code).toBe(0);
    expect(written("small.onnx")).toEqual(exportOnnx(small));
    expect((await runCli(["export", "small.genericdp", "small.npz"], place.folder)).code).toBe(0);
    expect(written("small.npz")).toEqual(exportNpz(small));
    expect((await runCli(["export", "small.genericdp", "small.mat"], place.folder)).code).toBe(0);
    expect(written("small.mat")).toEqual(exportMat(small));
    expect((await runCli(["export", "small.genericdp", "copy.genericdp"], place.folder)).code).toBe(0);
    expect(readModel(written("copy.genericdp"))).toEqual(small);
  });

  it.each([
    [["gray-tiny", "tiny.pt"], 2, "expected OUT to end in .onnx, .npz, .mat or .genericdp, got tiny.pt"],
    [["small.genericdp", "./small.genericdp"], 2, "expected OUT to be another file than MODEL"],
    [["missing.genericdp", "missing.onnx"], 1, "missing.genericdp"],
    [["gray-tiny", "small.genericdp/tiny.onnx"], 1, "a part of the path is not a folder"],
    [["gray-tiny"], 2, "out"],
  ])("rejects %j, and writes nothing", async (args, code, message) => {
    const before = place.list();
    const outcome = await runCli(["export", ...args], place.folder);
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(place.list()).toEqual(before);
  });
});

/** A file like TNRD's, for σ = 12. */
function tnrdFile(): Uint8Array {
  const architecture = parseArchitecture({
    stages: 3,
    scales: [{ filters: 8, size: 3 }],
    influence: { centres: 31, radius: 150 },
    reaction: { knots: [12] },
    gain: null,
    noiseRange: { min: 12, max: 12 },
  });
  const parameters = plainInitialization(architecture);
  const order = ["coefficients", "reaction", "influence"];
  const cof = Float64Array.from(
    [0, 1, 2].flatMap((t) =>
      parameterLayout(architecture)
        .filter(({ stage }) => stage === t)
        .toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
        .flatMap(({ offset, length }) => Array.from(parameters.subarray(offset, offset + length))),
    ),
  );
  const means = Float64Array.from({ length: 31 }, (_, j) => 10 * j - 150);
  return writeMat(
    new Map<string, MatValue>([
      ["cof", { data: cof, shape: [cof.length / 3, 3] }],
      [
        "MFS",
        new Map([
          ["means", { data: means, shape: [31, 1] }],
          ["precision", { data: Float64Array.of(0.01), shape: [1, 1] }],
        ]),
      ],
    ]),
  );
}

describe("a MATLAB file of TNRD", () => {
  const file = "JointTraining_3x3_sigma=12.mat";
  beforeAll(async () => {
    place.write(file, tnrdFile());
    await place.writePicture("noisy.png", withNoise(picture(40, 30), 12));
  });

  it("is accepted wherever a model is expected", async () => {
    const { stdout } = await runCli(["info", file, "--json"], place.folder);
    expect(JSON.parse(stdout)).toMatchObject({
      name: "JointTraining_3x3_sigma=12",
      architecture: { stages: 3, noiseRange: { min: 12, max: 12 } },
    });
    expect((await runCli(["export", file, "tnrd.genericdp"], place.folder)).code).toBe(0);
    for (const model of [file, "tnrd.genericdp"]) {
      const args = ["denoise", "noisy.png", `${model}.png`, "--model", model, "--sigma", "12"];
      expect(await runCli(args, place.folder)).toMatchObject({ code: 0, stderr: "" });
    }
    expect(written(`${file}.png`)).toEqual(written("tnrd.genericdp.png"));
    expect(written(`${file}.png`)).not.toEqual(written("noisy.png"));
  });

  it("must have its noise level in its name", async () => {
    place.write("model.mat", tnrdFile());
    const { code, stderr } = await runCli(["info", "model.mat"], place.folder);
    expect(code).toBe(1);
    expect(stderr).toContain(
      "cannot read model.mat: TNRD model: expected a noise level in the name of the file",
    );
  });
});

it.each([".onnx", ".npz", ".mat"])("a model exported as %s can be used as a model", async (ending) => {
  const file = `again/small${ending}`;
  expect((await runCli(["export", "small.genericdp", file], place.folder)).code).toBe(0);
  const { stdout } = await runCli(["info", file, "--json"], place.folder);
  const { architecture, parameters } = readModel(smallModelFile());
  expect(JSON.parse(stdout)).toMatchObject({ name: "small", architecture, parameters: parameters.length });
});
