// Reading PNG files, by cairo.
#include "molecule.h"
#include "pixels.h"

#include <cstring>
#include <memory>

namespace {

struct Source {
  const uint8_t *bytes;
  size_t count;
};

cairo_status_t readSource(void *closure, unsigned char *data, unsigned int count) {
  auto *source = static_cast<Source *>(closure);
  if (count > source->count) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(data, source->bytes, count);
  source->bytes += count;
  source->count -= count;
  return CAIRO_STATUS_SUCCESS;
}

uint32_t bigEndian(const uint8_t *bytes) {
  return uint32_t(bytes[0]) << 24 | uint32_t(bytes[1]) << 16 | uint32_t(bytes[2]) << 8 | bytes[3];
}

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

crdkit_status failed(crdkit_status status, const char *reason, char **error) {
  *error = crdkit::copied(reason);
  return status;
}

}  // namespace

extern "C" {

crdkit_status crdkit_png_size(const uint8_t *bytes, size_t count, uint32_t *width, uint32_t *height, char **error) {
  *error = nullptr;
  // The signature, then the header's length and type, and its first two fields (PNG, second edition, 5.2 and 11.2.2).
  static const uint8_t start[16] = {0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
  if (count < 24 || std::memcmp(bytes, start, 16) != 0) return failed(CRDKIT_SYNTAX, "not a PNG file", error);
  *width = bigEndian(bytes + 16);
  *height = bigEndian(bytes + 20);
  return CRDKIT_OK;
}

crdkit_status crdkit_read_png(
    const uint8_t *bytes, size_t count, uint32_t width, uint32_t height, uint8_t *rgb, char **error) {
  *error = nullptr;
  Source source{bytes, count};
  Surface image(cairo_image_surface_create_from_png_stream(readSource, &source), cairo_surface_destroy);
  const cairo_status_t status = cairo_surface_status(image.get());
  if (status != CAIRO_STATUS_SUCCESS) return failed(CRDKIT_SYNTAX, cairo_status_to_string(status), error);
  if (uint32_t(cairo_image_surface_get_width(image.get())) != width ||
      uint32_t(cairo_image_surface_get_height(image.get())) != height)
    return failed(CRDKIT_SYNTAX, "the header doesn't agree with the picture", error);
  // Whatever the file's own format, painted on white.
  Surface page(cairo_image_surface_create(CAIRO_FORMAT_RGB24, int(width), int(height)), cairo_surface_destroy);
  std::unique_ptr<cairo_t, decltype(&cairo_destroy)> context(cairo_create(page.get()), cairo_destroy);
  cairo_set_source_rgb(context.get(), 1, 1, 1);
  cairo_paint(context.get());
  cairo_set_source_surface(context.get(), image.get(), 0, 0);
  cairo_paint(context.get());
  if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS)
    return failed(CRDKIT_FAILED, cairo_status_to_string(cairo_status(context.get())), error);
  if (!crdkit::copyPixels(page.get(), 3, rgb)) return failed(CRDKIT_FAILED, "cairo has no memory for the picture", error);
  return CRDKIT_OK;
}

}  // extern "C"
