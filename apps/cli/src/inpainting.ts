import { resolve } from "node:path";
import type { PixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { masked } from "genericdp";
import type { Degradation } from "genericdp";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { fingerprint } from "./fingerprint.ts";
import { parseReadFlags } from "./read-options.ts";
import type { VerbTask } from "./restore-settings.ts";
import type { VerbFlags } from "./verbs.ts";

/** Lowest gray level of a bright pixel in a mask. */
const BRIGHT = 128;

/** The task of `inpaint`: reads the mask. */
export async function inpainting(flags: VerbFlags, { folder }: Context): Promise<VerbTask> {
  const file = flags.missing ?? flags.known;
  if (file === undefined) {
    throw new UsageError("expected --missing FILE or --known FILE, bright where pixels are missing or known");
  }
  const mask = await readImage(resolve(folder, file), parseReadFlags(flags));
  const { width, height } = mask;
  const levels = mask.data.filter((_, i) => i % mask.channels === 0);
  const data = levels.map((level) => (level >= BRIGHT === (flags.known !== undefined) ? 1 : 0));
  const degradation = masked({ width, height, data });
  return {
    settings: { mask: fingerprint({ width, height, data }) },
    about: degradation,
    degradation: (image: PixelImage, input: string): Degradation => {
      if (width === image.width && height === image.height) return degradation;
      const wanted = `${image.width}×${image.height} pixels, the size of ${input}`;
      throw new Error(`expected ${file} to have ${wanted}, got ${width}×${height}`);
    },
  };
}
