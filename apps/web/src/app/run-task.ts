import type { JpegTables } from "@genericdp/image";
import type { RgbaImage } from "genericdp";
import type { WorkerRestorer } from "genericdp/worker";
import { kernelOf } from "./settings.ts";
import type { Settings } from "./settings.ts";

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (fraction: number) => void;
  readonly transfer?: boolean;
}

/** The tasks of a restorer, in this thread or in a worker. */
export type Tasks = Pick<
  WorkerRestorer,
  "denoise" | "deblur" | "upscale" | "inpaint" | "deblock" | "despeckle"
>;

/** The input of a task. */
export interface TaskInput<Image extends RgbaImage = RgbaImage> {
  readonly image: Image;
  /** For "inpaint": which of its pixels are known. */
  readonly known?: Uint8Array | undefined;
  /** For "deblock": the quantisation tables of the file, if it is a JPEG. */
  readonly jpeg?: JpegTables | undefined;
}

/**
 * Runs the task that the settings describe.
 *
 * @throws RangeError if something is missing: a blur that was not drawn, pixels that were not painted.
 */
export async function runTask<Image extends RgbaImage>(
  { denoise, deblur, upscale, inpaint, deblock, despeckle }: Tasks,
  { image, known, jpeg }: TaskInput<Image>,
  settings: Settings,
  options: RunOptions = {},
): Promise<Image> {
  const { noiseLevel, repairNoiseLevel } = settings;
  switch (settings.task) {
    case "denoise":
      return denoise(image, {
        ...options,
        noiseLevel: settings.levels,
        selfEnsemble: settings.ensemble,
      });
    case "deblur": {
      const kernel = kernelOf(settings.kernel);
      if (kernel === undefined) throw new RangeError("Draw the blur first, or load an image of it.");
      return deblur(image, { ...options, noiseLevel, kernel });
    }
    case "upscale":
      return upscale(image, { ...options, noiseLevel, scale: settings.scale });
    case "inpaint":
      if (known === undefined) throw new RangeError("First paint over what you want to fill in.");
      return inpaint(image, {
        ...options,
        known,
        ...(repairNoiseLevel > 0 && { noiseLevel: repairNoiseLevel }),
      });
    case "deblock": {
      const { jpegQuality } = settings;
      return deblock(image, { ...options, ...(jpeg ? { quantization: jpeg } : { jpegQuality }) });
    }
    case "despeckle":
      return despeckle(image, options);
  }
}
