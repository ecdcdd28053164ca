/*
 * Addends of the table arrive in no fixed order, which does not affect integers: every addend is rounded to a
 * multiple of a unit and added in 64 bits, the lower and the upper half by one atomic each. The unit follows
 * from `bound`, the largest possible addend, and from their number, so that no sum can overflow 64 bits; a
 * float32 addend loses nothing unless it is much smaller than the largest.
 */

/** Units of 2³², a power of two, so that scaling is exact. */
const SCALE = `
// v < 2^exponent for the sum v of the largest addends, so that sums stay below 2^62 units.
fn scaleExponent() -> i32 {
  let most = bound[0] * f32(params.total);
  let exponent = i32((bitcast<u32>(most) >> 23u) & 255u) - 126;
  return clamp(30 - exponent, -126, 126);
}
fn powerOfTwo(exponent: i32) -> f32 {
  return bitcast<f32>(u32(exponent + 127) << 23u);
}
`;

/** `addToSum(i, value, scale)`, with `sums` an array of atomics, two for each sum. */
export const ADD_TO_SUM: string = `${SCALE}
fn addToSum(i: u32, value: f32, scale: f32) {
  let magnitude = abs(value) * scale;
  let whole = floor(magnitude);
  var low = u32((magnitude - whole) * 4294967296f);
  var high = u32(whole);
  if (value < 0f) {
    low = ~low + 1u;
    high = ~high + select(0u, 1u, low == 0u);
  }
  let before = atomicAdd(&sums[2u * i], low);
  high += select(0u, 1u, before > ~low);
  if (high != 0u) { atomicAdd(&sums[2u * i + 1u], high); }
}
`;

/**
 * `readSum(i)`, to be called when all addends have been added, with `sums` an array of integers. Values that
 * are not finite stay so.
 */
export const READ_SUM: string = `${SCALE}
fn readSum(i: u32) -> f32 {
  if ((bitcast<u32>(bound[0]) & 0x7f800000u) == 0x7f800000u) { return bound[0]; }
  var low = sums[2u * i];
  var high = sums[2u * i + 1u];
  let negative = (high >> 31u) == 1u;
  if (negative) {
    low = ~low + 1u;
    high = ~high + select(0u, 1u, low == 0u);
  }
  let value = (f32(high) + f32(low) / 4294967296f) * powerOfTwo(-scaleExponent());
  return select(value, -value, negative);
}
`;
