/*
 * Block matching and collaborative filtering of one row of reference patches.
 *
 * Patches are `side` × `side`; a row of one takes `lanes` floats, `side` rounded up to whole vectors, the rest
 * zero. Coefficients lie [horizontal frequency][vertical frequency]: with the vertical index in the vector, no
 * transform has to transpose anything. Numerators and denominators are images column after column for the same
 * reason.
 */

/** Largest group that there is room for. */
const CAPACITY = 64;

let height: i32, width: i32, side: i32, lanes: i32, radius: i32;
/** Positions of patches in a row; rows of patches that are kept transformed. */
let columns: i32, ring: i32;
/** Floats of a patch, and its bytes. */
let area: usize;
let matrices: usize, columnTransforms: usize, group: usize, oldGroup: usize, patch: usize;

const distances = memory.data(CAPACITY << 2);
const rows = memory.data(CAPACITY << 2);
const cols = memory.data(CAPACITY << 2);

/** Bytes of scratch that `configure` needs. */
export function scratchBytes(width: i32, side: i32): i32 {
  const lanes = (side + 3) & ~3;
  return (width * lanes + 2 * CAPACITY * side * lanes + side * lanes) << 2;
}

/**
 * `tables`: the transform T [side][side], Tᵀ [side][lanes], the inverse [side][side], its transpose
 * [side][lanes], the window [side][lanes]. `scratch`: zeros.
 */
export function configure(h: i32, w: i32, n: i32, r: i32, tables: usize, scratch: usize): void {
  height = h; width = w; side = n; radius = r;
  lanes = (n + 3) & ~3;
  columns = w - n + 1;
  ring = 2 * r + 1;
  area = <usize>(n * lanes) << 2;
  matrices = tables;
  columnTransforms = scratch;
  group = scratch + (<usize>(w * lanes) << 2);
  oldGroup = group + area * CAPACITY;
  patch = oldGroup + area * CAPACITY;
}

// @ts-ignore: decorator
@inline
function scalars(which: i32): usize {
  return matrices + (<usize>(which * side * (side + lanes)) << 2);
}

// @ts-ignore: decorator
@inline
function vectors(which: i32): usize {
  return scalars(which) + (<usize>(side * side) << 2);
}

// @ts-ignore: decorator
@inline
function slot(y: i32): usize {
  return <usize>((y % ring) * columns) * area;
}

/** Transforms every patch of `plane` whose first row is y; into its place in the ring `coefficients`. */
export function transformRow(plane: usize, y: i32, coefficients: usize): void {
  const n = side, row = <usize>width << 2, bytes = <usize>lanes << 2;
  const down = vectors(0), across = scalars(0);
  const first = plane + <usize>y * row;
  for (let x = 0; x < width; x++) {
    const to = columnTransforms + <usize>x * bytes;
    for (let v: usize = 0; v < bytes; v += 16) {
      let sum = f32x4.splat(0);
      let pixel = first + (<usize>x << 2);
      for (let k = 0; k < n; k++, pixel += row) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(down + <usize>k * bytes + v), v128.load32_splat(pixel)));
      }
      v128.store(to + v, sum);
    }
  }
  let to = coefficients + slot(y);
  for (let x = 0; x < columns; x++) {
    const from = columnTransforms + <usize>x * bytes;
    for (let j = 0; j < n; j++, to += bytes) combine(across + (<usize>(j * n) << 2), from, to);
  }
}

/** to[lanes] = Σ_k weights[k] · from[k][lanes]. */
// @ts-ignore: decorator
@inline
function combine(weights: usize, from: usize, to: usize): void {
  const bytes = <usize>lanes << 2, end = weights + (<usize>side << 2);
  if (bytes == 32) {
    let a = f32x4.splat(0), b = a;
    for (let w = weights; w < end; w += 4, from += 32) {
      const weight = v128.load32_splat(w);
      a = f32x4.add(a, f32x4.mul(weight, v128.load(from)));
      b = f32x4.add(b, f32x4.mul(weight, v128.load(from, 16)));
    }
    v128.store(to, a);
    v128.store(to, b, 16);
    return;
  }
  for (let v: usize = 0; v < bytes; v += 16) {
    let sum = f32x4.splat(0);
    let at = from + v;
    for (let w = weights; w < end; w += 4, at += bytes) {
      sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(w), v128.load(at)));
    }
    v128.store(to + v, sum);
  }
}

