#pragma once
#include "stage.h"

/** Kernels that this build has and this processor runs, the fastest first; null ends the list. */
const Kernel* const* supportedKernels();
