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

/** Hands out stretches of one piece of memory; with none, only counts how much they are. */
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

/** Pixels of a row whose responses are worked on at a time: those of all filters stay in the cache. */
constexpr int BLOCK_VECTORS = LANES >= 16 ? 6 : LANES >= 8 ? 9 : 18;

/** Floats a row of an image of `columns` responses that is padded by `border`, and of the gains at the responses. */
INLINE ptrdiff_t gainStride(int columns) { return roundUp(columns, LANES); }
INLINE ptrdiff_t paddedStride(int columns, int border) {
  const ptrdiff_t stride = roundUp(gainStride(columns) + border, 16);
  // Rows that are a power of two apart would fall into the same places of the cache.
  return stride % 256 == 0 ? stride + 16 : stride;
}

/** Filters laid out for the tiles. */
struct Filters {
  /** Taps of all channels; a filter has one for each. */
  int taps;
  int channels;
  /** Place of each tap in planar images. */
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
 * Taps go column by column, channel by channel and down the rows: so that those of an adjoint's tile are all in
 * different rows, of which there are size × channels.
 */
INLINE int rowOf(int tap, int size) { return tap % size; }
INLINE int channelOf(int tap, int size, int channels) { return tap / size % channels; }
INLINE int columnOf(int tap, int size, int channels) { return tap / (size * channels); }

/** Where the model's filter [size, size, channels] has the tap. */
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

/** A scale laid out for the kernel, with the geometry of its images. */
struct Bank {
  const ScaleInput* input;
  int size;
  int count;
  int block;
  /** Size of the coarse image, and how far it is padded. */
  int height;
  int width;
  int border;
  /** Columns of responses. */
  int columns;
  /** Floats from row to row and from channel to channel of padded images, and from row to row of the gains. */
  ptrdiff_t stride;
  ptrdiff_t planeStride;
  ptrdiff_t gainStride;
  /** Rows of responses that are worked on at a time, at most. */
  int band;
  Filters filters;
  /** What puts the responses together again; the same where nothing else was given. */
  Filters synthesis;
  float* table;
  /** Pieces of an influence function to a gray level. */
  double density;
};

/** The bank of a scale whose responses are worked on `band` rows at a time; in all of its rows where that is 0. */
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

/** Room for the work on a band: its responses see `bank.border` rows more than it has, and add to as many. */
struct Room {
  /** Planes of the filters' channels, and of the synthesis filters'. */
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

/** Brings coarse rows from `first` on, which may be mirrored ones, to the rows of the room from `to` on. */
static void enterPixels(const StageInput& stage, const Bank& bank, int sample, int first, int rows, const Room& room,
                        int to) {
  const Image image = {sampleOf(stage.x, stage, sample, stage.channels), stage.height, stage.width, stage.channels};
  for (int c = 0; c < bank.filters.channels; c++) {
    padMean(image, bank.input->channels[c], bank.block, first, rows, bank.border,
            room.padded + c * bank.planeStride + to * bank.stride, bank.stride, 0);
  }
}

/** Brings the gains at responses, from a coarse row on, to the first rows of the room. */
static void enterGains(const StageInput& stage, const Bank& bank, int sample, int first, int rows, const Room& room) {
  if (!stage.gainMap) return;
  const Image gains = {sampleOf(stage.gain, stage, sample, stage.gains), stage.height, stage.width, stage.gains};
  padMean(gains, bank.input->gain, bank.block, first, rows, bank.border / 2, room.gains, bank.gainStride, 1);
  invert(room.gains, room.inverses, (size_t)rows * bank.gainStride);
}

/** Brings in a whole image. */
static void enterImages(const StageInput& stage, const Bank& bank, int sample, const Room& room) {
  enterPixels(stage, bank, sample, -bank.border, bank.height + 2 * bank.border, room, 0);
  enterGains(stage, bank, sample, -bank.border / 2, bank.height + bank.border, room);
}

static void clearRows(const Bank& bank, const Room& room, int first, int rows) {
  for (int c = 0; c < bank.synthesis.channels; c++) {
    memset(room.out + c * bank.planeStride + first * bank.stride, 0, (size_t)rows * bank.stride * sizeof(float));
  }
}

/** The coarse pixel at the upper left of what is inside the borders. */
INLINE ptrdiff_t interior(const Bank& bank) { return bank.border * bank.stride + bank.border; }

/** B φ_i(A · k_i * u) of all filters at `width` vectors of a row, to `z`. */
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
 * Adds Σ_i l̄_i * (B φ_i(A · k_i * u)) to `room.out`, as far as it comes of `rows` rows of responses; l = k in a
 * stage's diffusion term.
 *
 * Rows are worked on in whole vectors, so the last of a row may reach past the responses' domain. Nothing comes of
 * it: what lies there is added outside the interior.
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
