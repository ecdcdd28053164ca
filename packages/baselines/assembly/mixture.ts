/*
 * Gaussian mixtures on 8×8 patches without their mean. Each component has several directions with a variance
 * each, and one variance for all other directions.
 *
 * The costs −2 log p(x) of eight patches, one per lane, are computed together, four directions at a time. The
 * remaining energy of a patch costs at least what it would cost in the next direction, which has the largest
 * of the remaining variances: a component is discarded once that sum exceeds the best cost for all eight
 * patches.
 */
const SIDE = 8;
const PIXELS = 64;
/** Bytes of a component: pointers to blocks, lines, precisions and gains, the number of blocks, the constant. */
const COMPONENT = 24;

/** The best components of eight patches. */
const winners = memory.data(32);
const coefficients = memory.data(256);
const patch = memory.data(256);

/**
 * Finds the components with the least costs for eight patches.
 *
 * @param pixels first pixel of the first patch; those of the other seven follow it in memory.
 * @param line bytes from one line of a patch to the next; `step`: from one pixel to the next.
 * @param first the component to start with.
 * @param margin costs up to this much above the least so far are written to `all` [component][8]; infinity is
 * written for the others.
 * @param all 0 if only the least costs are needed.
 */
function compare(
  pixels: usize, line: usize, step: usize, table: usize, count: i32, first: i32, margin: f32, all: usize,
): void {
  // Differences from the first pixel keep their precision in smooth patches.
  const levelA = v128.load(pixels), levelB = v128.load(pixels, 16);
  let sumA = f32x4.splat(0), sumB = sumA, squareA = sumA, squareB = sumA;
  for (let i: usize = 0; i < <usize>SIDE; i++) {
    let at = pixels + i * line;
    for (let j = 0; j < SIDE; j++, at += step) {
      const a = f32x4.sub(v128.load(at), levelA), b = f32x4.sub(v128.load(at, 16), levelB);
      sumA = f32x4.add(sumA, a);
      sumB = f32x4.add(sumB, b);
      squareA = f32x4.add(squareA, f32x4.mul(a, a));
      squareB = f32x4.add(squareB, f32x4.mul(b, b));
    }
  }
  const share = f32x4.splat(1 / <f32>PIXELS), zero = f32x4.splat(0);
  const energyA = f32x4.max(zero, f32x4.sub(squareA, f32x4.mul(share, f32x4.mul(sumA, sumA))));
  const energyB = f32x4.max(zero, f32x4.sub(squareB, f32x4.mul(share, f32x4.mul(sumB, sumB))));
  const infinity = f32x4.splat(Infinity), slack = f32x4.splat(margin);
  let bestA = infinity, bestB = infinity, whoA = zero, whoB = zero;
  for (let n = 0; n < count; n++) {
    const k = n == 0 ? first : n <= first ? n - 1 : n;
    const component = table + <usize>k * COMPONENT;
    let block = <usize>i32.load(component);
    let precision = <usize>i32.load(component, 8);
    const end = precision + (<usize>i32.load(component, 16) << 4);
    let costA = f32x4.splat(f32.load(component, 20)), costB = costA;
    let leftA = energyA, leftB = energyB;
    let totalA: v128, totalB: v128, possible: bool;
    while (true) {
      const next = v128.load32_splat(precision);
      totalA = f32x4.add(costA, f32x4.mul(next, leftA));
      totalB = f32x4.add(costB, f32x4.mul(next, leftB));
      possible = v128.any_true(v128.or(
        f32x4.le(totalA, f32x4.add(bestA, slack)), f32x4.le(totalB, f32x4.add(bestB, slack))));
      if (!possible || precision == end) break;
      let a0 = zero, a1 = zero, a2 = zero, a3 = zero, b0 = zero, b1 = zero, b2 = zero, b3 = zero;
      for (let i: usize = 0; i < <usize>SIDE; i++) {
        let at = pixels + i * line;
        for (let j = 0; j < SIDE; j++, at += step, block += 16) {
          const a = v128.load(at), b = v128.load(at, 16);
          const v0 = v128.load32_splat(block), v1 = v128.load32_splat(block, 4);
          const v2 = v128.load32_splat(block, 8), v3 = v128.load32_splat(block, 12);
          a0 = f32x4.add(a0, f32x4.mul(v0, a)); b0 = f32x4.add(b0, f32x4.mul(v0, b));
          a1 = f32x4.add(a1, f32x4.mul(v1, a)); b1 = f32x4.add(b1, f32x4.mul(v1, b));
          a2 = f32x4.add(a2, f32x4.mul(v2, a)); b2 = f32x4.add(b2, f32x4.mul(v2, b));
          a3 = f32x4.add(a3, f32x4.mul(v3, a)); b3 = f32x4.add(b3, f32x4.mul(v3, b));
        }
      }
      a0 = f32x4.mul(a0, a0); a1 = f32x4.mul(a1, a1); a2 = f32x4.mul(a2, a2); a3 = f32x4.mul(a3, a3);
      b0 = f32x4.mul(b0, b0); b1 = f32x4.mul(b1, b1); b2 = f32x4.mul(b2, b2); b3 = f32x4.mul(b3, b3);
      const p0 = v128.load32_splat(precision), p1 = v128.load32_splat(precision, 4);
      const p2 = v128.load32_splat(precision, 8), p3 = v128.load32_splat(precision, 12);
      costA = f32x4.add(costA, f32x4.add(
        f32x4.add(f32x4.mul(p0, a0), f32x4.mul(p1, a1)), f32x4.add(f32x4.mul(p2, a2), f32x4.mul(p3, a3))));
      costB = f32x4.add(costB, f32x4.add(
        f32x4.add(f32x4.mul(p0, b0), f32x4.mul(p1, b1)), f32x4.add(f32x4.mul(p2, b2), f32x4.mul(p3, b3))));
      leftA = f32x4.max(zero, f32x4.sub(leftA, f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3))));
      leftB = f32x4.max(zero, f32x4.sub(leftB, f32x4.add(f32x4.add(b0, b1), f32x4.add(b2, b3))));
      precision += 16;
    }
    if (all != 0) {
      const to = all + (<usize>k << 5);
      v128.store(to, possible ? totalA : infinity);
      v128.store(to, possible ? totalB : infinity, 16);
    }
    if (!possible) continue;
    const index = i32x4.splat(k);
    whoA = v128.bitselect(index, whoA, f32x4.lt(totalA, bestA));
    whoB = v128.bitselect(index, whoB, f32x4.lt(totalB, bestB));
    bestA = f32x4.min(bestA, totalA);
    bestB = f32x4.min(bestB, totalB);
  }
  v128.store(winners, whoA); v128.store(winners, whoB, 16);
}