/**
 * Finds the patches of `guide` that are nearest to the one at (y, x): at most `most` with a sum of squared
 * differences below `limit`, nearest first, the patch itself at the head. Returns the largest power of two of
 * them.
 */
export function matchPatches(guide: usize, y: i32, x: i32, most: i32, limit: f32): i32 {
  const n = side, row = <usize>width << 2;
  const reference = guide + (<usize>(y * width + x) << 2);
  const top = max(y - radius, 0), bottom = min(y + radius, height - n);
  const left = max(x - radius, 0), right = min(x + radius, columns - 1);
  let found = insert(0, most, 0, y, x);
  let bound = most > 1 ? limit : 0;
  for (let cy = top; cy <= bottom; cy++) {
    for (let cx = left; cx <= right; cx += 8) {
      let a = f32x4.splat(0), b = a;
      const worst = f32x4.splat(bound);
      let candidate = guide + (<usize>(cy * width + cx) << 2);
      let from = reference;
      let near = true;
      for (let i = 0; i < n && near; i++, candidate += row, from += row) {
        for (let j: usize = 0, end = <usize>n << 2; j < end; j += 4) {
          const pixel = v128.load32_splat(from + j);
          const da = f32x4.sub(v128.load(candidate + j), pixel);
          const db = f32x4.sub(v128.load(candidate + j, 16), pixel);
          a = f32x4.add(a, f32x4.mul(da, da));
          b = f32x4.add(b, f32x4.mul(db, db));
        }
        near = v128.any_true(v128.or(f32x4.lt(a, worst), f32x4.lt(b, worst)));
      }
      if (!near) continue;
      v128.store(patch, a);
      v128.store(patch, b, 16);
      const count = min(right - cx + 1, 8);
      for (let k = 0; k < count; k++) {
        const distance = f32.load(patch + (<usize>k << 2));
        if (!(distance < bound) || (cy == y && cx + k == x)) continue;
        found = insert(found, most, distance, cy, cx + k);
        if (found == most) bound = f32.load(distances + (<usize>(most - 1) << 2));
      }
    }
  }
  return 1 << (31 - clz(found));
}

/** Inserts into the sorted list of `found`; drops the farthest of more than `most`; returns how many there are. */
function insert(found: i32, most: i32, distance: f32, y: i32, x: i32): i32 {
  let at = min(found, most - 1);
  for (; at > 0; at--) {
    const before = <usize>(at - 1) << 2;
    if (f32.load(distances + before) <= distance) break;
    f32.store(distances + before, f32.load(distances + before), 4);
    i32.store(rows + before, i32.load(rows + before), 4);
    i32.store(cols + before, i32.load(cols + before), 4);
  }
  const to = <usize>at << 2;
  f32.store(distances + to, distance);
  i32.store(rows + to, y);
  i32.store(cols + to, x);
  return min(found + 1, most);
}

/** Where the last `matchPatches` wrote what it found: distances, rows, columns. */
export function matchedDistances(): usize { return distances; }
export function matchedRows(): usize { return rows; }
export function matchedColumns(): usize { return cols; }

/** Copies the coefficients of the group that was found last, and transforms them along the group. */
function gather(coefficients: usize, to: usize, size: i32): void {
  for (let k = 0; k < size; k++) {
    const at = <usize>k << 2;
    const from = coefficients + slot(i32.load(rows + at)) + <usize>i32.load(cols + at) * area;
    memory.copy(to + <usize>k * area, from, area);
  }
  for (let step = 1; step < size; step <<= 1) haar(to, size, step);
}

