import type { Context } from "../context.ts";
import { loadKernel } from "../load-kernel.ts";
import { parseWhole } from "../options.ts";
import { restoreFile } from "../restore-file.ts";
import { parseSolverFlags } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface UpscaleFlags extends SolverFlags {
  readonly scale: string;
  readonly kernel?: string;
}

/** `genericdp upscale IN OUT`: makes an image file 2 to 8 times as wide and high. */
export async function upscale(
  input: string,
  output: string,
  flags: UpscaleFlags,
  context: Context,
): Promise<void> {
  const settings = { ...parseSolverFlags(flags), scale: parseWhole("--scale", flags.scale, 2, 8) };
  const kernel = flags.kernel === undefined ? {} : { kernel: await loadKernel(context.folder, flags.kernel) };
  await restoreFile(
    input,
    output,
    flags,
    {
      cleanerAllowed: true,
      run: (session, image, options) => session.upscale(image, { ...settings, ...kernel, ...options }),
    },
    context,
  );
}
