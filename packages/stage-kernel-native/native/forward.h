#pragma once
#include "bank.h"
#include "exponential.h"

namespace {

struct StagePlan {
  StageInput stage;
  /** Fine rows of a strip: a multiple of the block of every scale. */
  int stripRows;
  int strips;
  size_t roomBytes;
  Bank* banks;
};

/**
 * Rows of responses that are processed at a time, so that pixels are read and written while they are in the cache.
 */
constexpr int BAND = 8;
/** Higher strips would gain nothing and leave threads waiting for the last one. */
constexpr int MOST_ROWS = 512;
/** With fewer rows, the rows that two strips both compute would outweigh the gain of another thread. */
constexpr int FEWEST_ROWS = 16;

INLINE int largestBlock(const StageInput& stage) {
  int block = 1;
  for (int s = 0; s < stage.scaleCount; s++) {
    if (stage.scales[s].block > block) block = stage.scales[s].block;
  }
  return block;
}

/** The strips of an image are as even and as few as possible. */
INLINE int stripRowsFor(const StageInput& stage, int threads) {
  // The images of a batch are separate strips anyway.
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
    const Bank bank = placeBank(memory, stage.scales[s], stage, BAND);
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

/** The common gain of all pixels of a sample. */
INLINE float gainOf(const StageInput& stage, const Bank& bank, int sample) {
  return stage.gain[sample * stage.gains + bank.input->gain];
}

/** A strip of a sample: `rows` rows from `top` on, which are written to `to`. */
struct Strip {
  int sample;
  int top;
  int rows;
  float* to;
};

/** Replaces the result of the bank of a gain map by its exponential. */
INLINE void exponentiate(const Bank& bank, float* from, int rows) {
  for (int y = 0; y < rows; y++, from += bank.stride) {
    for (int x = 0; x < bank.width; x += LANES) store(from + x, exponential(load(from + x)));
  }
}

/**
 * Adds coarse rows of the strip, from `first` on, to the output. Their sums are complete and at row `at` of the room.
 */
static void leaveRows(const StageInput& stage, const Bank& bank, const Strip& strip, int first, int rows,
                      const Room& room, int at) {
  const bool isGainMap = stage.observation == nullptr;
  const int channels = isGainMap ? stage.gains : stage.channels;
  const int top = first * bank.block;
  const int fine = strip.rows - top < rows * bank.block ? strip.rows - top : rows * bank.block;
  float* to = strip.to + (ptrdiff_t)top * stage.width * channels;
  // The first scale initialises the output.
  if (isGainMap) {
    memset(to, 0, (size_t)fine * stage.width * channels * sizeof(float));
  } else if (bank.input == stage.scales) {
    react(stage, strip.sample, strip.top + top, fine, to);
  }
  for (int c = 0; c < bank.synthesis.channels; c++) {
    float* from = room.out + c * bank.planeStride + at * bank.stride + bank.border;
    if (isGainMap) exponentiate(bank, from, rows);
    const float weight = isGainMap       ? stage.gain[strip.sample * stage.gains + c]
                         : stage.gainMap ? -1
                                         : -1 / gainOf(stage, bank, strip.sample);
    const int channel = isGainMap ? c : bank.input->channels[c];
    addReplicated(from, bank.stride, to, fine, stage.width, channels, channel, bank.block, false, weight);
  }
}

/** The last rows that a whole band read and added to are the first ones of the next band. */
static void shiftRows(const Bank& bank, const Room& room) {
  const size_t bytes = (size_t)bank.border * bank.stride * sizeof(float);
  const ptrdiff_t last = bank.band * bank.stride;
  for (int c = 0; c < bank.filters.channels; c++) {
    float* plane = room.padded + c * bank.planeStride;
    memmove(plane, plane + last, bytes);
  }
  for (int c = 0; c < bank.synthesis.channels; c++) {
    float* plane = room.out + c * bank.planeStride;
    memmove(plane, plane + last, bytes);
  }
}

/** The contribution of one scale to a strip, band by band. */
static void runScale(const StageInput& stage, const Bank& bank, const Strip& strip, const Room& room) {
  const int border = bank.border;
  const int first = strip.top / bank.block;
  const int responses = blocksOf(strip.rows, bank.block) + border;
  const float gain = stage.gainMap ? 1 : gainOf(stage, bank, strip.sample);
  const Lookup lookup = lookupFor(bank.input->nodes, bank.density * gain);
  enterPixels(stage, bank, strip.sample, first - border, border, room, 0);
  clearRows(bank, room, 0, border);
  for (int y = 0; y < responses; y += bank.band) {
    const int rows = responses - y < bank.band ? responses - y : bank.band;
    if (y > 0) shiftRows(bank, room);
    enterPixels(stage, bank, strip.sample, first + y, rows, room, border);
    enterGains(stage, bank, strip.sample, first + y - border / 2, rows, room);
    clearRows(bank, room, border, rows);
    if (stage.gainMap) {
      diffuse<true>(bank, room, rows, lookup);
    } else {
      diffuse<false>(bank, room, rows, lookup);
    }
    // Responses add to the same number of rows above and below.
    const int complete = y < border ? border - y : 0;
    if (complete < rows) leaveRows(stage, bank, strip, y + complete - border, rows - complete, room, complete);
  }
}

/**
 * Processes one strip: some rows of the output of one sample. Strips are independent: each reads the rows around it
 * from the input of the stage. Every pixel is the same sum in the same order for any division into strips.
 */
static bool runStrip(const void* of, int index, float* out, Workspace* workspace) {
  const StagePlan* plan = (const StagePlan*)of;
  const StageInput& stage = plan->stage;
  if (!reserve(workspace, plan->roomBytes)) return false;
  Strip strip;
  strip.sample = index / plan->strips;
  strip.top = index % plan->strips * plan->stripRows;
  strip.rows = stage.height - strip.top < plan->stripRows ? stage.height - strip.top : plan->stripRows;
  const int channels = stage.observation == nullptr ? stage.gains : stage.channels;
  strip.to = out + ((ptrdiff_t)strip.sample * stage.height + strip.top) * stage.width * channels;
  for (int s = 0; s < stage.scaleCount; s++) {
    Arena memory = {(char*)workspace->data, 0};
    runScale(stage, plan->banks[s], strip, placeRoom(memory, plan->banks[s], stage.gainMap));
  }
  return true;
}

}  // namespace
