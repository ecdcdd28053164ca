#pragma once
#include "bank.h"
#include "exponential.h"

namespace {

struct StagePlan {
  StageInput stage;
  /** Fine rows of a strip: a multiple of every scale's block. */
  int stripRows;
  int strips;
  size_t roomBytes;
  Bank* banks;
};

/** More rows at a time would take more memory and gain nothing. */
constexpr int MOST_ROWS = 512;
/** With fewer rows each, what strips take twice, the rows between them, outweighs a further thread. */
constexpr int FEWEST_ROWS = 16;

INLINE int largestBlock(const StageInput& stage) {
  int block = 1;
  for (int s = 0; s < stage.scaleCount; s++) {
    if (stage.scales[s].block > block) block = stage.scales[s].block;
  }
  return block;
}

/** Strips of an image are as even and as few as can be. */
INLINE int stripRowsFor(const StageInput& stage, int threads) {
  // Images of a batch are strips to begin with.
  const int shares = (threads + stage.batch - 1) / stage.batch;
  const int rounds = blocksOf(stage.height, shares * MOST_ROWS);
  int rows = blocksOf(stage.height, shares * rounds);
  if (rows < FEWEST_ROWS) rows = FEWEST_ROWS;
  const int block = largestBlock(stage);
  return blocksOf(rows, block) * block;
}

static StagePlan* placePlan(Arena& memory, const StageInput& stage, int rows) {
  StagePlan* plan = memory.take<StagePlan>(1);
  Bank* banks = memory.take<Bank>(stage.scaleCount);
  size_t roomBytes = 0;
  for (int s = 0; s < stage.scaleCount; s++) {
    const Bank bank = placeBank(memory, stage.scales[s], stage, rows < stage.height ? rows : stage.height);
    Arena room = {nullptr, 0};
    placeRoom(room, bank, stage.gainMap);
    if (room.used > roomBytes) roomBytes = room.used;
    if (banks) banks[s] = bank;
  }
  if (plan) *plan = {stage, rows, blocksOf(stage.height, rows), roomBytes, banks};
  return plan;
}

static void* planStage(const StageInput* stage, int threads) {
  const int rows = stripRowsFor(*stage, threads);
  Arena size = {nullptr, 0};
  placePlan(size, *stage, rows);
  Arena memory = {(char*)allocate(size.used), 0};
  return memory.base ? placePlan(memory, *stage, rows) : nullptr;
}

static void releasePlan(void* plan) { deallocate(plan); }

static int stripCount(const void* plan) {
  const StagePlan* of = (const StagePlan*)plan;
  return of->strips * of->stage.batch;
}

/** to = x − λ (x − f), over `rows` rows from `top` on. */
static void react(const StageInput& stage, int sample, int top, int rows, float* to) {
  const int channels = stage.channels;
  const ptrdiff_t start = (ptrdiff_t)top * stage.width * channels;
  const ptrdiff_t length = (ptrdiff_t)rows * stage.width * channels;
  const float* x = sampleOf(stage.x, stage, sample, channels) + start;
  const float* f = sampleOf(stage.observation, stage, sample, channels) + start;
  if (stage.reactionMap) {
    const float* weights = sampleOf(stage.reaction, stage, sample, channels) + start;
    for (ptrdiff_t i = 0; i < length; i++) to[i] = x[i] - weights[i] * (x[i] - f[i]);
    return;
  }
  for (int c = 0; c < channels; c++) {
    const float weight = stage.reaction[sample * channels + c];
    if (channels == 1) {
      for (ptrdiff_t i = 0; i < length; i++) to[i] = x[i] - weight * (x[i] - f[i]);
    } else {
      for (ptrdiff_t i = c; i < length; i += channels) to[i] = x[i] - weight * (x[i] - f[i]);
    }
  }
}

/** The gain that all pixels of a sample share. */
INLINE float gainOf(const StageInput& stage, const Bank& bank, int sample) {
  return stage.gain[sample * stage.gains + bank.input->gain];
}

INLINE void diffuseAt(const StageInput& stage, const Bank& bank, int sample, int first, int rows, const Room& room) {
  enterImages(stage, bank, sample, first, rows, room);
  if (stage.gainMap) {
    diffuse<true>(bank, room, rows, lookupFor(bank.input->nodes, bank.density));
  } else {
    const double perResponse = bank.density * gainOf(stage, bank, sample);
    diffuse<false>(bank, room, rows, lookupFor(bank.input->nodes, perResponse));
  }
}

/** Replaces what a gain map's bank gives by its exponential. */
INLINE void exponentiate(const Bank& bank, float* from, int rows) {
  for (int y = 0; y < rows; y++, from += bank.stride) {
    for (int x = 0; x < bank.width; x += LANES) store(from + x, exponential(load(from + x)));
  }
}

/**
 * Works on one strip: some rows of one sample's output. Strips need nothing of each other: each takes the rows
 * around it from the stage's input. Every pixel is the same sum in the same order whatever the strips are.
 */
static bool runStrip(const void* of, int strip, float* out, Workspace* workspace) {
  const StagePlan* plan = (const StagePlan*)of;
  const StageInput& stage = plan->stage;
  if (!reserve(workspace, plan->roomBytes)) return false;
  const int sample = strip / plan->strips;
  const int top = strip % plan->strips * plan->stripRows;
  const int rows = stage.height - top < plan->stripRows ? stage.height - top : plan->stripRows;
  const bool isGainMap = stage.observation == nullptr;
  const int channels = isGainMap ? stage.gains : stage.channels;
  float* to = out + ((ptrdiff_t)sample * stage.height + top) * stage.width * channels;
  if (isGainMap) {
    memset(to, 0, (size_t)rows * stage.width * channels * sizeof(float));
  } else {
    react(stage, sample, top, rows, to);
  }
  for (int s = 0; s < stage.scaleCount; s++) {
    const Bank& bank = plan->banks[s];
    Arena memory = {(char*)workspace->data, 0};
    const Room room = placeRoom(memory, bank, stage.gainMap);
    const int coarse = blocksOf(rows, bank.block);
    diffuseAt(stage, bank, sample, top / bank.block, coarse, room);
    for (int c = 0; c < bank.synthesis.channels; c++) {
      float* from = room.out + c * bank.planeStride + interior(bank);
      if (isGainMap) exponentiate(bank, from, coarse);
      const float weight = isGainMap       ? stage.gain[sample * stage.gains + c]
                           : stage.gainMap ? -1
                                           : -1 / gainOf(stage, bank, sample);
      const int channel = isGainMap ? c : bank.input->channels[c];
      addReplicated(from, bank.stride, to, rows, stage.width, channels, channel, bank.block, false, weight);
    }
  }
  return true;
}

}  // namespace
