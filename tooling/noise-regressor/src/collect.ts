/*
 * Simulates noisy pictures, and measures how well the small gray model restores the middle of each plane at
 * several noise levels: `node src/collect.ts FOLDER COUNT FIRST > SAMPLES.jsonl`, one line per picture. With
 * "graphics" instead of a folder of photos, it makes text, line art, halftones, screens and smooth shades.
 */
import { readdirSync } from "node:fs";
import { nodeBackend } from "@genericdp/backend-node";
import { randomStream } from "@genericdp/core";
import { cropPlane, toOpponent } from "@genericdp/image";
import type { PixelImage, Plane } from "@genericdp/image";
import { genericDP } from "@genericdp/model";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import { noiseFeatures, sampleBlocks } from "@genericdp/noise";
import { tensor4d } from "@tensorflow/tfjs-core";
import { simulateGraphic } from "./simulate-graphic.ts";
import type { Graphic } from "./simulate-graphic.ts";
import { simulatePicture } from "./simulate-picture.ts";
import type { SimulatedPicture } from "./simulate-picture.ts";

const [folder = "", count = "100", first = "0"] = process.argv.slice(2);
/** The noise levels to restore a plane at: LEAST · RATIOᵏ, k = 0 … MOST. */
const [LEAST, RATIO, MOST] = [1, 1.395, 12];
const MIDDLE = 128;
const SEED = 20_261;

const graphics = folder === "graphics";
const names = graphics
  ? []
  : readdirSync(folder)
      .filter((name) => /\.(jpe?g|png)$/i.test(name))
      .toSorted();
await nodeBackend({ threads: 1 }).activate();
const denoiser = genericDP(grayTinyModel());

for (let index = Number(first); index < Number(first) + Number(count); index++) {
  const random = randomStream(SEED, index);
  const photo = (): string => `${folder}/${names[random.integer(names.length)]}`;
  const picture: SimulatedPicture & Partial<Graphic> = graphics
    ? simulateGraphic(random)
    : await simulatePicture(photo(), random);
  const { kind, clean, noisy, jpeg } = picture;
  const gray = noisy.channels === 1;
  const { vectors } = noiseFeatures(sampleBlocks(noisy, gray), jpeg);
  const [was, is] = [planesOf(clean), planesOf(noisy)];
  const round = (value: number): number => Number(value.toPrecision(5));
  const planes: object[] = [];
  for (const [c, plane] of is.entries()) {
    const deviation = Math.sqrt(meanSquare(plane.data, was[c]!.data));
    const errors =
      picture.best !== undefined
        ? errorsAround(picture.best)
        : await restoreMiddle(middle(plane), middle(was[c]!), deviation);
    planes.push({
      features: vectors[c]!.map(round),
      deviation: round(deviation),
      errors: errors.map((pair) => pair.map(round)),
    });
  }
  console.log(JSON.stringify({ index, kind, jpeg: jpeg !== undefined, planes }));
}

/**
 * Mean squared errors of a plane unrestored (level 0) and at levels around the best one, in ascending order.
 */
async function restoreMiddle(noisy: Plane, clean: Plane, deviation: number): Promise<[number, number][]> {
  const x = tensor4d(noisy.data, [1, noisy.height, noisy.width, 1]);
  const measured = new Map<number, number>();
  const error = async (k: number): Promise<number> => {
    const known = measured.get(k);
    if (known !== undefined || k < 0 || k > MOST) return known ?? Infinity;
    const y = denoiser.denoise(x, { noiseLevel: levelOf(k) });
    const found = meanSquare(await y.data<"float32">(), clean.data);
    y.dispose();
    measured.set(k, found);
    return found;
  };
  const start = Math.log(1.3 * Math.max(0.8, deviation)) / Math.log(RATIO);
  let best = Math.min(MOST, Math.max(0, Math.round(start)));
  for (;;) {
    const [below, here, above] = [await error(best - 1), await error(best), await error(best + 1)];
    if (below < here) best--;
    else if (above < here) best++;
    else break;
  }
  x.dispose();
  measured.set(-1, meanSquare(noisy.data, clean.data));
  const inOrder = [...measured].toSorted(([a], [b]) => a - b);
  return inOrder.map(([k, found]) => [k < 0 ? 0 : levelOf(k), found]);
}

/** A model of the errors: of white noise on a smooth picture, or, if the best level is 0, on a drawing. */
function errorsAround(best: number): [number, number][] {
  if (best === 0) return [0, 1, 2, 4].map((level) => [level, 2.5 * level ** 2]);
  return [0, 0.6, 1, 1.4, 2].map((share) => [share * best, best ** 2 * (1.02 - share) ** 2 * 0.8]);
}

function levelOf(k: number): number {
  return LEAST * RATIO ** k;
}

function planesOf({ data, width, height, channels }: PixelImage): Plane[] {
  const planes = channels === 1 ? [data] : toOpponent(data);
  return planes.map((plane) => ({ data: plane, width, height }));
}

function middle(plane: Plane): Plane {
  const size = { width: Math.min(MIDDLE, plane.width), height: Math.min(MIDDLE, plane.height) };
  const [left, top] = [(plane.width - size.width) >> 1, (plane.height - size.height) >> 1];
  return cropPlane(plane, left, top, size);
}

function meanSquare(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0) / a.length;
}
