/*
 * The addon for Node: takes a stage in the flat form made by src/pack.ts, checks that no array is shorter than
 * declared, and calls the kernel.
 */
#define NAPI_VERSION 8
#include <node_api.h>
#include <string.h>
#include <atomic>
#include <memory>
#include <string>
#include <vector>
#include "threads.h"
#include "variants.h"

namespace {

/** An invalid call; the message is for the caller. */
struct Refusal {
  std::string message;
};

void check(napi_status status, const char* what) {
  if (status != napi_ok) throw Refusal{std::string("expected ") + what};
}

struct Instance {
  const Kernel* kernel;
  std::unique_ptr<ThreadPool> pool;
};

/** The memory of a typed array, which may be shared with workers. */
struct Array {
  void* data;
  size_t length;
};

Array readArray(napi_env env, napi_value value, napi_typedarray_type wanted) {
  napi_typedarray_type type;
  Array array;
  check(napi_get_typedarray_info(env, value, &type, &array.length, &array.data, nullptr, nullptr), "a typed array");
  if (type != wanted) throw Refusal{"expected a typed array of another type"};
  return array;
}

float* readFloats(napi_env env, napi_value value, double length) {
  const Array array = readArray(env, value, napi_float32_array);
  if ((double)array.length != length) {
    throw Refusal{"expected " + std::to_string((long long)length) + " numbers, got " + std::to_string(array.length)};
  }
  return (float*)array.data;
}

/** Reads arrays in order. */
class ArrayList {
 public:
  ArrayList(napi_env env, napi_value list) : env(env), list(list) {}
  float* next(double length) {
    napi_value value;
    check(napi_get_element(env, list, index++, &value), "another array");
    return readFloats(env, value, length);
  }

 private:
  napi_env env;
  napi_value list;
  uint32_t index = 0;
};

/** Reads integers in order. */
class NumberList {
 public:
  NumberList(napi_env env, napi_value list) : array(readArray(env, list, napi_float64_array)) {}
  double number() {
    if (index >= array.length) throw Refusal{"expected more numbers"};
    return ((const double*)array.data)[index++];
  }
  int count(int least, int most = 1 << 30) {
    const double value = number();
    if (!(value >= least && value <= most && value == (int)value)) {
      throw Refusal{"expected a whole number from " + std::to_string(least) + ", got " + std::to_string(value)};
    }
    return (int)value;
  }

