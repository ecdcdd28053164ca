#pragma once
#include "tiles.h"

/*
 * φ is linear between its nodes. A row of the table is [v₀, v₀, v₁ … v_K, v_K, v_K] with K + 1 = nodes: one more
 * node on the left and two on the right, so that clamping the place to [0, K + 2] makes φ constant and its slope
 * zero outside the table, without a branch.
 *
 * Positions are counted in nodes from the middle of the table, minus ½, so that rounding finds the node on the left.
 * Rounding is done by adding 1.5 · 2²³, where float32 numbers are 1 apart; the index of the node is then in the
 * lowest bits of the sum. A NaN keeps its bits throughout, and masking them gives an index into the table or the
 * extra memory behind it.
 */

namespace {

struct Lookup {
  /** Nodes per gray level of a response. */
  float perResponse;
  float shift;
  float bottom;
  float top;
  float magic;
  int32_t mask;
  float half;
};

/** Floats per row of the table. */
INLINE int tableStride(int nodes) { return nodes + 3; }

/** Floats of a table of `count` rows, including the memory behind it that a NaN may point to. */
INLINE size_t tableSize(int count, int nodes) { return (size_t)(count + 2) * tableStride(nodes); }

INLINE Lookup lookupFor(int nodes, double perResponse) {
  const int pieces = nodes - 1;
  const int middle = pieces / 2 + 1;
  // A position exactly on a node must belong to the piece on its right, but rounding half to even may choose either.
  // All positions are therefore moved to the right by the resolution of float32 at the ends of the table.
  double nudge = 1.0 / (1 << 23);
  for (int n = middle; n > 1; n >>= 1) nudge *= 2;
  const double shift = nudge - 0.5;
  int32_t mask = 1;
  while (mask < pieces + 3) mask *= 2;
  Lookup lookup;
  lookup.perResponse = (float)perResponse;
  lookup.shift = (float)(shift + (pieces % 2) / 2.0);
  lookup.bottom = (float)(shift - middle);
  lookup.top = (float)(shift - middle + pieces + 2);
  lookup.magic = 12582912.0f + middle;
  lookup.mask = mask - 1;
  lookup.half = (float)-shift;
  return lookup;
}

/** Writes rows for an influence table [count, nodes]. */
INLINE void writeTable(const float* influence, int count, int nodes, float* table) {
  const int stride = tableStride(nodes);
  memset(table, 0, tableSize(count, nodes) * sizeof(float));
  for (int i = 0; i < count; i++, table += stride, influence += nodes) {
    table[0] = influence[0];
    memcpy(table + 1, influence, nodes * sizeof(float));
    table[nodes + 1] = table[nodes + 2] = influence[nodes - 1];
  }
}

/** The transpose of writeTable, times `factor`: sums of the nodes that only clamp are added to the end nodes. */
INLINE void readTable(const float* table, int count, int nodes, float factor, float* influence) {
  const int stride = tableStride(nodes);
  for (int i = 0; i < count; i++, table += stride, influence += nodes) {
    for (int k = 0; k < nodes; k++) influence[k] = factor * table[k + 1];
    influence[0] += factor * table[0];
    influence[nodes - 1] += factor * (table[nodes + 1] + table[nodes + 2]);
  }
}

/** Writes the nodes on the left of the responses to `node`, and returns the distances of the responses from them. */
INLINE V locate(const Lookup& lookup, V response, int32_t* node) {
  const V place = atMost(
      atLeast(response * lookup.perResponse + lookup.shift, splat(lookup.bottom)), splat(lookup.top));
  const V rounded = place + lookup.magic;
  const I index = asIntegers(rounded) & lookup.mask;
  memcpy(node, &index, sizeof index);
  return place - (rounded - lookup.magic) + lookup.half;
}

/** Responses of `count` filters at some rows of pixels; those of successive filters are `stride` floats apart. */
struct Responses {
  float* z;
  ptrdiff_t stride;
  int count;
  int rows;
  /** Vectors per row; rows are contiguous. */
  int vectors;
};

/** Gains A of each response and their inverses B = 1/A, in rows of `stride` floats. */
struct Gains {
  const float* gains;
  const float* inverses;
  ptrdiff_t stride;
};

/**
 * Replaces Z by B φ_i(A z), in place. Unless `varying`, A is included in the nodes per response of the lookup, and B
 * is 1.
 */
template <bool varying>
static void applyInfluence(const Responses at, const float* table, int tableStride, const Lookup lookup,
                           const Gains by) {
  float* row = at.z;
  for (int i = 0; i < at.count; i++, row += at.stride, table += tableStride) {
    float* z = row;
    for (int y = 0; y < at.rows; y++) {
      const float* gains = by.gains + y * by.stride;
      const float* inverses = by.inverses + y * by.stride;
      for (int v = 0; v < at.vectors; v++, z += LANES) {
        alignas(64) int32_t node[LANES];
        V response = load(z);
        if (varying) response *= load(gains + v * LANES);
        const V fraction = locate(lookup, response, node);
        V low, high;
        loadPairs(table, node, low, high);
        V value = fraction * (high - low) + low;
        if (varying) value *= load(inverses + v * LANES);
        store(z, value);
      }
    }
  }
}

/**
 * Number of vectors by which the position of a response is computed ahead of its look-up: a load that follows its
 * store too soon has to wait.
 */
constexpr int AHEAD = 8;

/** The nodes of all responses of a tile. */
struct Places {
  alignas(64) int32_t node[FILTERS * VECTORS][LANES];
};

/** Iterates over the vectors of a tile, filter by filter. */
struct Cursor {
  float* z;
  int column;
  /** Whether the next filter starts. */
  METHOD bool next(int vectors, ptrdiff_t stride) {
    z += LANES;
    if (++column < vectors) return false;
    column = 0;
    z += stride - vectors * LANES;
    return true;
  }
};

/** Responses of a tile that wait for their influence functions, which are computed one vector at a time. */
template <bool varying>
struct WaitingResponses {
  Cursor located;
  Cursor done;
  ptrdiff_t stride;
  /** Vectors of each filter, of all filters, and the number of calls of `next` that are left. */
  int vectors;
  int total;
  int left;
  const Lookup* lookup;
  const float* table;
  int tableStride;
  const float* gains;
  const float* inverses;
  Places* places;

