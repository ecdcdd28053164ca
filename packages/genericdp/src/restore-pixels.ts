import type { AsyncDenoiser, TensorWork } from "@genericdp/core";
import type { Degradation } from "@genericdp/degradations";
import { fillHidden } from "@genericdp/image";
import type { PixelImage, Plane } from "@genericdp/image";
import { chooseNoiseLevel } from "./choose-noise-level.ts";
import { checkRows, ofRows, planeRows, rowsOf } from "./denoise-rows.ts";
import type { DenoiserSession } from "./denoiser-session.ts";
import { ALPHA_NOISE, isStencil, resizeStencil, withinNeighbours } from "./enlarge-alpha.ts";
import { isColour, modelPlanes } from "./model-planes.ts";
import { checkNoiseMap } from "./noise-map.ts";
import type { RestoreSettings } from "./options.ts";
import { withBorder, withoutBorder } from "./plane-border.ts";
import { denoising, solving } from "./plane-restoration.ts";
import type { PlaneRestoration } from "./plane-restoration.ts";
import { findSaturated } from "./saturation.ts";
import { runsAsTrained } from "./solve-plane.ts";

/** The denoisers that may restore an image. */
export interface DenoiserSessions {
  readonly usual: DenoiserSession;
  /** Better for colour images and white noise, also as a prior; absent if there is no choice. */
  readonly joint?: DenoiserSession | undefined;
  /** The same for noise alone that differs between the planes, as that of cameras. */
  readonly photo?: DenoiserSession | undefined;
  /** Trained to run through degradations of some families; absent if there is no choice. */
  readonly through?: DenoiserSession | undefined;
}

/** Whether there was only noise, so that the denoiser alone restores the image. */
function isOnlyNoise({ operator, dataTerm, noise }: Degradation): boolean {
  return operator === undefined && dataTerm === undefined && noise?.map === undefined;
}

/**
 * The denoiser that restores an image. All channels at once only where the backend computes several, and as
 * a prior only if they were degraded alike and the complete denoiser is run.
 */
async function chooseSession(
  { usual, joint, photo, through }: DenoiserSessions,
  pixels: PixelImage,
  degradation: Degradation,
  options: RestoreSettings,
  isWhite: boolean,
): Promise<DenoiserSession> {
  const onlyNoise = isOnlyNoise(degradation);
  const trained = !onlyNoise && runsAsTrained(degradation, options) && (await loaded(through));
  if (trained) return trained;
  const { schedule = "plugAndPlay" } = options;
  const together = onlyNoise || (degradation.chroma === undefined && schedule === "plugAndPlay");
  const several = together && isColour(pixels) && (await usual.computesSeveralChannels());
  return (several && (await loaded(isWhite ? joint : photo))) || usual;
}

/** A session whose model can be loaded. A page may be offline; the usual model is nearly as good. */
async function loaded(session: DenoiserSession | undefined): Promise<DenoiserSession | undefined> {
  return session?.facts().then(
    () => session,
    () => undefined,
  );
}

/**
 * Restores an image from a degradation; all tasks use this function. It determines the noise level, divides
 * the image into planes, restores each, and combines them.
 *
 * @param task its name in errors.
 */