 private:
  Array array;
  size_t index = 0;
};

/** A stage and the data that it points to. */
struct Stage {
  StageInput input = {};
  std::vector<ScaleInput> scales;
  std::vector<std::vector<int>> channels;
  bool isGainMap = false;
  /** Lengths of the output, and of each gradient. */
  double outputs = 0;
  double pixels = 0;
};

double filterSize(const ScaleInput& scale, int channels) {
  return (double)scale.count * scale.size * scale.size * channels;
}

void readScale(Stage& stage, size_t s, NumberList& numbers, ArrayList& arrays) {
  ScaleInput& scale = stage.scales[s];
  scale.block = numbers.count(1);
  scale.count = numbers.count(1);
  scale.size = numbers.count(1);
  scale.nodes = numbers.count(2, 1 << 20);
  scale.radius = numbers.number();
  if (!(scale.radius > 0)) throw Refusal{"expected a positive radius"};
  if (scale.size % 2 == 0) throw Refusal{"expected filters of odd size"};
  scale.gain = numbers.count(0, stage.input.gains - 1);
  scale.channelCount = numbers.count(1, stage.input.channels);
  for (int c = 0; c < scale.channelCount; c++) {
    stage.channels[s].push_back(numbers.count(0, stage.input.channels - 1));
  }
  scale.channels = stage.channels[s].data();
  scale.filters = arrays.next(filterSize(scale, scale.channelCount));
  scale.influence = arrays.next((double)scale.count * scale.nodes);
  scale.synthesis = stage.isGainMap ? arrays.next(filterSize(scale, stage.input.gains)) : nullptr;
}

void readStage(napi_env env, napi_value list, napi_value arrayList, Stage& stage) {
  NumberList numbers(env, list);
  ArrayList arrays(env, arrayList);
  StageInput& input = stage.input;
  stage.isGainMap = numbers.count(0, 1) == 1;
  input.batch = numbers.count(1);
  input.height = numbers.count(1);
  input.width = numbers.count(1);
  input.channels = numbers.count(1);
  input.gains = numbers.count(1);
  input.gainMap = numbers.count(0, 1) == 1;
  input.reactionMap = numbers.count(0, 1) == 1;
  input.scaleCount = numbers.count(1, 64);
  stage.pixels = (double)input.batch * input.height * input.width;
  stage.outputs = stage.pixels * (stage.isGainMap ? input.gains : input.channels);
  input.x = arrays.next(stage.pixels * input.channels);
  input.gain = arrays.next((input.gainMap ? stage.pixels : input.batch) * input.gains);
  if (!stage.isGainMap) {
    input.observation = arrays.next(stage.pixels * input.channels);
    input.reaction = arrays.next((input.reactionMap ? stage.pixels : input.batch) * input.channels);
  }
  stage.scales.resize(input.scaleCount);
  stage.channels.resize(input.scaleCount);
  for (int s = 0; s < input.scaleCount; s++) readScale(stage, s, numbers, arrays);
  input.scales = stage.scales.data();
}

/** Data shared by the threads of one call. */
struct Work {
  Instance* instance;
  void* plan;
  float* out;
  std::atomic<bool> failed{false};
};

void runForward(Instance& instance, const Stage& stage, float* out) {
  const Kernel& kernel = *instance.kernel;
  Work work;
  work.instance = &instance;
  work.plan = kernel.plan(&stage.input, instance.pool->threads());
  work.out = out;
  if (work.plan == nullptr) throw Refusal{"expected room for the filters, got none"};
  instance.pool->run(
      kernel.stripCount(work.plan),
      [](void* data, int thread, int strip) {
        Work& of = *(Work*)data;
        if (!of.instance->kernel->runStrip(of.plan, strip, of.out, of.instance->pool->room(thread))) of.failed = true;
      },
      &work);
  kernel.release(work.plan);
  if (work.failed) throw Refusal{"expected room for the image, got none: it is too large for one piece"};
}

/** Runs `call`, and throws its error in JavaScript. */
template <typename Call>
napi_value guarded(napi_env env, Call call) {
  try {
    return call();
  } catch (const Refusal& refusal) {
    napi_throw_range_error(env, nullptr, ("stageKernelNative: " + refusal.message).c_str());
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, (std::string("stageKernelNative: ") + error.what()).c_str());
  }
  return nullptr;
}

template <size_t count>
void readArguments(napi_env env, napi_callback_info info, napi_value (&values)[count]) {
  size_t given = count;
  check(napi_get_cb_info(env, info, &given, values, nullptr, nullptr), "arguments");
  if (given != count) throw Refusal{"expected " + std::to_string(count) + " arguments"};
}

Instance& readInstance(napi_env env, napi_value value) {
  void* instance = nullptr;
  check(napi_get_value_external(env, value, &instance), "a kernel");
  if (((Instance*)instance)->pool == nullptr) throw Refusal{"expected a kernel that is not released"};
  return *(Instance*)instance;
}

/** variants(): string[], the fastest first. */
napi_value variants(napi_env env, napi_callback_info) {
  return guarded(env, [&] {
    napi_value list;
    check(napi_create_array(env, &list), "an array");
    uint32_t i = 0;
    for (const Kernel* const* kernel = supportedKernels(); *kernel != nullptr; kernel++) {
      napi_value name;
      check(napi_create_string_utf8(env, (*kernel)->name, NAPI_AUTO_LENGTH, &name), "a name");
      check(napi_set_element(env, list, i++, name), "an element");
    }
    return list;
  });
}

