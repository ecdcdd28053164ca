import { nextTask, waitFor } from "@genericdp/core";
import type { ImageShape, LinearOperator, TensorWork } from "@genericdp/core";
import type { Degradation } from "@genericdp/degradations";
import { checkPixelCount } from "@genericdp/image";
import { tidy, zeros } from "@tensorflow/tfjs-core";
import type { DenoiserSession } from "./denoiser-session.ts";
import type { PixelLimit } from "./options.ts";

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * Checks the size of the image that an operator was applied to, which may be far larger than the measurement.
 *
 * @throws TooManyPixelsError, naming the task, if it has more than `maxPixels` pixels; the error of the
 *   operator if it does not accept the measurement.
 */
export async function checkSolutionSize(
  task: string,
  { operator, border, shrink = 1 }: Degradation,
  { width, height }: Size,
  { maxPixels }: PixelLimit,
  session: DenoiserSession,
): Promise<void> {
  if (operator === undefined) return;
  const { padding = 0, crop = { top: 0, right: 0, bottom: 0, left: 0 } } = border ?? {};
  const measured = { width: width + 2 * padding, height: height + 2 * padding };
  const image = await session.run(() => solutionSize(operator, measured));
  const result = {
    width: Math.round(shrink * (image.width - crop.left - crop.right)),
    height: Math.round(shrink * (image.height - crop.top - crop.bottom)),
  };
  checkPixelCount(result, maxPixels, `${task}: the result`);
}

/** Side of a measurement that is small enough for any operator. */
const SMALL = 64;

/**
 * The size of the images with measurements of a given size. Only the adjoint tells it, and for a large
 * measurement it might need more memory than there is; but images grow evenly with their measurements.
 */
function* solutionSize(operator: LinearOperator, measured: Size): TensorWork<Size> {
  const sizeFor = ({ width, height }: Size): Size => {
    const shape: ImageShape = [1, height, width, 1];
    const [, rows, columns] = tidy(() => operator.adjoint(zeros(shape)).shape);
    return { width: columns, height: rows };
  };
  const within = (side: number): Size => ({
    width: Math.min(measured.width, side),
    height: Math.min(measured.height, side),
  });
  if (measured.width <= 2 * SMALL && measured.height <= 2 * SMALL) return sizeFor(measured);
  try {
    const one = sizeFor(within(SMALL));
    yield* waitFor(nextTask);
    const two = sizeFor(within(2 * SMALL));
    const beyond = (side: "width" | "height"): number =>
      two[side] + (Math.max(0, measured[side] - 2 * SMALL) / SMALL) * (two[side] - one[side]);
    return { width: beyond("width"), height: beyond("height") };
  } catch {
    // An operator for images of one size.
    return sizeFor(measured);
  }
}
