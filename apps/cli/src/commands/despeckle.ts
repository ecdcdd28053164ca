import { findSpecks, isBilevel } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import type { Context } from "../context.ts";
import { restoreFiles } from "../restore-file.ts";
import { parseSolverFlags, passesOf } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

/**
 * `genericdp despeckle IN OUT`: finds specks (dust, impulse noise) and fills them in as missing pixels. What
 * is no speck stays as it is, and a picture of black and white alone stays one.
 */
export async function despeckle(
  paths: readonly string[],
  flags: SolverFlags,
  context: Context,
): Promise<void> {
  const settings = parseSolverFlags(flags);
  await restoreFiles(
    paths,
    flags,
    {
      command: "despeckle",
      cleanerAllowed: true,
      passes: passesOf(settings, 16),
      settings,
      run: async (session, image, { noiseLevel, signal, onProgress }) => {
        const known = knownPixels(image);
        if (known.every((value) => value === 1)) return image;
        const noise = noiseLevel > 0 ? { noiseLevel } : {};
        const filled = await session.inpaint(image, { ...settings, ...noise, signal, onProgress, known });
        if (!isBilevel(image.data)) return filled;
        return { ...filled, data: filled.data.map((level) => (level < 127.5 ? 0 : 255)) };
      },
    },
    context,
  );
}

/** 1 for each pixel that is a speck in no channel. */
function knownPixels({ data, width, height, channels }: PixelImage): Uint8Array {
  const known = new Uint8Array(width * height).fill(1);
  for (let channel = 0; channel < channels; channel++) {
    const plane = Float32Array.from(known, (_, i) => data[i * channels + channel]!);
    for (const [i, speck] of findSpecks({ data: plane, width, height }).entries())
      if (speck === 1) known[i] = 0;
  }
  return known;
}
