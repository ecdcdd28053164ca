import { nextTask } from "@genericdp/core";
import type { Backend, LinearOperator, TensorWork } from "@genericdp/core";
import { fillHidden } from "@genericdp/image";
import type { PixelImage, Plane } from "@genericdp/image";
import type { Model } from "@genericdp/model";
import type { BlurBoundary, BlurKernel } from "@genericdp/operators";
import { chooseNoiseLevel } from "./choose-noise-level.ts";
import { blurred, general, masked, shrunk } from "./degradations.ts";
import type { Degradation } from "./degradations.ts";
import { denoisePlane } from "./denoise-plane.ts";
import { ALPHA_NOISE, isStencil, resizeStencil, withinNeighbours } from "./enlarge-alpha.ts";
import { grayPlanes } from "./gray-planes.ts";
import { estimateNoiseLevel } from "./estimate-noise-level.ts";
import type { InputImage, Pixels } from "./image-kinds.ts";
import { imageTask } from "./image-task.ts";
import type { ImageTask } from "./image-task.ts";
import { modelHome, modelOf } from "./model-home.ts";
import type { BackendInUse, BackendReport } from "./model-home.ts";
import { fromPixels, toPixels } from "./pixels.ts";
import { SELF_ENSEMBLE_SIZE, selfEnsemble } from "./self-ensemble.ts";
import { solvePlanes } from "./solve-planes.ts";
import type { MeasuredPlane, ScheduleName } from "./solve-planes.ts";
import { defaultBackend } from "./use-backend.ts";

/** The noise level of pixels that are known exactly: next to none. */
const CLEAN = 0.25;

export interface RestorerOptions {
  /** A model, or the bytes of a model file; the bundled gray model unless given. */
  readonly model?: Model | Uint8Array;
  /**
   * Where to compute; unless given the native kernel where there is one, which is in Node, or WebAssembly.
   * Of several, the fastest that runs here; where it gives up in mid-work with
   * `BackendUnavailable`, as a GPU may, the image is begun anew on another.
   */
  readonly backend?: Backend | readonly Backend[];
  /**
   * Works in the caller's thread. Unless given the work is done in threads of the library's own, as many
   * pictures at a time as there are processors, so that the caller's thread stays free; a `backend` cannot go
   * there, and has the same effect as `inline`.
   */
  readonly inline?: boolean;
}

export interface DenoiseSettings {
  /**
   * Standard deviation of the noise, in gray levels (0..255), within the model's range. "auto", the default,
   * takes what `estimateNoiseLevel` says, or the end of the range where that lies outside.
   */
  readonly noiseLevel?: number | "auto";
  /**
   * Factor on the noise level, above 0: less than 1 keeps more grain and detail, more than 1 smooths more. 1
   * unless given. The product must lie within the model's range, or is taken into it where the level is
   * "auto".
   */
  readonly strength?: number;
  /**
   * Restores all eight flips and turns of the image and takes their mean: eight times the work, a little
   * better.
   */
  readonly selfEnsemble?: boolean;
  /**
   * Stops the work between two stages, of a large image between two strips of one; the promise is rejected
   * with the signal's reason.
   */
  readonly signal?: AbortSignal;
  /** Called as often with the share of the work that is done, rising to 1. */
  readonly onProgress?: (fraction: number) => void;
}

/** How an image is restored that more happened to than noise. */
export interface SolveOptions {
  /**
   * Standard deviation of the noise, in gray levels (0..255), above 0 and at most the model's largest.
   * "auto", the default, takes what `estimateNoiseLevel` says, or the end of the model's range where that
   * lies outside.
   */
  readonly noiseLevel?: number | "auto";
  /** Factor on the noise level, above 0: less than 1 restores more, noise too; more than 1 smooths more. */
  readonly strength?: number;
  /**
   * "plugAndPlay", the default, runs the whole denoiser at falling noise levels; "paper" runs one stage's
   * diffusion term after the other, as Qiao et al. (BMVC 2017) do.
   */
  readonly schedule?: ScheduleName;
  /**
   * Iterations of the solver; unless given 12, 16 for missing pixels and unknown borders, or with "paper" as
   * many as the model has stages.
   */
  readonly iterations?: number;
  /** Stops the work between two iterations; the promise is rejected with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after every iteration with the share of the work that is done, rising to 1. */
  readonly onProgress?: (fraction: number) => void;
}