/** start(variant, threads): a kernel. */
napi_value start(napi_env env, napi_callback_info info) {
  return guarded(env, [&] {
    napi_value arguments[2];
    readArguments(env, info, arguments);
    char name[16] = {};
    size_t length;
    check(napi_get_value_string_utf8(env, arguments[0], name, sizeof name, &length), "a variant");
    int32_t threads;
    check(napi_get_value_int32(env, arguments[1], &threads), "a number of threads");
    if (threads < 1 || threads > 1024) throw Refusal{"expected 1 to 1024 threads"};
    for (const Kernel* const* kernel = supportedKernels(); *kernel != nullptr; kernel++) {
      if (strcmp((*kernel)->name, name) != 0) continue;
      Instance* instance = new Instance{*kernel, std::make_unique<ThreadPool>(threads)};
      napi_value external;
      const auto finalize = [](napi_env, void* data, void*) { delete (Instance*)data; };
      check(napi_create_external(env, instance, finalize, nullptr, &external), "a kernel");
      return external;
    }
    throw Refusal{std::string("expected a variant that this processor runs, got ") + name};
  });
}

/** release(kernel): ends its threads and frees its memory. */
napi_value release(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    napi_value arguments[1];
    readArguments(env, info, arguments);
    readInstance(env, arguments[0]).pool.reset();
    return nullptr;
  });
}

/** forward(kernel, numbers, arrays, out) */
napi_value forward(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    napi_value arguments[4];
    readArguments(env, info, arguments);
    Instance& instance = readInstance(env, arguments[0]);
    Stage stage;
    readStage(env, arguments[1], arguments[2], stage);
    runForward(instance, stage, readFloats(env, arguments[3], stage.outputs));
    return nullptr;
  });
}

/** gradient(kernel, numbers, arrays, dy, gradients): fills `gradients`, which have the lengths of `arrays`. */
napi_value gradient(napi_env env, napi_callback_info info) {
  return guarded(env, [&]() -> napi_value {
    napi_value arguments[5];
    readArguments(env, info, arguments);
    Instance& instance = readInstance(env, arguments[0]);
    Stage stage;
    readStage(env, arguments[1], arguments[2], stage);
    const StageInput& input = stage.input;
    const float* dy = readFloats(env, arguments[3], stage.outputs);
    ArrayList arrays(env, arguments[4]);
    StageOutput out = {};
    out.x = arrays.next(stage.pixels * input.channels);
    out.gain = arrays.next((input.gainMap ? stage.pixels : input.batch) * input.gains);
    if (!stage.isGainMap) {
      out.observation = arrays.next(stage.pixels * input.channels);
      out.reaction = arrays.next((input.reactionMap ? stage.pixels : input.batch) * input.channels);
    }
    std::vector<float*> filters, influence, synthesis;
    for (const ScaleInput& scale : stage.scales) {
      filters.push_back(arrays.next(filterSize(scale, scale.channelCount)));
      influence.push_back(arrays.next((double)scale.count * scale.nodes));
      if (stage.isGainMap) synthesis.push_back(arrays.next(filterSize(scale, input.gains)));
    }
    out.filters = filters.data();
    out.influence = influence.data();
    out.synthesis = synthesis.data();
    if (!instance.kernel->gradient(&input, dy, &out, instance.pool->room(0))) {
      throw Refusal{"expected room for the gradient, got none: the images are too large"};
    }
    return nullptr;
  });
}

napi_value initialize(napi_env env, napi_value exports) {
  const napi_property_descriptor functions[] = {
      {"variants", nullptr, variants, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"start", nullptr, start, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"release", nullptr, release, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"forward", nullptr, forward, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"gradient", nullptr, gradient, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  return exports;
}

}  // namespace

NAPI_MODULE(genericdp_stage_kernel, initialize)
