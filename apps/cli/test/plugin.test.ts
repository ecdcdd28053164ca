import { mkdirSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readImage } from "@genericdp/image/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importProblem } from "../src/plugin/import-module.ts";
import { finish, runCli, startCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";
import { picture, scratch, smallModelFile } from "./scratch.ts";

const place = scratch();
afterAll(() => place.remove());
const clean = picture(52, 44, 3);
const vignette = fileURLToPath(new URL("../../../examples/operator-vignette/src/index.ts", import.meta.url));

/** Half as bright, or whatever `share` says. */
const DARK = `
import { div, add, mul } from "@tensorflow/tfjs-core";
export const operator = ({ share = 0.5 }) => ({
  name: "dark",
  outputShape: (shape) => shape,
  forward: (x) => mul(x, share),
  adjoint: (y) => mul(y, share),
  proxL2: (z, y, gamma) => div(add(z, mul(y, gamma * share)), 1 + gamma * share * share),
});
`;

/** The left half of an image: another size, no proximal map, and it takes a while to make. */
const LEFT = `
import { pad, slice } from "@tensorflow/tfjs-core";
export async function operator() {
  return {
    name: "left half",
    outputShape: ([batch, height, width, channels]) => {
      if (width % 2 > 0) throw new RangeError("left half: expected an even width, got " + width);
      return [batch, height, width / 2, channels];
    },
    forward: (x) => slice(x, [0, 0, 0, 0], [x.shape[0], x.shape[1], x.shape[2] / 2, x.shape[3]]),
    adjoint: (y) => pad(y, [[0, 0], [0, 0], [0, y.shape[2]], [0, 0]]),
  };
}
`;

/** An operator that does nothing but what `parts` say instead. */
const nothingBut = (parts: string): string => `
import { mul, reshape, slice } from "@tensorflow/tfjs-core";
export const operator = () => ({
  name: "broken", outputShape: (s) => s, forward: (x) => x, adjoint: (y) => y, ${parts}
});
`;

beforeAll(async () => {
  await place.writePicture("clean.png", clean);
  place.write("small.genericdp", smallModelFile());
  place.write("dark.mjs", DARK);
  place.write("left.mjs", LEFT);
  // A package as modules have it, and another as it was before.
  place.write("node_modules/dark/package.json", '{ "name": "dark", "exports": { "import": "./lib.mjs" } }');
  place.write("node_modules/dark/lib.mjs", DARK);
  place.write("node_modules/old/index.js", 'exports.operator = () => require("./dark.json");');
  place.write("node_modules/old/dark.json", '{ "name": "old" }');
  mkdirSync(place.path("node_modules/@tensorflow"));
  const tensors = fileURLToPath(new URL("../node_modules/@tensorflow/tfjs-core", import.meta.url));
  symlinkSync(tensors, place.path("node_modules/@tensorflow/tfjs-core"));
});

const run = (...args: string[]): Promise<Outcome> => runCli(args, place.folder);
const MODEL = ["--model", "small.genericdp"];

async function error(name: string, truth: Float32Array): Promise<number> {
  const { data } = await readImage(place.path(name));
  expect(data).toHaveLength(truth.length);
  return Math.sqrt(data.reduce((sum, value, i) => sum + (value - truth[i]!) ** 2, 0) / truth.length);
}

/** What the file holds: levels of whole numbers. */
const rounded = clean.data.map((level) => Math.round(level));

describe("a plugin", () => {
  it.each([
    ["a file", "./dark.mjs"],
    ["a file without a dot before it", "dark.mjs"],
    ["an absolute path", place.path("dark.mjs")],
    ["a package that the user's folder has", "dark"],
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

  it("gets its options: JSON, otherwise text", async () => {
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

  it("degrades and is undone, noise too", async () => {
    const plugin = ["--plugin", "dark", "--plugin-option", "share=0.2", "--sigma", "2"];
    await run("degrade", "clean.png", "dark.npy", ...plugin);
    expect(await run("restore", "dark.npy", "bright.npy", ...plugin)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^dark.npy → bright.npy: 52×44 colour, noise level 2, [\d.]+ s\n$/),
      stderr: "",
    });
    // Dividing by 0.2 would make noise of 10 gray levels.
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

describe("a plugin in a process of its own, where Node itself imports it", () => {
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
    ["cut.mjs", /plugin cut\.mjs: Unexpected end of input \(node \/.*cut\.mjs tells where\)\n$/],
  ])("fails with the message of Node: %s", async (plugin, message) => {
    place.write("cut.mjs", "export const operator = () => {\n");
    const before = place.list();
    const outcome = await start("degrade", "clean.png", "no.png", "--plugin", plugin);
    expect(outcome).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(message) });
    expect(place.list()).toEqual(before);
  });
});

it("TypeScript is refused with a reason by a Node that does not support it", () => {
  const cause = Object.assign(new TypeError("Unknown"), { code: "ERR_UNKNOWN_FILE_EXTENSION" });
  const message = "expected JavaScript: Node supports TypeScript from 22.18 on, and this is v20.1.0";
  expect(importProblem("file:///a.ts", cause, "v20.1.0")).toMatchObject({ message, cause });
  expect(importProblem("file:///a.png", cause, "v20.1.0")).toBe(cause);
});

describe("a plugin that cannot be used ends the command, and nothing is written", () => {
  const files: Readonly<Record<string, string>> = {
    "wants.mjs": 'import "not-installed";',
    "wants-file.mjs": 'import "./not-there.mjs";',
    "throws.mjs": 'throw new Error("no licence");',
    "empty.mjs": "",
    "other.mjs": "export default 1; export const vignette = 2;",
    "constant.mjs": "export const operator = 5;",
    "undefined.mjs": "export const operator = () => {};",
    "no-adjoint.mjs": nothingBut("adjoint: undefined"),
    "no-name.mjs": nothingBut("name: undefined"),
    "square.mjs": nothingBut(
      'outputShape: (s) => { if (s[1] !== s[2]) throw new RangeError("square images only"); return s; }',
    ),
    "bug.mjs": nothingBut("forward: (x) => x.missing.shape"),
    "promise.mjs": nothingBut("forward: async (x) => x"),
    "array.mjs": nothingBut("forward: (x) => x.dataSync()"),
    "shape.mjs": nothingBut("forward: (x) => slice(x, 0, [1, 2, 2, 1])"),
    "bands.mjs": nothingBut(
      "outputShape: ([b, h, w]) => [b, h / 2, w, 2], forward: (x) => reshape(x, [x.shape[0], 22, 52, 2])",
    ),
    "nan.mjs": nothingBut("forward: (x) => mul(x, NaN)"),
    "prox.mjs": nothingBut('proxL2: () => { throw new Error("not today"); }'),
  };
  beforeAll(() => {
    for (const [name, text] of Object.entries(files)) place.write(name, text);
    mkdirSync(place.path("folder"));
  });

  it.each<[string, string]>([
    ["./none.mjs", "plugin ./none.mjs: expected a file or an installed package, found neither in /"],
    ["none", "plugin none: expected a file or an installed package, found neither in /"],
    ["@some/none", "expected a file or an installed package, found neither"],
    ["./folder", "plugin ./folder: expected a file or an installed package, got a folder"],
    ["dark/more", "plugin dark/more: "],
    ["wants.mjs", "plugin wants.mjs: Cannot find package 'not-installed' imported from /"],
    ["wants-file.mjs", "not-there.mjs' imported from /"],
    ["throws.mjs", "plugin throws.mjs: no licence"],
    ["empty.mjs", "plugin empty.mjs: expected an export operator(options), got no exports"],
    ["other.mjs", "expected an export operator(options), got only default, vignette"],
    ["constant.mjs", "plugin constant.mjs: expected operator(options) to be a function, got a number"],
    ["undefined.mjs", "expected operator(options) to return a linear operator, got undefined"],
    ["no-adjoint.mjs", "plugin no-adjoint.mjs: "],
    ["no-adjoint.mjs", "expected a function adjoint of broken, got undefined"],
    ["no-name.mjs", "expected a name, got undefined"],
    ["old", "expected a function outputShape of old, got undefined"],
    ["square.mjs", "plugin square.mjs: square images only"],
    ["bug.mjs", "plugin bug.mjs: Cannot read properties of undefined (reading 'shape')"],
    ["promise.mjs", "plugin promise.mjs: expected forward to return a tensor, got Promise"],
    ["array.mjs", "plugin array.mjs: expected forward to return a tensor, got Float32Array"],
    ["shape.mjs", "plugin shape.mjs: broken: expected forward to return [3,44,52,1], got [1,2,2,1]"],
    ["bands.mjs", "expected broken to give each plane a plane, [3, height, width, 1], got [3,22,52,2]"],
    ["nan.mjs", "expected broken to give finite gray levels, got NaN"],
  ])("degrade --plugin %s: …%s…", async (plugin, message) => {
    const before = place.list();
    const outcome = await run("degrade", "clean.png", "no.png", "--plugin", plugin);
    expect(outcome.stderr).toContain(message);
    expect(outcome.stderr).toMatch(/^genericdp: [^\n]+\n$/);
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(place.list()).toEqual(before);
  });

  it.each<[string, string]>([
    ["square.mjs", "plugin square.mjs: square images only"],
    ["nan.mjs", "expected a finite error after 0 iterations with broken, got NaN"],
    ["prox.mjs", "plugin prox.mjs: not today"],
  ])("restore --plugin %s: …%s…", async (plugin, message) => {
    const before = place.list();
    const outcome = await run("restore", "clean.png", "no.png", "--plugin", plugin, ...MODEL);
    expect(outcome.stderr).toContain(message);
    expect(outcome).toMatchObject({ code: 1, stdout: "" });
    expect(place.list()).toEqual(before);
  });
});

it.each<[string[], string]>([
  [["restore", "clean.png", "no.png"], "required option '--plugin <module>' not specified"],
  [
    ["restore", "clean.png", "no.png", "--plugin", ""],
    "expected --plugin to be a file or a package, got nothing",
  ],
  [
    ["restore", "clean.png", "no.png", "--plugin", "dark", "--plugin-option", "share"],
    "expected --plugin-option NAME=VALUE, got share",
  ],
  [
    ["restore", "clean.png", "no.png", "--plugin", "dark", "--plugin-option", "=1"],
    "expected --plugin-option NAME=VALUE, got =1",
  ],
  [
    ["restore", "clean.png", "no.png", "--plugin", "dark", "--plugin-option", "a=[1,"],
    "expected --plugin-option a to be JSON, got [1,",
  ],
  [
    [
      "degrade",
      "clean.png",
      "no.png",
      "--plugin",
      "dark",
      "--plugin-option",
      "a=1",
      "--plugin-option",
      "a=2",
    ],
    "expected --plugin-option a once, got it twice",
  ],
  [["degrade", "clean.png", "no.png", "--plugin-option", "a=1"], "expected --plugin with --plugin-option"],
  [
    ["degrade", "clean.png", "no.png", "--plugin", "dark", "--kernel", "disk:2"],
    "cannot be used with option",
  ],
  [["degrade", "clean.png", "no.png", "--plugin", "dark", "--decimate", "2"], "cannot be used with option"],
])("refuses %j", async (args, message) => {
  const outcome = await run(...args);
  expect(outcome).toMatchObject({ code: 2, stdout: "" });
  expect(outcome.stderr).toContain(message);
  expect(place.list().filter((name) => name.startsWith("no."))).toEqual([]);
});
