import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { formatOfName, readImage } from "@genericdp/image/node";
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
 * The names of the images in a folder, sorted; hidden files and other kinds of files do not count.
 *
 * @throws Error where there is no such folder or no image in it.
 */
export async function listImages(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new Error(`cannot read ${folder}: ${explain(cause)}`, { cause });
  });
  const images = names.filter((name) => !name.startsWith(".") && formatOfName(name) !== undefined).toSorted();
  if (images.length === 0) throw new Error(`cannot read ${folder}: expected images in it, found none`);
  return images;
}

/** All images of a folder, by name. */
export async function readGrayFolder(folder: string, { stderr, signal }: Context): Promise<NamedGrayImage[]> {
  const names = await listImages(folder);
  const bar = progressBar(stderr, "reading images");
  const images: NamedGrayImage[] = [];
  try {
    for (const name of names) {
      signal.throwIfAborted();
      images.push(await readGrayImage(folder, name));
      bar.show(images.length / names.length);
    }
  } finally {
    bar.clear();
  }
  return images;
}

/** An image as gray levels; colour becomes 0.299 R + 0.587 G + 0.114 B (ITU-R BT.601), not rounded. */
export async function readGrayImage(folder: string, name: string): Promise<NamedGrayImage> {
  const { data, width, height, channels } = await readImage(join(folder, name));
  if (channels === 1) return { name, data, width, height };
  const gray = Float32Array.from({ length: width * height }, (_, i) => {
    return 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
  });
  return { name, data: gray, width, height };
}
