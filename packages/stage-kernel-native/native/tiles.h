#pragma once
#include <stddef.h>
#include "vector.h"

/*
 * The three products of a bank of filters and an image, in tiles that fit into the registers: the sums stay there,
 * and the operands are loaded once for a whole tile.
 */

namespace {

#if defined(__AVX512F__) || defined(__aarch64__)
/** Filters × vectors of pixels in a tile of the correlation, taps × vectors in one of its adjoint. */
constexpr int FILTERS = 8;
constexpr int TAPS = 8;
constexpr int VECTORS = 3;
/** Filters × taps in a tile of the filters' gradient. */
constexpr int GRADIENT_FILTERS = 4;
constexpr int GRADIENT_TAPS = 6;
/** Whether a tile leaves registers for other work between the products. */
constexpr bool INTERLEAVED = true;
#elif !defined(__AVX2__)
// Half of the registers, and one more for products.
constexpr int FILTERS = 4;
constexpr int TAPS = 4;
constexpr int VECTORS = 2;
constexpr int GRADIENT_FILTERS = 2;
constexpr int GRADIENT_TAPS = 4;
constexpr bool INTERLEAVED = false;
#else
constexpr int FILTERS = 4;
constexpr int TAPS = 4;
constexpr int VECTORS = 3;
constexpr int GRADIENT_FILTERS = 3;
constexpr int GRADIENT_TAPS = 4;
constexpr bool INTERLEAVED = false;
#endif

/** The widest tile that fits into the rest of a bank: tile sizes are halved towards the end. */
INLINE int filterTile(int left) {
  int tile = FILTERS;
  while (tile > left) tile /= 2;
  return tile;
}

template <typename Waiting>
INLINE void finish(Waiting& waiting) {
  while (waiting.left > 0) waiting.next();
}

/** Leaves the responses of a completed tile as they are. Compare Influence. */
struct Unchanged {
  struct Waiting {
    static constexpr int left = 0;
    METHOD void next() {}
  };
  METHOD Waiting on(float*, ptrdiff_t, int, int, int, int) const { return {}; }
};

/**
 * z[f] = Σ_t weights[t][f] image[offsets[t]], in `P` vectors. The remaining work of `waiting` is done between the
 * products, because multiplications and look-ups use different parts of the processor.
 */
template <int F, int P, typename Waiting>
static void correlateTile(const float* image, const float* weights, const ptrdiff_t* offsets, int taps, float* z,
                          ptrdiff_t stride, Waiting waiting) {
  V sums[F][P] = {};
  const auto multiply = [&]() __attribute__((always_inline)) {
    const float* from = image + *offsets++;
    V pixels[P];
#pragma GCC unroll 8
    for (int p = 0; p < P; p++) pixels[p] = load(from + p * LANES);
#pragma GCC unroll 8
    for (int f = 0; f < F; f++) {
      const V weight = splat(weights[f]);
#pragma GCC unroll 8
      for (int p = 0; p < P; p++) sums[f][p] += weight * pixels[p];
    }
    weights += F;
  };
  if (waiting.left > 0) {
    const int taken = taps / waiting.left;
    for (; waiting.left > 0; taps -= taken) {
      for (int t = 0; t < taken; t++) multiply();
      waiting.next();
    }
  }
  for (; taps > 0; taps--) multiply();
#pragma GCC unroll 8
  for (int f = 0; f < F; f++) {
#pragma GCC unroll 8
    for (int p = 0; p < P; p++) store(z + f * stride + p * LANES, sums[f][p]);
  }
}

/** The responses of the filters of a tile, which are those of the bank from `first` on. */
template <int F, typename Then>
INLINE void correlateRow(const float* image, const float* weights, const ptrdiff_t* offsets, int taps, float* z,
                         ptrdiff_t stride, int vectors, int first, const Then& then, typename Then::Waiting& waiting) {
  for (int column = 0; column < vectors;) {
    const int left = vectors - column;
    const float* from = image + column * LANES;
    float* to = z + column * LANES;
    const int width = left < VECTORS ? left : VECTORS;
    if (left >= VECTORS) correlateTile<F, VECTORS>(from, weights, offsets, taps, to, stride, waiting);
    else if (left == 2) correlateTile<F, 2>(from, weights, offsets, taps, to, stride, waiting);
    else correlateTile<F, 1>(from, weights, offsets, taps, to, stride, waiting);
    waiting = then.on(to, stride, first, F, column, width);
    column += width;
  }
}

/**
 * The responses of `count` filters at `vectors` vectors of pixels of a row, each tile followed by `then`. The layout
 * of `filters` is [tile][tap][filter in tile].
 */
template <typename Then>
static void correlate(const float* image, const float* filters, int count, const ptrdiff_t* offsets, int taps,
                      float* z, ptrdiff_t stride, int vectors, const Then& then) {
  typename Then::Waiting waiting = {};
  for (int i = 0; i < count;) {
    const int tile = filterTile(count - i);
    float* to = z + i * stride;
    switch (tile) {
      case 8: correlateRow<8>(image, filters, offsets, taps, to, stride, vectors, i, then, waiting); break;
      case 4: correlateRow<4>(image, filters, offsets, taps, to, stride, vectors, i, then, waiting); break;
      case 2: correlateRow<2>(image, filters, offsets, taps, to, stride, vectors, i, then, waiting); break;
      default: correlateRow<1>(image, filters, offsets, taps, to, stride, vectors, i, then, waiting);
    }
    filters += tile * taps;
    i += tile;
  }
  finish(waiting);
}

/** Adds Σ_i weights[i][t] z[i] to out[offsets[t]], in `P` vectors. */
template <int T, int P>
static void adjointTile(const float* z, ptrdiff_t stride, const float* weights, int count, const ptrdiff_t* offsets,
                        float* out) {
  V sums[T][P] = {};
  for (int i = 0; i < count; i++, z += stride, weights += T) {
    V values[P];
#pragma GCC unroll 8
    for (int p = 0; p < P; p++) values[p] = load(z + p * LANES);
#pragma GCC unroll 8
    for (int t = 0; t < T; t++) {
      const V weight = splat(weights[t]);
#pragma GCC unroll 8
      for (int p = 0; p < P; p++) sums[t][p] += weight * values[p];
    }
  }
#pragma GCC unroll 8
  for (int t = 0; t < T; t++) {
    float* to = out + offsets[t];
#pragma GCC unroll 8
    for (int p = 0; p < P; p++) store(to + p * LANES, load(to + p * LANES) + sums[t][p]);
  }
}

template <int T>
INLINE void adjointRow(const float* z, ptrdiff_t stride, const float* weights, int count, const ptrdiff_t* offsets,
                       float* out, int vectors) {
  for (; vectors >= VECTORS; vectors -= VECTORS, z += VECTORS * LANES, out += VECTORS * LANES) {
    adjointTile<T, VECTORS>(z, stride, weights, count, offsets, out);
  }
  if (vectors == 2) adjointTile<T, 2>(z, stride, weights, count, offsets, out);
  if (vectors == 1) adjointTile<T, 1>(z, stride, weights, count, offsets, out);
}

/** Divides taps into tiles as evenly as possible, none larger than `most`. */
struct TapTiles {
  int taps;
  int tiles;
  TapTiles(int taps, int most) : taps(taps), tiles((taps + most - 1) / most) {}
  int start(int tile) const { return (int)((long)taps * tile / tiles); }
};

/**
 * The transpose of correlate: adds to `out`. The layout of `filters` is [tile of taps][filter][tap in tile].
 *
 * A tile never has two taps of the same row (see Bank), so no row is read where it has just been written.
 */
static void addAdjoint(const float* z, ptrdiff_t stride, const float* filters, int count, const ptrdiff_t* offsets,
                       const TapTiles& tiles, float* out, int vectors) {
  for (int tile = 0; tile < tiles.tiles; tile++) {
    const int first = tiles.start(tile);
    const float* weights = filters + (ptrdiff_t)first * count;
    const ptrdiff_t* to = offsets + first;
    switch (tiles.start(tile + 1) - first) {
      case 8: adjointRow<8>(z, stride, weights, count, to, out, vectors); break;
      case 7: adjointRow<7>(z, stride, weights, count, to, out, vectors); break;
      case 6: adjointRow<6>(z, stride, weights, count, to, out, vectors); break;
      case 5: adjointRow<5>(z, stride, weights, count, to, out, vectors); break;
      case 4: adjointRow<4>(z, stride, weights, count, to, out, vectors); break;
      case 3: adjointRow<3>(z, stride, weights, count, to, out, vectors); break;
      case 2: adjointRow<2>(z, stride, weights, count, to, out, vectors); break;
      default: adjointRow<1>(z, stride, weights, count, to, out, vectors);
    }
  }
}

/** Σ_q weights[f][q] image[q + d] over some rows of pixels q. */
struct Product {
  const float* weights;
  const float* image;
};

/** Sizes common to all products of a gradient. */
struct ProductShape {
  /** Distances in floats between the weights of successive filters, and between rows of the image. */
  ptrdiff_t stride;
  ptrdiff_t imageStride;
  int rows;
  int vectors;
};

template <int F, int T, int PRODUCTS>
static void filterGradientTile(const Product* products, const ProductShape& shape, int filter,
                               const ptrdiff_t* offsets, float* sums) {
  V tile[F][T];
#pragma GCC unroll 8
  for (int f = 0; f < F; f++) {
#pragma GCC unroll 8
    for (int t = 0; t < T; t++) tile[f][t] = load(sums + (f * T + t) * LANES);
  }
#pragma GCC unroll 2
  for (int product = 0; product < PRODUCTS; product++) {
    const float* from = products[product].weights + filter * shape.stride;
    for (int y = 0; y < shape.rows; y++) {
      const float* image = products[product].image + y * shape.imageStride;
      for (int v = 0; v < shape.vectors; v++, from += LANES, image += LANES) {
        V weights[F];
#pragma GCC unroll 8
        for (int f = 0; f < F; f++) weights[f] = load(from + f * shape.stride);
#pragma GCC unroll 8
        for (int t = 0; t < T; t++) {
          const V pixels = load(image + offsets[t]);
#pragma GCC unroll 8
          for (int f = 0; f < F; f++) tile[f][t] += weights[f] * pixels;
        }
      }
    }
  }
#pragma GCC unroll 8
  for (int f = 0; f < F; f++) {
#pragma GCC unroll 8
    for (int t = 0; t < T; t++) store(sums + (f * T + t) * LANES, tile[f][t]);
  }
}

INLINE int gradientFilterTile(int left) { return left < GRADIENT_FILTERS ? left : GRADIENT_FILTERS; }

template <int F, int PRODUCTS>
INLINE void filterGradientTaps(const Product* products, const ProductShape& shape, int filter,
                               const ptrdiff_t* offsets, const TapTiles& tiles, float* sums) {
  for (int tile = 0; tile < tiles.tiles; tile++) {
    const int first = tiles.start(tile);
    float* into = sums + (ptrdiff_t)first * F * LANES;
    const ptrdiff_t* at = offsets + first;
    switch (tiles.start(tile + 1) - first) {
      case 6: filterGradientTile<F, 6, PRODUCTS>(products, shape, filter, at, into); break;
      case 5: filterGradientTile<F, 5, PRODUCTS>(products, shape, filter, at, into); break;
      case 4: filterGradientTile<F, 4, PRODUCTS>(products, shape, filter, at, into); break;
      case 3: filterGradientTile<F, 3, PRODUCTS>(products, shape, filter, at, into); break;
      case 2: filterGradientTile<F, 2, PRODUCTS>(products, shape, filter, at, into); break;
      default: filterGradientTile<F, 1, PRODUCTS>(products, shape, filter, at, into);
    }
  }
}

/**
 * Adds the products of all filters and taps to `sums`, laid out [tile of filters][tile of taps][filter in tile][tap
 * in tile][lane]; lanes are added once, at the very end.
 */
template <int PRODUCTS>
static void addFilterGradient(const Product* products, const ProductShape& shape, int count,
                              const ptrdiff_t* offsets, const TapTiles& tiles, float* sums) {
  for (int i = 0; i < count;) {
    const int tile = gradientFilterTile(count - i);
    float* into = sums + (ptrdiff_t)i * tiles.taps * LANES;
    switch (tile) {
      case 4: filterGradientTaps<4, PRODUCTS>(products, shape, i, offsets, tiles, into); break;
      case 3: filterGradientTaps<3, PRODUCTS>(products, shape, i, offsets, tiles, into); break;
      case 2: filterGradientTaps<2, PRODUCTS>(products, shape, i, offsets, tiles, into); break;
      default: filterGradientTaps<1, PRODUCTS>(products, shape, i, offsets, tiles, into);
    }
    i += tile;
  }
}

}  // namespace
