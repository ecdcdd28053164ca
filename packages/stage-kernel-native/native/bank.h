#pragma once
#include "influence.h"
#include "pyramid.h"
#include "stage.h"
#include "tiles.h"

namespace {

constexpr size_t ALIGNMENT = 64;

INLINE ptrdiff_t roundUp(ptrdiff_t value, ptrdiff_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

/** Allocates from one block of memory; without a block, it only adds up the sizes. */
struct Arena {
  char* base;
  size_t used;

  template <typename T>
  T* take(size_t length) {
    T* result = base ? (T*)(base + used) : nullptr;
    used = roundUp(used + length * sizeof(T), ALIGNMENT);
    return result;
  }
};

/** Pixels of a row whose responses are processed at a time, so that those of all filters stay in the cache. */
constexpr int BLOCK_VECTORS = LANES >= 16 ? 6 : LANES >= 8 ? 9 : 18;

/**
 * Floats per row of an image with `columns` responses that is padded by `border`, and of the gains at the responses.
 */
INLINE ptrdiff_t gainStride(int columns) { return roundUp(columns, LANES); }
INLINE ptrdiff_t paddedStride(int columns, int border) {
  const ptrdiff_t stride = roundUp(gainStride(columns) + border, 16);
  // Rows whose distance is a power of two would compete for the same lines of the cache.
  return stride % 256 == 0 ? stride + 16 : stride;
}

/** Filters in the layout of the tiles. */
struct Filters {
  /** Taps of all channels. */
  int taps;
  int channels;
  /** Offset of each tap in planar images. */
  ptrdiff_t* offsets;
  TapTiles adjointTiles;
  TapTiles gradientTiles;
  /** [tile of filters][tap][filter in tile] */
  float* forward;
  /** [tile of taps][filter][tap in tile] */
  float* adjoint;

  Filters() : adjointTiles(1, 1), gradientTiles(1, 1) {}
};

/**
 * Taps are ordered by column, channel and row, so that those of a tile of the adjoint are all in different rows, of
 * which there are size × channels.
 */
INLINE int rowOf(int tap, int size) { return tap % size; }
INLINE int channelOf(int tap, int size, int channels) { return tap / size % channels; }
INLINE int columnOf(int tap, int size, int channels) { return tap / (size * channels); }

/** Index of the tap in the filter of the model, [size, size, channels]. */
INLINE int modelTap(int tap, int size, int channels) {
  return (rowOf(tap, size) * size + columnOf(tap, size, channels)) * channels + channelOf(tap, size, channels);
}

INLINE int atMostRows(int most, int size, int channels) { return most < size * channels ? most : size * channels; }

static Filters placeFilters(Arena& memory, const float* filters, int count, int size, int channels,
                            ptrdiff_t stride, ptrdiff_t planeStride) {
  Filters placed;
  const int taps = size * size * channels;
  placed.taps = taps;
  placed.channels = channels;
  placed.adjointTiles = TapTiles(taps, atMostRows(TAPS, size, channels));
  placed.gradientTiles = TapTiles(taps, GRADIENT_TAPS);
  placed.offsets = memory.take<ptrdiff_t>(taps);
  placed.forward = memory.take<float>((size_t)count * taps);
  placed.adjoint = memory.take<float>((size_t)count * taps);
  if (!memory.base) return placed;
  for (int t = 0; t < taps; t++) {
    placed.offsets[t] = channelOf(t, size, channels) * planeStride + rowOf(t, size) * stride +
                        columnOf(t, size, channels);
  }
  float* to = placed.forward;
  for (int first = 0; first < count;) {
    const int tile = filterTile(count - first);
    for (int t = 0; t < taps; t++) {
      const int at = modelTap(t, size, channels);
      for (int i = first; i < first + tile; i++) *to++ = filters[(ptrdiff_t)i * taps + at];
    }
    first += tile;
  }
  to = placed.adjoint;
  for (int tile = 0; tile < placed.adjointTiles.tiles; tile++) {
    for (int i = 0; i < count; i++) {
      for (int t = placed.adjointTiles.start(tile); t < placed.adjointTiles.start(tile + 1); t++) {
        *to++ = filters[(ptrdiff_t)i * taps + modelTap(t, size, channels)];
      }
    }
  }
  return placed;
}

/** A scale in the layout of the kernel, with the geometry of its images. */
struct Bank {
  const ScaleInput* input;
  int size;
  int count;
  int block;
  /** Size of the coarse image, and its padding. */
  int height;
  int width;
  int border;
  /** Columns of responses. */
  int columns;
  /** Distances in floats: between rows and channels of padded images, and between rows of the gains. */
  ptrdiff_t stride;
  ptrdiff_t planeStride;
  ptrdiff_t gainStride;
  /** Maximum number of rows of responses that are processed at a time. */
  int band;
  Filters filters;
  /** The synthesis filters; the same filters if no others are given. */
  Filters synthesis;
  float* table;
  /** Pieces of an influence function per gray level. */
  double density;
};

/** The bank of a scale whose responses are processed `band` rows at a time, or all at once if `band` is 0. */
static Bank placeBank(Arena& memory, const ScaleInput& input, const StageInput& stage, int band) {
  Bank bank;
  bank.input = &input;
  bank.size = input.size;
  bank.count = input.count;
  bank.block = input.block;
  bank.height = blocksOf(stage.height, input.block);
  bank.width = blocksOf(stage.width, input.block);
  bank.border = input.size - 1;
  bank.columns = bank.width + bank.border;
  bank.band = band > 0 ? band : bank.height + bank.border;
  bank.gainStride = gainStride(bank.columns);
  bank.stride = paddedStride(bank.columns, bank.border);
  bank.planeStride = (bank.band + bank.border) * bank.stride;
  bank.filters = placeFilters(memory, input.filters, input.count, input.size, input.channelCount, bank.stride,
                              bank.planeStride);
  bank.synthesis = input.synthesis ? placeFilters(memory, input.synthesis, input.count, input.size, stage.gains,
                                                  bank.stride, bank.planeStride)
                                   : bank.filters;
  bank.density = (input.nodes - 1) / (2 * input.radius);
  bank.table = memory.take<float>(tableSize(input.count, input.nodes));
  if (memory.base) writeTable(input.influence, input.count, input.nodes, bank.table);
  return bank;
}

/** Memory for the work on a band: its responses read `bank.border` rows more than it has, and add to as many. */
struct Room {
  /** Planes of the channels of the filters, and of the synthesis filters. */
  float* padded;
  float* out;
  float* gains;
  float* inverses;
  float* z;
};

INLINE Room placeRoom(Arena& memory, const Bank& bank, bool gainMap) {
  Room room;
  room.padded = memory.take<float>(bank.filters.channels * bank.planeStride);
  room.out = memory.take<float>(bank.synthesis.channels * bank.planeStride);
  const size_t gains = gainMap ? (size_t)bank.band * bank.gainStride : 0;
  room.gains = memory.take<float>(gains);
  room.inverses = memory.take<float>(gains);
  room.z = memory.take<float>((size_t)bank.count * BLOCK_VECTORS * LANES);
  return room;
}

INLINE const float* sampleOf(const float* values, const StageInput& stage, int sample, int channels) {
  return values + (ptrdiff_t)sample * stage.height * stage.width * channels;
}

/** Copies coarse rows from `first` on, which may be mirrored ones, to the rows of the room from `to` on. */
static void enterPixels(const StageInput& stage, const Bank& bank, int sample, int first, int rows, const Room& room,
                        int to) {
  const Image image = {sampleOf(stage.x, stage, sample, stage.channels), stage.height, stage.width, stage.channels};
  for (int c = 0; c < bank.filters.channels; c++) {
    padMean(image, bank.input->channels[c], bank.block, first, rows, bank.border,
            room.padded + c * bank.planeStride + to * bank.stride, bank.stride, 0);
  }
}

/** Copies the gains at the responses, from a coarse row on, to the first rows of the room. */
static void enterGains(const StageInput& stage, const Bank& bank, int sample, int first, int rows, const Room& room) {
  if (!stage.gainMap) return;
  const Image gains = {sampleOf(stage.gain, stage, sample, stage.gains), stage.height, stage.width, stage.gains};
  padMean(gains, bank.input->gain, bank.block, first, rows, bank.border / 2, room.gains, bank.gainStride, 1);
  invert(room.gains, room.inverses, (size_t)rows * bank.gainStride);
}

/** Copies a whole image. */
static void enterImages(const StageInput& stage, const Bank& bank, int sample, const Room& room) {
  enterPixels(stage, bank, sample, -bank.border, bank.height + 2 * bank.border, room, 0);
  enterGains(stage, bank, sample, -bank.border / 2, bank.height + bank.border, room);
}

static void clearRows(const Bank& bank, const Room& room, int first, int rows) {
  for (int c = 0; c < bank.synthesis.channels; c++) {
    memset(room.out + c * bank.planeStride + first * bank.stride, 0, (size_t)rows * bank.stride * sizeof(float));
  }
}

/** The coarse pixel at the upper left, inside the borders. */
INLINE ptrdiff_t interior(const Bank& bank) { return bank.border * bank.stride + bank.border; }

/** Computes B φ_i(A · k_i * u) of all filters at `width` vectors of a row. */
template <bool varying>
INLINE void respond(const Bank& bank, const float* image, const Gains by, const Lookup& lookup, float* z,
                    ptrdiff_t zStride, int width) {
  const Filters& filters = bank.filters;
  const int stride = tableStride(bank.input->nodes);
  if (INTERLEAVED) {
    Places places;
    const Influence<varying> influence = {&lookup, bank.table, stride, by.gains, by.inverses, &places};
    correlate(image, filters.forward, bank.count, filters.offsets, filters.taps, z, zStride, width, influence);
  } else {
    correlate(image, filters.forward, bank.count, filters.offsets, filters.taps, z, zStride, width, Unchanged());
    applyInfluence<varying>({z, zStride, bank.count, 1, width}, bank.table, stride, lookup, by);
  }
}

/**
 * Adds the contribution of `rows` rows of responses to Σ_i l̄_i * (B φ_i(A · k_i * u)) to `room.out`; l = k in the
 * diffusion term of a stage.
 *
 * Rows are processed in whole vectors, so the last one of a row may extend beyond the domain of the responses. This
 * is harmless, because these values are added outside the interior.
 */
template <bool varying>
static void diffuse(const Bank& bank, const Room& room, int rows, const Lookup& lookup) {
  const Filters& synthesis = bank.synthesis;
  const int vectors = (bank.columns + LANES - 1) / LANES;
  for (int y = 0; y < rows; y++) {
    for (int first = 0; first < vectors; first += BLOCK_VECTORS) {
      const int width = vectors - first < BLOCK_VECTORS ? vectors - first : BLOCK_VECTORS;
      const ptrdiff_t at = y * bank.stride + first * LANES;
      const ptrdiff_t gainsAt = y * bank.gainStride + first * LANES;
      respond<varying>(bank, room.padded + at, {room.gains + gainsAt, room.inverses + gainsAt, bank.gainStride},
                       lookup, room.z, width * LANES, width);
      addAdjoint(room.z, width * LANES, synthesis.adjoint, bank.count, synthesis.offsets, synthesis.adjointTiles,
                 room.out + at, width);
    }
  }
}

}  // namespace
