import { resolve } from "node:path";
import { replaceFile } from "@genericdp/image/node";
import { analyseNoise, describeNoise, estimateNoiseLevel } from "genericdp";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { checkWritable } from "../files.ts";
import { readSample } from "../picture.ts";
import { printJson, printLine } from "../print.ts";
import { parseReadFlags } from "../read-options.ts";
import type { ReadFlags } from "../read-options.ts";
import { noisePlot } from "../report/noise-plot.ts";
import { parseNoiseKind } from "../restore-settings.ts";
import { readStdin } from "../standard-streams.ts";

export interface EstimateFlags extends ReadFlags {
  readonly noise?: string;
  readonly plot?: string;
  readonly json?: boolean;
}

/**
 * `genericdp estimate IN`: describes the noise of an image as denoise would estimate it; `-` is standard
 * input.
 */
export async function estimate(input: string, flags: EstimateFlags, context: Context): Promise<void> {
  const { json = false, plot } = flags;
  const kind = parseNoiseKind(flags.noise);
  if (plot !== undefined && kind === "gaussian") {
    throw new UsageError("expected --plot without --noise gaussian, which is the same at each brightness");
  }
  const drawing = plot === undefined ? undefined : resolve(context.folder, plot);
  if (drawing !== undefined) await checkWritable(drawing);
  const source = input === "-" ? await readStdin(context) : resolve(context.folder, input);
  const { maxPixels, ...read } = parseReadFlags(flags);
  const limit = maxPixels === undefined ? {} : { maxPixels };
  const { facts: image, sample } = await readSample(source, { ...read, ...limit });
  const { width, height, channels } = image;
  const facts = { input, width, height, channels };
  if (kind === "gaussian") {
    const noiseLevel = estimateNoiseLevel(sample, limit);
    if (!json) return printLine(context.stdout, noiseLevel.toFixed(2));
    return printJson(context.stdout, { ...facts, noiseLevel });
  }
  const noise = analyseNoise(sample, limit);
  if (drawing !== undefined) {
    await replaceFile(drawing, new TextEncoder().encode(noisePlot(`Noise of ${input}`, noise)));
  }
  if (!json) return printLine(context.stdout, describeNoise(noise));
  return printJson(context.stdout, { ...facts, noiseLevel: noise.planes[0]!.level, ...noise });
}
