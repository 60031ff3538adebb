// A plugin that says of itself what the compiler's flags define, and registers nothing.
#include "acml_plugin_entry.h"

#ifndef REPORTED_ABI
#define REPORTED_ABI ACML_PLUGIN_ABI
#endif
#ifndef REPORTED_SIZE
#define REPORTED_SIZE sizeof(acml_plugin_info)
#endif
#ifndef REPORTED_VERSION
#define REPORTED_VERSION ACML_CORE_VERSION
#endif
#ifndef REPORTED_IDENTITY
#define REPORTED_IDENTITY acml_core_identity()
#endif
#ifndef REPORTED_CODE
#define REPORTED_CODE 0
#endif

int32_t acml_plugin_entry(acml_plugin_info *info, void *registrar) {
  if (registrar) return 0;
  info->abi = REPORTED_ABI;
  info->size = REPORTED_SIZE;
  info->core_version = REPORTED_VERSION;
  info->core_digest = REPORTED_DIGEST;
  info->compiler = REPORTED_COMPILER;
  info->flavour = REPORTED_FLAVOUR;
  info->core_identity = REPORTED_IDENTITY;
  return REPORTED_CODE;
}
