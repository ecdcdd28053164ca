/*
 * Measures the speed of the parts of the kernel on one thread, and the maximal rate of multiply-adds of the
 * processor. Prints one line of JSON. measure.ts compiles it for each kind of processor.
 */
#include <stdio.h>
#include <time.h>
#include "../native/forward.h"

namespace {

double seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

/** Uses the fastest run, because disturbances are not a property of the code. */
template <typename Run>
double fastest(int runs, Run run) {
  double best = 1e9;
  for (int i = 0; i < runs; i++) {
    const double start = seconds();
    run();
    const double taken = seconds() - start;
    if (taken < best) best = taken;
  }
  return best;
}

/** Pseudo-random numbers from -1 to 1. */
float* noise(size_t length, float scale, float middle) {
  float* values = (float*)allocate(length * sizeof(float));
  uint32_t state = 1;
  for (size_t i = 0; i < length; i++) {
    state = state * 1664525u + 1013904223u;
    values[i] = middle + scale * ((int32_t)state / 2147483648.0f);
  }
  return values;
}

volatile float sink;

/** Twelve independent chains of multiply-adds: enough to hide the latency. */
float chains(const float* from, int steps) {
  const auto next = [&] {
    from += LANES;
    return load(from - LANES);
  };
  V a = next(), b = next(), c = next(), d = next(), e = next(), f = next();
  V g = next(), h = next(), i = next(), j = next(), k = next(), l = next();
  const V factor = next(), term = next();
  for (int step = 0; step < steps; step++) {
    a = a * factor + term, b = b * factor + term, c = c * factor + term, d = d * factor + term;
    e = e * factor + term, f = f * factor + term, g = g * factor + term, h = h * factor + term;
    i = i * factor + term, j = j * factor + term, k = k * factor + term, l = l * factor + term;
  }
  return total(((a + b) + (c + d)) + ((e + f) + (g + h)) + ((i + j) + (k + l)));
}

/** Maximal number of multiply-adds per second. */
double peak() {
  constexpr int STEPS = 4000000;
  const float* from = noise(14 * LANES, 0.5f, 0);
  return 12.0 * LANES * STEPS / fastest(9, [&] { sink = chains(from, STEPS); });
}

}  // namespace

int main() {
  constexpr int COUNT = 24, SIZE = 7, NODES = 1025, WIDTH = 512, HEIGHT = 256;
  const int channel = 0;
  const float* filters = noise(COUNT * SIZE * SIZE, 0.3f, 0);
  const float* influence = noise((size_t)COUNT * NODES, 5, 0);
  const float *x = noise(WIDTH * HEIGHT, 60, 128), *gains = noise(WIDTH * HEIGHT, 0.5f, 1);
  const float reaction = 0.1f;
  const ScaleInput scale = {1, COUNT, SIZE, NODES, 310, &channel, 1, 0, filters, influence, nullptr};
  const StageInput stage = {1, HEIGHT, WIDTH, 1, 1, true, false, x, x, &reaction, gains, 1, &scale};
  Workspace workspace = {nullptr, 0};
  const StagePlan* plan = (const StagePlan*)planStage(&stage, 1);
  reserve(&workspace, plan->roomBytes);
  const Bank& bank = plan->banks[0];
  Arena memory = {(char*)workspace.data, 0};
  const Room room = placeRoom(memory, bank, true);
  enterPixels(stage, bank, 0, 0, bank.band + bank.border, room, 0);
  enterGains(stage, bank, 0, 0, bank.band, room);
  clearRows(bank, room, 0, bank.band + bank.border);
  const Filters& k = bank.filters;
  const Lookup lookup = lookupFor(NODES, bank.density);
  const int vectors = bank.columns / LANES, rows = HEIGHT + bank.border;
  const auto blocks = [&](auto part) {
    return fastest(15, [&] {
      for (int y = 0; y < rows; y++) {
        for (int first = 0; first + BLOCK_VECTORS <= vectors; first += BLOCK_VECTORS) part(y % bank.band, first * LANES);
      }
    });
  };
  constexpr int STRIDE = BLOCK_VECTORS * LANES;
  const double responses = (double)rows * (vectors / BLOCK_VECTORS) * STRIDE * COUNT;
  const double correlation = blocks([&](int y, int at) {
    correlate(room.padded + y * bank.stride + at, k.forward, COUNT, k.offsets, k.taps, room.z, STRIDE, BLOCK_VECTORS,
              Unchanged());
  });
  const double adjoint = blocks([&](int y, int at) {
    addAdjoint(room.z, STRIDE, k.adjoint, COUNT, k.offsets, k.adjointTiles, room.out + y * bank.stride + at,
               BLOCK_VECTORS);
  });
  const double both = blocks([&](int y, int at) {
    const ptrdiff_t row = y * bank.gainStride + at;
    respond<true>(bank, room.padded + y * bank.stride + at,
                  {room.gains + row, room.inverses + row, bank.gainStride}, lookup, room.z, STRIDE, BLOCK_VECTORS);
  });
  float* out = noise(WIDTH * HEIGHT, 0, 0);
  const double whole = fastest(9, [&] {
    for (int strip = 0; strip < stripCount(plan); strip++) runStrip(plan, strip, out, &workspace);
  });
  printf("{\"peak\":%g,\"correlation\":%g,\"adjoint\":%g,\"lookup\":%g,\"stage\":%g}\n", peak(),
         responses * k.taps / correlation, responses * k.taps / adjoint, (both - correlation) / responses,
         2.0 * WIDTH * HEIGHT * COUNT * k.taps / whole);
}
