#pragma once
#include "stage.h"

/** Kernels of this build that this processor can run, fastest first; the list ends with null. */
const Kernel* const* supportedKernels();
