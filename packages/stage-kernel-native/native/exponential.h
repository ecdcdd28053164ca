#pragma once
#include "vector.h"

namespace {

/** e^x to float32's precision, for |x| ≤ 87; what lies beyond is taken there, and NaN stays NaN. */
INLINE V exponential(V x) {
  const V clamped = atMost(atLeast(x, splat(-87.0f)), splat(87.0f));
  // e^x = 2^n e^r with |r| ≤ ½ ln 2; ln 2 in two parts, so that n times the first has no rounding.
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
