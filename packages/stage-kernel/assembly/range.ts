/** The largest distance of any of `length` numbers from `middle`; NaN where one is NaN. */
export function farthest(from: usize, length: i32, middle: f32): f32 {
  const centre = f32x4.splat(middle);
  let most = f32x4.splat(0);
  const whole = <usize>((length & ~3) << 2);
  for (let at: usize = 0; at < whole; at += 16) {
    most = f32x4.max(most, f32x4.abs(f32x4.sub(v128.load(from + at), centre)));
  }
  let result = max(
    max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  );
  for (let at = whole; at < <usize>(length << 2); at += 4) result = max(result, abs(f32.load(from + at) - middle));
  return result;
}

/** The least of `length` numbers; NaN where one is NaN. */
export function least(from: usize, length: i32): f32 {
  let lanes = f32x4.splat(f32.MAX_VALUE);
  const whole = <usize>((length & ~3) << 2);
  for (let at: usize = 0; at < whole; at += 16) lanes = f32x4.min(lanes, v128.load(from + at));
  let result = min(
    min(f32x4.extract_lane(lanes, 0), f32x4.extract_lane(lanes, 1)),
    min(f32x4.extract_lane(lanes, 2), f32x4.extract_lane(lanes, 3)),
  );
  for (let at = whole; at < <usize>(length << 2); at += 4) result = min(result, f32.load(from + at));
  return result;
}
