import { resolve } from "node:path";
import { readImage } from "@genericdp/image/node";
import type { Context } from "../context.ts";
import { fingerprint } from "../fingerprint.ts";
import { parseReadFlags } from "../read-options.ts";
import { restoreFiles } from "../restore-file.ts";
import { parseSolverFlags, passesOf } from "../solver-options.ts";
import type { SolverFlags } from "../solver-options.ts";

export interface InpaintFlags extends SolverFlags {
  readonly mask: string;
}

/** Levels from which on a pixel of the mask is to be filled in. */
const THRESHOLD = 128;

/** `genericdp inpaint IN OUT`: fills in the pixels of image files that are bright in a mask. */
export async function inpaint(
  paths: readonly string[],
  flags: InpaintFlags,
  context: Context,
): Promise<void> {
  const settings = parseSolverFlags(flags);
  const mask = await readImage(resolve(context.folder, flags.mask), parseReadFlags(flags));
  const levels = mask.data.filter((_, i) => i % mask.channels === 0);
  const known = levels.map((level) => (level < THRESHOLD ? 1 : 0));
  await restoreFiles(
    paths,
    flags,
    {
      command: "inpaint",
      cleanerAllowed: true,
      passes: passesOf(settings, 16),
      settings: { ...settings, mask: fingerprint({ ...mask, data: known }) },
      run: (session, image, { input, noiseLevel, signal, onProgress }) => {
        if (mask.width !== image.width || mask.height !== image.height) {
          const wanted = `${image.width}×${image.height} pixels, the size of ${input}`;
          throw new Error(`expected ${flags.mask} to have ${wanted}, got ${mask.width}×${mask.height}`);
        }
        const noise = noiseLevel > 0 ? { noiseLevel } : {};
        return session.inpaint(image, { ...settings, ...noise, signal, onProgress, known });
      },
    },
    context,
  );
}
