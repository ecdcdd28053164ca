import type { JpegQuantization } from "@genericdp/degradations";
import type { PhotoNoise } from "@genericdp/noise";
import type { BlurBoundary, BlurKernel } from "@genericdp/operators";
import type { DenoiserFacts } from "./denoiser-source.ts";

/** A limit for the size of images. */
export interface PixelLimit {
  /**
   * An image or a result with more pixels is refused before the work. Default: 100 million.
   */
  readonly maxPixels?: number;
}

/** Options of all tasks. */
export interface NoiseOptions extends PixelLimit {
  /**
   * Standard deviation of the noise, in gray levels (0..255). For denoising it must be within the denoiser's
   * range, for other tasks above 0 and at most the denoiser's largest level. For denoising also an array: one
   * level for each plane (intensity, red–blue, green–magenta), 0 to leave a plane unchanged; gray images use
   * the first.
   *
   * "auto" estimates it from the image: by `analyseNoise` for denoising (see `noise`), by
   * `estimateNoiseLevel` for other tasks, clamped to the range. Default: that of the degradation, or "auto".
   */
  readonly noiseLevel?: number | readonly number[] | "auto";
  /**
   * Factor for the noise level, above 0: less than 1 keeps more grain and detail, more than 1 smooths more.
   * The product must be within the range; with "auto" it is clamped. Default: 1.
   */
  readonly strength?: number;
  /** Stops the work at its next step; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every step with the fraction of the work that is done, rising to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Called once before the work starts, with the noise level. */
  readonly onNoiseLevel?: (chosen: ChosenNoiseLevel) => void;
  /** Called once before the work starts, with the denoiser that does it; not for an image left unchanged. */
  readonly onDenoiser?: (facts: DenoiserFacts) => void;
}

export interface ChosenNoiseLevel {
  /** In gray levels, including the strength; for colour, that of the intensity plane. */
  readonly noiseLevel: number;
  /** Level of each plane; 0 leaves it unchanged. */
  readonly levels: readonly number[];
  /** Whether it was estimated from the image. */
  readonly estimated: boolean;
  /** The estimate, before strength and range; for colour, that of the intensity plane. */
  readonly estimate?: number;
  /** The full analysis, if camera noise was estimated. */
  readonly found?: PhotoNoise;
}

/** Rows of an image, from one to before another. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

export interface DenoiseSettings extends NoiseOptions {
  /**
   * What "auto" estimates. "camera": noise of cameras and film, also after JPEG, with one level per plane;
   * clean images stay unchanged. "gaussian": white noise of one level. Default: "camera".
   */
  readonly noise?: "camera" | "gaussian";
  /** Factor for the colour planes. Default: `strength`. */
  readonly chromaStrength?: number;
  /**
   * Averages the results for all eight flips and rotations of the image: eight times the work, slightly
   * better.
   */
  readonly selfEnsemble?: boolean;
  /**
   * Computes only these rows of the result, bit for bit as in the whole: so that several machines can share a
   * large image. Only for models, and not with `selfEnsemble`. Default: all rows.
   */
  readonly rows?: Rows;
}

/** How half-quadratic splitting uses the denoiser. */
export type ScheduleName = "trained" | "plugAndPlay" | "paper";

/** Options of the tasks that need a solver. */
export interface SolveOptions extends NoiseOptions {
  /**
   * "trained" runs the stages of a model that was trained for the degradation, each after a data step.
   * "plugAndPlay" runs the complete denoiser at decreasing noise levels. "paper" runs the diffusion terms of
   * the stages one after the other, as in Qiao et al. (BMVC 2017). Default: "trained" to upscale and deblock
   * if the model was trained for it and no `iterations` are given, otherwise "plugAndPlay".
   */
  readonly schedule?: ScheduleName;
  /**
   * Iterations of the solver. Default: 12; 16 for missing pixels and unknown borders, 6 for JPEG; with
   * "paper", one per stage of the model.
   */
  readonly iterations?: number;
}

/** Options of `restore`; those of the solver are rejected without an operator. */
export interface RestoreSettings extends DenoiseSettings, SolveOptions {}

export interface DeblurSettings extends SolveOptions {
  readonly kernel: BlurKernel;
  /** What lies beyond the edges. Default: "valid", unknown. */
  readonly boundary?: BlurBoundary;
}

export interface UpscaleSettings extends SolveOptions {
  /** Factor for width and height, above 1 and at most 8. */
  readonly scale: number;
  /** Blur before downscaling, for whole scales. Default: that of bicubic downscaling. */
  readonly kernel?: BlurKernel;
}

export interface InpaintSettings extends SolveOptions {
  /** `width × height` numbers: 1 for each known pixel, 0 for each missing one. */
  readonly known?: ArrayLike<number>;
  /** Alternatively the opposite of `known`: 1 for each missing pixel, 0 for each known one. */
  readonly missing?: ArrayLike<number>;
  /**
   * Known pixels stay unchanged unless a level is given, at which they are then denoised. There is no
   * estimate, because of the missing pixels.
   */
  readonly noiseLevel?: number;
}

export interface DespeckleSettings extends SolveOptions {
  /** Pixels that are no specks stay unchanged unless a level is given, at which they are then denoised. */
  readonly noiseLevel?: number;
}

