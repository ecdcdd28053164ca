import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { inputFormatOfName, readImage } from "@genericdp/image/node";
import type { TrainingImage } from "@genericdp/training";
import type { Context } from "./context.ts";
import { explain } from "./errors.ts";
import { progressBar } from "./status-line.ts";

export interface NamedGrayImage {
  readonly name: string;
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/**
 * The names of the images in a folder, sorted; hidden files and other kinds of files are ignored.
 *
 * @throws Error if there is no such folder, or no image in it.
 */
export async function listImages(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new Error(`cannot read ${folder}: ${explain(cause)}`, { cause });
  });
  const images = names
    .filter((name) => !name.startsWith(".") && inputFormatOfName(name) !== undefined)
    .toSorted();
  if (images.length === 0) throw new Error(`cannot read ${folder}: it contains no images`);
  return images;
}

/** All images of a folder, by name, as gray levels (`channels` 1) or RGB (3). */
export async function readTrainingFolder(
  folder: string,
  channels: number,
  { stderr, signal }: Context,
): Promise<TrainingImage[]> {
  const names = await listImages(folder);
  const bar = progressBar(stderr, "reading images");
  const images: TrainingImage[] = [];
  try {
    for (const name of names) {
      signal.throwIfAborted();
      images.push(channels === 3 ? await readColourImage(folder, name) : await readGray(folder, name));
      bar.show(images.length / names.length);
    }
  } finally {
    bar.clear();
  }
  return images;
}

async function readGray(folder: string, name: string): Promise<TrainingImage> {
  return { ...(await readGrayImage(folder, name)), channels: 1 };
}

async function readColourImage(folder: string, name: string): Promise<TrainingImage> {
  const { data, width, height, channels } = await readImage(join(folder, name));
  if (channels === 3) return { data, width, height, channels };
  const rgb = Float32Array.from({ length: 3 * data.length }, (_, i) => data[Math.floor(i / 3)]!);
  return { data: rgb, width, height, channels: 3 };
}

/**
 * Conversion of colour with the weights of ITU-R BT.601: "full", 0.299 R + 0.587 G + 0.114 B; or "studio",
 * luma from 16 to 235, rounded, which is common for measuring super-resolution.
 */
export type Luma = "full" | "studio";

/** An image as RGB. */
export async function readColour(folder: string, name: string): Promise<NamedGrayImage> {
  const { data, width, height } = await readColourImage(folder, name);
  return { name, data: new Float32Array(data), width, height };
}

const WEIGHTS = [0.299, 0.587, 0.114] as const;

/** An image as gray levels; a gray one is unchanged. */
export async function readGrayImage(
  folder: string,
  name: string,
  luma: Luma = "full",
): Promise<NamedGrayImage> {
  const { data, width, height, channels } = await readImage(join(folder, name));
  if (channels === 1) return { name, data, width, height };
  const gray = Float32Array.from({ length: width * height }, (_, i) => {
    const full = WEIGHTS[0] * data[3 * i]! + WEIGHTS[1] * data[3 * i + 1]! + WEIGHTS[2] * data[3 * i + 2]!;
    return luma === "full" ? full : Math.round(16 + (219 / 255) * full);
  });
  return { name, data: gray, width, height };
}
