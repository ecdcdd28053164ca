/*
 * Sparse codes of 8×8 patches by orthogonal matching pursuit. Correlations with all atoms are updated with
 * the atoms' Gram matrix G, without the residual: if q_1, q_2, … are the chosen atoms, orthonormalised one
 * after the other, only the rows p_i = Dᵀq_i are needed.
 */
const PIXELS: i32 = 64;
/** Largest number of atoms for a patch. */
const MOST: i32 = 32;
/** An atom is useless if its part outside the span of the chosen ones has a smaller squared norm. */
const LEAST_NORM: f32 = 1e-4;

/** Row i of the triangular factor of the chosen atoms: products of q_i and each of them. */
const factor = memory.data(MOST * MOST * 4);
const chosen = memory.data(MOST * 4);
/** The products of the patch with q_i; later the coefficients. */
const values = memory.data(MOST * 4);

/** Bytes of scratch that `sparseCode` needs. */
export function sparseCodeBytes(atoms: i32): i32 {
  return (MOST + 1) * atoms * 4;
}

/**
 * Codes patches [count][64]: atoms are added until the squared error is at most `bound`, or there are 32.
 *
 * @param dictionary [64][atoms], of norm 1; `atoms` is a multiple of 32. `gram`: [atoms][atoms].
 * @param starts [count + 1], where the code of each patch starts in `indices` and `coefficients`.
 */
export function sparseCode(
  patches: usize, count: i32, dictionary: usize, gram: usize, atoms: i32, bound: f32,
  scratch: usize, starts: usize, indices: usize, coefficients: usize,
): void {
  const line = <usize>atoms << 2;
  const projections = scratch + line;
  let total = 0;
  for (let n = 0; n < count; n++) {
    i32.store(starts + (<usize>n << 2), total);
    const patch = patches + <usize>n * (PIXELS << 2);
    let energy = energyOf(patch);
    if (energy <= bound) continue;
    correlate(patch, dictionary, line, scratch);
    let k = 0;
    while (energy > bound && k < MOST) {
      const atom = largest(scratch, line);
      const at = <usize>atom << 2;
      let norm: f32 = 1;
      for (let i = 0; i < k; i++) {
        const product = f32.load(projections + <usize>i * line + at);
        f32.store(factor + (<usize>(i * MOST + k) << 2), product);
        norm -= product * product;
      }
      if (norm < LEAST_NORM) break;
      norm = Mathf.sqrt(norm);
      const along = f32.load(scratch + at) / norm;
      project(gram + <usize>atom * line, projections, line, k, 1 / norm, along, scratch);
      f32.store(factor + (<usize>(k * MOST + k) << 2), norm);
      i32.store(chosen + (<usize>k << 2), atom);
      f32.store(values + (<usize>k << 2), along);
      energy -= along * along;
      k++;
    }
    for (let i = k - 1; i >= 0; i--) {
      let value = f32.load(values + (<usize>i << 2));
      for (let m = i + 1; m < k; m++) {
        value -= f32.load(factor + (<usize>(i * MOST + m) << 2)) * f32.load(values + (<usize>m << 2));
      }
      value /= f32.load(factor + (<usize>(i * MOST + i) << 2));
      f32.store(values + (<usize>i << 2), value);
      f32.store(coefficients + (<usize>(total + i) << 2), value);
      i32.store(indices + (<usize>(total + i) << 2), i32.load(chosen + (<usize>i << 2)));
    }
    total += k;
  }
  i32.store(starts + (<usize>count << 2), total);
}

function energyOf(patch: usize): f32 {
  let sum = f32x4.splat(0);
  for (let p: usize = 0; p < 256; p += 16) {
    const value = v128.load(patch + p);
    sum = f32x4.add(sum, f32x4.mul(value, value));
  }
  return f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)
    + f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
}

/** to[atoms] = Dᵀ patch. */
function correlate(patch: usize, dictionary: usize, line: usize, to: usize): void {
  for (let a: usize = 0; a < line; a += 128) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0, s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    let from = dictionary + a;
    for (let p: usize = 0; p < 256; p += 4, from += line) {
      const value = v128.load32_splat(patch + p);
      s0 = f32x4.add(s0, f32x4.mul(value, v128.load(from)));
      s1 = f32x4.add(s1, f32x4.mul(value, v128.load(from, 16)));
      s2 = f32x4.add(s2, f32x4.mul(value, v128.load(from, 32)));
      s3 = f32x4.add(s3, f32x4.mul(value, v128.load(from, 48)));
      s4 = f32x4.add(s4, f32x4.mul(value, v128.load(from, 64)));
      s5 = f32x4.add(s5, f32x4.mul(value, v128.load(from, 80)));
      s6 = f32x4.add(s6, f32x4.mul(value, v128.load(from, 96)));
      s7 = f32x4.add(s7, f32x4.mul(value, v128.load(from, 112)));
    }
    v128.store(to + a, s0); v128.store(to + a, s1, 16); v128.store(to + a, s2, 32); v128.store(to + a, s3, 48);
    v128.store(to + a, s4, 64); v128.store(to + a, s5, 80); v128.store(to + a, s6, 96); v128.store(to + a, s7, 112);
  }
}

/** The index of the largest absolute value. */
function largest(from: usize, line: usize): i32 {
  let most = f32x4.splat(-1), who = i32x4.splat(0), index = i32x4(0, 1, 2, 3);
  const four = i32x4.splat(4);
  for (let at = from, end = from + line; at < end; at += 16) {
    const value = f32x4.abs(v128.load(at));
    who = v128.bitselect(index, who, f32x4.gt(value, most));
    most = f32x4.max(most, value);
    index = i32x4.add(index, four);
  }
  let best = f32x4.extract_lane(most, 0), place = i32x4.extract_lane(who, 0);
  if (f32x4.extract_lane(most, 1) > best) { best = f32x4.extract_lane(most, 1); place = i32x4.extract_lane(who, 1); }
  if (f32x4.extract_lane(most, 2) > best) { best = f32x4.extract_lane(most, 2); place = i32x4.extract_lane(who, 2); }
  if (f32x4.extract_lane(most, 3) > best) place = i32x4.extract_lane(who, 3);
  return place;
}

/** p_k = (row of G − Σ_{i<k} factor_ik p_i)·scale, and correlations −= along·p_k. */
function project(
  row: usize, projections: usize, line: usize, k: i32, scale: f32, along: f32, correlations: usize,
): void {
  const to = projections + <usize>k * line;
  const s = f32x4.splat(scale), c = f32x4.splat(along);
  for (let a: usize = 0; a < line; a += 16) {
    let sum = v128.load(row + a);
    let from = projections + a;
    for (let i = 0; i < k; i++, from += line) {
      sum = f32x4.sub(sum, f32x4.mul(v128.load32_splat(factor + (<usize>(i * MOST + k) << 2)), v128.load(from)));
    }
    sum = f32x4.mul(sum, s);
    v128.store(to + a, sum);
    v128.store(correlations + a, f32x4.sub(v128.load(correlations + a), f32x4.mul(c, sum)));
  }
}
