import { addGaussianNoise, randomStream } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { blurred, downscaled, jpegCompressed, masked } from "@genericdp/degradations";
import type { Degradation } from "@genericdp/degradations";
import type { Measured } from "@genericdp/hqs";
import { blockCosines, standardTables } from "@genericdp/image";
import { bicubicKernel, diskKernel, gaussianKernel, identity, motionKernel } from "@genericdp/operators";
import type { BlurKernel } from "@genericdp/operators";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { randomGaps } from "./random-gaps.ts";
import type { Gaps } from "./random-gaps.ts";
import { shakeKernel } from "./shake-kernel.ts";

/** The degradation of the patches of a part of a batch, as plain data that can be sent to workers. */
export type DrawnDegradation = { readonly seed: readonly number[] } & (
  | { readonly family: "jpeg"; readonly quality: number }
  | {
      readonly family: "blur";
      readonly kernel: BlurKernel;
      readonly boundary: "valid" | "circular";
      readonly noiseLevel: number;
    }
  | {
      readonly family: "downscale";
      readonly kernel: BlurKernel;
      readonly factor: number;
      readonly noiseLevel: number;
    }
  | { readonly family: "missing"; readonly gaps: Gaps; readonly share: number; readonly noiseLevel: number }
);

type Draw = (random: RandomStream, seed: readonly number[]) => DrawnDegradation;

const DRAWS: Readonly<Record<string, Draw>> = {
  // Low qualities are harder, so they are drawn more often.
  jpeg: (random, seed) => ({ family: "jpeg", seed, quality: 5 + Math.floor(91 * random.uniform() ** 1.4) }),
  blur: (random, seed) => ({
    family: "blur",
    seed,
    kernel: randomKernel(random),
    boundary: random.uniform() < 2 / 3 ? "valid" : "circular",
    noiseLevel: between(random, 0.5, 15),
  }),
  downscale: (random, seed) => {
    const factor = 2 + random.integer(3);
    return {
      family: "downscale",
      seed,
      kernel:
        random.uniform() < 0.7
          ? bicubicKernel(factor)
          : gaussianKernel(factor * (0.4 + 0.3 * random.uniform())),
      factor,
      // Most downscaled images have no noise except for rounding.
      noiseLevel: random.uniform() < 0.6 ? 0.3 : between(random, 0.5, 10),
    };
  },
  missing: (random, seed) => ({
    family: "missing",
    seed,
    ...(random.uniform() < 0.5
      ? { gaps: "pixels", share: 0.1 + 0.85 * random.uniform() }
      : { gaps: "marks", share: between(random, 0.03, 0.4) }),
    noiseLevel: random.uniform() < 0.7 ? 0.25 : between(random, 0.5, 15),
  }),
};

/**
 * Sides of degraded patches are multiples of this: the least common multiple of JPEG's blocks and all
 * factors.
 */
export const DEGRADED_MULTIPLE = 24;

/** The families that patches can be drawn for. */
export const DRAWN_FAMILIES: readonly string[] = Object.keys(DRAWS);

/** Draws a degradation of a family; all random numbers depend on the seed. */
export function drawDegradation(family: string, ...seed: readonly number[]): DrawnDegradation {
  return DRAWS[family]!(randomStream(...seed), [...seed, 1]);
}

/** Half of the kernels are camera shake, the others uniform motion, Gaussian blur and defocus. */
function randomKernel(random: RandomStream): BlurKernel {
  const kind = random.uniform();
  if (kind < 0.5) return shakeKernel(9 + 2 * random.integer(12), random);
  if (kind < 0.65) return motionKernel(between(random, 3, 25), 180 * random.uniform());
  if (kind < 0.85) return gaussianKernel(between(random, 0.6, 4));
  return diskKernel(between(random, 1, 6));
}

/** A random number, uniform on a logarithmic scale. */
function between(random: RandomStream, low: number, high: number): number {
  return low * (high / low) ** random.uniform();
}

