import { describeExamination, examine, noisy } from "genericdp";
import type { Context } from "./context.ts";
import type { VerbTask } from "./restore-settings.ts";
import { VERBS, restoreTask } from "./verbs.ts";
import type { VerbFlags } from "./verbs.ts";

/** The task of `restore` without a plugin: whatever each image needs. */
export async function automatic(flags: VerbFlags, context: Context): Promise<VerbTask> {
  const degradation = noisy();
  return {
    settings: { automatic: true },
    about: degradation,
    degradation: () => degradation,
    choose: async (sample, input) => {
      const found = examine(sample);
      // An image without problems still runs through denoise, which notes that it has little noise and how to
      // smooth it anyway.
      const name = found.remedy?.task ?? "denoise";
      const task = await restoreTask(
        VERBS.find((verb) => verb.name === name)!,
        { ...flags, kernel: "auto" },
        context,
      );
      return { task, why: `${input}: ${describeExamination(found)}; chosen: ${name}` };
    },
  };
}
