import { resolve } from "node:path";
import { readImage } from "@genericdp/image/node";
import { estimateNoiseLevel } from "genericdp";
import type { Context } from "../context.ts";
import { printJson, printLine } from "../print.ts";
import { parseReadFlags } from "../read-options.ts";
import type { ReadFlags } from "../read-options.ts";
import { readStdin } from "../standard-streams.ts";

export interface EstimateFlags extends ReadFlags {
  readonly json?: boolean;
}

/** `genericdp estimate IN`: tells the noise level of an image; `-` is the standard input. */
export async function estimate(input: string, flags: EstimateFlags, context: Context): Promise<void> {
  const { json } = flags;
  const source = input === "-" ? await readStdin(context) : resolve(context.folder, input);
  const image = await readImage(source, parseReadFlags(flags));
  const noiseLevel = estimateNoiseLevel(image);
  if (json !== true) return printLine(context.stdout, noiseLevel.toFixed(2));
  const { width, height, channels } = image;
  return printJson(context.stdout, { input, width, height, channels, noiseLevel });
}
