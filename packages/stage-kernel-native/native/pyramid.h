#pragma once
#include <string.h>
#include "vector.h"

/* Images of one scale from images of all channels, and back. */

namespace {

INLINE int blocksOf(int length, int block) { return (length + block - 1) / block; }

INLINE int mirrored(int i, int size) {
  const int period = 2 * size;
  int j = i % period;
  if (j < 0) j += period;
  return j < size ? j : period - 1 - j;
}

/** An image whose channels are interleaved: [height, width, channels]. */
struct Image {
  const float* pixels;
  int height;
  int width;
  int channels;
};

/**
 * Adds `columns` blocks of `block` numbers each to their sums, in the order of the numbers. If the block size is
 * known at compile time, `fixed` is that size, and whole vectors are added.
 */
template <int fixed>
static void sumNeighbours(const float* from, int step, int columns, int block, float* sums) {
  if (fixed) block = fixed, step = 1;
  for (int column = 0; column < columns; column++) {
    float sum = sums[column];
    for (int x = 0; x < block; x++) sum += from[(ptrdiff_t)(column * block + x) * step];
    sums[column] = sum;
  }
}

/** One row of one channel of the sum, or the mean, over blocks. */
static void blockRow(const Image& image, int channel, int block, int row, bool mean, float* to) {
  const int step = image.channels;
  const int width = image.width;
  const int top = row * block;
  const float* from = image.pixels + (ptrdiff_t)top * width * step + channel;
  if (block == 1) {
    if (step == 1) {
      memcpy(to, from, width * sizeof(float));
    } else {
      for (int x = 0; x < width; x++) to[x] = from[(ptrdiff_t)x * step];
    }
    return;
  }
  const int rows = image.height - top < block ? image.height - top : block;
  const int whole = width / block;
  const int left = width - whole * block;
  memset(to, 0, blocksOf(width, block) * sizeof(float));
  for (int y = 0; y < rows; y++, from += (ptrdiff_t)width * step) {
    switch (step == 1 ? block : 0) {
      case 2: sumNeighbours<2>(from, 1, whole, block, to); break;
      case 4: sumNeighbours<4>(from, 1, whole, block, to); break;
      default: sumNeighbours<0>(from, step, whole, block, to);
    }
    if (left > 0) sumNeighbours<0>(from + (ptrdiff_t)whole * block * step, step, 1, left, to + whole);
  }
  if (!mean) return;
  for (int column = 0; column < whole; column++) to[column] /= (float)(rows * block);
  if (left > 0) to[whole] /= (float)(rows * left);
}

/**
 * The block mean of one channel, mirrored at its edges (edge pixel repeated): `rows` rows from `first` on, which may
 * be outside the image, with `border` columns on both sides, in rows of `stride` floats; the rest of a row is filled
 * with `rest`.
 */
static void padMean(const Image& image, int channel, int block, int first, int rows, int border, float* to,
                    ptrdiff_t stride, float rest) {
  const int height = blocksOf(image.height, block);
  const int width = blocksOf(image.width, block);
  for (int y = 0; y < rows; y++, to += stride) {
    float* middle = to + border;
    blockRow(image, channel, block, mirrored(first + y, height), true, middle);
    for (int x = 0; x < border; x++) {
      to[x] = middle[mirrored(x - border, width)];
      middle[width + x] = middle[mirrored(width + x, width)];
    }
    for (ptrdiff_t x = width + 2 * border; x < stride; x++) to[x] = rest;
  }
}

/** The block sum of one channel, surrounded by `border` zeros. */
static void padBlockSum(const Image& image, int channel, int block, int border, float* to, ptrdiff_t stride) {
  const int height = blocksOf(image.height, block);
  memset(to, 0, (size_t)(height + 2 * border) * stride * sizeof(float));
  for (int y = 0; y < height; y++) blockRow(image, channel, block, y, false, to + (y + border) * stride + border);
}

/** The transpose of mirroring: adds every pixel of the padded image to the pixel that it mirrors. */
static void foldSymmetric(const float* from, ptrdiff_t stride, int height, int width, int border, float* to) {
  memset(to, 0, (size_t)height * width * sizeof(float));
  for (int y = 0; y < height + 2 * border; y++, from += stride) {
    float* target = to + (ptrdiff_t)mirrored(y - border, height) * width;
    for (int x = 0; x < border; x++) target[mirrored(x - border, width)] += from[x];
    for (int x = 0; x < width; x++) target[x] += from[border + x];
    for (int x = 0; x < border; x++) target[mirrored(width + x, width)] += from[border + width + x];
  }
}

/** Adds `weight` times each of `columns` coarse pixels to its block; `fixed` as for sumNeighbours. */
template <int fixed>
static void spreadRow(const float* from, int columns, int block, float weight, float* to, int step) {
  if (fixed) block = fixed;
  for (int column = 0; column < columns; column++) {
    const float value = weight * from[column];
    for (int x = 0; x < block; x++) to[(ptrdiff_t)(column * block + x) * step] += value;
  }
}

/**
 * Adds `weight` times each coarse pixel of `from` (rows of `stride` floats) to its block of one channel, in `rows`
 * rows at `to`, which start with a block; divided by the area of the block if `mean`.
 */
static void addReplicated(const float* from, ptrdiff_t stride, float* to, int rows, int width, int channels,
                          int channel, int block, bool mean, float weight) {
  to += channel;
  const int whole = width / block;
  const int left = width - whole * block;
  for (int y = 0; y < rows; y++, to += (ptrdiff_t)width * channels) {
    const int row = y / block;
    const float* source = from + row * stride;
    const int tall = rows - row * block < block ? rows - row * block : block;
    const float share = mean ? weight / (float)(tall * block) : weight;
    switch (channels == 1 ? block : 0) {
      case 1: spreadRow<1>(source, whole, block, share, to, 1); break;
      case 2: spreadRow<2>(source, whole, block, share, to, 1); break;
      case 4: spreadRow<4>(source, whole, block, share, to, 1); break;
      default: spreadRow<0>(source, whole, block, share, to, channels);
    }
    if (left == 0) continue;
    const float last = mean ? weight / (float)(tall * left) : weight;
    spreadRow<0>(source + whole, 1, left, last, to + (ptrdiff_t)whole * block * channels, channels);
  }
}

/** Inverses of `length` gains. */
INLINE void invert(const float* gains, float* inverses, size_t length) {
  for (size_t i = 0; i < length; i++) inverses[i] = 1 / gains[i];
}

}  // namespace
