import type { JpegTables, PixelImage } from "@genericdp/image";
import { Option } from "commander";
import type { BlurBoundary } from "genericdp";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { parseInteger, parsePositive } from "./options.ts";
import { pluginOptions } from "./plugin/plugin-options.ts";
import type { PluginFlags } from "./plugin/plugin-options.ts";
import type { RestoreFlags, RestoreTask, VerbTask } from "./restore-settings.ts";
import { boundaryOption, solverSettings } from "./solver-options.ts";
import type { SolverFlags } from "./solver-options.ts";

/** Description of the values of `--kernel`. */
export const KERNEL: string = "image or .npy file, gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE";

/** The options of all verbs. */
export interface VerbFlags extends RestoreFlags, SolverFlags, Partial<PluginFlags> {
  readonly kernel?: string;
  readonly boundary?: BlurBoundary;
  readonly scale?: number;
  readonly width?: number;
  readonly height?: number;
  readonly missing?: string;
  readonly known?: string;
  readonly selfEnsemble?: true;
  readonly jpegQuality?: number;
}

function parseScale(text: string): number {
  const scale = parsePositive("--scale", text);
  if (scale > 1 && scale <= 8) return scale;
  throw new UsageError(`expected --scale to be a number above 1 and at most 8, got ${text}`);
}

/** The option for the kind of noise to estimate. */
export function noiseKind(): Option {
  return Object.assign(
    new Option("--noise <kind>", "noise that auto looks for: camera (default; also film, JPEG) or gaussian"),
    { argChoices: ["camera", "gaussian"] },
  );
}

/** A command that restores image files: its name, its options, and how the images were degraded. */
export interface Verb {
  readonly name: string;
  readonly description: string;
  /** The only degradation is noise: the denoiser runs once, without a solver. */
  readonly onlyNoise?: true;
  /** Default of `--sigma`. Default: "auto". */
  readonly sigma?: "none";
  readonly options?: readonly Option[];
  readonly examples: readonly (readonly [call: string, purpose: string])[];
  /** Makes the task from the options. Modules are imported on demand, so that the program starts fast. */
  task(flags: VerbFlags, context: Context): VerbTask | Promise<VerbTask>;
}

