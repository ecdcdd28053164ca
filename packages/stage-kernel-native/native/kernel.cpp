/*
 * The kernel for one kind of processor, compiled once for each instruction set; VARIANT is its name. Everything but
 * the table of functions is local to the file, so that no variant uses a copy compiled with wider instructions. If
 * EMPTY is defined, the table is empty: for a program that will not run on such a processor.
 */
#ifdef EMPTY
#include "stage.h"
#else
#include "gradient.h"
#endif

#define JOIN(a, b) a##b
#define NAMED(a, b) JOIN(a, b)
#define TEXT(a) #a
#define QUOTED(a) TEXT(a)

extern const Kernel NAMED(kernel_, VARIANT);
#ifdef EMPTY
const Kernel NAMED(kernel_, VARIANT) = {};
#else
const Kernel NAMED(kernel_, VARIANT) = {QUOTED(VARIANT), planStage, stripCount, runStrip, releasePlan, stageGradient};
#endif
