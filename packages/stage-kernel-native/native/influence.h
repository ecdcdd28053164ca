#pragma once
#include "vector.h"

/*
 * φ is linear between its nodes. A row of the table is [v₀, v₀, v₁ … v_K, v_K, v_K] with K + 1 = nodes: one more
 * node on the left and two on the right, so that clamping the place to [0, K + 2] makes φ constant and its slope
 * zero outside the table, without a branch.
 *
 * Places are counted in nodes from the middle of the table, less ½: then rounding finds the node on the left, and
 * rounding is adding 1.5 · 2²³, where float32 numbers are 1 apart. The node's index ends up in the lowest bits of
 * the sum. A NaN keeps its bits through everything, and masking them gives an index into the table or the room
 * behind it.
 */

namespace {

struct Lookup {
  /** Nodes a gray level of response. */
  float perResponse;
  float shift;
  float bottom;
  float top;
  float magic;
  int32_t mask;
  float half;
};

/** Floats a row of the table. */
INLINE int tableStride(int nodes) { return nodes + 3; }

/** Floats of a table of `count` rows, with the room behind it that a NaN may point to. */
INLINE size_t tableSize(int count, int nodes) { return (size_t)(count + 2) * tableStride(nodes); }

INLINE Lookup lookupFor(int nodes, double perResponse) {
  const int pieces = nodes - 1;
  const int middle = pieces / 2 + 1;
  // A place exactly on a node must take the piece on its right; rounding half to even would take either. So all
  // places are moved to the right by float32's resolution at the ends of the table.
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

/** The transpose of writeTable, times `factor`: what fell on the nodes that only clamp goes to the end nodes. */
INLINE void readTable(const float* table, int count, int nodes, float factor, float* influence) {
  const int stride = tableStride(nodes);
  for (int i = 0; i < count; i++, table += stride, influence += nodes) {
    for (int k = 0; k < nodes; k++) influence[k] = factor * table[k + 1];
    influence[0] += factor * table[0];
    influence[nodes - 1] += factor * (table[nodes + 1] + table[nodes + 2]);
  }
}

/** The nodes on the left of the responses go to `node`; how far the responses are past them is returned. */
INLINE V locate(const Lookup& lookup, V response, int32_t* node) {
  const V place = atMost(
      atLeast(response * lookup.perResponse + lookup.shift, splat(lookup.bottom)), splat(lookup.top));
  const V rounded = place + lookup.magic;
  const I index = asIntegers(rounded) & lookup.mask;
  memcpy(node, &index, sizeof index);
  return place - (rounded - lookup.magic) + lookup.half;
}

/** Responses of `count` filters at some rows of pixels: those of a filter begin `stride` after the previous one's. */
struct Responses {
  float* z;
  ptrdiff_t stride;
  int count;
  int rows;
  /** Vectors a row; the next row begins right behind. */
  int vectors;
};

/** Gains A of each response and their inverses B = 1/A, in rows of `stride` floats. */
struct Gains {
  const float* gains;
  const float* inverses;
  ptrdiff_t stride;
};

/**
 * Replaces Z by B φ_i(A z), in place. Where not `varying`, A is in the lookup's nodes a response, and B is 1.
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
 * Replaces Z by B φ_i(A z) and `g`, laid out like Z, by A B φ'_i(A z) g, and adds the gradients of the table, spread
 * over the two nodes of each piece, to `dTable` (laid out like `table`). Where `varying`,
 * Σ_i B g (z φ'_i(A z) − B φ_i(A z)) is added to `dGains`, in rows like the gains; otherwise the sum over pixels and
 * filters of A z φ'_i(A z) g − φ_i(A z) g is returned.
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
