import type { Context } from "../context.ts";
import { loadKernel } from "../load-kernel.ts";
import { restoreFile } from "../restore-file.ts";
import { parseBoundary, parseSolverFlags } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface DeblurFlags extends SolverFlags {
  readonly kernel: string;
  readonly boundary: string;
}

/** `genericdp deblur IN OUT`: removes a known blur from an image file. */
export async function deblur(
  input: string,
  output: string,
  flags: DeblurFlags,
  context: Context,
): Promise<void> {
  const settings = { ...parseSolverFlags(flags), boundary: parseBoundary(flags.boundary) };
  const kernel = await loadKernel(context.folder, flags.kernel);
  await restoreFile(
    input,
    output,
    flags,
    {
      cleanerAllowed: true,
      run: (session, image, options) => session.deblur(image, { ...settings, ...options, kernel }),
    },
    context,
  );
}
