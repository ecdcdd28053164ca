import { readdirSync } from "node:fs";
import { randomStream } from "@genericdp/core";
import { readImage } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { analyseNoise, drawCamera, simulateCameraNoise } from "@genericdp/noise";
import { TRAINING_SCENES } from "./index.ts";

/** A noisy photo and its clean version, with the noise levels that `denoise` estimates for its planes. */
export interface Pair {
  readonly width: number;
  readonly height: number;
  readonly clean: Float32Array;
  readonly noisy: Float32Array;
  readonly levels: readonly number[];
}

const SEED = 77;
/** Share of simulated JPEGs with known tables, as when they are read from a file. */
const KNOWN = 0.7;

/** Real photos: NAME_real and NAME_mean of the training scenes in a folder. */
export async function realPairs(folder: string): Promise<Pair[]> {
  const names = readdirSync(folder)
    .filter((name) => TRAINING_SCENES.some((scene) => name.startsWith(scene)) && name.includes("_real."))
    .toSorted();
  return Promise.all(
    names.map(async (name) => {
      const noisy = await readImage(`${folder}/${name}`);
      return pairOf(await readImage(`${folder}/${name.replace("_real.", "_mean.")}`), noisy);
    }),
  );
}

/** The clean photos of a folder, each as a simulated camera would take it. */
export async function simulatedPairs(folder: string, count: number): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (const [i, name] of readdirSync(folder).toSorted().slice(0, count).entries()) {
    const clean = await readImage(`${folder}/${name}`);
    const random = randomStream(SEED, i);
    const camera = drawCamera(random);
    const data = simulateCameraNoise(clean, random, camera).map(byte);
    const { jpeg: _, ...rest } = clean;
    const jpeg = camera.jpeg && random.uniform() < KNOWN ? { jpeg: camera.jpeg } : {};
    pairs.push(pairOf(clean, { ...rest, ...jpeg, data: new Float32Array(data) }));
  }
  return pairs;
}

function pairOf({ data: clean, width, height }: PixelImage, noisy: PixelImage): Pair {
  const levels = analyseNoise(noisy).planes.map(({ level }) => level);
  return { width, height, clean, noisy: noisy.data, levels };
}

function byte(level: number): number {
  return Math.round(Math.min(255, Math.max(0, level)));
}
