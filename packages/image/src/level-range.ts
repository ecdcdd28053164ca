import { ImageReadError } from "./image-errors.ts";

/** The values of black and white in a file of floats. */
export type LevelRange = readonly [black: number, white: number];

/** Of float TIFFs. */
export const FLOAT_RANGE: LevelRange = [0, 1];

/** Of .npy files. */
export const LEVELS: LevelRange = [0, 255];

/** @throws RangeError unless `range` is two finite numbers, black below white. */
export function checkRange(range: LevelRange): void {
  const [black, white] = range;
  if (range.length === 2 && Number.isFinite(black) && Number.isFinite(white) && black < white) return;
  throw new RangeError(`readImage: expected range to be two rising numbers, got ${range.join(", ")}`);
}

/**
 * Floats are often slightly beyond black and white; far beyond, the range must be another one.
 *
 * @throws ImageReadError also for values that are not finite.
 */
export function checkFloats(
  samples: Float32Array,
  [black, white]: LevelRange,
  path: string | undefined,
): void {
  let [least, most] = [Infinity, -Infinity];
  for (const sample of samples) {
    if (!Number.isFinite(sample)) {
      throw new ImageReadError(path, `one of its values is ${sample}`, { code: "corrupt" });
    }
    if (sample < least) least = sample;
    if (sample > most) most = sample;
  }
  const span = white - black;
  if (least >= black - span && most <= white + 2 * span) return;
  const got = `its values reach from ${Number(least.toPrecision(3))} to ${Number(most.toPrecision(3))}`;
  const problem = `${got}, far beyond ${black} (black) and ${white} (white): specify their range`;
  throw new ImageReadError(path, problem, { code: "unsupported" });
}
