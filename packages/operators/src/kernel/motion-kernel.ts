import { normalizedKernel } from "./blur-kernel.ts";
import type { BlurKernel } from "./blur-kernel.ts";

/** Number of points of the path per pixel of its length. */
const pointsPerPixel = 64;

/**
 * A straight, uniform motion: points of the path, each distributed bilinearly to the four pixels around it,
 * normalised to sum 1.
 *
 * @param length of the path, in pixels, positive.
 * @param angleDegrees from the horizontal, counter-clockwise.
 * @throws RangeError for an invalid length or angle.
 */
export function motionKernel(length: number, angleDegrees: number): BlurKernel {
  if (!(length > 0 && length < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`motionKernel: expected a positive length, got ${length}`);
  }
  if (!Number.isFinite(angleDegrees)) {
    throw new RangeError(`motionKernel: expected an angle in degrees, got ${angleDegrees}`);
  }
  const angle = (angleDegrees * Math.PI) / 180;
  // Rows increase downwards, angles upwards.
  const [stepDown, stepRight] = [snap(-Math.sin(angle)), snap(Math.cos(angle))];
  const reach = (step: number): number => Math.ceil((length / 2) * Math.abs(step) - 1e-9);
  const [rows, columns] = [reach(stepDown), reach(stepRight)];
  const [height, width] = [2 * rows + 1, 2 * columns + 1];
  const weights = new Float64Array(height * width);
  const points = Math.ceil(length * pointsPerPixel);
  for (let point = 0; point < points; point++) {
    const along = ((point + 0.5) / points - 0.5) * length;
    const y = rows + along * stepDown;
    const x = columns + along * stepRight;
    const top = Math.floor(y);
    const left = Math.floor(x);
    for (let i = 0; i < 4; i++) {
      const row = top + (i >> 1);
      const column = left + (i & 1);
      const share = (1 - Math.abs(y - row)) * (1 - Math.abs(x - column));
      if (share > 0) weights[row * width + column]! += share;
    }
  }
  return normalizedKernel("motionKernel", height, width, weights);
}

/** Zero for the rounding error of a cosine of a right angle. */
function snap(step: number): number {
  return Math.abs(step) < 1e-12 ? 0 : step;
}
