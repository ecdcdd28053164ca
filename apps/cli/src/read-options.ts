import type { Command } from "commander";
import type { ReadImageOptions } from "@genericdp/image/node";
import { UsageError } from "./errors.ts";
import { parseNumber, parsePositive } from "./options.ts";

/** Options of every command that reads images. */
export interface ReadFlags {
  readonly range?: string;
  readonly maxPixels?: string;
}

/** Adds the options for reading images. */
export function reading(command: Command): Command {
  return command
    .option(
      "--range <B,W>",
      "values of black and white in a file of floats, such as 0,1 (default: 0,255 in .npy, 0,1 in TIFF)",
    )
    .option("--max-pixels <MP>", "largest image to accept or to make, in megapixels (default: 100)");
}

/** @throws UsageError for invalid options. */
export function parseReadFlags({ range, maxPixels }: ReadFlags): ReadImageOptions {
  return {
    ...(range !== undefined && { range: parseRange(range) }),
    ...(maxPixels !== undefined && { maxPixels: 1e6 * parsePositive("--max-pixels", maxPixels) }),
  };
}

function parseRange(text: string): [number, number] {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length !== 2)
    throw new UsageError(`expected --range to be black,white, such as 0,1, got ${text}`);
  const [black, white] = parts.map((part) => parseNumber("--range", part, -Infinity)) as [number, number];
  if (black < white) return [black, white];
  throw new UsageError(`expected --range to be black,white with black below white, got ${text}`);
}
