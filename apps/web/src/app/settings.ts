import { diskKernel, gaussianKernel, kernelFromArray, motionKernel } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";

export type Task = "denoise" | "deblur" | "upscale" | "inpaint" | "deblock";

/** The tasks as the page calls them. */
export const TASK_NAMES: Readonly<Record<Task, string>> = {
  denoise: "Denoise",
  deblur: "Sharpen",
  upscale: "Enlarge",
  inpaint: "Repair",
  deblock: "JPEG",
};

export type KernelKind = "gaussian" | "disk" | "motion" | "drawn";

/** A blur as it is chosen; lengths in pixels. */
export interface KernelSettings {
  readonly kind: KernelKind;
  readonly sigma: number;
  readonly radius: number;
  readonly length: number;
  readonly angleDegrees: number;
  /** Weights row by row of a square with an odd side, for "drawn". */
  readonly drawn: readonly number[];
}

/** How much noise to remove: the estimate, less or more; or a chosen level. */
export type Amount = "auto" | "light" | "medium" | "strong" | "own";

/** What the panel says; noise levels in gray levels. */
export interface Settings {
  readonly task: Task;
  readonly amount: Amount;
  /** For "denoise", of each plane: of a gray photo one; intensity, red–blue and green–magenta of another. */
  readonly levels: readonly number[];
  /** For "deblur" and "upscale". */
  readonly noiseLevel: number;
  /** For "inpaint", where there is no estimate: 0 leaves what is not painted exactly as it is. */
  readonly repairNoiseLevel: number;
  readonly ensemble: boolean;
  readonly kernel: KernelSettings;
  readonly scale: number;
  /** For "deblock", where the file does not tell how it was compressed. */
  readonly jpegQuality: number;
}

/** Names of settings that the user chose himself. */
export type Own = ReadonlySet<keyof Settings>;

export const NOISE_RANGE = { min: 0.5, max: 55 } as const;

/** What is taken for the noise of a photo that is too small for an estimate. */
export const UNKNOWN_NOISE = 10;

export const DEFAULT_SETTINGS: Settings = {
  task: "denoise",
  amount: "auto",
  levels: [10],
  noiseLevel: 10,
  repairNoiseLevel: 0,
  ensemble: false,
  kernel: { kind: "gaussian", sigma: 1.6, radius: 3, length: 9, angleDegrees: 0, drawn: [] },
  scale: 2,
  jpegQuality: 40,
};

/** The blur kernel of settings; undefined while nothing is drawn. */
export function kernelOf(kernel: KernelSettings): BlurKernel | undefined {
  switch (kernel.kind) {
    case "gaussian":
      return gaussianKernel(kernel.sigma);
    case "disk":
      return diskKernel(kernel.radius);
    case "motion":
      return motionKernel(kernel.length, kernel.angleDegrees);
    case "drawn": {
      if (!kernel.drawn.some((weight) => weight > 0)) return undefined;
      const side = Math.sqrt(kernel.drawn.length);
      return kernelFromArray({ height: side, width: side, data: kernel.drawn });
    }
  }
}

/**
 * What each amount makes of the noise that was found: so many times as much, but enough to be seen where next
 * to none was found.
 */
const AMOUNTS: Readonly<Record<Exclude<Amount, "own">, { readonly times: number; readonly least: number }>> =
  {
    auto: { times: 1, least: 0 },
    light: { times: 0.65, least: 2 },
    medium: { times: 1.4, least: 8 },
    strong: { times: 2, least: 16 },
  };

/** The noise level of an amount, for a photo in which so much noise was found; `level` for a chosen one. */
export function noiseOf(amount: Amount, found: number, level: number): number {
  if (amount === "own") return level;
  const { times, least } = AMOUNTS[amount];
  return withinRange(Math.max(least, times * found));
}

/**
 * The levels of planes of an amount, for a photo in whose planes so much was found; next to nothing leaves a
 * plane as it is.
 */
export function levelsOf(
  amount: Amount,
  found: readonly number[],
  own: readonly number[],
): readonly number[] {
  return found.map((level, p) => {
    if (amount === "own") return own[p] ?? own[0]!;
    return amount === "auto" && level < NOISE_RANGE.min ? 0 : noiseOf(amount, level, level);
  });
}

function withinRange(level: number): number {
  return Math.min(NOISE_RANGE.max, Math.max(NOISE_RANGE.min, level));
}
