import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { readImage } from "@genericdp/image/node";
import { diskKernel, gaussianKernel, kernelFromArray, motionKernel } from "genericdp";
import type { BlurKernel } from "genericdp";
import { UsageError, explain } from "./errors.ts";
import { parseNumber, parsePositive, parseInteger } from "./options.ts";

/**
 * A blur kernel from its description (`gaussian:SIGMA[,SIDE]`, `disk:RADIUS`, `motion:LENGTH,ANGLE`), or from
 * an image or `.npy` file, whose levels are the weights.
 *
 * @throws UsageError for an invalid description; Error naming the file and the reason.
 */
export async function loadKernel(folder: string, text: string): Promise<BlurKernel> {
  const [, shape, numbers = ""] = /^(gaussian|disk|motion):(.*)$/.exec(text) ?? [];
  if (shape === "gaussian") {
    const [sigma, side, ...more] = numbers.split(",").map((part) => part.trim());
    if (more.length > 0) throw new UsageError(`expected --kernel gaussian:SIGMA,SIDE, got ${text}`);
    const size = side === undefined ? {} : { size: parseOdd("the side of --kernel gaussian", side) };
    return gaussianKernel(parsePositive("--kernel gaussian", sigma!), size);
  }
  if (shape === "disk") return diskKernel(parsePositive("--kernel disk", numbers));
  if (shape === "motion") {
    const [length, angle, ...more] = numbers.split(",").map((part) => part.trim());
    if (length === undefined || angle === undefined || more.length > 0) {
      throw new UsageError(`expected --kernel motion:LENGTH,ANGLE, got ${text}`);
    }
    return motionKernel(
      parsePositive("the length of --kernel motion", length),
      parseNumber("the angle of --kernel motion", angle, -360, 360),
    );
  }
  await refuseUnknownShape(folder, text);
  const { data, width, height, channels } = await readImage(resolve(folder, text));
  try {
    // Gray stored as RGB is gray.
    const weights = data.filter((_, i) => i % channels === 0);
    return kernelFromArray({ height, width, data: weights });
  } catch (cause) {
    throw new Error(`cannot use ${text} as a kernel: ${explain(cause)}`, { cause });
  }
}

const SHAPES = ["gaussian", "disk", "motion"] as const;

/** @throws UsageError if there is no such file and the name looks like a description. */
async function refuseUnknownShape(folder: string, text: string): Promise<void> {
  const shape = /^([a-z]+)(:|$)/i.exec(text)?.[1]?.toLowerCase();
  const isFile = await access(resolve(folder, text)).then(
    () => true,
    () => false,
  );
  if (shape === undefined || isFile) return;
  // Recognised by their first letters: gauss, disc, motoin.
  const nearest = SHAPES.find((known) => known.startsWith(shape.slice(0, 3)));
  const hint = nearest === undefined ? "" : ` (did you mean ${nearest}?)`;
  const wanted =
    "gaussian:SIGMA, gaussian:SIGMA,SIDE, disk:RADIUS, motion:LENGTH,ANGLE, or an image or .npy file";
  throw new UsageError(`--kernel ${text} is not a known kernel${hint}: it can be ${wanted}`);
}

function parseOdd(option: string, text: string): number {
  const side = parseInteger(option, text, 1);
  if (side % 2 === 1) return side;
  throw new UsageError(`expected ${option} to be odd, got ${text}`);
}
