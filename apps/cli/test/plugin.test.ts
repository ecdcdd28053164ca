import { fileURLToPath } from "node:url";
import { readImage } from "@genericdp/image/node";
import { describe, expect, it } from "vitest";
import { importProblem } from "../src/plugin/import-module.ts";
import { MODEL, clean, pluginPlace } from "./plugin-place.ts";
import { finish, startCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";

const { place, run } = pluginPlace();
const vignette = fileURLToPath(new URL("../../../examples/operator-vignette/src/index.ts", import.meta.url));

async function error(name: string, truth: Float32Array): Promise<number> {
  const { data } = await readImage(place.path(name));
  expect(data).toHaveLength(truth.length);
  return Math.sqrt(data.reduce((sum, value, i) => sum + (value - truth[i]!) ** 2, 0) / truth.length);
}

/** The levels in the file, which are whole numbers. */
const rounded = clean.data.map((level) => Math.round(level));

describe("a plugin", () => {
  it.each([
    ["a file", "./dark.mjs"],
    ["a file without a dot before it", "dark.mjs"],
    ["an absolute path", place.path("dark.mjs")],
    ["a package in the user's folder", "dark"],
  ])("is %s", async (_, plugin) => {
    expect(await run("degrade", "clean.png", "half.npy", "--plugin", plugin)).toEqual({
      code: 0,
      stdout: "clean.png → half.npy: 52×44, noise level 0\n",
      stderr: "",
    });
    expect(
      await error(
        "half.npy",
        rounded.map((level) => level / 2),
      ),
    ).toBeLessThan(1e-4);
  });

  it("gets its options as JSON, otherwise as text", async () => {
    place.write(
      "echo.mjs",
      "export const operator = (options) => { throw new Error(JSON.stringify(options)); };",
    );
    const options = ["a=0.25", "b=true", "c=text", "d=[1,2]", 'e="0.25"', "f=", "g=x=y", "__proto__=1"];
    const { stderr } = await run(
      "degrade",
      "clean.png",
      "no.npy",
      "--plugin",
      "echo.mjs",
      ...options.flatMap((option) => ["--plugin-option", option]),
    );
    const got = '{"a":0.25,"b":true,"c":"text","d":[1,2],"e":"0.25","f":"","g":"x=y","__proto__":1}';
    expect(stderr).toBe(`genericdp: plugin echo.mjs: ${got}\n`);
  });

  it("degrades and is inverted, even with noise", async () => {
    const plugin = ["--plugin", "dark", "--plugin-option", "share=0.2", "--sigma", "2"];
    await run("degrade", "clean.png", "dark.npy", ...plugin);
    expect(await run("restore", "dark.npy", "bright.npy", ...plugin)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^dark.npy → bright.npy: 52×44 colour, noise level 2, [\d.]+ s\n$/),
      stderr: "",
    });
    // Dividing by 0.2 would amplify the noise to 10 gray levels.
    expect(await error("bright.npy", rounded)).toBeLessThan(5);
  });

  it("may change the size of the image, and need conjugate gradients", async () => {
    const plugin = ["--plugin", "./left.mjs", "--sigma", "2"];
    expect((await run("degrade", "clean.png", "left.npy", ...plugin)).stdout).toContain("left.npy: 26×44, ");
    const { stdout } = await run("restore", "left.npy", "whole.npy", ...plugin, ...MODEL);
    expect(stdout).toContain("whole.npy: 52×44 colour");
    const { data, width } = await readImage(place.path("whole.npy"));
    const known = data.filter((_, i) => Math.floor(i / 3) % width < 26);
    const truth = rounded.filter((_, i) => Math.floor(i / 3) % width < 26);
    const squares = known.reduce((sum, level, i) => sum + (level - truth[i]!) ** 2, 0);
    expect(Math.sqrt(squares / known.length)).toBeLessThan(4);
  });
});

describe("a plugin in a separate process, imported by Node itself", () => {
  const start = (...args: string[]): Promise<Outcome> => finish(startCli(args, { cwd: place.folder }));

  it("shares its tensors with the program: the example, in TypeScript", async () => {
    const plugin = ["--plugin", vignette, "--plugin-option", "corners=0.2", "--sigma", "3"];
    const degraded = await start("degrade", "clean.png", "vignette.npy", ...plugin);
    expect(degraded).toMatchObject({ code: 0, stderr: "" });
    const restored = await start("restore", "vignette.npy", "even.npy", ...plugin);
    expect(restored.code).toBe(0);
    expect(await error("vignette.npy", rounded)).toBeGreaterThan(35);
    expect(await error("even.npy", rounded)).toBeLessThan(4);
  });

  it.each([
    ["clean.png", /plugin clean\.png: Unknown file extension "\.png" for /],
    ["cut.mjs", /plugin cut\.mjs: Unexpected end of input \(run node \/.*cut\.mjs to see where\)\n$/],
  ])("fails with the message of Node: %s", async (plugin, message) => {
    place.write("cut.mjs", "export const operator = () => {\n");
    const before = place.list();
    const outcome = await start("degrade", "clean.png", "no.png", "--plugin", plugin);
    expect(outcome).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(message) });
    expect(place.list()).toEqual(before);
  });
});

it("TypeScript is rejected with a reason if Node does not support it", () => {
  const cause = Object.assign(new TypeError("Unknown"), { code: "ERR_UNKNOWN_FILE_EXTENSION" });
  const message = "expected JavaScript: Node supports TypeScript from 22.18 on, and this is v20.1.0";
  expect(importProblem("file:///a.ts", cause, "v20.1.0")).toMatchObject({ message, cause });
  expect(importProblem("file:///a.png", cause, "v20.1.0")).toBe(cause);
});
