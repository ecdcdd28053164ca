import { mkdirSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PixelImage } from "@genericdp/image";
import { afterAll, beforeAll } from "vitest";
import { runCli } from "./run-cli.ts";
import type { Outcome } from "./run-cli.ts";
import { picture, scratch, smallModelFile } from "./scratch.ts";

export const MODEL: readonly string[] = ["--model", "small.genericdp"];
export const clean: PixelImage = picture(52, 44, 3);

/** Half as bright, or darkened by `share`. */
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

/** The left half of an image: another size, no proximal map, and asynchronous. */
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

/** A scratch folder with plugins as files and packages, and the command line in it. */
export interface PluginPlace {
  readonly place: ReturnType<typeof scratch>;
  run(...args: string[]): Promise<Outcome>;
}

export function pluginPlace(): PluginPlace {
  const place = scratch();
  afterAll(() => place.remove());
  beforeAll(async () => {
    await place.writePicture("clean.png", clean);
    place.write("small.genericdp", smallModelFile());
    place.write("dark.mjs", DARK);
    place.write("left.mjs", LEFT);
    // An ES module package and an older CommonJS one.
    place.write("node_modules/dark/package.json", '{ "name": "dark", "exports": { "import": "./lib.mjs" } }');
    place.write("node_modules/dark/lib.mjs", DARK);
    place.write("node_modules/old/index.js", 'exports.operator = () => require("./dark.json");');
    place.write("node_modules/old/dark.json", '{ "name": "old" }');
    mkdirSync(place.path("node_modules/@tensorflow"));
    const tensors = fileURLToPath(new URL("../node_modules/@tensorflow/tfjs-core", import.meta.url));
    symlinkSync(tensors, place.path("node_modules/@tensorflow/tfjs-core"));
  });
  return { place, run: (...args) => runCli(args, place.folder) };
}
