import { resolve } from "node:path";
import { readImage, readLargeImage, readSize } from "@genericdp/image/node";
import type { EncodableFacts, ReadImageOptions } from "@genericdp/image/node";
import { estimateNoiseLevel } from "genericdp";
import type { Context } from "../context.ts";
import { printJson, printLine } from "../print.ts";
import { parseReadFlags } from "../read-options.ts";
import type { ReadFlags } from "../read-options.ts";
import { LARGE, estimateLarge } from "../restore-large.ts";
import { readStdin } from "../standard-streams.ts";

export interface EstimateFlags extends ReadFlags {
  readonly json?: boolean;
}

/** `genericdp estimate IN`: tells the noise level of an image; `-` is the standard input. */
export async function estimate(input: string, flags: EstimateFlags, context: Context): Promise<void> {
  const { json } = flags;
  const source = input === "-" ? await readStdin(context) : resolve(context.folder, input);
  const { facts, noiseLevel } = await measure(source, parseReadFlags(flags));
  if (json !== true) return printLine(context.stdout, noiseLevel.toFixed(2));
  const { width, height, channels } = facts;
  return printJson(context.stdout, { input, width, height, channels, noiseLevel });
}

/** The noise level of an image file, with memory that does not grow with it as that of float32 would. */
async function measure(
  source: string | Uint8Array,
  options: ReadImageOptions,
): Promise<{ readonly facts: EncodableFacts; readonly noiseLevel: number }> {
  const { width, height, isFloat } = await readSize(source);
  if (width * height <= LARGE || isFloat) {
    const image = await readImage(source, options);
    return { facts: image, noiseLevel: estimateNoiseLevel(image) };
  }
  const image = await readLargeImage(source, options);
  return { facts: image.facts, noiseLevel: estimateLarge(image) };
}
