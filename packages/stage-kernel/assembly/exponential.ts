/** e^x to the precision of float32. x is clamped to |x| ≤ 87; NaN stays NaN. */
export function exponential(x: f32): f32 {
  if (isNaN(x)) return x;
  const clamped = <f64>min<f32>(max<f32>(x, -87), 87);
  // e^x = 2^n e^r with |r| ≤ ½ ln 2; the next term of the series is below 1e-9.
  const n = nearest(clamped * 1.4426950408889634);
  const r = clamped - n * 0.6931471805599453;
  let sum: f64 = 1;
  for (let k = 8; k > 0; k--) sum = 1 + sum * r / <f64>k;
  return <f32>(sum * reinterpret<f64>((<i64>n + 1023) << 52));
}
