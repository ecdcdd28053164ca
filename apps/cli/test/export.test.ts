import { readFileSync } from "node:fs";
import { exportNpz, exportOnnx } from "@genericdp/interchange";
import { readModel } from "@genericdp/model";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";
import { scratch, smallModelFile } from "./scratch.ts";

const place = scratch();
beforeAll(() => place.write("small.genericdp", smallModelFile()));
afterAll(() => place.remove());
const written = (name: string): Uint8Array => Uint8Array.from(readFileSync(place.path(name)));

describe("export", () => {
  it("writes a bundled model, in a new folder too, whatever the case of the ending", async () => {
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
    expect((await runCli(["export", "small.genericdp", "copy.genericdp"], place.folder)).code).toBe(0);
    expect(readModel(written("copy.genericdp"))).toEqual(small);
  });

  it.each([
    [["gray-tiny", "tiny.pt"], 2, "expected OUT to end in .onnx, .npz or .genericdp, got tiny.pt"],
    [["small.genericdp", "./small.genericdp"], 2, "expected OUT to be another file than MODEL"],
    [["missing.genericdp", "missing.onnx"], 1, "missing.genericdp"],
    [["gray-tiny", "small.genericdp/tiny.onnx"], 1, "a part of the path is not a folder"],
    [["gray-tiny"], 2, "out"],
  ])("refuses %j, and writes nothing", async (args, code, message) => {
    const before = place.list();
    const outcome = await runCli(["export", ...args], place.folder);
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(place.list()).toEqual(before);
  });
});
