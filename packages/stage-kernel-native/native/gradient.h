#pragma once
#include "forward.h"

namespace {

/** Vectors of pixels, of one row and of all rows together, whose responses are processed at a time. */
constexpr int GRADIENT_WIDTH = 192 / LANES;
constexpr int GRADIENT_VECTORS = 384 / LANES;

/** A scale with the additional data of its gradient; the sums are over pixels and samples. */
struct GradientBank {
  Bank bank;
  Room room;
  /** The back-signal in the channels of the synthesis filters, zero-padded to the geometry of `room.padded`. */
  float* e;
  float* g;
  float* sums;
  /** The same as `sums` if the filters are also the synthesis filters. */
  float* backSums;
  float* dTable;
  /** ∂/∂ gain of every response, in the layout of `room.gains`. */
  float* dGains;
  /** One coarse image. */
  float* coarse;
  int blockWidth;
  int blockRows;
};

INLINE size_t sumsSize(const Bank& bank, const Filters& filters) {
  return (size_t)bank.count * filters.taps * LANES;
}

static GradientBank placeGradientBank(Arena& memory, const ScaleInput& input, const StageInput& stage) {
  GradientBank placed;
  placed.bank = placeBank(memory, input, stage, 0);
  const Bank& bank = placed.bank;
  const int vectors = (bank.columns + LANES - 1) / LANES;
  placed.blockWidth = vectors < GRADIENT_WIDTH ? vectors : GRADIENT_WIDTH;
  placed.blockRows = GRADIENT_VECTORS / placed.blockWidth;
  const size_t responses = (size_t)bank.count * placed.blockWidth * placed.blockRows * LANES;
  const size_t gains = stage.gainMap ? (size_t)bank.band * bank.gainStride : 0;
  const int outChannels =
      bank.filters.channels > bank.synthesis.channels ? bank.filters.channels : bank.synthesis.channels;
  placed.room.padded = memory.take<float>(bank.filters.channels * bank.planeStride);
  placed.room.out = memory.take<float>(outChannels * bank.planeStride);
  placed.room.gains = memory.take<float>(gains);
  placed.room.inverses = memory.take<float>(gains);
  const size_t forwardResponses = (size_t)bank.count * BLOCK_VECTORS * LANES;
  placed.room.z = memory.take<float>(responses > forwardResponses ? responses : forwardResponses);
  placed.g = memory.take<float>(responses);
  placed.e = memory.take<float>(bank.synthesis.channels * bank.planeStride);
  placed.sums = memory.take<float>(sumsSize(bank, bank.filters));
  placed.backSums = input.synthesis ? memory.take<float>(sumsSize(bank, bank.synthesis)) : placed.sums;
  placed.dTable = memory.take<float>(tableSize(bank.count, input.nodes));
  placed.dGains = memory.take<float>(gains);
  placed.coarse = memory.take<float>((size_t)bank.height * bank.width);
  return placed;
}

static void clearSums(const GradientBank& of) {
  const Bank& bank = of.bank;
  memset(of.sums, 0, sumsSize(bank, bank.filters) * sizeof(float));
  memset(of.backSums, 0, sumsSize(bank, bank.synthesis) * sizeof(float));
  memset(of.dTable, 0, tableSize(bank.count, bank.input->nodes) * sizeof(float));
}

/**
 * Gradients of ⟨e, diffuse(u)⟩ of a scale whose image, gains and back-signal have been copied. They are added or
 * written without the minus sign, which is left to the caller. `room.out` receives ∂/∂(padded u). The addends of the
 * gradient with respect to the gain are added to `dGains` if `varying`; otherwise their sum is returned.
 */
template <bool varying>
static double diffuseGradient(const GradientBank& of, const Lookup& lookup) {
  const Bank& bank = of.bank;
  const Room& room = of.room;
  const Filters& filters = bank.filters;
  const Filters& synthesis = bank.synthesis;
  const int stride = tableStride(bank.input->nodes);
  const int responses = bank.height + bank.border;
  const int vectors = (bank.columns + LANES - 1) / LANES;
  double byGain = 0;
  for (int c = 0; c < filters.channels; c++) {
    memset(room.out + c * bank.planeStride, 0, bank.planeStride * sizeof(float));
  }
  for (int top = 0; top < responses; top += of.blockRows) {
    const int rows = responses - top < of.blockRows ? responses - top : of.blockRows;
    for (int first = 0; first < vectors; first += of.blockWidth) {
      const int width = vectors - first < of.blockWidth ? vectors - first : of.blockWidth;
      const ptrdiff_t rowLength = width * LANES;
      const ptrdiff_t zStride = rows * rowLength;
      const ptrdiff_t at = top * bank.stride + first * LANES;
      const ptrdiff_t gainsAt = top * bank.gainStride + first * LANES;
      for (int y = 0; y < rows; y++) {
        const ptrdiff_t from = at + y * bank.stride;
        correlate(room.padded + from, filters.forward, bank.count, filters.offsets, filters.taps,
                  room.z + y * rowLength, zStride, width, Unchanged());
        correlate(of.e + from, synthesis.forward, bank.count, synthesis.offsets, synthesis.taps,
                  of.g + y * rowLength, zStride, width, Unchanged());
      }
      const Gains gains = {room.gains + gainsAt, room.inverses + gainsAt, bank.gainStride};
      byGain += applyInfluenceGradient<varying>({room.z, zStride, bank.count, rows, width}, of.g, bank.table,
                                                of.dTable, stride, lookup, gains, of.dGains + gainsAt);
      const ProductShape shape = {zStride, bank.stride, rows, width};
      const Product products[] = {{of.g, room.padded + at}, {room.z, of.e + at}};
      if (of.backSums == of.sums) {
        addFilterGradient<2>(products, shape, bank.count, filters.offsets, filters.gradientTiles, of.sums);
      } else {
        addFilterGradient<1>(products, shape, bank.count, filters.offsets, filters.gradientTiles, of.sums);
        addFilterGradient<1>(products + 1, shape, bank.count, synthesis.offsets, synthesis.gradientTiles,
                             of.backSums);
      }
      for (int y = 0; y < rows; y++) {
        addAdjoint(of.g + y * rowLength, zStride, filters.adjoint, bank.count, filters.offsets,
                   filters.adjointTiles, room.out + at + y * bank.stride, width);
      }
    }
  }
  return byGain;
}

/** Writes the block sum of the back-signal, times `factor`, to the `e` of the scale. */
static void enterBackSignal(const StageInput& stage, const GradientBank& of, const float* dy, int sample,
                            float factor) {
  const Bank& bank = of.bank;
  const Image image = {sampleOf(dy, stage, sample, stage.channels), stage.height, stage.width, stage.channels};
  for (int c = 0; c < bank.synthesis.channels; c++) {
    float* plane = of.e + c * bank.planeStride;
    padBlockSum(image, bank.input->channels[c], bank.block, bank.border, plane, bank.stride);
    if (factor == 1) continue;
    for (ptrdiff_t i = 0; i < bank.planeStride; i++) plane[i] *= factor;
  }
}

/** Transfers ∂/∂(padded u), times `factor`, back to the pixels. */
static void leaveImages(const StageInput& stage, const GradientBank& of, float* dx, float factor) {
  const Bank& bank = of.bank;
  for (int c = 0; c < bank.filters.channels; c++) {
    foldSymmetric(of.room.out + c * bank.planeStride, bank.stride, bank.height, bank.width, bank.border, of.coarse);
    addReplicated(of.coarse, bank.width, dx, stage.height, stage.width, stage.channels, bank.input->channels[c],
                  bank.block, true, factor);
  }
}

/**
 * The reaction term: fills the gradients with respect to the observation and λ, and initialises that with respect to
 * x.
 */
static void reactBack(const StageInput& stage, const float* dy, const StageOutput& out, int sample) {
  const int channels = stage.channels;
  const ptrdiff_t start = (ptrdiff_t)sample * stage.height * stage.width * channels;
  const ptrdiff_t length = (ptrdiff_t)stage.height * stage.width * channels;
  for (int c = 0; c < channels; c++) {
    double sum = 0;
    for (ptrdiff_t i = start + c; i < start + length; i += channels) {
      const float weight = stage.reaction[stage.reactionMap ? i : sample * channels + c];
      const float damped = weight * dy[i];
      out.observation[i] = damped;
      out.x[i] = dy[i] - damped;
      const float byReaction = dy[i] * (stage.x[i] - stage.observation[i]);
      if (stage.reactionMap) {
        out.reaction[i] = -byReaction;
      } else {
        sum -= byReaction;
      }
    }
    if (!stage.reactionMap) out.reaction[sample * channels + c] = (float)sum;
  }
}

static void readFilters(const float* sums, const Bank& bank, const Filters& filters, float factor, float* out) {
  const TapTiles& tiles = filters.gradientTiles;
  for (int first = 0; first < bank.count;) {
    const int tile = gradientFilterTile(bank.count - first);
    for (int tapTile = 0; tapTile < tiles.tiles; tapTile++) {
      for (int f = 0; f < tile; f++) {
        for (int t = tiles.start(tapTile); t < tiles.start(tapTile + 1); t++, sums += LANES) {
          float sum = 0;
          for (int lane = 0; lane < LANES; lane++) sum += sums[lane];
          out[(ptrdiff_t)(first + f) * filters.taps + modelTap(t, bank.size, filters.channels)] = factor * sum;
        }
      }
    }
    first += tile;
  }
}

/**
 * The diffusion term of one scale and sample: subtracts from the gradient with respect to x and, if all pixels share
 * one, to a.
 */
static void stageScaleGradient(const StageInput& stage, const GradientBank& of, const float* dy,
                               const StageOutput& out, int sample, double* byGain) {
  const Bank& bank = of.bank;
  enterImages(stage, bank, sample, of.room);
  float* dx = out.x + (ptrdiff_t)sample * stage.height * stage.width * stage.channels;
  if (!stage.gainMap) {
    // The divisor of φ_i(a z)/a is applied to the back-signal.
    const float gain = gainOf(stage, bank, sample);
    enterBackSignal(stage, of, dy, sample, 1 / gain);
    const double sum = diffuseGradient<false>(of, lookupFor(bank.input->nodes, bank.density * gain));
    byGain[bank.input->gain] -= sum / gain;
    leaveImages(stage, of, dx, -1);
    return;
  }
  enterBackSignal(stage, of, dy, sample, 1);
  memset(of.dGains, 0, (size_t)bank.band * bank.gainStride * sizeof(float));
  diffuseGradient<true>(of, lookupFor(bank.input->nodes, bank.density));
  leaveImages(stage, of, dx, -1);
  foldSymmetric(of.dGains, bank.gainStride, bank.height, bank.width, bank.border / 2, of.coarse);
  addReplicated(of.coarse, bank.width, out.gain + (ptrdiff_t)sample * stage.height * stage.width * stage.gains,
                stage.height, stage.width, stage.gains, bank.input->gain, bank.block, true, -1);
}

static void stageSampleGradient(const StageInput& stage, const GradientBank* banks, const float* dy,
                                const StageOutput& out, int sample, double* byGain) {
  reactBack(stage, dy, out, sample);
  if (stage.gainMap) {
    const ptrdiff_t size = (ptrdiff_t)stage.height * stage.width * stage.gains;
    memset(out.gain + sample * size, 0, size * sizeof(float));
  }
  for (int i = 0; i < stage.gains; i++) byGain[i] = 0;
  for (int s = 0; s < stage.scaleCount; s++) stageScaleGradient(stage, banks[s], dy, out, sample, byGain);
  if (stage.gainMap) return;
  for (int i = 0; i < stage.gains; i++) out.gain[sample * stage.gains + i] = (float)byGain[i];
}

/** The gain map A = a exp(R L): the gradients of one sample with respect to x and a. */
static void mapSampleGradient(const StageInput& stage, const GradientBank& of, const float* dy,
                              const StageOutput& out, int sample) {
  const Bank& bank = of.bank;
  const float* gains = stage.gain + sample * stage.gains;
  const Lookup lookup = lookupFor(bank.input->nodes, bank.density * gains[0]);
  enterImages(stage, bank, sample, of.room);
  clearRows(bank, of.room, 0, bank.band + bank.border);
  diffuse<false>(bank, of.room, bank.band, lookup);
  const Image image = {sampleOf(dy, stage, sample, stage.gains), stage.height, stage.width, stage.gains};
  double byLookup = 0;
  for (int c = 0; c < stage.gains; c++) {
    float* e = of.e + c * bank.planeStride;
    float* logarithm = of.room.out + c * bank.planeStride + interior(bank);
    padBlockSum(image, c, bank.block, bank.border, e, bank.stride);
    e += interior(bank);
    double sum = 0;
    for (int y = 0; y < bank.height; y++, e += bank.stride, logarithm += bank.stride) {
      for (int x = 0; x < bank.width; x += LANES) {
        float values[LANES];
        store(values, exponential(load(logarithm + x)));
        for (int i = x; i < x + LANES && i < bank.width; i++) {
          e[i] *= gains[c] * values[i - x];
          sum += e[i];
          // The kernel sums g (a z ψ' − ψ), and Σ g ψ = Σ e L.
          byLookup += e[i] * logarithm[i];
        }
      }
    }
    out.gain[sample * stage.gains + c] = (float)(sum / gains[c]);
  }
  byLookup += diffuseGradient<false>(of, lookup);
  out.gain[sample * stage.gains] += (float)(byLookup / gains[0]);
  float* dx = out.x + (ptrdiff_t)sample * stage.height * stage.width * stage.channels;
  memset(dx, 0, (size_t)stage.height * stage.width * stage.channels * sizeof(float));
  leaveImages(stage, of, dx, 1);
}

struct GradientPlan {
  GradientBank* banks;
  double* byGain;
};

static GradientPlan placeGradient(Arena& memory, const StageInput& stage) {
  GradientPlan plan = {memory.take<GradientBank>(stage.scaleCount), memory.take<double>(stage.gains)};
  for (int s = 0; s < stage.scaleCount; s++) {
    const GradientBank placed = placeGradientBank(memory, stage.scales[s], stage);
    if (plan.banks) plan.banks[s] = placed;
  }
  return plan;
}

static bool stageGradient(const StageInput* stage, const float* dy, const StageOutput* out, Workspace* workspace) {
  Arena size = {nullptr, 0};
  placeGradient(size, *stage);
  if (!reserve(workspace, size.used)) return false;
  Arena memory = {(char*)workspace->data, 0};
  const GradientPlan plan = placeGradient(memory, *stage);
  const bool isGainMap = stage->observation == nullptr;
  for (int s = 0; s < stage->scaleCount; s++) clearSums(plan.banks[s]);
  for (int sample = 0; sample < stage->batch; sample++) {
    if (isGainMap) {
      mapSampleGradient(*stage, plan.banks[0], dy, *out, sample);
    } else {
      stageSampleGradient(*stage, plan.banks, dy, *out, sample, plan.byGain);
    }
  }
  // The diffusion term is subtracted, and so are its gradients.
  const float factor = isGainMap ? 1 : -1;
  for (int s = 0; s < stage->scaleCount; s++) {
    const GradientBank& of = plan.banks[s];
    readFilters(of.sums, of.bank, of.bank.filters, factor, out->filters[s]);
    readTable(of.dTable, of.bank.count, of.bank.input->nodes, factor, out->influence[s]);
    if (isGainMap) readFilters(of.backSums, of.bank, of.bank.synthesis, factor, out->synthesis[s]);
  }
  return true;
}

}  // namespace
