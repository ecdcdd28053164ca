import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { pixelImage } from "@genericdp/image";
import type { PixelImage, PixelImageInit } from "@genericdp/image";
import { writeImage } from "@genericdp/image/node";
import {
  createModel,
  parameterLayout,
  parseArchitecture,
  plainInitialization,
  writeModel,
} from "@genericdp/model";
import sharp from "sharp";

/** A temporary folder for a test file. */
export interface Scratch {
  readonly folder: string;
  path(name: string): string;
  write(name: string, content: string | Uint8Array): void;
  writePicture(name: string, image: PixelImage): Promise<void>;
  /** The names of all files, including those in subfolders. */
  list(): string[];
  remove(): void;
}

export function scratch(): Scratch {
  const folder = mkdtempSync(join(tmpdir(), "genericdp-cli-"));
  const path = (name: string): string => join(folder, name);
  const prepare = (name: string): string => {
    mkdirSync(join(path(name), ".."), { recursive: true });
    return path(name);
  };
  return {
    folder,
    path,
    write: (name, content) => writeFileSync(prepare(name), content),
    writePicture: (name, image) => writeImage(prepare(name), image),
    list: () => readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Smooth waves with an edge; each channel has different ones. */
export function picture(
  width: number,
  height: number,
  channels: 1 | 3 = 1,
  more: Partial<PixelImageInit> = {},
): PixelImage {
  const data = Float32Array.from({ length: width * height * channels }, (_, i) => {
    const [channel, pixel] = [i % channels, Math.floor(i / channels)];
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return 120 + 50 * Math.sin(x / (7 + channel)) * Math.cos(y / 9) + (x > y ? 20 : -20);
  });
  return pixelImage({ data, width, height, channels, ...more });
}

export function withNoise(image: PixelImage, noiseLevel: number): PixelImage {
  return { ...image, data: new Float32Array(addGaussianNoise(image.data, noiseLevel, randomStream(5))) };
}

/** An animation of three frames of 40×32. */
export async function gif(): Promise<Uint8Array> {
  const frames = [picture(40, 32, 3), withNoise(picture(40, 32, 3), 5), withNoise(picture(40, 32, 3), 9)];
  const stack = Buffer.concat(frames.map(({ data }) => Buffer.from(Uint8Array.from(data))));
  const raw = { width: 40, height: 96, channels: 3, pageHeight: 32 } as const;
  return sharp(stack, { raw })
    .gif({ delay: [50, 60, 70] })
    .toBuffer();
}

const SMALL = parseArchitecture({
  stages: 2,
  scales: [{ filters: 8, size: 3 }],
  influence: { centres: 31, radius: 150 },
  reaction: { knots: [2, 40] },
  gain: { knots: [2, 40] },
  gainMap: { filters: 2, size: 3 },
  noiseRange: { min: 2, max: 40 },
});

/** A model file for noise levels from 2 to at most 40. The model is fast but changes images a lot. */
export function smallModelFile(max: number = SMALL.noiseRange.max): Uint8Array {
  const architecture = { ...SMALL, noiseRange: { ...SMALL.noiseRange, max } };
  const parameters = plainInitialization(SMALL);
  for (const { kind, offset, length } of parameterLayout(SMALL)) {
    if (kind !== "influence") continue;
    for (let i = offset; i < offset + length; i++) parameters[i] = 4 * parameters[i]!;
  }
  const training = { by: "hand" };
  return writeModel(createModel({ name: "small", architecture, parameters, training }));
}

/** A recipe with very fast steps. */
export function smallRecipe(steps: number): string {
  const phases = [{ steps, batch: 4, warmup: 2, validateEvery: 20 }];
  const validationLevels = [5, 15, 25];
  const sampling = { patch: 16, margin: 2, validationLevels };
  return JSON.stringify({ name: "tiny", ...sampling, phases, architecture: SMALL });
}
