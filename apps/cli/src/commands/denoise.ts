import type { Context } from "../context.ts";
import { restoreFile } from "../restore-file.ts";
import type { RestoreFlags } from "../restore-file.ts";

export interface DenoiseFlags extends RestoreFlags {
  readonly selfEnsemble?: boolean;
}

/** `genericdp denoise IN OUT`: removes the noise of an image file. */
export async function denoise(
  input: string,
  output: string,
  flags: DenoiseFlags,
  context: Context,
): Promise<void> {
  const selfEnsemble = flags.selfEnsemble === true;
  await restoreFile(
    input,
    output,
    flags,
    {
      cleanerAllowed: false,
      run: (session, image, options) => session.denoise(image, { ...options, selfEnsemble }),
    },
    context,
  );
}
