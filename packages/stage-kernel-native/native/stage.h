#pragma once
#include <stddef.h>

/* What a caller gives and gets, in plain arrays; src/pack.ts lays them out. See core's diffusionStage. */

/** One scale of a stage, or the bank of a gain map. */
struct ScaleInput {
  /** Side of the pixel blocks that one coarse pixel is the mean of. */
  int block;
  int count;
  int size;
  int nodes;
  /** Half the width of the table's domain, in gray levels. */
  double radius;
  /** Which of the image's channels it sees and changes. */
  const int* channels;
  int channelCount;
  /** Which of the gains is its own. */
  int gain;
  /** [count, size, size, channelCount] */
  const float* filters;
  /** [count, nodes] */
  const float* influence;
  /** [count, size, size, gains] of a gain map; null for a stage. */
  const float* synthesis;
};

struct StageInput {
  int batch;
  int height;
  int width;
  int channels;
  int gains;
  /** Whether every pixel has a gain, or a reaction, of its own. */
  bool gainMap;
  bool reactionMap;
  /** [batch, height, width, channels]; the observation of a gain map is null. */
  const float* x;
  const float* observation;
  const float* reaction;
  const float* gain;
  int scaleCount;
  const ScaleInput* scales;
};

/** Gradients by what a stage was given, of the same shapes; those of a gain map have no observation and reaction. */
struct StageOutput {
  float* x;
  float* observation;
  float* reaction;
  float* gain;
  /** Of each scale. */
  float* const* filters;
  float* const* influence;
  float* const* synthesis;
};

/** Memory that one thread works in; what it holds between calls is undefined, and it only grows. */
struct Workspace {
  void* data;
  size_t bytes;
};

/** The kernel for one kind of processor. */
struct Kernel {
  const char* name;
  /** A stage made ready to be worked on strip by strip, by any number of threads; null where memory lacks. */
  void* (*plan)(const StageInput* stage, int threads);
  int (*stripCount)(const void* plan);
  /** False where there is not enough memory. */
  bool (*runStrip)(const void* plan, int strip, float* out, Workspace* room);
  void (*release)(void* plan);
  bool (*gradient)(const StageInput* stage, const float* dy, const StageOutput* out, Workspace* room);
};

/** Memory at a multiple of 64; null where there is not enough. */
void* allocate(size_t bytes);
void deallocate(void* data);
/** Makes a workspace at least so large; false where there is not enough memory. */
bool reserve(Workspace* room, size_t bytes);
