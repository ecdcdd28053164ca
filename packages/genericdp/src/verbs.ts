import { blurred, downscaled, masked, noisy } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import { checkPixelCount } from "@genericdp/image";
import type { PixelImage } from "@genericdp/image";
import type {
  DeblockSettings,
  DeblurSettings,
  DenoiseSettings,
  DespeckleSettings,
  InpaintSettings,
  RestoreSettings,
  UpscaleSettings,
} from "./options.ts";
import { specked } from "./specked.ts";

/** A task with its own name: `restore` with a degradation made from its options. */
export interface Verb<Settings extends RestoreSettings> {
  /** Its options in addition to the common ones. */
  readonly own: readonly (keyof Settings & string)[];
  /** Whether it takes the options of the denoiser or those of the solver. */
  readonly kind: "denoise" | "solve";
  /** Checks the options, before an image is read, and tells what happened to an image. */
  prepare(settings: Settings): Happening | Promise<Happening>;
}

/** The degradation of an image; undefined if it is to stay as it is. */
type Happening = (image: PixelImage) => Degradation | undefined;

const denoise: Verb<DenoiseSettings> = { kind: "denoise", own: [], prepare: () => () => noisy() };

const deblur: Verb<DeblurSettings> = {
  kind: "solve",
  own: ["kernel", "boundary"],
  prepare: ({ kernel, boundary }) => {
    if (kernel === undefined) throw new TypeError("deblur: expected a kernel, got none");
    const happened = blurred(kernel, boundary === undefined ? {} : { boundary });
    return () => happened;
  },
};

const upscale: Verb<UpscaleSettings> = {
  kind: "solve",
  own: ["scale", "kernel"],
  prepare: ({ scale, kernel, maxPixels }) => {
    if (!(scale > 1 && scale <= 8)) {
      throw new RangeError(`upscale: expected a scale above 1 and at most 8, got ${scale}`);
    }
    if (kernel !== undefined && !Number.isInteger(scale)) {
      throw new TypeError(`upscale: expected a whole scale with a kernel, got ${scale}`);
    }
    const happened = downscaled(scale, kernel);
    return ({ width, height }) => {
      const result = { width: Math.round(scale * width), height: Math.round(scale * height) };
      checkPixelCount(result, maxPixels, "upscale: the result");
      return happened;
    };
  },
};

const inpaint: Verb<InpaintSettings> = {
  kind: "solve",
  own: ["known", "missing"],
  prepare: ({ known, missing }) => {
    if ((known === undefined) === (missing === undefined)) {
      const got = known === undefined ? "neither" : "both";
      throw new TypeError(`inpaint: expected known (1: keep) or missing (1: fill in), got ${got}`);
    }
    const data = known ?? Float32Array.from(missing!, (share) => 1 - share);
    return ({ width, height }) => masked({ data, width, height });
  },
};

const deblock: Verb<DeblockSettings> = {
  kind: "solve",
  own: ["quantization", "jpegQuality"],
  // A page that never deblocks does not have to load the code for JPEG.
  prepare: async (settings) => (await import("./stored-as-jpeg.ts")).storedAsJpeg(settings),
};

const despeckle: Verb<DespeckleSettings> = { kind: "solve", own: [], prepare: () => specked };

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
  /** Removes the blocking and ringing of JPEG compression. */
  readonly deblock: Verb<DeblockSettings>;
  /** Removes specks of dust and impulse noise. */
  readonly despeckle: Verb<DespeckleSettings>;
}

export const verbs: Verbs = { denoise, deblur, upscale, inpaint, deblock, despeckle };

export type VerbName = keyof Verbs;

/** The options of a verb. */
export type VerbSettings<Name extends VerbName> = Verbs[Name] extends Verb<infer Settings> ? Settings : never;

/** The arguments after the image: options, which can be omitted if none is required. */
export type VerbArguments<Name extends VerbName, More = unknown> =
  Partial<VerbSettings<Name>> extends VerbSettings<Name>
    ? [settings?: VerbSettings<Name> & More]
    : [settings: VerbSettings<Name> & More];