export interface RestoreOperatorOptions extends SolveOptions {
  /** What happened to each plane of the image, before the noise. */
  readonly operator: LinearOperator;
}

export interface DeblurOptions extends SolveOptions {
  readonly kernel: BlurKernel;
  /** What the blur saw beyond the edges; "valid", what nobody knows, unless given. */
  readonly boundary?: BlurBoundary;
}

export interface UpscaleOptions extends SolveOptions {
  /** How many pixels each pixel becomes, each way: a whole number from 2 to 8. */
  readonly scale: number;
  /** The blur before pixels were left out; that of bicubic shrinking unless given. */
  readonly kernel?: BlurKernel;
}

export interface InpaintOptions extends SolveOptions {
  /** `width × height` numbers: 1 for each pixel that is known, 0 for each that is to be found. */
  readonly known: ArrayLike<number>;
  /**
   * Known pixels stay exactly as they are unless a level is given, at which they are freed of noise; there is
   * no estimate of it between missing pixels.
   */
  readonly noiseLevel?: number;
}

/** A model that is kept ready, for more than one image. Calls may overlap. */
export interface Restorer {
  readonly model: Model;
  /** Makes backend and model ready before the first image comes, and says which backend it is. */
  start(): Promise<BackendReport>;
  /** Estimates the noise in an image, see `estimateNoiseLevel`. */
  estimateNoiseLevel(image: InputImage, options?: Pick<SolveOptions, "signal">): Promise<number>;
  /** Restores an image from any linear degradation; its size is that of the operator's adjoint. */
  readonly restore: ImageTask<[options: RestoreOperatorOptions]>;
  /** Removes a known blur, see `deblur`. */
  readonly deblur: ImageTask<[options: DeblurOptions]>;
  /** Makes an image larger, see `upscale`. */
  readonly upscale: ImageTask<[options: UpscaleOptions]>;
  /** Fills in missing pixels, see `inpaint`. */
  readonly inpaint: ImageTask<[options: InpaintOptions]>;
  /** Removes noise from an image, see `denoise`. */
  readonly denoise: ImageTask<[options?: DenoiseSettings]>;
  /** Frees the model's tensors, once no call is under way; nothing else may be called afterwards. */
  dispose(): void;
}

/** A restorer whose backend is in the same thread. */
export interface InlineRestorer extends Restorer {
  start(): Promise<BackendInUse>;
}

