import type { Context } from "../context.ts";
import { fingerprint } from "../fingerprint.ts";
import { loadKernel } from "../load-kernel.ts";
import { parseWhole } from "../options.ts";
import { restoreFiles } from "../restore-file.ts";
import { parseSolverFlags, passesOf } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface UpscaleFlags extends SolverFlags {
  readonly scale: string;
  readonly kernel?: string;
}

/** `genericdp upscale IN OUT`: makes image files 2 to 8 times as wide and high. */
export async function upscale(
  paths: readonly string[],
  flags: UpscaleFlags,
  context: Context,
): Promise<void> {
  const settings = { ...parseSolverFlags(flags), scale: parseWhole("--scale", flags.scale, 2, 8) };
  const kernel = flags.kernel === undefined ? undefined : await loadKernel(context.folder, flags.kernel);
  await restoreFiles(
    paths,
    flags,
    {
      command: "upscale",
      cleanerAllowed: true,
      passes: passesOf(settings, 12),
      scale: settings.scale,
      settings: { ...settings, kernel: kernel === undefined ? "bicubic" : fingerprint(kernel) },
      run: (session, image, { noiseLevel, signal, onProgress }) =>
        // A larger picture of black and white has gray edges.
        session.upscale(image.bitDepth === 1 ? { ...image, bitDepth: 8 } : image, {
          ...settings,
          ...(kernel && { kernel }),
          noiseLevel,
          signal,
          onProgress,
        }),
    },
    context,
  );
}
