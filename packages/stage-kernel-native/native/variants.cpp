#include "variants.h"

#if defined(__x86_64__) || defined(_M_X64)
extern const Kernel kernel_avx512;
extern const Kernel kernel_avx2;
extern const Kernel kernel_sse4;

namespace {

struct Kernels {
  const Kernel* list[4] = {};

  Kernels() {
    const Kernel** next = list;
    __builtin_cpu_init();
    // This also checks whether the system saves the registers.
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (avx512) *next++ = &kernel_avx512;
    if (avx2) *next++ = &kernel_avx2;
    if (__builtin_cpu_supports("sse4.2")) *next++ = &kernel_sse4;
  }
};

}  // namespace

const Kernel* const* supportedKernels() {
  static const Kernels kernels;
  return kernels.list;
}
#else
extern const Kernel kernel_neon;

const Kernel* const* supportedKernels() {
  static const Kernel* const kernels[] = {&kernel_neon, nullptr};
  return kernels;
}
#endif