  METHOD void next() {
    const int at = total + AHEAD - left--;
    if (at < total) locateVector(places->node[at]);
    if (at >= AHEAD) finishVector(places->node[at - AHEAD]);
  }

  METHOD void locateVector(int32_t* node) {
    const Lookup* constants = lookup;
    // They are loaded from memory, because the products use the registers.
    asm volatile("" : "+r"(constants));
    V response = load(located.z);
    if (varying) response *= load(gains + located.column * LANES);
    store(located.z, locate(*constants, response, node));
    // So are the nodes: compilers would otherwise extract them from a register, with instructions that the products
    // have to wait for.
    asm volatile("" : "+m"(*(int32_t(*)[LANES])node));
    located.next(vectors, stride);
  }

  METHOD void finishVector(const int32_t* node) {
    V low, high;
    loadPairs(table, node, low, high);
    V value = load(done.z) * (high - low) + low;
    if (varying) value *= load(inverses + done.column * LANES);
    store(done.z, value);
    if (done.next(vectors, stride)) table += tableStride;
  }
};

/**
 * Replaces the responses Z of a row by B φ_i(A z), tile by tile (see correlate). Unless `varying`, A is included in
 * the nodes per response of the lookup, and B is 1.
 */
template <bool varying>
struct Influence {
  using Waiting = WaitingResponses<varying>;
  const Lookup* lookup;
  const float* table;
  int tableStride;
  /** The gains of the row and their inverses. */
  const float* gains;
  const float* inverses;
  Places* places;

  METHOD Waiting on(float* z, ptrdiff_t stride, int filter, int filters, int column, int vectors) const {
    const ptrdiff_t at = column * LANES;
    const int total = filters * vectors;
    return {{z, 0}, {z, 0}, stride, vectors, total, total + AHEAD, lookup, table + filter * tableStride, tableStride,
            gains + at, inverses + at, places};
  }
};

/**
 * Replaces Z by B φ_i(A z) and `g`, which has the layout of Z, by A B φ'_i(A z) g. Adds the gradients of the table,
 * spread over the two nodes of each piece, to `dTable` (in the layout of `table`). If `varying`, Σ_i B g (z φ'_i(A z)
 * − B φ_i(A z)) is added to `dGains`, in rows like the gains; otherwise the sum of A z φ'_i(A z) g − φ_i(A z) g over
 * pixels and filters is returned.
 */
template <bool varying>
static double applyInfluenceGradient(const Responses at, float* g, const float* table, float* dTable,
                                     int tableStride, const Lookup lookup, const Gains by, float* dGains) {
  double sum = 0;
  float* row = at.z;
  for (int i = 0; i < at.count; i++, row += at.stride, g += at.stride, table += tableStride, dTable += tableStride) {
    float* z = row;
    float* back = g;
    V byGain = V{};
    for (int y = 0; y < at.rows; y++) {
      const float* gains = by.gains + y * by.stride;
      const float* inverses = by.inverses + y * by.stride;
      float* into = dGains + y * by.stride;
      for (int v = 0; v < at.vectors; v++, z += LANES, back += LANES) {
        alignas(64) int32_t node[LANES];
        const V response = load(z);
        V scaled = response;
        V e = load(back);
        if (varying) {
          scaled *= load(gains + v * LANES);
          e *= load(inverses + v * LANES);
        }
        const V fraction = locate(lookup, scaled, node);
        V low, high;
        loadPairs(table, node, low, high);
        const V rise = high - low;
        const V slope = rise * lookup.perResponse;
        V value = fraction * rise + low;
        if (varying) value *= load(inverses + v * LANES);
        const V change = e * (response * slope - value);
        if (varying) {
          store(into + v * LANES, load(into + v * LANES) + change);
        } else {
          byGain += change;
        }
        const V right = e * fraction;
        addPairs(dTable, node, e - right, right);
        store(z, value);
        const V through = slope * e;
        store(back, varying ? through * load(gains + v * LANES) : through);
      }
    }
    if (!varying) sum += total(byGain);
  }
  return sum;
}

}  // namespace
