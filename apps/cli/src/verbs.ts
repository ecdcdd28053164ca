import type { JpegTables, PixelImage } from "@genericdp/image";
import { Option } from "commander";
import type { BlurBoundary, Degradation } from "genericdp";
import type { Context } from "./context.ts";
import { UsageError } from "./errors.ts";
import { fingerprint } from "./fingerprint.ts";
import { parseWhole } from "./options.ts";
import { pluginOptions } from "./plugin/plugin-options.ts";
import type { PluginFlags } from "./plugin/plugin-options.ts";
import { parseReadFlags } from "./read-options.ts";
import type { RestoreFlags, VerbTask } from "./restore-settings.ts";
import { boundaryOption } from "./solver-options.ts";
import type { SolverFlags } from "./solver-options.ts";

/** What `--kernel` takes. */
export const KERNEL: string = "image or .npy file, gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE";

/** What the options of all verbs may say. */
export interface VerbFlags extends RestoreFlags, SolverFlags, Partial<PluginFlags> {
  readonly kernel?: string;
  readonly boundary?: BlurBoundary;
  readonly scale?: number;
  readonly missing?: string;
  readonly known?: string;
  readonly selfEnsemble?: true;
  readonly jpegQuality?: number;
}

/** What to look for in an image. */
export function noiseKind(): Option {
  return Object.assign(
    new Option(
      "--noise <kind>",
      "what auto looks for: that of a camera (and film, JPEG), the default, or gaussian",
    ),
    { argChoices: ["camera", "gaussian"] },
  );
}

/** A command that restores image files: what it is called, what it takes, and what happened to the images. */
export interface Verb {
  readonly name: string;
  readonly description: string;
  /** Whether noise is all that happened: the denoiser runs once and there is no solver. */
  readonly onlyNoise?: true;
  /** Default of `--sigma`. Default: "auto". */
  readonly sigma?: "none";
  readonly options?: readonly Option[];
  readonly examples: readonly (readonly [call: string, purpose: string])[];
  /** Reads what the options name. Whatever takes time to load is imported here, when it is asked for. */
  task(flags: VerbFlags, context: Context): VerbTask | Promise<VerbTask>;
}

