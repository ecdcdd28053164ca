/*
 * Loops that do a single kind of arithmetic, or move memory, to measure the machine's peak rates. Twelve
 * independent chains hide the latency of an instruction and leave registers for the operands.
 */

// Read from memory, so that no compiler can evaluate the loops in advance.
const factor: v128 = f32x4.splat(load<f32>(16));
const term: v128 = f32x4.splat(load<f32>(20));
const pairs: v128 = i16x8.splat(load<i16>(24));

/** 48 multiply-adds per step, each a product and a sum. */
export function multiplyThenAdd(steps: i32): f32 {
  const k = factor;
  const c = term;
  let a0 = c, a1 = c, a2 = c, a3 = c, a4 = c, a5 = c;
  let b0 = k, b1 = k, b2 = k, b3 = k, b4 = k, b5 = k;
  for (let i = 0; i < steps; i++) {
    a0 = f32x4.add(f32x4.mul(a0, k), c);
    a1 = f32x4.add(f32x4.mul(a1, k), c);
    a2 = f32x4.add(f32x4.mul(a2, k), c);
    a3 = f32x4.add(f32x4.mul(a3, k), c);
    a4 = f32x4.add(f32x4.mul(a4, k), c);
    a5 = f32x4.add(f32x4.mul(a5, k), c);
    b0 = f32x4.add(f32x4.mul(b0, k), c);
    b1 = f32x4.add(f32x4.mul(b1, k), c);
    b2 = f32x4.add(f32x4.mul(b2, k), c);
    b3 = f32x4.add(f32x4.mul(b3, k), c);
    b4 = f32x4.add(f32x4.mul(b4, k), c);
    b5 = f32x4.add(f32x4.mul(b5, k), c);
  }
  return sum(a0, a1, a2, a3, a4, a5) + sum(b0, b1, b2, b3, b4, b5);
}

/** 48 multiply-adds per step, each one instruction if the processor has it. */
export function fusedMultiplyAdd(steps: i32): f32 {
  const k = factor;
  const c = term;
  let a0 = c, a1 = c, a2 = c, a3 = c, a4 = c, a5 = c;
  let b0 = k, b1 = k, b2 = k, b3 = k, b4 = k, b5 = k;
  for (let i = 0; i < steps; i++) {
    a0 = f32x4.relaxed_madd(a0, k, c);
    a1 = f32x4.relaxed_madd(a1, k, c);
    a2 = f32x4.relaxed_madd(a2, k, c);
    a3 = f32x4.relaxed_madd(a3, k, c);
    a4 = f32x4.relaxed_madd(a4, k, c);
    a5 = f32x4.relaxed_madd(a5, k, c);
    b0 = f32x4.relaxed_madd(b0, k, c);
    b1 = f32x4.relaxed_madd(b1, k, c);
    b2 = f32x4.relaxed_madd(b2, k, c);
    b3 = f32x4.relaxed_madd(b3, k, c);
    b4 = f32x4.relaxed_madd(b4, k, c);
    b5 = f32x4.relaxed_madd(b5, k, c);
  }
  return sum(a0, a1, a2, a3, a4, a5) + sum(b0, b1, b2, b3, b4, b5);
}

/** 96 multiply-adds per step: products of 16-bit numbers, summed in pairs and added to 32-bit sums. */
export function dotProducts(steps: i32): i32 {
  const k = pairs;
  let a0 = k, a1 = k, a2 = k, a3 = k, a4 = k, a5 = k;
  let b0 = k, b1 = k, b2 = k, b3 = k, b4 = k, b5 = k;
  for (let i = 0; i < steps; i++) {
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(a0, k));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(a1, k));
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(a2, k));
    a3 = i32x4.add(a3, i32x4.dot_i16x8_s(a3, k));
    a4 = i32x4.add(a4, i32x4.dot_i16x8_s(a4, k));
    a5 = i32x4.add(a5, i32x4.dot_i16x8_s(a5, k));
    b0 = i32x4.add(b0, i32x4.dot_i16x8_s(b0, k));
    b1 = i32x4.add(b1, i32x4.dot_i16x8_s(b1, k));
    b2 = i32x4.add(b2, i32x4.dot_i16x8_s(b2, k));
    b3 = i32x4.add(b3, i32x4.dot_i16x8_s(b3, k));
    b4 = i32x4.add(b4, i32x4.dot_i16x8_s(b4, k));
    b5 = i32x4.add(b5, i32x4.dot_i16x8_s(b5, k));
  }
  const all = v128.xor(
    v128.xor(v128.xor(a0, a1), v128.xor(a2, a3)),
    v128.xor(v128.xor(b0, b1), v128.xor(v128.xor(b2, b3), v128.xor(v128.xor(a4, a5), v128.xor(b4, b5)))),
  );
  return i32x4.extract_lane(all, 0);
}

/** Copies `bytes` bytes. */
export function copy(to: usize, from: usize, bytes: usize): void {
  memory.copy(to, from, bytes);
}

/** Reads `bytes` bytes, a multiple of 64, `times` times. */
export function read(from: usize, bytes: usize, times: i32): f32 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let t = 0; t < times; t++) {
    for (let at = from; at < from + bytes; at += 64) {
      a = v128.xor(a, v128.load(at));
      b = v128.xor(b, v128.load(at, 16));
      c = v128.xor(c, v128.load(at, 32));
      d = v128.xor(d, v128.load(at, 48));
    }
  }
  return f32x4.extract_lane(v128.xor(v128.xor(a, b), v128.xor(c, d)), 0);
}

function sum(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128): f32 {
  const all = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(e, f));
  return f32x4.extract_lane(all, 0) + f32x4.extract_lane(all, 3);
}
