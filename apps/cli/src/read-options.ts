import type { Command } from "commander";
import type { ReadImageOptions } from "@genericdp/image/node";
import { UsageError } from "./errors.ts";
import { parseNumber, parsePositive } from "./options.ts";

/** What every command that reads pictures takes. */
export interface ReadFlags {
  readonly range?: string;
  readonly maxPixels?: string;
}

/** Adds the options that say how pictures are read. */
export function reading(command: Command): Command {
  return command
    .option(
      "--range <B,W>",
      "black and white in a file of floats, such as 0,1; default: 0,255 in .npy, 0,1 in TIFF",
    )
    .option("--max-pixels <MP>", "refuse pictures of more megapixels; default: 100");
}

/** @throws UsageError for options that cannot be meant. */
export function parseReadFlags({ range, maxPixels }: ReadFlags): ReadImageOptions {
  return {
    ...(range !== undefined && { range: parseRange(range) }),
    ...(maxPixels !== undefined && { maxPixels: 1e6 * parsePositive("--max-pixels", maxPixels) }),
  };
}

function parseRange(text: string): [number, number] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length !== 2)
    throw new UsageError(`expected --range to be black and white, such as 0,1, got ${text}`);
  const [black, white] = parts.map((part) => parseNumber("--range", part, -Infinity)) as [number, number];
  if (black < white) return [black, white];
  throw new UsageError(`expected --range to name black and a greater white, got ${text}`);
}
