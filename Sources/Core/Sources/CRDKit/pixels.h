// Pixels of cairo's surfaces.
#pragma once
#include <cairo.h>

#include <cstddef>
#include <cstdint>

namespace crdkit {

// The pixels of an image of 32-bit words, as red, green and blue bytes; false where cairo has no memory for it.
inline bool copyPixels(cairo_surface_t *surface, uint8_t *rgb) {
  cairo_surface_flush(surface);
  const unsigned char *pixels = cairo_image_surface_get_data(surface);
  if (!pixels) return false;
  const int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
  for (int y = 0; y < height; ++y) {
    auto row = reinterpret_cast<const uint32_t *>(pixels + size_t(y) * cairo_image_surface_get_stride(surface));
    for (int x = 0; x < width; ++x, rgb += 3) {
      rgb[0] = uint8_t(row[x] >> 16);
      rgb[1] = uint8_t(row[x] >> 8);
      rgb[2] = uint8_t(row[x]);
    }
  }
  return true;
}

}  // namespace crdkit
