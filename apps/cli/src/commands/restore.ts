import type { Context } from "../context.ts";
import { loadPlugin } from "../plugin/load-plugin.ts";
import type { PluginFlags } from "../plugin/load-plugin.ts";
import { restoreFiles } from "../restore-file.ts";
import { parseSolverFlags, passesOf } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface RestoreCommandFlags extends SolverFlags, PluginFlags {}

/** `genericdp restore IN OUT`: undoes what the operator of a plugin did to an image file, or to many. */
export async function restore(
  paths: readonly string[],
  flags: RestoreCommandFlags,
  context: Context,
): Promise<void> {
  const settings = parseSolverFlags(flags);
  const operator = await loadPlugin(context.folder, flags);
  const { plugin, pluginOption = [] } = flags;
  await restoreFiles(
    paths,
    flags,
    {
      command: "restore",
      cleanerAllowed: true,
      passes: passesOf(settings, 12),
      // What is in the plugin is not looked at.
      settings: { ...settings, plugin, pluginOption },
      run: (session, image, { noiseLevel, signal, onProgress }) =>
        session.restore(image, { operator }, { ...settings, noiseLevel, signal, onProgress }),
    },
    context,
  );
}
