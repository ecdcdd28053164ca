import { avgPool, div, mul, pad, reshape, tensor4d, tidy, tile } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { cropTopLeft } from "./symmetric-border.ts";

/*
 * One step of the pyramid. A coarse pixel is the mean of its block of fine pixels; at the right and lower
 * edges a block may be cut off, and the mean is over its remaining part. Everything follows from two linear
 * maps, blockSum and its transpose replicate; the area of a block is blockSum of ones.
 */

/** Σ over blocks of `size` × `size` pixels: `[b, h, w, c]` → `[b, ⌈h/size⌉, ⌈w/size⌉, c]`. */
export function blockSum(x: Tensor4D, size: number): Tensor4D {
  if (size === 1) return x.clone();
  return tidy(() => {
    const [, height, width] = x.shape;
    const below = Math.ceil(height / size) * size - height;
    const right = Math.ceil(width / size) * size - width;
    const whole = pad(x, [
      [0, 0],
      [0, below],
      [0, right],
      [0, 0],
    ]) as Tensor4D;
    return mul(avgPool(whole, size, size, "valid"), size * size);
  });
}

/** The transpose of {@link blockSum}: each coarse pixel copied over its block, cut to `height` × `width`. */
export function replicate(x: Tensor4D, size: number, height: number, width: number): Tensor4D {
  if (size === 1) return x.clone();
  return tidy(() => {
    const [batch, rows, columns, channels] = x.shape;
    const wide = tile(reshape(x, [batch * rows * columns, 1, channels]), [1, size, 1]);
    const high = tile(reshape(wide, [batch * rows, 1, columns * size * channels]), [1, size, 1]);
    return cropTopLeft(reshape(high, [batch, rows * size, columns * size, channels]), height, width);
  });
}

/** Divides each coarse pixel by the number of fine pixels in its block. */
function divideByArea(x: Tensor4D, size: number, height: number, width: number): Tensor4D {
  if (size === 1) return x.clone();
  return tidy(() => div(x, blockAreas(size, height, width)));
}

/** The mean over each block: blockSum divided by area. */
export function blockMean(x: Tensor4D, size: number): Tensor4D {
  return tidy(() => divideByArea(blockSum(x, size), size, x.shape[1], x.shape[2]));
}

/** The transpose of {@link blockMean}. */
export function blockMeanAdjoint(x: Tensor4D, size: number, height: number, width: number): Tensor4D {
  return tidy(() => replicate(divideByArea(x, size, height, width), size, height, width));
}

function blockAreas(size: number, height: number, width: number): Tensor4D {
  const rows = Math.ceil(height / size);
  const columns = Math.ceil(width / size);
  const extent = (i: number, count: number, length: number): number =>
    i < count - 1 ? size : length - (count - 1) * size;
  const areas = Float32Array.from(
    { length: rows * columns },
    (_, i) => extent(Math.floor(i / columns), rows, height) * extent(i % columns, columns, width),
  );
  return tensor4d(areas, [1, rows, columns, 1]);
}
