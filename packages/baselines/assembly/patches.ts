/*
 * Patches of an image and their transforms.
 *
 * Patches are `side` × `side`. Each row takes `lanes` floats: `side` rounded up to whole vectors and padded
 * with zeros. Coefficients are stored [horizontal frequency][vertical frequency]: with the vertical index in
 * the vector, no transform has to transpose.
 */

/** Maximum group size. */
export const CAPACITY = 64;

export let height: i32, width: i32, side: i32, lanes: i32, radius: i32;
/** Number of patch positions in a row. */
export let columns: i32;
/** Number of rows of patches whose transforms are kept. */
let ring: i32;
/** Size of a patch in floats, and in bytes. */
export let area: usize;
export let matrices: usize, group: usize, oldGroup: usize, patch: usize;
let columnTransforms: usize;

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
export function scalars(which: i32): usize {
  return matrices + (<usize>(which * side * (side + lanes)) << 2);
}

// @ts-ignore: decorator
@inline
export function vectors(which: i32): usize {
  return scalars(which) + (<usize>(side * side) << 2);
}

// @ts-ignore: decorator
@inline
export function slot(y: i32): usize {
  return <usize>((y % ring) * columns) * area;
}

/** Transforms every patch of `plane` with first row y, and writes it to the ring `coefficients`. */
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
export function combine(weights: usize, from: usize, to: usize): void {
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
