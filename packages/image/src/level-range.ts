import { ImageReadError } from "./image-errors.ts";

/** The values that are black and white in a file of floats. */
export type LevelRange = readonly [black: number, white: number];

/** As float TIFFs have it. */
export const FLOAT_RANGE: LevelRange = [0, 1];

/** As .npy files have it here. */
export const LEVELS: LevelRange = [0, 255];

/** @throws RangeError unless `range` is two finite numbers, black below white. */
export function checkRange(range: LevelRange): void {
  const [black, white] = range;
  if (range.length === 2 && Number.isFinite(black) && Number.isFinite(white) && black < white) return;
  throw new RangeError(`readImage: expected range to be two rising numbers, got ${range.join(", ")}`);
}

/**
 * Levels a little beyond black and white are usual in floats; far beyond, the range is another one.
 *
 * @throws ImageReadError also for what is not finite.
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
