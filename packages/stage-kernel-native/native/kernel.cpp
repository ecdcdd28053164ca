/*
 * The kernel for one kind of processor: compiled several times, with the instructions that VARIANT names. Everything
 * but the table of functions is the file's own, so that no copy made of wider instructions is used by another.
 */
#include "gradient.h"

#define JOIN(a, b) a##b
#define NAMED(a, b) JOIN(a, b)
#define TEXT(a) #a
#define QUOTED(a) TEXT(a)

extern const Kernel NAMED(kernel_, VARIANT);
const Kernel NAMED(kernel_, VARIANT) = {QUOTED(VARIANT), planStage, stripCount, runStrip, releasePlan, stageGradient};
