/**
 * The block mean of `height` × `width` pixels, mirrored at its edges (edge pixel repeated): `rows` rows from `first`
 * on, which may be outside the image, with `border` columns on both sides, in rows of `stride` pixels.
 */
export function padMean(
  from: usize, height: i32, width: i32, block: i32, first: i32, rows: i32, border: i32, to: usize, stride: i32,
): void {
  const coarseHeight = blocks(height, block);
  const coarseWidth = blocks(width, block);
  const used = coarseWidth + 2 * border;
  for (let y = 0; y < rows; y++) {
    const target = to + <usize>(y * stride << 2);
    const middle = target + <usize>(border << 2);
    meanRow(from, height, width, block, mirrored(first + y, coarseHeight), middle);
    for (let x = 0; x < border; x++) {
      copyPixel(middle, mirrored(x - border, coarseWidth), target, x);
      copyPixel(middle, mirrored(coarseWidth + x, coarseWidth), middle, coarseWidth + x);
    }
    memory.fill(target + <usize>(used << 2), 0, <usize>((stride - used) << 2));
  }
}

/** One row of the block mean. */
function meanRow(from: usize, height: i32, width: i32, block: i32, row: i32, to: usize): void {
  const top = row * block;
  if (block == 1) {
    memory.copy(to, from + <usize>(top * width << 2), <usize>(width << 2));
    return;
  }
  blockSum(from + <usize>(top * width << 2), to, min(block, height - top), width, block, true);
}

// @ts-ignore: decorator
@inline
function copyPixel(from: usize, source: i32, to: usize, target: i32): void {
  f32.store(to + <usize>(target << 2), f32.load(from + <usize>(source << 2)));
}

// @ts-ignore: decorator
@inline
function blocks(length: i32, block: i32): i32 {
  return (length + block - 1) / block;
}

/** The transpose of mirroring: adds every pixel of the padded image to the pixel that it mirrors. */
export function foldSymmetric(from: usize, to: usize, height: i32, width: i32, border: i32, stride: i32): void {
  memory.fill(to, 0, <usize>(height * width << 2));
  for (let y = 0; y < height + 2 * border; y++) {
    const source = from + <usize>(y * stride << 2);
    const target = to + <usize>(mirrored(y - border, height) * width << 2);
    for (let x = 0; x < width + 2 * border; x++) {
      const at = target + <usize>(mirrored(x - border, width) << 2);
      f32.store(at, f32.load(at) + f32.load(source + <usize>(x << 2)));
    }
  }
}

function mirrored(i: i32, size: i32): i32 {
  const period = 2 * size;
  let j = i % period;
  if (j < 0) j += period;
  return j < size ? j : period - 1 - j;
}

/** Surrounds `height` × `width` pixels with `border` zeros, in rows of `stride` pixels. */
export function padZeros(from: usize, to: usize, height: i32, width: i32, border: i32, stride: i32): void {
  memory.fill(to, 0, <usize>((height + 2 * border) * stride << 2));
  for (let y = 0; y < height; y++) {
    memory.copy(
      to + <usize>(((y + border) * stride + border) << 2), from + <usize>(y * width << 2), <usize>(width << 2),
    );
  }
}

/** The sums over blocks of `size` × `size` pixels, divided by the area of the block if `mean` is true. */
export function blockSum(from: usize, to: usize, height: i32, width: i32, size: i32, mean: bool): void {
  const columns = (width + size - 1) / size;
  for (let top = 0, row = 0; top < height; top += size, row++) {
    const bottom = min(top + size, height);
    for (let left = 0, column = 0; left < width; left += size, column++) {
      const right = min(left + size, width);
      let total: f32 = 0;
      for (let y = top; y < bottom; y++) {
        for (let x = left; x < right; x++) total += f32.load(from + <usize>((y * width + x) << 2));
      }
      if (mean) total /= <f32>((bottom - top) * (right - left));
      f32.store(to + <usize>((row * columns + column) << 2), total);
    }
  }
}

/**
 * Subtracts `weight` times each coarse pixel of `from` (rows of `stride` pixels) from its block in the `rows` rows at
 * `to`, which start with a block; divided by the area of the block if `mean` is true.
 */
export function subtractReplicated(
  from: usize, stride: i32, to: usize, rows: i32, width: i32, block: i32, mean: bool, weight: f32,
): void {
  for (let y = 0; y < rows; y++) {
    const row = y / block;
    const tall = <f32>(min((row + 1) * block, rows) - row * block);
    const target = to + <usize>(y * width << 2);
    const source = from + <usize>(row * stride << 2);
    for (let x = 0, column = 0; x < width; x += block, column++) {
      const end = min(x + block, width);
      let value = f32.load(source + <usize>(column << 2)) * weight;
      if (mean) value /= tall * <f32>(end - x);
      for (let i = x; i < end; i++) {
        const at = target + <usize>(i << 2);
        f32.store(at, f32.load(at) - value);
      }
    }
  }
}

/** Copies the coarse pixel of each block to all its pixels, in `rows` rows at `to`, which start with a block. */
export function replicate(from: usize, stride: i32, to: usize, rows: i32, width: i32, block: i32): void {
  for (let y = 0; y < rows; y++) {
    const target = to + <usize>(y * width << 2);
    const source = from + <usize>(y / block * stride << 2);
    for (let x = 0; x < width; x++) copyPixel(source, x / block, target, x);
  }
}

/** to = x − weight (x − f), over `length` pixels. */
export function react(x: usize, f: usize, to: usize, weight: f32, length: i32): void {
  for (let i = 0; i < length; i++) {
    const at = <usize>(i << 2);
    const value = f32.load(x + at);
    f32.store(to + at, value - weight * (value - f32.load(f + at)));
  }
}

/**
 * The gains of the responses of `scale`, in the layout of the image of padMean, and their inverses; the rest of a row
 * is 1.
 */
export function padGains(
  from: usize, height: i32, width: i32, block: i32, first: i32, rows: i32, border: i32,
  gains: usize, inverses: usize, stride: i32,
): void {
  padMean(from, height, width, block, first, rows, border, gains, stride);
  const used = blocks(width, block) + 2 * border;
  const one = f32x4.splat(1);
  for (let y = 0; y < rows; y++) {
    const row = <usize>(y * stride << 2);
    for (let x = used; x < stride; x++) f32.store(gains + row + <usize>(x << 2), 1);
    for (let at = row; at < row + <usize>(stride << 2); at += 16) {
      v128.store(inverses + at, f32x4.div(one, v128.load(gains + at)));
    }
  }
}
