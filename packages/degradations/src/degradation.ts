import type { AsyncDenoiser, DataTerm, LinearOperator } from "@genericdp/core";
import type { PlugAndPlayOptions, Schedule } from "@genericdp/hqs";
import type { PixelWeights } from "@genericdp/operators";

/** One channel of an image: `height × width` gray levels in row-major order. */
export interface Plane {
  readonly data: Float32Array<ArrayBuffer>;
  readonly width: number;
  readonly height: number;
}

/** A measured image: gray levels 0..255 in row-major order, channels interleaved. */
export interface MeasuredImage extends Plane {
  readonly channels: 1 | 3;
}

/**
 * Describes what happened to an image: y = A x + noise. `restore` of genericdp, the command line and the
 * workers accept any degradation, from this package or from a plugin.
 */
export interface Degradation {
  /** For messages. Default: the operator's name. */
  readonly name?: string;
  /**
   * A, applied to each channel before the noise. Default: A x = x. Without an operator and a data term there
   * is only noise, and the denoiser runs once.
   */
  readonly operator?: LinearOperator;
  /**
   * Distance between A x and y, which are red, green and blue or, for a denoiser of one channel, an opponent
   * plane. Default: the squared distance, which suits Gaussian noise.
   */
  readonly dataTerm?: DataTerm;
  /**
   * The gray level at which the sensor saturates. Pixels of the measurement that reach it in a channel may
   * really be brighter. Not with a data term or a padding. Default: none.
   */
  readonly saturation?: number;
  readonly noise?: NoiseModel;
  /**
   * Options of `plugAndPlay`, or a function that makes a schedule for the requested number of iterations.
   * Default: `plugAndPlay`, with `GAPS` if the operator does not see every pixel.
   */
  readonly schedule?: PlugAndPlayOptions | ScheduleFactory;
  /** For models trained for this kind of degradation; they need no schedule. */
  readonly family?: Family;
  readonly border?: Border;
  /**
   * Factor for the sides of the solution after cropping, at most 1, for an operator that solves at a larger
   * scale than required. Default: 1.
   */
  readonly shrink?: number;
  /**
   * Whether a measurement that was stored as JPEG, as its file or its pixels tell, is deblocked first.
   * Default: false.
   */
  readonly deblock?: boolean;
  /**
   * The degradation of the chroma planes of a colour image, if it differs from that of the luma. The image is
   * then divided into planes as in JPEG (Y, Cb and Cr of ITU-T T.871), and neither degradation may have a
   * border, a `shrink` or a `project`.
   */
  readonly chroma?: Pick<Degradation, "name" | "operator" | "dataTerm" | "noise" | "schedule" | "family">;
  /**
   * Returns the image nearest to `restored` that is consistent with `measured` without noise. Called for each
   * channel at the end, if the caller gives no noise level. Both have the size of the result.
   */
  readonly project?: (restored: Plane, measured: Plane) => Plane;
}

/** Makes a schedule with the requested number of iterations, or its own default. */
export type ScheduleFactory = (wanted: { readonly iterations?: number }) => Schedule<AsyncDenoiser>;

/** The kind of a degradation, for models that were trained on it. */
export interface Family {
  /** The name in the model's architecture, for instance "blur". */
  readonly name: string;
  /**
   * The root mean square error of the best linear estimate of typical images, in gray levels.
   *
   * @param noiseLevel noise level of the measurement, in gray levels.
   */
  error(noiseLevel: number): number;
  /** A data term that the data steps use instead of the operator. */
  readonly dataTerm?: DataTerm;
  /**
   * Whether a model trained for this family is used by default. If false, it is used only with the schedule
   * "trained": plug and play takes ten times as long, but may be better. Default: true.
   */
  readonly byDefault?: boolean;
}

/** What is known about the noise. */
export interface NoiseModel {
  /**
   * Standard deviation of the noise if the caller gives none, in gray levels above 0, or a function that
   * estimates it from the measured image. Default: genericdp estimates it, as camera noise without an
   * operator, otherwise as white noise.
   */
  readonly level?: number | ((image: MeasuredImage) => number);
  /**
   * Standard deviation of the noise of each pixel of the measurement, if it varies: in gray levels above 0,
   * and `Infinity` for worthless pixels. If a level is given, it is that of the best pixels, and only the
   * ratios in the map count. Default level: the minimum of the map. Not with a data term.
   */
  readonly map?: PixelWeights;
  /**
   * For noise that depends on the brightness, and nothing else happened: the levels are transformed, so that
   * the noise has the standard deviation `level` everywhere, denoised, and transformed back.
   */
  readonly stabilization?: Stabilization;
}

/** A variance-stabilising transform of gray levels. */
export interface Stabilization {
  /** Monotonic. */
  forward(level: number): number;
  /** The level whose transformed measurements have this mean. */
  inverse(value: number): number;
}

/** How the edges of an image are handled. */
export interface Border {
  /** Rows and columns by which the measurement is extended at each edge by mirroring. Default: 0. */
  readonly padding?: number;
  /** Rows and columns to cut off at each edge of the solution. Default: none. */
  readonly crop?: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
  };
}

