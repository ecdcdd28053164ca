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
  /** The degradation for given options; undefined if the image is to stay as it is. */
  degradation(
    settings: Settings,
    image: PixelImage,
  ): Degradation | undefined | Promise<Degradation | undefined>;
}

const denoise: Verb<DenoiseSettings> = { kind: "denoise", own: [], degradation: () => noisy() };

const deblur: Verb<DeblurSettings> = {
  kind: "solve",
  own: ["kernel", "boundary"],
  degradation: ({ kernel, boundary }) => {
    if (kernel === undefined) throw new TypeError("deblur: expected a kernel, got none");
    return blurred(kernel, boundary === undefined ? {} : { boundary });
  },
};

const upscale: Verb<UpscaleSettings> = {
  kind: "solve",
  own: ["scale", "kernel"],
  degradation: ({ scale, kernel, maxPixels }, { width, height }) => {
    if (!(scale > 1 && scale <= 8)) {
      throw new RangeError(`upscale: expected a scale above 1 and at most 8, got ${scale}`);
    }
    const result = { width: Math.round(scale * width), height: Math.round(scale * height) };
    checkPixelCount(result, maxPixels, "upscale: the result");
    if (kernel === undefined || Number.isInteger(scale)) return downscaled(scale, kernel);
    throw new TypeError(`upscale: expected a whole scale with a kernel, got ${scale}`);
  },
};

const inpaint: Verb<InpaintSettings> = {
  kind: "solve",
  own: ["known", "missing"],
  degradation: ({ known, missing }, { width, height }) => {
    if ((known === undefined) === (missing === undefined)) {
      const got = known === undefined ? "neither" : "both";
      throw new TypeError(`inpaint: expected known (1: keep) or missing (1: fill in), got ${got}`);
    }
    const data = known ?? Float32Array.from(missing!, (share) => 1 - share);
    return masked({ data, width, height });
  },
};

const deblock: Verb<DeblockSettings> = {
  kind: "solve",
  own: ["quantization", "jpegQuality"],
  // A page that never deblocks does not have to load the code for JPEG.
  degradation: async (settings, image) => (await import("./stored-as-jpeg.ts")).storedAsJpeg(settings, image),
};

const despeckle: Verb<DespeckleSettings> = {
  kind: "solve",
  own: [],
  degradation: (_, image) => specked(image),
};

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
