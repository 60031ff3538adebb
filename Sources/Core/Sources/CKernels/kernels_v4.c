// AVX-512.
#if defined(__x86_64__)
#define ACML_LEVEL v4
#define ACML_LANES 16
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#include "kernels.inc.h"
#pragma clang attribute pop
#endif
