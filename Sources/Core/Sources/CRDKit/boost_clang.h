// Boost 1.74 computes enum values outside the range of three enums in constant expressions, which clang 16 and later
// reject. A fixed underlying type makes those values legal, so the enums are declared here first, and the guards of
// Boost's own declarations are set.
#pragma once
#if defined(__clang__)
#if __has_warning("-Wdeprecated-literal-operator")
#pragma clang diagnostic ignored "-Wdeprecated-literal-operator"  // RDKit's own headers
#endif
#define BOOST_NUMERIC_CONVERSION_INT_FLOAT_MIXTURE_ENUM_FLC_12NOV2002_HPP
#define BOOST_NUMERIC_CONVERSION_SIGN_MIXTURE_ENUM_FLC_12NOV2002_HPP
#define BOOST_NUMERIC_CONVERSION_UDT_BUILTIN_MIXTURE_ENUM_FLC_12NOV2002_HPP
namespace boost::numeric {
enum int_float_mixture_enum : int { integral_to_integral, integral_to_float, float_to_integral, float_to_float };
enum sign_mixture_enum : int { unsigned_to_unsigned, signed_to_signed, signed_to_unsigned, unsigned_to_signed };
enum udt_builtin_mixture_enum : int { builtin_to_builtin, builtin_to_udt, udt_to_builtin, udt_to_udt };
}  // namespace boost::numeric
#endif
