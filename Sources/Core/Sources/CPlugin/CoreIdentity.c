#define _GNU_SOURCE  // dladdr
#include "acml_plugin_entry.h"

#include <dlfcn.h>

static const char identity = 0;

// Protected: a library that holds its own copy of the core must find that copy's address and not, through the dynamic
// linker's search order, the program's.
__attribute__((visibility("protected"))) const void *acml_core_identity(void) { return &identity; }

const char *acml_core_library(void) {
  Dl_info place;
  return dladdr(&identity, &place) ? place.dli_fname : NULL;
}
