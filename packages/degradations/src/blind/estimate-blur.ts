import { boundedCache } from "@genericdp/core";
import { diskKernel, gaussianKernel, motionKernel } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";
import type { Plane } from "../degradation.ts";
import { meanSpectrum } from "./mean-spectrum.ts";
import { FINE, ROUGH, fitSpectrum, powerOf, startOf, valuesAt } from "./spectrum-model.ts";
import type { SpectrumFit } from "./spectrum-model.ts";

/** A blur that was found in an image. */
export interface EstimatedBlur {
  /** A Gaussian, a disc (defocus) or a straight line (motion). */
  readonly shape: "gaussian" | "disk" | "motion";
  /** In pixels: σ of the Gaussian, radius of the disc, length of the line. */
  readonly size: number;
  /** Direction of a motion, in degrees from the horizontal, counter-clockwise; 0 ≤ angle < 180. */
  readonly angle?: number;
  readonly kernel: BlurKernel;
  /** How much better the spectrum is explained with this blur than without: from 25 to more than 1000. */
  readonly evidence: number;
}

type Shape = Pick<EstimatedBlur, "shape" | "size" | "angle">;

interface Explained extends Shape {
  readonly fit: SpectrumFit;
}

/** Sizes that are looked for. Below, the blur is that of usual cameras and lenses. */
const SIZES = {
  gaussian: [0.6, 5],
  disk: [1, 8],
  motion: [3, 28],
} as const satisfies Record<Shape["shape"], readonly [least: number, most: number]>;
/** Of neighbouring sizes. The spectra of motions change fast with their length. */
const RATIO = { gaussian: 1.25, disk: 1.25, motion: 1.12 } as const satisfies Record<Shape["shape"], number>;
/** All are fitted roughly, in so many steps, and so many of them well. */
const [FEW_STEPS, PROMISING] = [3, 6];
/** Halvings of the steps of size and angle. */
const REFINEMENTS = 3;
/** Evidence below which images count as sharp, and sizes up to which they do. */
const EVIDENCE = 25;
/** Share of what a sharp image leaves unexplained that a blur has to explain: denoising leaves traces too. */
const EXPLAINED = 0.5;
const SHARP = { gaussian: 0.8, disk: 1.3, motion: 3 } as const satisfies Record<Shape["shape"], number>;

/**
 * Estimates the blur of an image from the image alone: a Gaussian of σ 0.8 to 5, defocus (a disc of radius
 * 1.3 to 8) or straight, even motion of 3 to 28 pixels. The blur must be the same everywhere; camera shake
 * along a curve is not found.
 *
 * It compares the mean spectrum of the windows with the most contrast with that of a usual sharp image under
 * each of these blurs, plus white noise. The time does not depend on the size of the image.
 *
 * @param plane intensity in gray levels 0..255, at least 64×64 pixels and from no strongly compressed JPEG,
 *   which has lost what the estimate is based on.
 * @returns undefined if the image looks sharp, or shows too little to tell.
 */
export function estimateBlur(plane: Plane): EstimatedBlur | undefined {
  const spectrum = meanSpectrum(plane);
  if (spectrum === undefined) return undefined;
  const start = startOf(spectrum);
  const [fine, some] = [valuesAt(FINE, spectrum), valuesAt(ROUGH, spectrum)];
  const fit = (kernel: BlurKernel): SpectrumFit => fitSpectrum(FINE, fine, powerOf(kernel, FINE), start);
  const explain = (shape: Shape): Explained => ({ ...shape, fit: fit(kernelOf(shape)) });
  const sharp = fit(POINT);
  const found = best(
    Object.keys(SIZES).map((shape) => {
      const rough = candidates(shape as Shape["shape"]).map(({ each, power }) => ({
        each,
        cost: fitSpectrum(ROUGH, some, power, start, FEW_STEPS).cost,
      }));
      const promising = rough.toSorted((a, b) => a.cost - b.cost).slice(0, PROMISING);
      return refined(best(promising.map(({ each }) => explain(each))), explain);
    }),
  );
  const evidence = sharp.cost - found.fit.cost;
  const { shape, size, angle } = found;
  if (evidence < EVIDENCE || evidence < EXPLAINED * sharp.cost) return undefined;
  if (size <= SHARP[shape] || size >= SIZES[shape][1]) return undefined;
  return { shape, size, ...(angle !== undefined && { angle }), kernel: kernelOf(found), evidence };
}

const POINT: BlurKernel = { width: 1, height: 1, data: Float32Array.of(1) };

function kernelOf({ shape, size, angle = 0 }: Shape): BlurKernel {
  switch (shape) {
    case "gaussian":
      return gaussianKernel(size);
    case "disk":
      return diskKernel(size);
    case "motion":
      return motionKernel(size, angle);
  }
}

/** The one that explains the spectrum best. */
function best(all: readonly Explained[]): Explained {
  return all.reduce((a, b) => (b.fit.cost < a.fit.cost ? b : a));
}

function coarse(shape: Shape["shape"]): readonly Shape[] {
  const [least, most] = SIZES[shape];
  const sizes: number[] = [];
  for (let size: number = least; size < most; size *= RATIO[shape]) sizes.push(size);
  if (shape !== "motion") return sizes.map((size) => ({ shape, size }));
  return sizes.flatMap((size) => {
    const step = angleStep(size);
    return Array.from({ length: Math.round(180 / step) }, (_, i) => ({ shape, size, angle: i * step }));
  });
}

/** The coarse blurs of a shape and their power, the same for all images: 3 MB for motions. */
const candidates = boundedCache(3, (shape: Shape["shape"]) =>
  coarse(shape).map((each) => ({ each, power: powerOf(kernelOf(each), ROUGH) })),
);

/** Degrees between directions that can be told apart: the longer the motion, the finer. */
function angleStep(length: number): number {
  return 180 / Math.max(8, Math.min(36, 2 * Math.round(length)));
}

/** The best of ever nearer neighbours. */
function refined(from: Explained, explain: (shape: Shape) => Explained): Explained {
  let now = from;
  let ratio: number = RATIO[from.shape];
  let turn = angleStep(from.size);
  for (let i = 0; i < REFINEMENTS; i++) {
    ratio = Math.sqrt(ratio);
    turn /= 2;
    const { shape, size, angle } = now;
    const near: Shape[] = [
      { shape, size: size * ratio, ...(angle !== undefined && { angle }) },
      { shape, size: size / ratio, ...(angle !== undefined && { angle }) },
      ...(angle === undefined
        ? []
        : [-turn, turn].map((by) => ({ shape, size, angle: (angle + by + 180) % 180 }))),
    ];
    now = best([now, ...near.map((each) => explain(each))]);
  }
  return now;
}
