import { mkdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { MODEL, pluginPlace } from "./plugin-place.ts";

const { place, run } = pluginPlace();

/** An identity operator, except for the given parts. */
const nothingBut = (parts: string): string => `
import { mul, reshape, slice } from "@tensorflow/tfjs-core";
export const operator = () => ({
  name: "broken", outputShape: (s) => s, forward: (x) => x, adjoint: (y) => y, ${parts}
});
`;

describe("an unusable plugin ends the command, and nothing is written", () => {
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
])("rejects %j", async (args, message) => {
  const outcome = await run(...args);
  expect(outcome).toMatchObject({ code: 2, stdout: "" });
  expect(outcome.stderr).toContain(message);
  expect(place.list().filter((name) => name.startsWith("no."))).toEqual([]);
});
