import { diskKernel, gaussianKernel, kernelFromArray, motionKernel } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";

export type Task = "denoise" | "deblur" | "upscale" | "inpaint";

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

/** What the panel says; noise levels in gray levels. */
export interface Settings {
  readonly task: Task;
  readonly noiseLevel: number;
  /** For "inpaint", where there is no estimate. */
  readonly repairNoiseLevel: number;
  readonly strength: number;
  readonly ensemble: boolean;
  readonly kernel: KernelSettings;
  readonly scale: number;
}

export const NOISE_RANGE = { min: 0.5, max: 55 } as const;

export const DEFAULT_SETTINGS: Settings = {
  task: "denoise",
  noiseLevel: 10,
  repairNoiseLevel: 1,
  strength: 1,
  ensemble: false,
  kernel: { kind: "gaussian", sigma: 1.6, radius: 3, length: 9, angleDegrees: 0, drawn: [] },
  scale: 2,
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

/** Noise level and strength as the work takes them: their product stays within the model's range. */
export function effectiveNoise({ task, noiseLevel, repairNoiseLevel, strength }: Settings): number {
  const wanted = task === "inpaint" ? repairNoiseLevel : noiseLevel * strength;
  return Math.min(NOISE_RANGE.max, Math.max(NOISE_RANGE.min, wanted));
}
