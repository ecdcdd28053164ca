/** Mirrors `height` × `width` pixels at their edges (edge pixel repeated) into rows of `stride` pixels. */
export function padSymmetric(from: usize, to: usize, height: i32, width: i32, border: i32, stride: i32): void {
  for (let y = 0; y < height + 2 * border; y++) {
    const source = from + <usize>(mirrored(y - border, height) * width << 2);
    const target = to + <usize>(y * stride << 2);
    for (let x = 0; x < border; x++) {
      f32.store(target + <usize>(x << 2), f32.load(source + <usize>(mirrored(x - border, width) << 2)));
      f32.store(target + <usize>((border + width + x) << 2), f32.load(source + <usize>(mirrored(width + x, width) << 2)));
    }
    memory.copy(target + <usize>(border << 2), source, <usize>(width << 2));
    const used = width + 2 * border;
    memory.fill(target + <usize>(used << 2), 0, <usize>((stride - used) << 2));
  }
}

/** The transpose of padSymmetric: adds every pixel of the padded image onto the pixel that it mirrors. */
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

/** Σ over blocks of `size` × `size` pixels, divided by the block's area where `mean` is true. */
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
 * Subtracts `weight` times each coarse pixel of `from` (rows of `stride` pixels) from its block in `to`;
 * divided by the block's area where `mean` is true. `height` × `width` is the size of `to`.
 */
export function subtractReplicated(
  from: usize, stride: i32, to: usize, height: i32, width: i32, size: i32, mean: bool, weight: f32,
): void {
  for (let y = 0; y < height; y++) {
    const row = y / size;
    const rows = <f32>(min((row + 1) * size, height) - row * size);
    const target = to + <usize>(y * width << 2);
    const source = from + <usize>(row * stride << 2);
    for (let x = 0, column = 0; x < width; x += size, column++) {
      const end = min(x + size, width);
      let value = f32.load(source + <usize>(column << 2)) * weight;
      if (mean) value /= rows * <f32>(end - x);
      for (let i = x; i < end; i++) {
        const at = target + <usize>(i << 2);
        f32.store(at, f32.load(at) - value);
      }
    }
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
 * Brings the gain of each coarse pixel, mirrored `border` far out, and its inverse to rows of `stride`
 * values; what a row holds beyond that is 1.
 */
export function spreadGain(
  from: usize, gains: usize, inverses: usize, height: i32, width: i32, border: i32, stride: i32,
): void {
  const used = width + 2 * border;
  for (let y = 0; y < height + 2 * border; y++) {
    const source = from + <usize>(mirrored(y - border, height) * width << 2);
    for (let x = 0; x < stride; x++) {
      const at = <usize>((y * stride + x) << 2);
      const gain: f32 = x < used ? f32.load(source + <usize>(mirrored(x - border, width) << 2)) : 1;
      f32.store(gains + at, gain);
      f32.store(inverses + at, 1 / gain);
    }
  }
}