/** All verbs. To add one, add a degradation to the library and a row here. */
export const VERBS: readonly Verb[] = [
  {
    name: "denoise",
    description: "remove noise from an image: PNG, JPEG, WebP, TIFF, AVIF, GIF, BMP or .npy",
    onlyNoise: true,
    options: [
      noiseKind(),
      new Option(
        "--chroma-strength <F>",
        "factor for the noise level of colour (default: that of --strength)",
      ),
      new Option("--self-ensemble", "average over all eight flips and rotations: 8 times the work"),
    ],
    examples: [
      ["denoise photo.jpg clean.png", "one image, with estimated noise"],
      ["denoise photo.jpg clean.png --chroma-strength 1.5", "more against coloured blotches"],
      ["denoise noisy.png clean.png --sigma 12 --strength 0.8", "keep more grain"],
      ["denoise photos/*.jpg --out-dir clean", "many images; finished ones are skipped in the next run"],
      [
        "denoise noisy.png clean.png --backend auto",
        "on the fastest backend: native code, WebAssembly, a GPU or TensorFlow",
      ],
      ["denoise photos --recursive --out-dir clean --format webp --quality 92 --preview", "a folder"],
    ],
    task: async ({ selfEnsemble = false, noise = "camera", chromaStrength }) => {
      const { noisy } = await import("genericdp");
      const degradation = noisy();
      return {
        settings: { noise, chromaStrength: chromaStrength ?? null },
        about: degradation,
        local: true,
        passes: selfEnsemble ? 8 : 1,
        degradation: () => degradation,
      };
    },
  },
  {
    name: "deblur",
    description: "remove blur, and noise, from an image",
    options: [
      new Option("--kernel <K>", `auto (estimated from the image), ${KERNEL}`).makeOptionMandatory(),
      boundaryOption("what lies beyond the edges of the image; valid: unknown", "valid"),
    ],
    examples: [
      [
        "deblur blurred.png sharp.png --kernel auto",
        "estimate the blur: Gaussian, defocus or straight motion",
      ],
      ["deblur blurred.png sharp.png --kernel gaussian:1.6", "a Gaussian blur"],
      ["deblur shaken.jpg sharp.jpg --kernel motion:15,30 --sigma 2", "a motion of 15 pixels at 30 degrees"],
      ["deblur scans --out-dir sharp --kernel psf.png", "a folder, with a measured kernel"],
    ],
    task: async (flags, context) => (await import("./deblurring.ts")).deblurring(flags, context),
  },
  {
    name: "upscale",
    description: "enlarge an image",
    options: [
      new Option("--scale <F>", "factor for width and height, above 1 and at most 8, such as 2 or 1.5")
        .argParser(parseScale)
        .conflicts(["width", "height"]),
      new Option("--width <N>", "instead of --scale: width of the result in pixels")
        .argParser((text) => parseInteger("--width", text, 2))
        .conflicts("height"),
      new Option("--height <N>", "instead of --scale: height of the result in pixels").argParser((text) =>
        parseInteger("--height", text, 2),
      ),
      new Option("--kernel <K>", `blur before downscaling, for whole factors: bicubic (default), ${KERNEL}`),
    ],
    examples: [
      ["upscale small.png large.png --scale 2", "double the size"],
      ["upscale photo.jpg poster.jpg --width 1920", "to a given width"],
      ["upscale small/*.png --out-dir large --scale 3 --suffix -x3", "many images, with a suffix"],
    ],
    task: async (flags, context) => (await import("./upscaling.ts")).upscaling(flags, context),
  },
  {
    name: "inpaint",
    description: "fill in missing pixels of an image",
    sigma: "none",
    options: [
      new Option("--missing <file>", "image of the same size, bright where pixels are missing").conflicts(
        "known",
      ),
      new Option("--known <file>", "image of the same size, bright where pixels are known"),
      new Option("--mask <file>").hideHelp().argParser((file) => {
        const meaning = "bright where pixels are missing, as before";
        throw new UsageError(
          `--mask is now called --missing (${meaning}) or --known (the opposite): ${file}`,
        );
      }),
    ],
    examples: [
      ["inpaint scratched.png whole.png --missing scratches.png", "fill in what is bright in the mask"],
      ["inpaint frames --out-dir whole --missing logo.png", "the same area in each image of a folder"],
    ],
    task: async (flags, context) => (await import("./inpainting.ts")).inpainting(flags, context),
  },
  {
    name: "deblock",
    description: "remove the blocks and rings of JPEG compression",
    sigma: "none",
    options: [
      new Option(
        "--jpeg-quality <N>",
        "JPEG quality of the image, 1 to 100 (default: by the tables of the file, or the pixels)",
      ).argParser((text) => parseInteger("--jpeg-quality", text, 1, 100)),
    ],
    examples: [
      ["deblock photo.jpg smooth.png", "by the tables in the file"],
      ["deblock saved.png smooth.png", "an image that was once a JPEG: quality and blocks are detected"],
    ],
    task: async ({ jpegQuality }) => {
      const [{ jpegCompressed }, { jpegQuality: qualityOf, standardTables, strongestJpeg }] =
        await Promise.all([import("genericdp"), import("@genericdp/image")]);
      const given = jpegQuality === undefined ? undefined : standardTables(jpegQuality);
      // Each image is examined once, although the note and the restoration both need its tables.
      const known = new WeakMap<PixelImage, JpegTables>();
      const tablesOf = (image: PixelImage, input: string): JpegTables => {
        const tables = given ?? known.get(image) ?? strongestJpeg(image);
        if (tables !== undefined) {
          known.set(image, tables);
          return tables;
        }
        throw new UsageError(`expected --jpeg-quality: ${input} is not a JPEG and shows no traces of one`);
      };
      return {
        settings: { jpegQuality: jpegQuality ?? "file" },
        about: jpegCompressed(given ?? standardTables(50)),
        degradation: (image, input) => jpegCompressed(tablesOf(image, input)),
        note: (image, input) => {
          const tables = tablesOf(image, input);
          const chroma = tables.subsampling?.some((by) => by > 1) ? ", colour at a lower resolution" : "";
          return `${input} was saved as JPEG of quality ${qualityOf(tables)}${chroma}`;
        },
      };
    },
  },
  {
    name: "despeckle",
    description: "remove dust specks and impulse noise",
    sigma: "none",
    examples: [["despeckle scan.png clean.png", "dust and single black or white pixels"]],
    task: async () => {
      const { masked, specked } = await import("genericdp");
      return {
        settings: {},
        about: masked({ width: 1, height: 1, data: [1] }),
        degradation: specked,
      };
    },
  },
  {
    name: "restore",
    description: "find out what is wrong with an image and mend it, or invert your own degradation",
    options: pluginOptions(),
    examples: [
      ["restore photo.jpg better.png", "blur, noise or JPEG compression, whichever it has"],
      ["restore dark.png even.png --plugin ./vignette.mjs --plugin-option strength=0.5", "your own operator"],
    ],
    task: async (flags, context) => {
      const { plugin, pluginOption = [] } = flags;
      if (plugin === undefined) {
        if (pluginOption.length > 0) throw new UsageError("expected --plugin with --plugin-option");
        return (await import("./automatic.ts")).automatic(flags, context);
      }
      const { loadDegradation } = await import("./plugin/load-plugin.ts");
      const degradation = await loadDegradation(context.folder, { plugin, pluginOption });
      // The content of the plugin is not part of the record.
      const settings = { plugin, pluginOption };
      return { settings, about: degradation, degradation: () => degradation };
    },
  },
];

/** A verb with its options, ready to restore images. */
export async function restoreTask(verb: Verb, flags: VerbFlags, context: Context): Promise<RestoreTask> {
  const { name: command, onlyNoise = false, sigma: usualSigma = "auto" } = verb;
  const { selfEnsemble } = flags;
  const options = {
    ...(!onlyNoise && solverSettings(flags)),
    ...(selfEnsemble && { selfEnsemble }),
  };
  return { ...(await verb.task(flags, context)), command, onlyNoise, usualSigma, options };
}