export async function restorePixels(
  task: string,
  sessions: DenoiserSessions,
  pixels: PixelImage,
  degradation: Degradation,
  options: RestoreSettings,
): Promise<PixelImage> {
  const { stabilization, ...stable } = degradation.noise ?? {};
  if (stabilization !== undefined) {
    const transformed = { ...pixels, data: pixels.data.map((level) => stabilization.forward(level)) };
    const plain = { ...degradation, noise: stable };
    const restored = await restorePixels(task, sessions, transformed, plain, options);
    return { ...restored, data: restored.data.map((value) => stabilization.inverse(value)) };
  }
  if (degradation.deblock === true) {
    // A page that never enlarges does not have to load the code for JPEG.
    const { deblockFirst } = await import("./deblock-first.ts");
    // Luma and chroma are deblocked by a denoiser of one channel.
    const { channels } = await sessions.usual.facts();
    return deblockFirst(pixels, { ...degradation, deblock: false }, options, channels !== 3, (...image) =>
      restorePixels(task, sessions, ...image),
    );
  }
  const { signal, onProgress = () => undefined, onNoiseLevel, onDenoiser } = options;
  signal?.throwIfAborted();
  const { noiseRange: range } = await sessions.usual.facts();
  const onlyNoise = isOnlyNoise(degradation);
  checkNoiseMap(task, degradation, pixels);
  if (onlyNoise) refuse(task, options, ["schedule", "iterations"], "without an operator");
  else refuse(task, options, ["selfEnsemble", "noise", "chromaStrength", "rows"], "with an operator");
  const rows = options.rows && checkRows(task, options, pixels);
  const { noise } = degradation;
  const chosen = chooseNoiseLevel(task, options, pixels, { noise, onlyNoise, range });
  onNoiseLevel?.(chosen);
  if (chosen.levels.every((level) => level === 0)) {
    onProgress(1);
    return ofRows(pixels, rows);
  }
  const white = chosen.levels.every((level) => level === chosen.noiseLevel);
  const session = await chooseSession(sessions, pixels, degradation, options, white);
  const facts = await session.facts();
  onDenoiser?.(facts);
  const { chroma } = degradation;
  const atOnce = facts.channels === 3;
  const saturated = findSaturated(pixels, degradation, atOnce ? "values" : "pixels");
  const { levels } = chroma
    ? chooseNoiseLevel(task, options, pixels, { noise: chroma.noise, onlyNoise, range })
    : chosen;
  const { planes, join } = modelPlanes(
    task,
    fillHidden(pixels),
    facts,
    [chosen.noiseLevel, ...levels.slice(1)],
    chroma ? "ycbcr" : atOnce && !onlyNoise ? "rgb" : "opponent",
  );
  const { width, height, alpha } = pixels;
  // Opacities are a gray image, which a denoiser for colour does not accept.
  const forAlpha = atOnce ? sessions.usual : session;
  const graded = alpha !== undefined && !isStencil(alpha) && (await forAlpha.facts()).channels !== 3;
  const share = planes.length / (planes.length + (graded && !onlyNoise ? 1 : 0));
  const restore = function* (
    denoiser: AsyncDenoiser,
    data: Float32Array<ArrayBuffer>,
    level: number,
    tell: (fraction: number) => void,
    run: PlaneRestoration,
  ): TensorWork<Plane> {
    const entered = withBorder({ data, width, height }, degradation);
    return withoutBorder(yield* run(denoiser, entered, level, tell), degradation);
  };

  const result = await session.run(function* (denoiser): TensorWork<PixelImage> {
    signal?.throwIfAborted();
    // Made here, because the work may be repeated on another backend.
    const restorePlane = onlyNoise ? denoising(options) : solving(degradation, options, saturated);
    const restoreChroma = chroma ? solving(chroma, options) : restorePlane;
    const restored: Plane[] = [];
    for (const [p, { data, level }] of planes.entries()) {
      const tell = (fraction: number): void => onProgress((share * (p + fraction)) / planes.length);
      const run = p === 0 ? restorePlane : restoreChroma;
      if (level > 0) restored.push(yield* restore(denoiser, data, level, tell, run));
      else {
        restored.push(planeRows({ data, width, height }, rows));
        tell(1);
      }
    }
    const size = { width: restored[0]!.width, height: restored[0]!.height };
    const data = join(
      restored.map((plane) => plane.data),
      width * (rows?.from ?? 0),
    );
    const joined = { ...pixels, ...size, data };
    const exact = options.noiseLevel === undefined ? degradation.project : undefined;
    return exact ? eachChannel(joined, pixels, exact) : joined;
  });
  if (rows !== undefined) return { ...result, ...(alpha && { alpha: rowsOf(alpha, width, rows) }) };
  if (alpha === undefined || (result.width === width && result.height === height)) {
    if (share < 1) onProgress(1);
    return result;
  }
  const opacity = { data: alpha, width, height };
  if (!graded) return { ...result, alpha: resizeStencil(opacity, result).data };
  // Opacities are graphics without noise; plug and play restores their soft edges better.
  const { schedule = "trained" } = options;
  const solve = solving(
    { ...degradation, noise: {} },
    schedule === "trained" ? { ...options, schedule: "plugAndPlay" } : options,
  );
  const tell = (fraction: number): void => onProgress(share + (1 - share) * fraction);
  const enlarged = await forAlpha.run((denoiser) => {
    const { min, max } = denoiser.noiseRange;
    return restore(denoiser, alpha, Math.min(max, Math.max(min, ALPHA_NOISE)), tell, solve);
  });
  return { ...result, alpha: withinNeighbours(enlarged, opacity).data };
}

/** Applies `change` to each channel of an image, together with that of another image of the same size. */
function eachChannel(
  image: PixelImage,
  beside: PixelImage,
  change: (plane: Plane, beside: Plane) => Plane,
): PixelImage {
  const { channels } = image;
  const channel = ({ data, width, height }: PixelImage, c: number): Plane => ({
    data: data.filter((_, i) => i % channels === c),
    width,
    height,
  });
  const planes = Array.from({ length: channels }, (_, c) => change(channel(image, c), channel(beside, c)));
  const data = image.data.map((_, i) => planes[i % channels]!.data[Math.floor(i / channels)]!);
  return { ...image, data };
}

function refuse(
  task: string,
  options: RestoreSettings,
  names: readonly (keyof RestoreSettings)[],
  why: string,
): void {
  const given = names.find((name) => options[name] !== undefined && options[name] !== false);
  if (given !== undefined) throw new TypeError(`${task}: expected no option ${given} ${why}`);
}