/**
 * The costs −2 log(π_k p_k(x)), without the constant 63 log 2π, of eight patches; pixel i of patch l is at
 * pixels[8 i + l]. Writes those up to `margin` above the least, and infinity for the others, to `all`
 * [component][8].
 */
export function mixtureCosts(
  pixels: usize, table: usize, count: i32, first: i32, margin: f32, all: usize,
): void {
  compare(pixels, 256, 32, table, count, first, margin, all);
}

/**
 * Adds the best estimates of the patches with first row y to `sum`: for each, the posterior mean under its
 * likeliest component.
 *
 * @param image followed by eight more floats.
 */
export function restoreRow(
  image: usize, width: i32, y: i32, table: usize, count: i32, sum: usize,
): void {
  const line = <usize>width << 2;
  const row = <usize>y * line;
  const columns = width - SIDE + 1;
  let first = 0;
  for (let x = 0; x < columns; x += 8) {
    const offset = row + (<usize>x << 2);
    compare(image + offset, line, 4, table, count, first, 0, 0);
    first = i32.load(winners);
    const here = min(8, columns - x);
    for (let l = 0; l < here; l++) {
      const at = <usize>l << 2;
      estimate(image + offset + at, line, table + <usize>i32.load(winners + at) * COMPONENT, sum + offset + at);
    }
  }
}

