/*
 * Runs every kernel of this build that the processor has over stages and gain maps of many shapes, in arrays that are
 * exactly as long as they say. Prints, for each kernel, the norms of all that it computes; then runs them over random
 * shapes: exercise [CASES] [SEED]. Ends with 1 where results depend on the number of threads or are not finite.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vector>
#include "../native/threads.h"
#include "../native/variants.h"

namespace {

struct Shape {
  int batch, height, width, channels, gains;
  bool isGainMap, gainMap, reactionMap;
  int scales, count, size, nodes;
};

const Shape SHAPES[] = {
    {1, 1, 1, 1, 1, false, false, false, 1, 1, 1, 2},     {1, 3, 2, 1, 1, false, true, false, 3, 2, 7, 17},
    {2, 33, 41, 1, 1, false, false, false, 2, 9, 5, 65},  {1, 70, 45, 3, 1, false, true, true, 3, 11, 7, 65},
    {1, 20, 130, 4, 3, false, false, true, 3, 6, 3, 9},   {2, 17, 5, 3, 2, false, true, false, 2, 5, 5, 1025},
    {1, 64, 64, 1, 1, true, false, false, 1, 16, 7, 65},  {2, 9, 31, 3, 2, true, false, false, 1, 7, 5, 33},
};

uint32_t state = 1;

/** From -1 to 1. */
float random() {
  state = state * 1664525u + 1013904223u;
  return (float)(int32_t)state / 2147483648.0f;
}

/** From `least` to `most`. */
int between(int least, int most) {
  state = state * 1664525u + 1013904223u;
  return least + (int)((state >> 8) % (uint32_t)(most - least + 1));
}

Shape randomShape() {
  const bool isGainMap = between(0, 3) == 0;
  const int channels = between(0, 1) ? 1 : between(2, 4);
  return {between(1, 2),
          between(1, 25),
          between(1, 60),
          channels,
          between(1, 3),
          isGainMap,
          !isGainMap && between(0, 1),
          !isGainMap && between(0, 1),
          isGainMap ? 1 : between(1, 3),
          between(1, 17),
          2 * between(0, 4) + 1,
          between(2, 90)};
}

/** Memory of its own, so that a sanitizer sees a step beyond it. */
struct Numbers {
  float* data;
  size_t length;
  Numbers(size_t length, float scale, float middle)
      : data((float*)malloc(length * sizeof(float))), length(length) {
    for (size_t i = 0; i < length; i++) data[i] = middle + scale * random();
  }
  explicit Numbers(size_t length) : Numbers(length, 0, 0) {}
  Numbers(Numbers&& other) : data(other.data), length(other.length) { other.data = nullptr; }
  ~Numbers() { free(data); }
};

double norm(const Numbers& numbers) {
  double sum = 0;
  for (size_t i = 0; i < numbers.length; i++) sum += (double)numbers.data[i] * numbers.data[i];
  return sqrt(sum);
}

bool failed = false;

void fail(const char* what) {
  fprintf(stderr, "%s\n", what);
  failed = true;
}

struct Work {
  const Kernel* kernel;
  void* plan;
  float* out;
  ThreadPool* pool;
};

void forward(const Kernel& kernel, const StageInput& stage, int threads, float* out) {
  ThreadPool pool(threads);
  Work work = {&kernel, kernel.plan(&stage, threads), out, &pool};
  pool.run(
      kernel.stripCount(work.plan),
      [](void* data, int thread, int strip) {
        const Work& of = *(Work*)data;
        if (!of.kernel->runStrip(of.plan, strip, of.out, of.pool->room(thread))) fail("expected room");
      },
      &work);
  kernel.release(work.plan);
}

