/// What a plugin and the program that loads it say to each other before any Swift value crosses.
///
/// A plugin is a shared library that exports `acml_plugin_entry`. The program calls it twice on one thread:
/// first without a registrar, to learn what the plugin was built against, and, only if all of that is its own, with one.
/// A library that isn't in Swift keeps to `acml_plugin.h` instead.
/// Each call is noted beforehand (`acml_plugin_call.h`), so that a crash names the plugin.
#ifndef ACML_PLUGIN_ENTRY_H
#define ACML_PLUGIN_ENTRY_H

#include <stddef.h>
#include <stdint.h>

/// Counts the layouts of `acml_plugin_info` and the ways of calling the entry. The Swift interface has its own, stricter
/// mark: `core_digest`.
#define ACML_PLUGIN_ABI 1

#define ACML_CORE_VERSION "0.1.0"

/// What a plugin was built against.
///
/// The first two fields keep their place for ever. Texts are owned by the plugin, which is never unloaded.
typedef struct acml_plugin_info {
  /// Going in, how many bytes the program offers; coming back, how many the plugin knows of.
  uint32_t size;
  /// `ACML_PLUGIN_ABI` as the plugin was compiled with it.
  uint32_t abi;
  /// `ACML_CORE_VERSION` as the plugin was compiled with it.
  const char *_Nullable core_version;
  /// Digest of the sources of the core that the plugin was compiled against.
  const char *_Nullable core_digest;
  /// The Swift and Clang versions of the compiler.
  const char *_Nullable compiler;
  /// `debug` or `release`.
  const char *_Nullable flavour;
  /// `acml_core_identity()` as the plugin sees it: another address than the program's means a second copy of the core.
  const void *_Nullable core_identity;
} acml_plugin_info;

/// The entry of a plugin.
/// - Parameters:
///   - info: filled in at the first call. The plugin writes nothing beyond `info->size` bytes.
///   - registrar: null at the first call; at the second a `Registry`, borrowed for the time of the call.
/// - Returns: 0, or anything else if the plugin can't fill in `info`.
int32_t acml_plugin_entry(acml_plugin_info *_Nonnull info, void *_Nullable registrar);

/// An address that stands for the copy of the core that the caller is linked with.
const void *_Nonnull acml_core_identity(void);

/// The path of the shared library or program that holds the core, as the dynamic linker knows it; null if it doesn't.
const char *_Nullable acml_core_library(void);

#define ACML_TEXT_OF(value) #value
#define ACML_TEXT(value) ACML_TEXT_OF(value)

/// Fills in what the compiler knows. Inline, so that every user gets the values that hold for itself.
static inline int32_t acml_plugin_info_fill(
    acml_plugin_info *_Nonnull info, const char *_Nonnull core_digest, const char *_Nonnull flavour) {
  const uint32_t offered = info->size;
  info->abi = ACML_PLUGIN_ABI;
  if (offered < sizeof(acml_plugin_info)) return 1;
  info->size = sizeof(acml_plugin_info);
  info->core_version = ACML_CORE_VERSION;
  info->core_digest = core_digest;
#ifdef __swift__
  // Clang's text alone names the commit of the toolchain; Swift's number says it in a form that people know.
  info->compiler = "Swift " ACML_TEXT(__swift__) ", " __VERSION__;
#else
  info->compiler = __VERSION__;
#endif
  info->flavour = flavour;
  info->core_identity = acml_core_identity();
  return 0;
}

#endif
