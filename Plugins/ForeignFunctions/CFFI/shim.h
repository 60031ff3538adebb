#ifndef ACML_CFFI_SHIM_H
#define ACML_CFFI_SHIM_H

#include <ffi.h>

// libffi's descriptions of types are variables, which Swift takes for shared mutable state; they never change.
#define ACML_FFI_TYPE(name) static inline ffi_type *_Nonnull acml_ffi_##name(void) { return &ffi_type_##name; }
ACML_FFI_TYPE(void)
ACML_FFI_TYPE(sint8)
ACML_FFI_TYPE(uint8)
ACML_FFI_TYPE(sint16)
ACML_FFI_TYPE(uint16)
ACML_FFI_TYPE(sint32)
ACML_FFI_TYPE(uint32)
ACML_FFI_TYPE(sint64)
ACML_FFI_TYPE(uint64)
ACML_FFI_TYPE(float)
ACML_FFI_TYPE(double)
ACML_FFI_TYPE(pointer)
#undef ACML_FFI_TYPE

#endif