/** All of them. A new one is a degradation in the library and a row here. */
export const VERBS: readonly Verb[] = [
  {
    name: "denoise",
    description: "remove the noise of an image: PNG, JPEG, WebP, TIFF, AVIF, GIF, BMP or .npy",
    onlyNoise: true,
    options: [
      noiseKind(),
      new Option("--chroma-strength <F>", "factor on the noise level of colour; default: that of --strength"),
      new Option("--self-ensemble", "restore all eight flips and turns and take the mean: 8 times the work"),
    ],
    examples: [
      ["denoise photo.jpg clean.png", "one image, whatever noise there is"],
      ["denoise photo.jpg clean.png --chroma-strength 1.5", "more against coloured blotches"],
      ["denoise noisy.png clean.png --sigma 12 --strength 0.8", "keep more of the grain"],
      ["denoise photos/*.jpg --out-dir clean", "many; what is done already is skipped the next time"],
      [
        "denoise noisy.png clean.png --backend auto",
        "on what is fastest here: a GPU, WebAssembly, TensorFlow",
      ],
      ["denoise photos --recursive --out-dir clean --format webp --quality 92 --preview", "a whole folder"],
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
    description: "remove a known blur, and noise, from an image",
    options: [
      new Option("--kernel <K>", KERNEL).makeOptionMandatory(),
      boundaryOption("what the blur saw beyond the edges", "valid"),
    ],
    examples: [
      ["deblur blurred.png sharp.png --kernel gaussian:1.6", "a blur known as a Gaussian"],
      ["deblur shaken.jpg sharp.jpg --kernel motion:15,30 --sigma 2", "15 pixels along 30 degrees"],
      ["deblur scans --out-dir sharp --kernel psf.png", "a folder, by a measured kernel"],
    ],
    task: async ({ kernel: text, boundary = "valid" }, { folder }) => {
      const [{ blurred }, { loadKernel }] = await Promise.all([
        import("genericdp"),
        import("./load-kernel.ts"),
      ]);
      const kernel = await loadKernel(folder, text!);
      const degradation = blurred(kernel, { boundary });
      return {
        settings: { boundary, kernel: fingerprint(kernel) },
        about: degradation,
        degradation: () => degradation,
      };
    },
  },
  {
    name: "upscale",
    description: "make an image larger",
    options: [
      new Option("--scale <N>", "times as wide and high: 2, 3, 4 … 8")
        .argParser((text) => parseWhole("--scale", text, 2, 8))
        .makeOptionMandatory(),
      new Option("--kernel <K>", `the blur before pixels were left out, default: bicubic; else ${KERNEL}`),
    ],
    examples: [
      ["upscale small.png large.png --scale 2", "what was shrunk by bicubic interpolation"],
      ["upscale small/*.png --out-dir large --scale 3 --suffix -x3", "many, under names of their own"],
    ],
    task: async ({ scale = 2, kernel: text }, { folder }) => {
      const [{ downscaled }, { loadKernel }] = await Promise.all([
        import("genericdp"),
        import("./load-kernel.ts"),
      ]);
      const kernel = text === undefined ? undefined : await loadKernel(folder, text);
      const degradation = downscaled(scale, kernel);
      return {
        scale,
        settings: { scale, kernel: kernel === undefined ? "bicubic" : fingerprint(kernel) },
        about: degradation,
        degradation: () => degradation,
        // A larger picture of black and white has gray edges.
        finish: (image) => (image.bitDepth === 1 ? { ...image, bitDepth: 8 } : image),
      };
    },
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
        const words = "bright where pixels are missing, as --mask was";
        throw new UsageError(`--mask is called --missing now (${words}), or --known (the opposite): ${file}`);
      }),
    ],
    examples: [
      ["inpaint scratched.png whole.png --missing scratches.png", "fill in what is bright in the mask"],
      ["inpaint frames --out-dir whole --missing logo.png", "the same place in each image of a folder"],
    ],
    task: inpainting,
  },
  {
    name: "deblock",
    description: "remove the blocks and rings of JPEG compression",
    sigma: "none",
    options: [
      new Option(
        "--jpeg-quality <N>",
        "quality it was saved with as JPEG, 1 to 100; default: by the file's tables, or what pixels show",
      ).argParser((text) => parseWhole("--jpeg-quality", text, 1, 100)),
    ],
    examples: [
      ["deblock photo.jpg smooth.png", "by the tables in the file"],
      ["deblock saved.png smooth.png", "what was a JPEG once: its quality and its blocks are found"],
    ],
    task: async ({ jpegQuality }) => {
      const [{ jpegCompressed }, { findQuantization, jpegQuality: qualityOf, standardTables }] =
        await Promise.all([import("genericdp"), import("@genericdp/image")]);
      const given = jpegQuality === undefined ? undefined : standardTables(jpegQuality);
      const tablesOf = (image: PixelImage, input: string): JpegTables => {
        const tables = given ?? image.jpeg ?? findQuantization(image);
        if (tables !== undefined) return tables;
        throw new UsageError(`expected --jpeg-quality: ${input} is no JPEG and shows nothing of one`);
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
    description: "find specks of dust and impulse noise, and fill them in",
    sigma: "none",
    examples: [["despeckle scan.png clean.png", "dust, and single black or white pixels"]],
    task: async () => {
      const [{ masked }, { fillBilevel, knownPixels }] = await Promise.all([
        import("genericdp"),
        import("./specks.ts"),
      ]);
      return {
        settings: {},
        about: masked({ width: 1, height: 1, data: [1] }),
        degradation: ({ width, height, ...image }) => {
          const data = knownPixels({ width, height, ...image });
          return data.every((value) => value === 1) ? undefined : masked({ width, height, data });
        },
        finish: fillBilevel,
      };
    },
  },
  {
    name: "restore",
    description: "undo what a degradation or an operator of your own does to images",
    options: pluginOptions().map((option, i) => (i === 0 ? option.makeOptionMandatory() : option)),
    examples: [
      [
        "restore dark.png even.png --plugin ./vignette.mjs --plugin-option strength=0.5",
        "an operator of yours",
      ],
    ],
    task: async ({ plugin = "", pluginOption = [] }, { folder }) => {
      const { loadDegradation } = await import("./plugin/load-plugin.ts");
      const degradation = await loadDegradation(folder, { plugin, pluginOption });
      // What is in the plugin is not looked at.
      const settings = { plugin, pluginOption };
      return { settings, about: degradation, degradation: () => degradation };
    },
  },
];

/** Levels from which on a pixel of a mask is bright. */
const BRIGHT = 128;

async function inpainting(flags: VerbFlags, { folder }: Context): Promise<VerbTask> {
  const file = flags.missing ?? flags.known;
  if (file === undefined) {
    throw new UsageError("expected --missing FILE or --known FILE, bright where pixels are missing or known");
  }
  const [{ masked }, { readImage }, { resolve }] = await Promise.all([
    import("genericdp"),
    import("@genericdp/image/node"),
    import("node:path"),
  ]);
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
