import { normalizedKernel } from "./blur-kernel.ts";
import type { BlurKernel } from "./blur-kernel.ts";

/**
 * A disc, the image of a point out of focus: each weight is exactly the part of the pixel that the disc
 * covers, normalised to sum 1.
 *
 * @param radius in pixels, positive.
 * @throws RangeError for an invalid radius.
 */
export function diskKernel(radius: number): BlurKernel {
  if (!(radius > 0 && radius < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`diskKernel: expected a positive radius, got ${radius}`);
  }
  const reach = Math.max(0, Math.ceil(radius - 0.5));
  const side = 2 * reach + 1;
  const corner = (i: number): number => i - reach - 0.5;
  const weights = Array.from({ length: side * side }, (_, at) => {
    const [row, column] = [Math.floor(at / side), at % side];
    const [top, bottom, left, right] = [corner(row), corner(row + 1), corner(column), corner(column + 1)];
    const covered =
      coveredFromCentre(bottom, right, radius) -
      coveredFromCentre(top, right, radius) -
      coveredFromCentre(bottom, left, radius) +
      coveredFromCentre(top, left, radius);
    // The difference of areas far outside the disc may be a rounding error below zero.
    return Math.max(0, covered);
  });
  return normalizedKernel("diskKernel", side, side, weights);
}

/**
 * Area of the intersection of a disc about the origin and the rectangle from the origin to (y, x), with the
 * sign of y·x.
 */
function coveredFromCentre(y: number, x: number, radius: number): number {
  const sign = Math.sign(y) * Math.sign(x);
  const [height, right] = [Math.min(Math.abs(y), radius), Math.min(Math.abs(x), radius)];
  // As far right as `flat` the circle is above the rectangle.
  const flat = Math.min(right, Math.sqrt(radius ** 2 - height ** 2));
  const under = (u: number): number =>
    (u * Math.sqrt(Math.max(0, radius ** 2 - u ** 2)) + radius ** 2 * Math.asin(u / radius)) / 2;
  return sign * (flat * height + under(right) - under(flat));
}
