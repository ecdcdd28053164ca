import { blurred, describeExamination, examine, jpegCompressed, noisy } from "genericdp";
import type { Remedy } from "genericdp";
import type { Context } from "./context.ts";
import { parseReadFlags } from "./read-options.ts";
import type { RestoreTask, VerbTask } from "./restore-settings.ts";
import { VERBS, restoreTask } from "./verbs.ts";
import type { VerbFlags } from "./verbs.ts";

/** The task of `restore` without a plugin: whatever each image needs. */
export async function automatic(flags: VerbFlags, context: Context): Promise<VerbTask> {
  const degradation = noisy();
  const { maxPixels } = parseReadFlags(flags);
  return {
    settings: { automatic: true },
    about: degradation,
    degradation: () => degradation,
    choose: async (sample, input) => {
      const found = examine(sample, maxPixels === undefined ? {} : { maxPixels });
      // An image without problems still runs through denoise, which notes that it has little noise and how to
      // smooth it anyway.
      const remedy: Remedy = found.remedy ?? { task: "denoise", options: {} };
      const verb = VERBS.find(({ name }) => name === remedy.task)!;
      const task = await restoreTask(verb, { ...flags, kernel: "auto" }, context);
      const why = `${input}: ${describeExamination(found)}; chosen: ${verb.name}`;
      return { task: { ...task, ...asFound(remedy, task, flags) }, why };
    },
  };
}

/** What the examination found, which the task would otherwise look for again. */
function asFound(
  remedy: Remedy,
  { about }: RestoreTask,
  { boundary = "valid" }: VerbFlags,
): Partial<RestoreTask> {
  switch (remedy.task) {
    case "denoise":
    case "despeckle":
      return {};
    case "deblur": {
      const { kernel, noiseLevel } = remedy.options;
      const degradation = blurred(kernel, { boundary });
      return { about: { ...about, noise: { level: () => noiseLevel } }, degradation: () => degradation };
    }
    case "deblock": {
      const degradation = jpegCompressed(remedy.options.quantization);
      return { about: degradation, degradation: () => degradation };
    }
  }
}
