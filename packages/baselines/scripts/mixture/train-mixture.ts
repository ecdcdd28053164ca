/*
 * Trains the mixture of EPLL:
 *
 *     pnpm train-mixture FOLDER STATE
 *       [--patches N] [--steps N] [--components N] [--seed N] [--ratio R] [--out FILE]
 *
 * After every step, the state is saved, from where the next call goes on. --ratio first drops the directions
 * that do not stand out; --out writes the mixture as the package reads it.
 */
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { parseArgs } from "node:util";
import { randomStream } from "@genericdp/core";
import { PIXELS, SIDE, compacted } from "../../src/epll/patch-mixture.ts";
import type { PatchMixture } from "../../src/epll/patch-mixture.ts";
import { encodeMixture } from "../../src/epll/mixture-file.ts";
import { readGray } from "../read-gray.ts";
import { emStep, startMixture } from "./expectation-maximization.ts";

interface State {
  readonly step: number;
  readonly mixture: PatchMixture;
}

/** With --ratio, directions that do not stand out from noise of this variance are dropped. */
const NOISE = 10;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    patches: { type: "string", default: "1000000" },
    steps: { type: "string", default: "30" },
    components: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    ratio: { type: "string" },
    out: { type: "string" },
  },
});
const [folder, file] = positionals;
if (folder === undefined || file === undefined) throw new Error("expected FOLDER STATE");
const [count, steps, components] = [values.patches, values.steps, values.components].map(Number);
const seed = Number(values.seed);

const patches = await randomPatches(folder, count!);
let { step, mixture }: State = existsSync(file)
  ? deserialize(readFileSync(file))
  : { step: 0, mixture: startMixture(patches, components!, randomStream(seed, 0).integer) };
if (values.ratio !== undefined) mixture = compacted(mixture, NOISE, Number(values.ratio));
let winners = new Uint16Array(count!);
while (step < steps!) {
  const start = performance.now();
  const result = emStep(patches, mixture, winners);
  ({ mixture, winners } = result);
  step++;
  writeFileSync(`${file}.tmp`, serialize({ step, mixture } satisfies State));
  renameSync(`${file}.tmp`, file);
  const directions = mixture.reduce((sum, { variances }) => sum + variances.length, 0);
  const seconds = (performance.now() - start) / 1000;
  console.log(JSON.stringify({ step, logLikelihood: result.logLikelihood, directions, seconds }));
}
if (values.out !== undefined) writeFileSync(values.out, encodeMixture(mixture));

/** Patches at random positions of random images, gray levels. */
async function randomPatches(from: string, total: number): Promise<Uint8Array> {
  const names = readdirSync(from).toSorted();
  const result = new Uint8Array(total * PIXELS);
  let at = 0;
  for (const [i, name] of names.entries()) {
    const { data, width, height } = await readGray(join(from, name));
    const stream = randomStream(seed, 1, i);
    const last = Math.floor(((i + 1) * total) / names.length) * PIXELS;
    while (at < last) {
      const corner = stream.integer(height - SIDE + 1) * width + stream.integer(width - SIDE + 1);
      for (let y = 0; y < SIDE; y++) {
        for (let x = 0; x < SIDE; x++) result[at++] = Math.round(data[corner + y * width + x]!);
      }
    }
  }
  return result;
}
