import type { WorkerRestorer } from "genericdp/worker";
import type { Pixels } from "../codec/protocol.ts";
import type { TaskInput, Tasks } from "./run-task.ts";
import { kernelOf } from "./settings.ts";
import type { Settings } from "./settings.ts";

/** The tasks that drafts need. */
export type DraftTasks = Tasks & Pick<WorkerRestorer, "restore">;

/** Makes a draft of the result of `runTask`. */
export type Drafting = (input: TaskInput<Pixels>, settings: Settings, signal: AbortSignal) => Promise<Pixels>;

/** Enough iterations to see what the settings do; a blur needs more until its edges are sharp. */
const FEW = { iterations: 2 };
const FEW_FOR_BLUR = { iterations: 4 };

/**
 * Makes nearly the same as `runTask` in a fraction of the time: the solvers run few iterations, nothing is
 * unknown beyond the edges of a blurred image, and no traces of JPEG are searched for.
 *
 * @param tasks those of a small model, in a worker that knows `draftDegradations`.
 */
export function drafting(tasks: DraftTasks): Drafting {
  /** The last image that was a JPEG, and the same without the artefacts. */
  let last: { readonly image: Pixels; readonly deblocked: Promise<Pixels> } | undefined;

  const deblocked = ({ image, jpeg }: TaskInput<Pixels>): Promise<Pixels> | Pixels => {
    if (jpeg === undefined) return image;
    if (last === undefined || !isSame(last.image, image)) {
      // Not cancelled, because the next draft needs it as well.
      last = { image, deblocked: tasks.deblock(image, { ...FEW, quantization: jpeg }) };
      last.deblocked.catch(() => (last = undefined));
    }
    return last.deblocked;
  };
  return async (input, settings, signal) => {
    const { noiseLevel, repairNoiseLevel, scale, jpegQuality } = settings;
    const { image, known, jpeg } = input;
    const common = { signal, ...FEW };
    switch (settings.task) {
      case "denoise":
        return tasks.denoise(image, { signal, noiseLevel: settings.levels });
      case "deblur": {
        const kernel = kernelOf(settings.kernel);
        if (kernel === undefined) return image;
        return tasks.restore(
          image,
          { name: "draft-blurred", options: { kernel } },
          { ...common, ...FEW_FOR_BLUR, noiseLevel },
        );
      }
      case "upscale": {
        const clean = await deblocked(input);
        return tasks.restore(
          clean,
          { name: "draft-downscaled", options: { scale } },
          { ...common, noiseLevel },
        );
      }
      case "inpaint":
        return tasks.inpaint(image, {
          ...common,
          ...(known && { known }),
          ...(repairNoiseLevel > 0 && { noiseLevel: repairNoiseLevel }),
        });
      case "deblock":
        return tasks.deblock(image, { ...common, ...(jpeg ? { quantization: jpeg } : { jpegQuality }) });
      case "despeckle":
        return tasks.despeckle(image, common);
    }
  };
}

function isSame(a: Pixels, b: Pixels): boolean {
  return a.width === b.width && a.data.length === b.data.length && a.data.every((v, i) => v === b.data[i]);
}
