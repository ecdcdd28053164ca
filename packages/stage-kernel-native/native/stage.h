#pragma once
#include <stddef.h>

/* Inputs and outputs of a call in plain arrays, in the layout of src/pack.ts. See diffusionStage of core. */

/** One scale of a stage, or the bank of a gain map. */
struct ScaleInput {
  /** Side of the blocks; a coarse pixel is the mean of one. */
  int block;
  int count;
  int size;
  int nodes;
  /** Half the width of the domain of the table, in gray levels. */
  double radius;
  /** Indices of the channels that it sees and changes. */
  const int* channels;
  int channelCount;
  /** Index of its gain. */
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
  /** Whether every pixel has its own gain, or its own reaction. */
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

/**
 * Gradients with respect to the inputs of a stage, with the same shapes; a gain map has no observation and no
 * reaction.
 */
struct StageOutput {
  float* x;
  float* observation;
  float* reaction;
  float* gain;
  /** For each scale. */
  float* const* filters;
  float* const* influence;
  float* const* synthesis;
};

/** The working memory of one thread. It only grows, and its content is undefined between calls. */
struct Workspace {
  void* data;
  size_t bytes;
};

/** The kernel for one kind of processor. */
struct Kernel {
  const char* name;
  /** A stage prepared for processing strip by strip, by any number of threads; null if there is not enough memory. */
  void* (*plan)(const StageInput* stage, int threads);
  int (*stripCount)(const void* plan);
  /** False if there is not enough memory. */
  bool (*runStrip)(const void* plan, int strip, float* out, Workspace* room);
  void (*release)(void* plan);
  bool (*gradient)(const StageInput* stage, const float* dy, const StageOutput* out, Workspace* room);
};

/** Memory aligned to 64 bytes; null if there is not enough. */
void* allocate(size_t bytes);
void deallocate(void* data);
/** Enlarges a workspace to at least this size; false if there is not enough memory. */
bool reserve(Workspace* room, size_t bytes);
