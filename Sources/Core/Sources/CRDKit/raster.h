// Lines and polygons in the pixels of an image, each pixel by the share of it that a shape covers.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace crdkit {

struct PixelPoint {
  double x, y;
};

// 0 to 1 each, not multiplied by alpha.
struct PixelColour {
  double red, green, blue, alpha;
};

// Draws on an opaque image of 32-bit words, 0xffRRGGBB. A pixel's place is that of its upper left corner, as in cairo;
// what lies outside of the image is left out.
class Raster {
 public:
  // `stride` counts words. The words must outlive the raster.
  Raster(uint32_t *words, int width, int height, size_t stride);

  void clear(PixelColour colour);
  // Lines with butt caps, beveled where one goes on in the next.
  void stroke(const std::vector<PixelPoint> &points, double lineWidth, bool isClosed, PixelColour colour);
  // A polygon, and then its outline over it.
  void fill(const std::vector<PixelPoint> &points, double lineWidth, PixelColour colour);

 private:
  // What the edges of convex pieces add to the coverage; `paint` turns it into pixels.
  void addPiece(const PixelPoint *points, size_t count);
  void addEdge(PixelPoint from, PixelPoint to, float sign);
  void paint(PixelColour colour);

  struct Span {
    int first, last;
  };

  uint32_t *words;
  int width, height;
  size_t stride;
  // Rows of `width + 2` differences: their running sum is the coverage. All zero but between pieces and `paint`, so that
  // a thread keeps one for all its rasters.
  std::vector<float> &differences;
  // The columns of each row that a piece has touched, and the rows.
  std::vector<Span> spans;
  Span rows;
};

}  // namespace crdkit
