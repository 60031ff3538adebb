// Pixels of cairo's surfaces.
#pragma once
#include <cairo.h>

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace crdkit {

// The pixels of an image of 32-bit words: red, green and blue bytes, or with one channel their luma after ITU-R BT.601,
// its weights in 256ths. False where cairo has no memory for the image.
inline bool copyPixels(cairo_surface_t *surface, int32_t channels, uint8_t *to) {
  cairo_surface_flush(surface);
  const unsigned char *from = cairo_image_surface_get_data(surface);
  if (!from) return false;
  const int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
  for (int y = 0; y < height; ++y, from += cairo_image_surface_get_stride(surface)) {
    auto row = reinterpret_cast<const uint32_t *>(from);
    if (channels == 1) {
      for (int x = 0; x < width; ++x) {
        const uint32_t red = row[x] >> 16 & 255, green = row[x] >> 8 & 255, blue = row[x] & 255;
        to[x] = uint8_t((77 * red + 150 * green + 29 * blue + 128) >> 8);
      }
      to += width;
      continue;
    }
    // Nearly all of a drawing is white, so eight pixels are looked at together.
    std::memset(to, 255, 3 * size_t(width));
    auto copyPixel = [&](int x) {
      if (row[x] == 0xffffffff) return;
      to[3 * x] = uint8_t(row[x] >> 16);
      to[3 * x + 1] = uint8_t(row[x] >> 8);
      to[3 * x + 2] = uint8_t(row[x]);
    };
    int x = 0;
    for (; x + 8 <= width; x += 8) {
      uint32_t all = 0xffffffff;
      for (int near = 0; near < 8; ++near) all &= row[x + near];
      if (all == 0xffffffff) continue;
      for (int near = 0; near < 8; ++near) copyPixel(x + near);
    }
    for (; x < width; ++x) copyPixel(x);
    to += 3 * size_t(width);
  }
  return true;
}

}  // namespace crdkit