/** One level of the orthonormal Haar transform along the group, which is its own inverse. */
function haar(group: usize, size: i32, step: i32): void {
  const half = f32x4.splat(0.7071067811865476), apart = <usize>step * area;
  for (let i = 0; i < size; i += 2 * step) {
    const first = group + <usize>i * area;
    for (let at = first, end = first + area; at < end; at += 16) {
      const a = v128.load(at), b = v128.load(at + apart);
      v128.store(at, f32x4.mul(half, f32x4.add(a, b)));
      v128.store(at + apart, f32x4.mul(half, f32x4.sub(a, b)));
    }
  }
}

/**
 * Sets the coefficients of the group that are not above `threshold` to zero, and adds its estimates to the
 * images, with the weight 1/(number of coefficients left).
 */
export function thresholdGroup(
  size: i32, coefficients: usize, threshold: f32, numerator: usize, denominator: usize,
): void {
  gather(coefficients, group, size);
  const limit = f32x4.splat(threshold);
  let counts = i32x4.splat(0);
  for (let at = group, end = group + <usize>size * area; at < end; at += 16) {
    const value = v128.load(at);
    const kept = f32x4.gt(f32x4.abs(value), limit);
    v128.store(at, v128.and(value, kept));
    counts = i32x4.sub(counts, kept);
  }
  const left = i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1)
    + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3);
  aggregate(size, 1 / <f32>max(left, 1), numerator, denominator);
}

/**
 * Multiplies the noisy coefficients of the group by W = b²/(b² + σ²), b those of the first estimate, and adds
 * its estimates to the images, with the weight 1/‖W‖².
 */
export function wienerGroup(
  size: i32, noisy: usize, basic: usize, variance: f32, numerator: usize, denominator: usize,
): void {
  gather(noisy, group, size);
  gather(basic, oldGroup, size);
  const noise = f32x4.splat(variance);
  const apart = oldGroup - group;
  let squares = f32x4.splat(0);
  for (let at = group, end = group + <usize>size * area; at < end; at += 16) {
    const b = v128.load(at + apart);
    const power = f32x4.mul(b, b);
    const gain = f32x4.div(power, f32x4.add(power, noise));
    v128.store(at, f32x4.mul(gain, v128.load(at)));
    squares = f32x4.add(squares, f32x4.mul(gain, gain));
  }
  const sum = f32x4.extract_lane(squares, 0) + f32x4.extract_lane(squares, 1)
    + f32x4.extract_lane(squares, 2) + f32x4.extract_lane(squares, 3);
  aggregate(size, 1 / max<f32>(sum, 1e-6), numerator, denominator);
}

/** Transforms the group back and adds its patches to the images, weighted by `weight` and the window. */
function aggregate(size: i32, weight: f32, numerator: usize, denominator: usize): void {
  for (let step = size >> 1; step > 0; step >>= 1) haar(group, size, step);
  const n = side, bytes = <usize>lanes << 2, column = <usize>height << 2;
  const across = scalars(1), down = vectors(1);
  const window = matrices + (<usize>(2 * n * (n + lanes)) << 2);
  const scale = f32x4.splat(weight);
  for (let k = 0; k < size; k++) {
    const from = group + <usize>k * area;
    for (let c = 0; c < n; c++) combine(across + (<usize>(c * n) << 2), from, patch + <usize>c * bytes);
    const at = <usize>k << 2;
    const origin = <usize>(i32.load(cols + at) * height + i32.load(rows + at)) << 2;
    for (let c = 0; c < n; c++) {
      const line = patch + <usize>c * bytes;
      for (let v: usize = 0; v < bytes; v += 16) {
        let sum = f32x4.splat(0);
        for (let i: usize = 0; i < <usize>n; i++) {
          sum = f32x4.add(sum, f32x4.mul(v128.load(down + i * bytes + v), v128.load32_splat(line + (i << 2))));
        }
        const share = f32x4.mul(scale, v128.load(window + <usize>c * bytes + v));
        const to = origin + <usize>c * column + v;
        v128.store(numerator + to, f32x4.add(v128.load(numerator + to), f32x4.mul(share, sum)));
        v128.store(denominator + to, f32x4.add(v128.load(denominator + to), share));
      }
    }
  }
}
