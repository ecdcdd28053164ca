import type { Metadata } from "sharp";
import { ImageReadError } from "./image-errors.ts";
import type { LevelRange } from "./level-range.ts";

/** The interpretation to request from the decoder, and how to convert its samples to levels. */
export interface Layout {
  readonly space: "b-w" | "srgb" | "scrgb" | "grey16" | "rgb16";
  readonly channels: 1 | 3;
  readonly depth: "uchar" | "ushort" | "float";
}

/** @throws ImageReadError for unsupported kinds of samples. */
export function chooseLayout(meta: Metadata, path: string | undefined): Layout {
  const { space, depth, channels, hasAlpha } = meta;
  const colours = channels - (hasAlpha ? 1 : 0);
  const is = (bits: Layout["depth"], name: Metadata["space"], count: number): boolean =>
    depth === bits && space === name && colours === count;
  // An 8-bit gray image with alpha is requested as RGB: sharp's raw output would drop its alpha.
  if (is("uchar", "b-w", 1)) return { space: hasAlpha ? "srgb" : "b-w", channels: 1, depth: "uchar" };
  if (is("uchar", "srgb", 3)) return { space: "srgb", channels: 3, depth: "uchar" };
  if (is("uchar", "cmyk", 4)) return { space: "srgb", channels: 3, depth: "uchar" };
  if (is("ushort", "grey16", 1)) return { space: "grey16", channels: 1, depth: "ushort" };
  if (is("ushort", "rgb16", 3)) return { space: "rgb16", channels: 3, depth: "ushort" };
  if (meta.bitsPerSample === 32) {
    if (is("float", "b-w", 1) && !hasAlpha) return { space: "b-w", channels: 1, depth: "float" };
    if (is("float", "scrgb", 3) && !hasAlpha) return { space: "scrgb", channels: 3, depth: "float" };
  }
  const kind = `${SAMPLES[depth] ?? depth} of ${meta.bitsPerSample ?? "?"} bits`;
  const got = `${colours} channels of ${kind}${hasAlpha ? " and opacity" : ""} (${space})`;
  const wanted = "gray or RGB of 8 or 16 bits or of float32, or CMYK of 8 bits";
  throw new ImageReadError(path, `it has ${got}, which is not read; save it as ${wanted}`, {
    code: "unsupported",
  });
}

const SAMPLES: Readonly<Partial<Record<string, string>>> = {
  uchar: "whole numbers",
  ushort: "whole numbers",
  uint: "whole numbers",
  char: "signed numbers",
  short: "signed numbers",
  int: "signed numbers",
  float: "floats",
  double: "floats",
};

/**
 * Converts samples to levels: 8 bits unchanged, 16 bits divided by 257; 10 and 12 bits are in the upper bits
 * of 16.
 */
export function levelOfSample(
  meta: Metadata,
  { depth }: Layout,
  [black, white]: LevelRange,
): (sample: number) => number {
  if (depth === "uchar") return (sample) => sample;
  if (depth === "float") return (sample) => ((sample - black) * 255) / (white - black);
  const bits = meta.format === "heif" ? (meta.bitsPerSample ?? 16) : 16;
  const [shift, scale] = [16 - bits, 255 / (2 ** bits - 1)];
  return (sample) => (sample >>> shift) * scale;
}
