import type { Denoiser } from "@genericdp/core";
import { startKernel } from "../kernel-module.ts";
import type { Kernel } from "../kernel-module.ts";
import { planeDenoiser } from "../plane-denoiser.ts";
import { collaborate } from "./bm3d.ts";

/** The orthonormal opponent basis: (R + G + B)/√3, (R − B)/√2, (R − 2G + B)/√6. */
const OPPONENT = [
  [1, 1, 1],
  [1, 0, -1],
  [1, -2, 1],
].map((row) => row.map((value) => value / Math.hypot(...row)));

/** OPPONENTᵀ, its inverse. */
const FROM_OPPONENT = OPPONENT.map((_, i) => OPPONENT.map((row) => row[i]!));

/**
 * BM3D for colour (Dabov, Foi, Katkovnik, Egiazarian 2007, DOI 10.1109/ICIP.2007.4378954): {@link bm3d} on
 * the opponent channels, with the groups of the luminance for all three.
 *
 * `[batch, height, width, 3]`, gray levels, σ from 0.5 to 150, the same in each channel.
 */
export function cbm3d(): Denoiser {
  let kernel: Kernel | undefined;
  return planeDenoiser({
    name: "CBM3D",
    noiseRange: { min: 0.5, max: 150 },
    channels: 3,
    run: ({ height, width, values }, noiseLevel) => {
      const opponent = { height, width, values: mixed(values, OPPONENT) };
      // Distances in the luminance are √3 times those of a gray image.
      const restored = collaborate((kernel ??= startKernel()), opponent, noiseLevel, 3);
      return mixed(restored, FROM_OPPONENT);
    },
  });
}

/** Three linear combinations of three planes. */
function mixed(values: Float32Array, matrix: readonly (readonly number[])[]): Float32Array {
  const pixels = values.length / 3;
  return values.map((_, at) => {
    const [a, b, c] = matrix[Math.floor(at / pixels)]!;
    const i = at % pixels;
    return a! * values[i]! + b! * values[pixels + i]! + c! * values[2 * pixels + i]!;
  });
}
