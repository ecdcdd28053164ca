import type { Context } from "../context.ts";
import { fingerprint } from "../fingerprint.ts";
import { loadKernel } from "../load-kernel.ts";
import { restoreFiles } from "../restore-file.ts";
import { parseBoundary, parseSolverFlags, passesOf } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface DeblurFlags extends SolverFlags {
  readonly kernel: string;
  readonly boundary: string;
}

/** `genericdp deblur IN OUT`: removes a known blur from an image file, or with `--out-dir` from many. */
export async function deblur(paths: readonly string[], flags: DeblurFlags, context: Context): Promise<void> {
  const settings = { ...parseSolverFlags(flags), boundary: parseBoundary(flags.boundary) };
  const kernel = await loadKernel(context.folder, flags.kernel);
  await restoreFiles(
    paths,
    flags,
    {
      command: "deblur",
      cleanerAllowed: true,
      passes: passesOf(settings, 16),
      settings: { ...settings, kernel: fingerprint(kernel) },
      run: (session, image, { noiseLevel, signal, onProgress }) =>
        session.deblur(image, { ...settings, noiseLevel, signal, onProgress, kernel }),
    },
    context,
  );
}
