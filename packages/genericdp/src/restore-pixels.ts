import type { TensorWork } from "@genericdp/core";
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
import { saturatedPixels } from "./saturation.ts";
import { runsAsTrained } from "./solve-plane.ts";

/** The denoisers that may restore an image. */
export interface DenoiserSessions {
  readonly usual: DenoiserSession;
  /** Better for white noise in colour images without other degradations; absent if there is no choice. */
  readonly joint?: DenoiserSession | undefined;
  /** The same for noise that differs between the planes, as that of cameras. */
  readonly photo?: DenoiserSession | undefined;
  /** Trained to run through degradations of some families; absent if there is no choice. */
  readonly through?: DenoiserSession | undefined;
}

/** Whether there was only noise, so that the denoiser alone restores the image. */
function isOnlyNoise({ operator, dataTerm, noise }: Degradation): boolean {
  return operator === undefined && dataTerm === undefined && noise?.map === undefined;
}

/** A session whose model can be loaded. A page may be offline; the usual model then does nearly as well. */
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
  denoisers: DenoiserSessions,
  pixels: PixelImage,
  degradation: Degradation,
  options: RestoreSettings,
): Promise<PixelImage> {
  const { stabilization, ...stable } = degradation.noise ?? {};
  if (stabilization !== undefined) {
    const transformed = { ...pixels, data: pixels.data.map((level) => stabilization.forward(level)) };
    const plain = { ...degradation, noise: stable };
    const restored = await restorePixels(task, denoisers, transformed, plain, options);
    return { ...restored, data: restored.data.map((value) => stabilization.inverse(value)) };
  }
  const { usual, joint, photo, through } = denoisers;
  const { signal, onProgress = () => undefined, onNoiseLevel } = options;
  signal?.throwIfAborted();
  const { noiseRange: range } = await usual.facts();
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
  const session =
    (onlyNoise &&
      isColour(pixels) &&
      (await usual.computesSeveralChannels()) &&
      (await loaded(white ? joint : photo))) ||
    (runsAsTrained(degradation, options) && (await loaded(through))) ||
    usual;
  const facts = await session.facts();
  const { chroma } = degradation;
  // Of interleaved planes none is an intensity.
  const saturated = facts.channels === 3 ? undefined : saturatedPixels(pixels, degradation);
  const { levels } = chroma
    ? chooseNoiseLevel(task, options, pixels, { noise: chroma.noise, onlyNoise, range })
    : chosen;
  const { planes, join } = modelPlanes(
    task,
    fillHidden(pixels),
    facts,
    [chosen.noiseLevel, ...levels.slice(1)],
    chroma ? "ycbcr" : "opponent",
  );
  const { width, height, alpha } = pixels;
  // Opacities are a gray image, which a denoiser for colour does not accept.
  const graded = alpha !== undefined && !isStencil(alpha) && facts.channels !== 3;
  const share = planes.length / (planes.length + (graded && !onlyNoise ? 1 : 0));

  return session.run(function* (denoiser): TensorWork<PixelImage> {
    signal?.throwIfAborted();
    // Made here, because the work may be repeated on another backend.
    const restorePlane = onlyNoise ? denoising(options) : solving(degradation, options, saturated);
    const restoreChroma = chroma ? solving(chroma, options) : restorePlane;
    const restore = function* (
      data: Float32Array<ArrayBuffer>,
      noiseLevel: number,
      tell: (fraction: number) => void,
      run: PlaneRestoration = restorePlane,
    ): TensorWork<Plane> {
      const entered = withBorder({ data, width, height }, degradation);
      return withoutBorder(yield* run(denoiser, entered, noiseLevel, tell), degradation);
    };
    const restored: Plane[] = [];
    for (const [p, { data, level }] of planes.entries()) {
      const tell = (fraction: number): void => onProgress((share * (p + fraction)) / planes.length);
      if (level > 0) restored.push(yield* restore(data, level, tell, p === 0 ? restorePlane : restoreChroma));
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
    const result = exact ? eachChannel(joined, pixels, exact) : joined;
    if (rows !== undefined) return { ...result, ...(alpha && { alpha: rowsOf(alpha, width, rows) }) };
    if (alpha === undefined || (size.width === width && size.height === height)) {
      if (share < 1) onProgress(1);
      return result;
    }
    const opacity = { data: alpha, width, height };
    if (!graded) return { ...result, alpha: resizeStencil(opacity, size).data };
    // Opacities are graphics without noise; plug and play restores their soft edges better.
    const level = Math.min(range.max, Math.max(range.min, ALPHA_NOISE));
    const { schedule = "trained" } = options;
    const enlarged = yield* restore(
      alpha,
      level,
      (fraction) => onProgress(share + (1 - share) * fraction),
      solving(
        { ...degradation, noise: {} },
        schedule === "trained" ? { ...options, schedule: "plugAndPlay" } : options,
      ),
    );
    return { ...result, alpha: withinNeighbours(enlarged, opacity).data };
  });
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
