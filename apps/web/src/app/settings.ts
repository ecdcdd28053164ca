import { diskKernel, gaussianKernel, kernelFromArray, motionKernel } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";

export type Task = "denoise" | "deblur" | "upscale" | "inpaint" | "deblock" | "despeckle";

/** Names of the tasks on the page. */
export const TASK_NAMES: Readonly<Record<Task, string>> = {
  denoise: "Denoise",
  deblur: "Sharpen",
  upscale: "Enlarge",
  inpaint: "Repair",
  deblock: "JPEG",
  despeckle: "Specks",
};

export type KernelKind = "gaussian" | "disk" | "motion" | "drawn";

/** The settings of the blur; lengths in pixels. */
export interface KernelSettings {
  readonly kind: KernelKind;
  readonly sigma: number;
  readonly radius: number;
  readonly length: number;
  readonly angleDegrees: number;
  /** For "drawn": the weights row by row, a square with an odd side. */
  readonly drawn: readonly number[];
}

/** How much noise to remove: as much as estimated, less, more, or a level of the user's own. */
export type Amount = "auto" | "light" | "medium" | "strong" | "own";

/** The settings in the panel; noise levels in gray levels. */
export interface Settings {
  readonly task: Task;
  readonly amount: Amount;
  /**
   * For "denoise", one for each plane: one if the photo is gray, else intensity, red–blue and green–magenta.
   */
  readonly levels: readonly number[];
  /** For "deblur" and "upscale". */
  readonly noiseLevel: number;
  /** For "inpaint", which cannot estimate it: 0 keeps unpainted pixels exactly. */
  readonly repairNoiseLevel: number;
  readonly ensemble: boolean;
  readonly kernel: KernelSettings;
  readonly scale: number;
  /** For "deblock", if the file does not tell how it was compressed. */
  readonly jpegQuality: number;
}

/** Names of the settings that the user chose. */
export type Own = ReadonlySet<keyof Settings>;

export const NOISE_RANGE = { min: 0.5, max: 55 } as const;

/** The assumed noise level of a photo that is too small for an estimate. */
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

/** The blur kernel that the settings describe; undefined if nothing was drawn yet. */
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
 * The noise level for each amount: a multiple of the estimated one, but at least a level with a visible
 * effect.
 */
const AMOUNTS: Readonly<Record<Exclude<Amount, "own">, { readonly times: number; readonly least: number }>> =
  {
    auto: { times: 1, least: 0 },
    light: { times: 0.65, least: 2 },
    medium: { times: 1.4, least: 8 },
    strong: { times: 2, least: 16 },
  };

/** The noise level for an amount, given the estimated level `found` and the user's own `level`. */
export function noiseOf(amount: Amount, found: number, level: number): number {
  if (amount === "own") return level;
  const { times, least } = AMOUNTS[amount];
  return withinRange(Math.max(least, times * found));
}

/**
 * The noise level of each plane for an amount, given the estimated levels. With "auto", 0 leaves a plane that
 * is nearly free of noise unchanged.
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
