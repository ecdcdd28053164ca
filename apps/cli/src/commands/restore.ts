import type { Context } from "../context.ts";
import { loadPlugin } from "../plugin/load-plugin.ts";
import type { PluginFlags } from "../plugin/load-plugin.ts";
import { restoreFile } from "../restore-file.ts";
import { parseSolverFlags } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface RestoreCommandFlags extends SolverFlags, PluginFlags {}

/** `genericdp restore IN OUT`: undoes what the operator of a plugin did to an image file. */
export async function restore(
  input: string,
  output: string,
  flags: RestoreCommandFlags,
  context: Context,
): Promise<void> {
  const settings = parseSolverFlags(flags);
  const operator = await loadPlugin(context.folder, flags);
  await restoreFile(
    input,
    output,
    flags,
    {
      cleanerAllowed: true,
      run: (session, image, options) => session.restore(image, { ...settings, ...options, operator }),
    },
    context,
  );
}