/** The restorer that works in the thread of its caller, see `restorer`. */
export function inlineRestorer({
  model: source,
  backend = defaultBackend(),
}: Omit<RestorerOptions, "inline"> = {}): InlineRestorer {
  const model = modelOf(source);
  const home = modelHome(model, backend);
  const solve = async <Image extends Pixels>(
    task: string,
    image: Image,
    degradationOf: (pixels: PixelImage) => Degradation,
    options: SolveOptions,
    kept?: ArrayLike<number>,
  ): Promise<Image> => {
    const { noiseLevel: wanted = "auto", strength = 1, schedule, iterations, signal, onProgress } = options;
    signal?.throwIfAborted();
    const pixels = toPixels(image);
    const degradation = degradationOf(pixels);
    const { min, max } = model.architecture.noiseRange;
    // Data may be cleaner than the model's range; its steps are not.
    const range = { min: wanted === "auto" ? min : Number.MIN_VALUE, max };
    const noiseLevel = chooseNoiseLevel(task, wanted, strength, pixels, range);
    const { planes, join } = grayPlanes(fillHidden(pixels));
    const { width, height, alpha } = pixels;
    const measured = (data: Float32Array<ArrayBuffer>, level: number): MeasuredPlane => ({
      ...degradation.enter({ data, width, height }),
      noiseLevel: level,
    });
    const colours = planes.map((data) => measured(data, noiseLevel));
    const work = { degradation, schedule, iterations, signal };
    const graded = alpha !== undefined && !isStencil(alpha);
    const share = planes.length / (planes.length + (graded ? 1 : 0));
    return home.run(function* (denoiser): TensorWork<Image> {
      signal?.throwIfAborted();
      const progress = (from: number, part: number) => (fraction: number) =>
        onProgress?.(from + part * fraction);
      const solved = yield* solvePlanes(colours, { ...work, denoiser, onProgress: progress(0, share) });
      const left = solved.map(degradation.leave);
      const size = { width: left[0]!.width, height: left[0]!.height };
      const result = { ...pixels, ...size, data: join(left.map((plane) => plane.data)) };
      if (kept !== undefined) keep(pixels, kept, result.data);
      if (alpha === undefined || (size.width === width && size.height === height)) {
        if (graded) onProgress?.(1);
        return fromPixels(image, result);
      }
      const opacity = { data: alpha, width, height };
      if (!graded) return fromPixels(image, { ...result, alpha: resizeStencil(opacity, size).data });
      // Opacities go the same way as colours; they have no noise.
      const [enlarged] = yield* solvePlanes([measured(alpha, Math.min(max, Math.max(min, ALPHA_NOISE)))], {
        ...work,
        denoiser,
        onProgress: progress(share, 1 - share),
      });
      const within = withinNeighbours(degradation.leave(enlarged!), opacity);
      return fromPixels(image, { ...result, alpha: within.data });
    });
  };
  return {
    model,
    start: home.open,
    estimateNoiseLevel: async (image, { signal } = {}) => {
      home.expectUse();
      signal?.throwIfAborted();
      return estimateNoiseLevel(image);
    },
    restore: imageTask((image, { operator, ...options }) =>
      solve("restore", image, () => general(operator), options),
    ),
    deblur: imageTask((image, { kernel, boundary = "valid", ...options }) =>
      solve("deblur", image, () => blurred(kernel, boundary), options),
    ),
    upscale: imageTask((image, { scale, kernel, ...options }) =>
      solve("upscale", image, () => shrunk(checkScale(scale), kernel), options),
    ),
    inpaint: imageTask((image, { known, noiseLevel, ...options }) => {
      const level = noiseLevel ?? CLEAN;
      const kept = noiseLevel === undefined ? known : undefined;
      return solve("inpaint", image, (px) => masked(known, px), { ...options, noiseLevel: level }, kept);
    }),
    denoise: imageTask(async (image, options = {}) => {
      const {
        noiseLevel: wanted = "auto",
        strength = 1,
        selfEnsemble: ensemble = false,
        signal,
        onProgress,
      } = options;
      signal?.throwIfAborted();
      const pixels = toPixels(image);
      const noiseLevel = chooseNoiseLevel("denoise", wanted, strength, pixels, model.architecture.noiseRange);
      const { planes, join } = grayPlanes(fillHidden(pixels));
      const runs = planes.length * (ensemble ? SELF_ENSEMBLE_SIZE : 1);
      const restored = await home.run(function* (denoiser): TensorWork<Float32Array<ArrayBuffer>[]> {
        signal?.throwIfAborted();
        let run = 0;
        const afterPart = async (done: number): Promise<void> => {
          onProgress?.((run + done) / runs);
          await nextTask();
          signal?.throwIfAborted();
        };
        const restore = function* ({ data, ...size }: Plane): TensorWork<Float32Array<ArrayBuffer>> {
          const clean = yield* denoisePlane(denoiser, data, { ...size, noiseLevel, afterPart });
          run++;
          return clean;
        };
        const clean: Float32Array<ArrayBuffer>[] = [];
        for (const data of planes) {
          const plane = { data, width: pixels.width, height: pixels.height };
          clean.push(yield* ensemble ? selfEnsemble(plane, restore) : restore(plane));
        }
        return clean;
      });
      return fromPixels(image, { ...pixels, data: join(restored) });
    }),
    dispose: home.dispose,
  };
}

/** Puts known pixels back as they were. */
function keep({ data, channels }: PixelImage, known: ArrayLike<number>, into: Float32Array): void {
  data.forEach((level, i) => {
    if (known[Math.floor(i / channels)] === 1) into[i] = level;
  });
}

function checkScale(scale: number): number {
  if (Number.isInteger(scale) && scale >= 2 && scale <= 8) return scale;
  throw new RangeError(`upscale: expected a whole scale from 2 to 8, got ${scale}`);
}