/** Adds the posterior mean of one patch: x̄ + g (x − x̄) + Σ_j (g_j − g) v_j (v_j·x). */
function estimate(pixels: usize, line: usize, component: usize, sum: usize): void {
  let total = f32x4.splat(0);
  for (let i: usize = 0; i < <usize>SIDE; i++) {
    const a = v128.load(pixels + i * line), b = v128.load(pixels + i * line, 16);
    v128.store(patch + (i << 5), a); v128.store(patch + (i << 5), b, 16);
    total = f32x4.add(total, f32x4.add(a, b));
  }
  const blocks = i32.load(component, 16);
  let block = <usize>i32.load(component);
  let gains = <usize>i32.load(component, 12);
  const rest = f32.load(gains);
  gains += 4;
  for (let n: usize = 0; n < <usize>blocks; n++) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let p: usize = 0; p < 256; p += 16, block += 64) {
      s0 = f32x4.add(s0, f32x4.mul(v128.load(block), v128.load32_splat(patch + p)));
      s1 = f32x4.add(s1, f32x4.mul(v128.load(block, 16), v128.load32_splat(patch + p, 4)));
      s2 = f32x4.add(s2, f32x4.mul(v128.load(block, 32), v128.load32_splat(patch + p, 8)));
      s3 = f32x4.add(s3, f32x4.mul(v128.load(block, 48), v128.load32_splat(patch + p, 12)));
    }
    const coefficient = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    v128.store(coefficients + (n << 4), f32x4.mul(coefficient, v128.load(gains + (n << 4))));
  }
  const mean = (f32x4.extract_lane(total, 0) + f32x4.extract_lane(total, 1)
    + f32x4.extract_lane(total, 2) + f32x4.extract_lane(total, 3)) / <f32>PIXELS;
  const base = f32x4.splat(mean * (1 - rest)), keep = f32x4.splat(rest);
  const lines = <usize>i32.load(component, 4);
  const end = coefficients + (<usize>blocks << 4);
  // Two lines of the patch at a time.
  for (let i: usize = 0; i < <usize>SIDE; i += 2) {
    const own = patch + (i << 5);
    let r0 = f32x4.add(base, f32x4.mul(keep, v128.load(own)));
    let r1 = f32x4.add(base, f32x4.mul(keep, v128.load(own, 16)));
    let r2 = f32x4.add(base, f32x4.mul(keep, v128.load(own, 32)));
    let r3 = f32x4.add(base, f32x4.mul(keep, v128.load(own, 48)));
    let from = lines + (i << 5);
    for (let c = coefficients; c < end; c += 4, from += 256) {
      const weight = v128.load32_splat(c);
      r0 = f32x4.add(r0, f32x4.mul(weight, v128.load(from)));
      r1 = f32x4.add(r1, f32x4.mul(weight, v128.load(from, 16)));
      r2 = f32x4.add(r2, f32x4.mul(weight, v128.load(from, 32)));
      r3 = f32x4.add(r3, f32x4.mul(weight, v128.load(from, 48)));
    }
    const to = sum + i * line, below = to + line;
    v128.store(to, f32x4.add(v128.load(to), r0));
    v128.store(to, f32x4.add(v128.load(to, 16), r1), 16);
    v128.store(below, f32x4.add(v128.load(below), r2));
    v128.store(below, f32x4.add(v128.load(below, 16), r3), 16);
  }
}

/** covariance [64][64] += Σ weight x xᵀ over patches [count][64] without their mean; on and above the diagonal. */
export function addScatter(patches: usize, weights: usize, count: i32, covariance: usize): void {
  for (let n = 0; n < count; n++, patches += 256) {
    const weight = f32.load(weights + (<usize>n << 2));
    let to = covariance;
    for (let i: usize = 0; i < 256; i += 4, to += 256) {
      const value = f32x4.splat(weight * f32.load(patches + i));
      for (let j = i & ~15; j < 256; j += 16) {
        v128.store(to + j, f32x4.add(v128.load(to + j), f32x4.mul(value, v128.load(patches + j))));
      }
    }
  }
}