void exercise(const Kernel& kernel, const Shape& shape, bool told) {
  const size_t pixels = (size_t)shape.batch * shape.height * shape.width;
  const size_t filterSize = (size_t)shape.count * shape.size * shape.size;
  const size_t outputs = pixels * (shape.isGainMap ? shape.gains : shape.channels);
  Numbers x(pixels * shape.channels, 100, 128), observation(pixels * shape.channels, 100, 128);
  Numbers reaction((shape.reactionMap ? pixels : shape.batch) * shape.channels, 0.1f, 0.2f);
  Numbers gain((shape.gainMap ? pixels : shape.batch) * shape.gains, 0.4f, 1);
  std::vector<Numbers> filters, influences, syntheses;
  std::vector<std::vector<int>> channels(shape.scales);
  std::vector<ScaleInput> scales;
  for (int s = 0; s < shape.scales; s++) {
    // The last scale of several sees but one channel.
    const int seen = s > 0 && s == shape.scales - 1 ? 1 : shape.channels;
    for (int c = 0; c < seen; c++) channels[s].push_back(shape.channels - 1 - c);
    filters.emplace_back(filterSize * seen, 0.5f / shape.size, 0);
    influences.emplace_back((size_t)shape.count * shape.nodes, 4, 0);
    syntheses.emplace_back(filterSize * shape.gains, 0.01f, 0);
    const int own = shape.gains > 1 && !shape.isGainMap ? s % shape.gains : 0;
    scales.push_back({1 << (shape.isGainMap ? 1 : s), shape.count, shape.size, shape.nodes, 160, channels[s].data(),
                      seen, own, filters[s].data, influences[s].data,
                      shape.isGainMap ? syntheses[s].data : nullptr});
  }
  const StageInput stage = {shape.batch,
                            shape.height,
                            shape.width,
                            shape.channels,
                            shape.gains,
                            shape.gainMap,
                            shape.reactionMap,
                            x.data,
                            shape.isGainMap ? nullptr : observation.data,
                            shape.isGainMap ? nullptr : reaction.data,
                            gain.data,
                            shape.scales,
                            scales.data()};
  Numbers one(outputs), three(outputs);
  forward(kernel, stage, 1, one.data);
  forward(kernel, stage, 3, three.data);
  if (memcmp(one.data, three.data, outputs * sizeof(float)) != 0) fail("expected the same on any number of threads");

  Numbers dy(outputs, 1, 0), dx(x.length), dObservation(x.length), dReaction(reaction.length), dGain(gain.length);
  std::vector<Numbers> made;
  std::vector<float*> dFilters, dInfluences, dSyntheses;
  const auto like = [&](const Numbers& numbers, std::vector<float*>& list) {
    made.emplace_back(numbers.length);
    list.push_back(made.back().data);
  };
  for (int s = 0; s < shape.scales; s++) {
    like(filters[s], dFilters);
    like(influences[s], dInfluences);
    like(syntheses[s], dSyntheses);
  }
  const StageOutput gradients = {dx.data,          dObservation.data,  dReaction.data,   dGain.data,
                                 dFilters.data(), dInfluences.data(), dSyntheses.data()};
  Workspace room = {nullptr, 0};
  if (!kernel.gradient(&stage, dy.data, &gradients, &room)) fail("expected room");
  deallocate(room.data);
  double weights = 0;
  for (const Numbers& numbers : made) weights += norm(numbers);
  if (told) printf(" %.6g %.6g %.6g %.6g", norm(one), norm(dx), norm(dGain), weights);
  if (!isfinite(norm(one) + norm(dx) + norm(dGain) + weights)) fail("expected finite numbers");
}

}  // namespace

int main(int argc, char** argv) {
  const int cases = argc > 1 ? atoi(argv[1]) : 0;
  const uint32_t seed = argc > 2 ? (uint32_t)atoi(argv[2]) : 1;
  for (const Kernel* const* kernel = supportedKernels(); *kernel != nullptr; kernel++) {
    state = 1;
    printf("%s", (*kernel)->name);
    for (const Shape& shape : SHAPES) exercise(**kernel, shape, true);
    printf("\n");
    state = seed;
    for (int i = 0; i < cases; i++) exercise(**kernel, randomShape(), false);
  }
  return failed ? 1 : 0;
}