/** Patches as measured. */
export interface DegradedPatches extends Measured {
  /** Name of the family. */
  readonly family: string;
  /** The error that the degradation leaves, in gray levels. */
  readonly error: number;
  /** σ, which determines the weights of the data steps. */
  readonly noiseLevel: number;
  /** Rows and columns at each edge that were only partly measured. */
  readonly rim: number;
}

/**
 * Applies a drawn degradation to patches, on the active tfjs backend.
 *
 * @param clean `[count, side, side]`, gray levels; the side a multiple of {@link DEGRADED_MULTIPLE}.
 * @returns the degraded patches; the caller must dispose of their y.
 */
export function degradePatches(drawn: DrawnDegradation, clean: Float32Array, count: number): DegradedPatches {
  const side = Math.sqrt(clean.length / count);
  const shape: Tensor4D["shape"] = [count, side, side, 1];
  const { operator = identity(), family, noise } = degradationOf(drawn, side);
  const { name, dataTerm } = family!;
  if (drawn.family === "jpeg") {
    const error = family!.error(noise!.level as number);
    const y = tensor4d(storeAsJpeg(clean, side, standardTables(drawn.quality).luma), shape);
    return { operator, dataTerm, y, family: name, error, noiseLevel: error, rim: 0 };
  }
  const { noiseLevel, seed } = drawn;
  const x = tensor4d(clean, shape);
  const exact = operator.forward(x);
  const noisy = addGaussianNoise(exact.dataSync<"float32">(), noiseLevel, randomStream(...seed));
  const y = tensor4d(noisy, exact.shape);
  x.dispose();
  exact.dispose();
  const rim = "kernel" in drawn ? Math.ceil(Math.max(drawn.kernel.width, drawn.kernel.height) / 2) : 0;
  return { operator, y, family: name, error: family!.error(noiseLevel), noiseLevel, rim };
}

function degradationOf(drawn: DrawnDegradation, side: number): Degradation {
  switch (drawn.family) {
    case "jpeg":
      return jpegCompressed({ luma: standardTables(drawn.quality).luma });
    case "blur":
      return blurred(drawn.kernel, drawn);
    case "downscale":
      return downscaled(drawn.factor, drawn.kernel);
    case "missing":
      return masked(randomGaps(side, drawn.gaps, drawn.share, randomStream(...drawn.seed, 1)));
  }
}

/** Gray patches after JPEG compression and decoding, rounded and clipped as by a codec. */
function storeAsJpeg(clean: Float32Array, side: number, steps: readonly number[]): Float32Array {
  const decoded = new Float32Array(clean.length);
  const [block, half] = [new Float64Array(64), new Float64Array(64)];
  for (let top = 0; top < clean.length / side; top += 8) {
    for (let left = 0; left < side; left += 8) {
      const at = (i: number): number => (top + (i >> 3)) * side + left + (i & 7);
      for (let i = 0; i < 64; i++) block[i] = clean[at(i)]! - 128;
      turnBlock(block, half, false);
      for (let i = 0; i < 64; i++) block[i] = Math.round(block[i]! / steps[i]!) * steps[i]!;
      turnBlock(block, half, true);
      for (let i = 0; i < 64; i++) {
        decoded[at(i)] = Math.min(255, Math.max(0, Math.round(block[i]! + 128)));
      }
    }
  }
  return decoded;
}

/** The cosine transform of a block or its inverse, in place. */
function turnBlock(block: Float64Array, half: Float64Array, inverse: boolean): void {
  const weight = (k: number, n: number): number => blockCosines[inverse ? 8 * n + k : 8 * k + n]!;
  for (let k = 0; k < 8; k++) {
    for (let c = 0; c < 8; c++) {
      let sum = 0;
      for (let n = 0; n < 8; n++) sum += weight(k, n) * block[8 * n + c]!;
      half[8 * k + c] = sum;
    }
  }
  for (let r = 0; r < 8; r++) {
    for (let k = 0; k < 8; k++) {
      let sum = 0;
      for (let n = 0; n < 8; n++) sum += weight(k, n) * half[8 * r + n]!;
      block[8 * r + k] = sum;
    }
  }
}
