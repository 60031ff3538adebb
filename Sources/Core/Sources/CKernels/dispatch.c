#include "acml_kernels.h"

#include <stdlib.h>
#include <string.h>

extern const acml_kernels acml_kernels_baseline;
#if defined(__x86_64__)
extern const acml_kernels acml_kernels_v3;
extern const acml_kernels acml_kernels_v4;
#endif

typedef struct {
  const char *name;
  const acml_kernels *table;
} level;

// Lowest first; returns how many there are.
static int levels(level out[3]) {
  int count = 0;
  out[count++] = (level){"baseline", &acml_kernels_baseline};
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("x86-64-v3")) {
    out[count++] = (level){"x86-64-v3", &acml_kernels_v3};
    if (__builtin_cpu_supports("x86-64-v4")) out[count++] = (level){"x86-64-v4", &acml_kernels_v4};
  }
#endif
  return count;
}

// Every call computes the same answer, so concurrent first calls need no lock.
static level chosen(void) {
  level all[3];
  int count = levels(all);
  const char *wanted = getenv("ACML_CPU");
  if (wanted)
    for (int i = 0; i < count; i++)
      if (strcmp(wanted, all[i].name) == 0) return all[i];
  return all[count - 1];
}

const acml_kernels *acml_kernels_get(void) { return chosen().table; }

const char *acml_kernels_level(void) { return chosen().name; }

const char *acml_kernels_available(void) {
  level all[3];
  switch (levels(all)) {
    case 1: return "baseline";
    case 2: return "baseline x86-64-v3";
    default: return "baseline x86-64-v3 x86-64-v4";
  }
}

const acml_kernels *acml_kernels_at(const char *name) {
  level all[3];
  int count = levels(all);
  for (int i = 0; i < count; i++)
    if (strcmp(name, all[i].name) == 0) return all[i].table;
  return NULL;
}
