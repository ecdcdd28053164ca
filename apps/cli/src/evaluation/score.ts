import { channelsOf, cropPlane } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { psnr, psnrB, ssim } from "@genericdp/metrics";
import type { Restorer } from "genericdp";
import { UsageError } from "../errors.ts";
import { alignPlane } from "./align-plane.ts";
import type { Trial } from "./trial.ts";

/** How similar an image is to the truth. */
export interface Likeness {
  /** In dB. */
  readonly psnr: number;
  readonly ssim: number;
  /** In dB; only if blocks may be visible. */
  readonly psnrB?: number;
}

/** The quality and the speed of a restoration. */
export interface Score extends Likeness {
  readonly seconds: number;
  readonly millisecondsPerMegapixel: number;
  readonly baseline?: Likeness;
}

/** Restores the measurement of a trial, clips the result to 0..255 and compares it with the truth. */
export async function scoreTrial(session: Restorer, trial: Trial): Promise<Score> {
  const { truth, baseline } = trial;
  const start = performance.now();
  const restored = await trial.restore(session);
  const seconds = (performance.now() - start) / 1000;
  return {
    ...compare(restored, trial),
    seconds,
    millisecondsPerMegapixel: (1000 * seconds) / ((truth.width * truth.height) / 1e6),
    ...(baseline && { baseline: compare(baseline, trial) }),
  };
}

/** The mean of every figure. The PSNR of a set is the mean of the images' PSNRs. */
export function meanScore(scores: readonly Score[]): Score {
  const mean = (value: (score: Score) => number): number =>
    scores.reduce((sum, score) => sum + value(score), 0) / scores.length;
  const measured = scores.every(({ baseline }) => baseline !== undefined);
  const counted = scores.every((score) => score.psnrB !== undefined);
  const baseline = {
    psnr: mean((score) => score.baseline?.psnr ?? 0),
    ssim: mean((score) => score.baseline?.ssim ?? 0),
    ...(counted && { psnrB: mean((score) => score.baseline?.psnrB ?? 0) }),
  };
  return {
    psnr: mean((score) => score.psnr),
    ssim: mean((score) => score.ssim),
    ...(counted && { psnrB: mean((score) => score.psnrB!) }),
    seconds: mean((score) => score.seconds),
    millisecondsPerMegapixel: mean((score) => score.millisecondsPerMegapixel),
    ...(measured && { baseline }),
  };
}

function compare(image: Plane, { truth, shave = 0, align = false, blocks = false }: Trial): Likeness {
  const wanted = shaved(truth, shave);
  const got = align ? alignPlane(image, wanted, shave) : shaved(image, shave);
  const clipped = got.data.map((level) => Math.min(255, Math.max(0, level)));
  return {
    psnr: psnr(wanted.data, clipped),
    ssim: meanSsim(wanted, clipped),
    ...(blocks && { psnrB: psnrB(wanted.data, clipped, wanted) }),
  };
}

/** The mean of the SSIMs of all channels. */
function meanSsim(wanted: Plane, estimate: Float32Array): number {
  const { data, width, height } = wanted;
  const channels = channelsOf(wanted);
  const of = (values: Float32Array, c: number): Float32Array => values.filter((_, i) => i % channels === c);
  const each = Array.from({ length: channels }, (_, c) =>
    ssim(of(data, c), of(estimate, c), { width, height }),
  );
  return each.reduce((sum, value) => sum + value, 0) / channels;
}

function shaved(plane: Plane, by: number): Plane {
  const size = { width: plane.width - 2 * by, height: plane.height - 2 * by };
  if (Math.min(size.width, size.height) < 1) {
    throw new UsageError(
      `expected images with sides above ${2 * by} pixels to ignore ${by} at every edge, ` +
        `got ${plane.width}×${plane.height}`,
    );
  }
  return by === 0 ? plane : cropPlane(plane, by, by, size);
}