export interface DeblockSettings extends SolveOptions {
  /**
   * The quantisation of the file. Default: the `jpeg` field of the image, as returned by `readImage`, or the
   * quantisation found in the pixels, see `strongestJpeg` of `@genericdp/image`.
   */
  readonly quantization?: JpegQuantization;
  /**
   * Alternatively, the quality with which the file was saved, 1 to 100, if the program scales the example
   * tables of the standard. Assumes that chroma is stored at full size.
   */
  readonly jpegQuality?: number;
}

/** Names of the options of all verbs. */
const NOISE = ["noiseLevel", "strength", "signal", "onProgress", "onNoiseLevel", "onDenoiser", "maxPixels"];
/** Names of the options of the denoiser only, and of the solver only. */
const OTHERS = {
  denoise: ["selfEnsemble", "noise", "chromaStrength", "rows"],
  solve: ["schedule", "iterations"],
};

/** The correct names of options for which other names are often tried. */
const SPELLINGS: Readonly<Record<string, string>> = {
  sigma: "noiseLevel",
  noise: "noiseLevel",
  level: "noiseLevel",
  mask: "known (1: keep) or missing (1: fill in)",
  factor: "scale",
  progress: "onProgress",
};

/**
 * Checks the options of a task as far as TypeScript's types do: their names, and their types.
 *
 * @param own names of the additional options of the task.
 * @throws TypeError naming the option and what was expected.
 */
export function checkOptions(
  task: string,
  options: object,
  { own, kind }: { readonly own: readonly string[]; readonly kind: "denoise" | "solve" | "restore" },
): void {
  if (typeof options !== "object" || options === null) {
    throw new TypeError(`${task}: expected options as an object, got ${String(options)}`);
  }
  const others = kind === "restore" ? [...OTHERS.denoise, ...OTHERS.solve] : OTHERS[kind];
  checkNames(task, options, [...own, ...NOISE, ...others]);
  for (const [name, value] of Object.entries(options)) {
    const wanted = value === undefined ? undefined : KINDS[name];
    if (wanted === undefined || wanted.test(value)) continue;
    throw new TypeError(`${task}: expected ${name} to be ${wanted.name}, got ${show(value)}`);
  }
}

/**
 * Checks the options of a function that only looks at an image.
 *
 * @throws TypeError naming the option and what was expected.
 */
export function checkLimit(task: string, limit: PixelLimit): void {
  if (typeof limit !== "object" || limit === null) {
    throw new TypeError(`${task}: expected options as an object, got ${String(limit)}`);
  }
  checkNames(task, limit, ["maxPixels"]);
}

/** @throws TypeError naming an unknown option, and its correct name if known. */
export function checkNames(task: string, options: object, names: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const near = names.find((known) => known.toLowerCase() === unknown.toLowerCase());
  const hint =
    near ??
    SPELLINGS[unknown.toLowerCase()] ??
    (names.length === 1 ? names[0] : `one of ${names.join(", ")}`);
  throw new TypeError(`${task}: expected ${hint}, got an option ${unknown}`);
}

interface Kind {
  readonly name: string;
  readonly test: (value: unknown) => boolean;
}

const FUNCTION: Kind = { name: "a function", test: (value) => typeof value === "function" };
const NUMBER: Kind = { name: "a number", test: (value) => typeof value === "number" };
const NUMBERS: Kind = {
  name: "numbers",
  test: (value) => typeof value === "object" && value !== null && "length" in value,
};

const KINDS: Readonly<Record<string, Kind>> = {
  noiseLevel: {
    name: 'a number, an array of numbers or "auto"',
    test: (value) =>
      typeof value === "number" ||
      value === "auto" ||
      (Array.isArray(value) && value.every((level) => typeof level === "number")),
  },
  noise: { name: '"camera" or "gaussian"', test: (value) => value === "camera" || value === "gaussian" },
  strength: NUMBER,
  maxPixels: NUMBER,
  chromaStrength: NUMBER,
  scale: NUMBER,
  jpegQuality: NUMBER,
  quantization: {
    name: "tables { luma, chroma?, subsampling? }",
    test: (value) => typeof value === "object" && value !== null && "luma" in value,
  },
  iterations: NUMBER,
  selfEnsemble: { name: "true or false", test: (value) => typeof value === "boolean" },
  rows: {
    name: "rows { from, to }",
    test: (value) => typeof value === "object" && value !== null && "from" in value && "to" in value,
  },
  signal: {
    name: "an AbortSignal",
    test: (value) => typeof value === "object" && value !== null && "aborted" in value,
  },
  onProgress: FUNCTION,
  onNoiseLevel: FUNCTION,
  onDenoiser: FUNCTION,
  schedule: {
    name: '"trained", "plugAndPlay" or "paper"',
    test: (value) => value === "trained" || value === "plugAndPlay" || value === "paper",
  },
  kernel: {
    name: "a kernel { height, width, data }",
    test: (value) => typeof value === "object" && value !== null && "data" in value,
  },
  known: NUMBERS,
  missing: NUMBERS,
};

function show(value: unknown): string {
  return typeof value === "function" ? "a function" : (JSON.stringify(value)?.slice(0, 60) ?? String(value));
}
