#pragma once
#include "vector.h"

namespace {

/** e^x to the precision of float32. x is clamped to |x| ≤ 87; NaN stays NaN. */
INLINE V exponential(V x) {
  const V clamped = atMost(atLeast(x, splat(-87.0f)), splat(87.0f));
  // e^x = 2^n e^r with |r| ≤ ½ ln 2; ln 2 is in two parts, so that n times the first is exact.
  const V magic = splat(12582912.0f);
  const V rounded = clamped * 1.44269504f + magic;
  const V n = rounded - magic;
  const V r = (clamped - n * 0.693359375f) - n * -2.12194440e-4f;
  V sum = splat(1.0f / 5040);
  const float inverseFactorials[] = {1.0f / 720, 1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1, 1};
  for (const float factor : inverseFactorials) sum = sum * r + factor;
  const I exponent = (asIntegers(rounded) + 127) << 23;
  return sum * asFloats(exponent);
}

}  // namespace
