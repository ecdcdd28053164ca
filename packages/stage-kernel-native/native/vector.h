#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * Vectors of as many float32 numbers as the processor handles at a time. Arithmetic uses the vector types of GCC and
 * Clang; this file has the operations for which there are no operators.
 */

#if defined(__AVX512F__) || defined(__AVX2__) || defined(__SSE2__)
#include <immintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

namespace {

#if defined(__AVX512F__)
constexpr int LANES = 16;
#elif defined(__AVX2__)
constexpr int LANES = 8;
#else
constexpr int LANES = 4;
#endif

typedef float V __attribute__((vector_size(4 * LANES)));
typedef int32_t I __attribute__((vector_size(4 * LANES)));
typedef float Unaligned __attribute__((vector_size(4 * LANES), aligned(4), may_alias));
typedef float Pair __attribute__((vector_size(8)));

#define INLINE static METHOD
#define METHOD inline __attribute__((always_inline))

INLINE V load(const float* from) { return *(const Unaligned*)from; }
INLINE void store(float* to, V value) { *(Unaligned*)to = value; }
INLINE V splat(float value) { return value - V{}; }
INLINE V asFloats(I bits) { return (V)bits; }
INLINE I asIntegers(V value) { return (I)value; }

/** The larger of both, lane by lane; a NaN in `value` stays. */
INLINE V atLeast(V value, V bottom) {
#if defined(__AVX512F__)
  return _mm512_max_ps(bottom, value);
#elif defined(__AVX2__)
  return _mm256_max_ps(bottom, value);
#elif defined(__SSE2__)
  return _mm_max_ps(bottom, value);
#elif defined(__ARM_NEON)
  return vmaxq_f32(value, bottom);
#endif
}

/** The smaller of both, lane by lane; a NaN in `value` stays. */
INLINE V atMost(V value, V top) {
#if defined(__AVX512F__)
  return _mm512_min_ps(top, value);
#elif defined(__AVX2__)
  return _mm256_min_ps(top, value);
#elif defined(__SSE2__)
  return _mm_min_ps(top, value);
#elif defined(__ARM_NEON)
  return vminq_f32(value, top);
#endif
}

INLINE float total(V value) {
  float sum = 0;
  for (int i = 0; i < LANES; i++) sum += value[i];
  return sum;
}

/**
 * The pairs of neighbours table[at[i]], table[at[i] + 1] of all lanes, as two vectors.
 *
 * Uses one 64-bit load per lane, because gathers took longer on the processors where we measured it. Loads are the
 * bottleneck, so two indices are loaded at a time.
 */
INLINE void loadPairs(const float* table, const int32_t* at, V& first, V& second) {
#if defined(__SSE2__)
  const auto two = [&](int a) __attribute__((always_inline)) {
    uint64_t both;
    memcpy(&both, at + a, sizeof both);
    double low, high;
    memcpy(&low, table + (uint32_t)both, sizeof low);
    memcpy(&high, table + (both >> 32), sizeof high);
    return _mm_set_pd(high, low);
  };
#if defined(__AVX512F__)
  const auto eight = [&](int a) __attribute__((always_inline)) {
    const __m256d low = _mm256_insertf128_pd(_mm256_castpd128_pd256(two(a)), two(a + 4), 1);
    const __m256d high = _mm256_insertf128_pd(_mm256_castpd128_pd256(two(a + 8)), two(a + 12), 1);
    return _mm512_castpd_ps(_mm512_insertf64x4(_mm512_castpd256_pd512(low), high, 1));
  };
  const __m512 even = eight(0), odd = eight(2);
  first = _mm512_shuffle_ps(even, odd, 0x88);
  second = _mm512_shuffle_ps(even, odd, 0xdd);
#elif defined(__AVX2__)
  const auto four = [&](int a) __attribute__((always_inline)) {
    return _mm256_castpd_ps(
        _mm256_insertf128_pd(_mm256_castpd128_pd256(two(a)), two(a + 4), 1));
  };
  const __m256 even = four(0), odd = four(2);
  first = _mm256_shuffle_ps(even, odd, 0x88);
  second = _mm256_shuffle_ps(even, odd, 0xdd);
#else
  const __m128 even = _mm_castpd_ps(two(0)), odd = _mm_castpd_ps(two(2));
  first = _mm_shuffle_ps(even, odd, 0x88);
  second = _mm_shuffle_ps(even, odd, 0xdd);
#endif
#elif defined(__ARM_NEON)
  const float32x4_t low = vcombine_f32(vld1_f32(table + at[0]), vld1_f32(table + at[1]));
  const float32x4_t high = vcombine_f32(vld1_f32(table + at[2]), vld1_f32(table + at[3]));
  first = vuzp1q_f32(low, high);
  second = vuzp2q_f32(low, high);
#endif
}

/**
 * Adds first[i], second[i] to table[at[i]], table[at[i] + 1], one lane after the other, because lanes may have the
 * same index.
 */
INLINE void addPairs(float* table, const int32_t* at, V first, V second) {
  alignas(64) float pairs[2 * LANES];
#if defined(__AVX512F__)
  _mm512_store_ps(pairs, _mm512_unpacklo_ps(first, second));
  _mm512_store_ps(pairs + LANES, _mm512_unpackhi_ps(first, second));
#elif defined(__AVX2__)
  _mm256_store_ps(pairs, _mm256_unpacklo_ps(first, second));
  _mm256_store_ps(pairs + LANES, _mm256_unpackhi_ps(first, second));
#elif defined(__SSE2__)
  _mm_store_ps(pairs, _mm_unpacklo_ps(first, second));
  _mm_store_ps(pairs + LANES, _mm_unpackhi_ps(first, second));
#elif defined(__ARM_NEON)
  vst1q_f32(pairs, vzip1q_f32(first, second));
  vst1q_f32(pairs + LANES, vzip2q_f32(first, second));
#endif
#pragma GCC unroll 16
  for (int i = 0; i < LANES; i++) {
    const float* pair = pairs + (i & 2 ? LANES : 0) + (i >> 2) * 4 + (i & 1) * 2;
    Pair value, sum;
    memcpy(&value, pair, sizeof value);
    memcpy(&sum, table + at[i], sizeof sum);
    sum += value;
    memcpy(table + at[i], &sum, sizeof sum);
  }
}

}  // namespace
