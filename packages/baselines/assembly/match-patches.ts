import { CAPACITY, columns, height, patch, radius, side, width } from "./patches";

const distances = memory.data(CAPACITY << 2);
export const rows = memory.data(CAPACITY << 2);
export const cols = memory.data(CAPACITY << 2);

/**
 * Finds the patches of `guide` closest to the one at (y, x): at most `most` with a sum of squared differences
 * below `limit`, closest first, starting with the patch itself. Returns the largest power of two that does
 * not exceed their number.
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

/** Where the last `matchPatches` wrote its results: distances, rows, columns. */
export function matchedDistances(): usize { return distances; }
export function matchedRows(): usize { return rows; }
export function matchedColumns(): usize { return cols; }
