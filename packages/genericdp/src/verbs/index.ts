import type {
  DeblockSettings,
  DeblurSettings,
  DenoiseSettings,
  InpaintSettings,
  UpscaleSettings,
} from "../options.ts";
import { deblock } from "./deblock.ts";
import { deblur } from "./deblur.ts";
import { denoise } from "./denoise.ts";
import { inpaint } from "./inpaint.ts";
import { upscale } from "./upscale.ts";
import type { Verb } from "./verb.ts";

/** All verbs. Restorers, workers and the functions for pixels and files have one method for each row. */
export interface Verbs {
  /** Removes noise from an image. */
  readonly denoise: Verb<DenoiseSettings>;
  /** Removes a known blur, and noise. */
  readonly deblur: Verb<DeblurSettings>;
  /** Enlarges an image. */
  readonly upscale: Verb<UpscaleSettings>;
  /** Fills in missing pixels. */
  readonly inpaint: Verb<InpaintSettings>;
  /** Removes the blocks and rings of JPEG compression. */
  readonly deblock: Verb<DeblockSettings>;
}

export const verbs: Verbs = { denoise, deblur, upscale, inpaint, deblock };

export type VerbName = keyof Verbs;

/** The options of a verb. */
export type VerbSettings<Name extends VerbName> = Verbs[Name] extends Verb<infer Settings> ? Settings : never;

/** What comes after the image in a call: options, which may be left out where none is needed. */
export type VerbArguments<Name extends VerbName, More = unknown> =
  Partial<VerbSettings<Name>> extends VerbSettings<Name>
    ? [settings?: VerbSettings<Name> & More]
    : [settings: VerbSettings<Name> & More];

/** An object with something for each verb. */
export function forEachVerb<Result>(make: <Name extends VerbName>(name: Name) => unknown): Result {
  const names = Object.keys(verbs) as VerbName[];
  // One for each row, which is what Result says.
  return Object.fromEntries(names.map((name) => [name, make(name)])) as Result;
}