const PARTS = [
  "name",
  "operator",
  "dataTerm",
  "saturation",
  "noise",
  "schedule",
  "family",
  "border",
  "shrink",
  "deblock",
  "project",
  "chroma",
];

/**
 * Checks the parts of a degradation and freezes it.
 *
 * @throws TypeError naming a part that is missing, unknown or of the wrong type; RangeError for invalid
 *   numbers.
 */
export function defineDegradation(degradation: Degradation): Degradation {
  if (typeof degradation !== "object" || degradation === null) {
    throw new TypeError(`degradation: expected an object, got ${String(degradation)}`);
  }
  const unknown = Object.keys(degradation).find((part) => !PARTS.includes(part));
  if (unknown !== undefined) {
    throw new TypeError(`degradation: expected no part but ${PARTS.join(", ")}, got ${unknown}`);
  }
  const { operator, dataTerm, noise, schedule, family, border, shrink, project, saturation } = degradation;
  expectFunctions("operator", operator, ["outputShape", "forward", "adjoint"]);
  expectFunctions("dataTerm", dataTerm, ["prox"]);
  expectFunctions("family", family, ["error"]);
  expectFunctions("family.dataTerm", family?.dataTerm, ["prox"]);
  const level = noise?.level;
  checkNoiseMap(degradation);
  checkStabilization(degradation);
  const isLevel = typeof level === "number" && level > 0 && level < Infinity;
  if (level !== undefined && typeof level !== "function" && !isLevel) {
    throw new RangeError(`degradation: expected a noise level above 0, got ${level}`);
  }
  if (schedule !== undefined && typeof schedule !== "function" && typeof schedule !== "object") {
    throw new TypeError(`degradation: expected options or a function as schedule, got ${String(schedule)}`);
  }
  for (const [name, side] of Object.entries({ padding: border?.padding ?? 0, ...border?.crop })) {
    if (Number.isSafeInteger(side) && side >= 0) continue;
    throw new RangeError(`degradation: expected a whole ${name} of at least 0, got ${side}`);
  }
  if (saturation !== undefined && !(saturation > 0 && saturation < Infinity)) {
    throw new RangeError(`degradation: expected a saturation above 0, got ${saturation}`);
  }
  if (saturation !== undefined && (dataTerm !== undefined || (border?.padding ?? 0) > 0)) {
    throw new TypeError("degradation: expected no data term and no padding with a saturation");
  }
  if (shrink !== undefined && !(shrink > 0 && shrink <= 1)) {
    throw new RangeError(`degradation: expected a shrink above 0 and at most 1, got ${shrink}`);
  }
  const { deblock } = degradation;
  if (deblock !== undefined && typeof deblock !== "boolean") {
    throw new TypeError(`degradation: expected deblock to be true or false, got ${String(deblock)}`);
  }
  if (project !== undefined && typeof project !== "function") {
    throw new TypeError(`degradation: expected a function project, got ${String(project)}`);
  }
  if (degradation.chroma === undefined) return Object.freeze({ ...degradation });
  if (border !== undefined || shrink !== undefined || project !== undefined) {
    throw new TypeError("degradation: expected no border, shrink or project together with chroma");
  }
  return Object.freeze({ ...degradation, chroma: defineDegradation(degradation.chroma) });
}

function checkNoiseMap({ noise, dataTerm }: Degradation): void {
  if (noise?.map === undefined) return;
  if (dataTerm !== undefined) throw new TypeError("degradation: expected no noise map with a data term");
  const { width, height, data } = noise.map;
  if (!(data?.length > 0 && data.length === width * height)) {
    const got = `${data?.length} for ${width}×${height}`;
    throw new TypeError(`degradation: expected a noise map of width × height numbers, got ${got}`);
  }
  const levels = Array.from(data);
  const wrong = levels.find((level) => !(level > 0));
  if (wrong !== undefined) {
    throw new RangeError(`degradation: expected a noise map of levels above 0, got ${wrong}`);
  }
  if (levels.some(Number.isFinite)) return;
  throw new RangeError("degradation: expected a noise map with at least one finite level");
}

function checkStabilization({ operator, dataTerm, noise }: Degradation): void {
  if (noise?.stabilization === undefined) return;
  expectFunctions("noise.stabilization", noise.stabilization, ["forward", "inverse"]);
  if (operator === undefined && dataTerm === undefined && noise.map === undefined) return;
  throw new TypeError("degradation: expected no operator, data term or noise map with a stabilization");
}

/** The name of a degradation, for messages. */
export function degradationName({ name, operator }: Degradation): string {
  return name ?? operator?.name ?? "noise";
}

function expectFunctions(part: string, value: object | undefined, names: readonly string[]): void {
  if (value === undefined) return;
  for (const name of names) {
    const found: unknown = Reflect.get(Object(value), name);
    if (typeof found === "function") continue;
    throw new TypeError(`degradation: expected ${part} with a function ${name}, got ${String(found)}`);
  }
}
