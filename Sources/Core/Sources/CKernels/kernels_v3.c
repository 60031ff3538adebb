// AVX2 and FMA.
#if defined(__x86_64__)
#define ACML_LEVEL v3
#define ACML_LANES 8
#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
