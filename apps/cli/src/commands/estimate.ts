import { resolve } from "node:path";
import { readImage } from "@genericdp/image/node";
import { estimateNoiseLevel } from "genericdp";
import type { Context } from "../context.ts";
import { printJson, printLine } from "../print.ts";

export interface EstimateFlags {
  readonly json?: boolean;
}

/** `genericdp estimate IN`: tells the noise level of an image. */
export async function estimate(input: string, { json }: EstimateFlags, context: Context): Promise<void> {
  const image = await readImage(resolve(context.folder, input));
  const noiseLevel = estimateNoiseLevel(image);
  if (json !== true) return printLine(context.stdout, noiseLevel.toFixed(2));
  const { width, height, channels } = image;
  return printJson(context.stdout, { input, width, height, channels, noiseLevel });
}
