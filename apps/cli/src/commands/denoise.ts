import type { Context } from "../context.ts";
import { restoreFiles } from "../restore-file.ts";
import type { RestoreFlags } from "../restore-settings.ts";

export interface DenoiseFlags extends RestoreFlags {
  readonly selfEnsemble?: boolean;
}

/** `genericdp denoise IN OUT`: removes the noise of an image file, or with `--out-dir` of many. */
export async function denoise(
  paths: readonly string[],
  flags: DenoiseFlags,
  context: Context,
): Promise<void> {
  const selfEnsemble = flags.selfEnsemble === true;
  await restoreFiles(
    paths,
    flags,
    {
      command: "denoise",
      cleanerAllowed: false,
      local: true,
      passes: selfEnsemble ? 8 : 1,
      settings: { selfEnsemble },
      run: (session, image, { noiseLevel, signal, onProgress }) =>
        session.denoise(image, { noiseLevel, signal, onProgress, selfEnsemble }),
    },
    context,
  );
}
