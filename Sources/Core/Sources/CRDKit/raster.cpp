#include "raster.h"

#include <algorithm>
#include <cmath>

namespace crdkit {

namespace {

// A finite coordinate within the bounds; what isn't a number counts as the lower one.
double clamped(double value, double lower, double upper) { return value > lower ? std::min(value, upper) : lower; }

thread_local std::vector<float> keptDifferences;

uint32_t byte(double share) { return uint32_t(clamped(share, 0, 1) * 255 + 0.5); }

}  // namespace

Raster::Raster(uint32_t *words, int width, int height, size_t stride)
    : words(words), width(width), height(height), stride(stride), differences(keptDifferences),
      spans(height, Span{width + 2, -1}), rows{height, -1} {
  const size_t count = size_t(width + 2) * height;
  if (differences.size() < count) differences.resize(count);
}

void Raster::clear(PixelColour colour) {
  const uint32_t word = 0xff000000 | byte(colour.red) << 16 | byte(colour.green) << 8 | byte(colour.blue);
  for (int y = 0; y < height; ++y) std::fill_n(words + y * stride, width, word);
}

void Raster::fill(const std::vector<PixelPoint> &points, double lineWidth, PixelColour colour) {
  addPiece(points.data(), points.size());
  paint(colour);
  stroke(points, lineWidth, true, colour);
}

void Raster::stroke(const std::vector<PixelPoint> &points, double lineWidth, bool isClosed, PixelColour colour) {
  if (points.size() < 2) return;
  // The outer corner of the line before, from the point that both lines share; zero where there is none.
  PixelPoint before{0, 0};
  const size_t lines = isClosed ? points.size() : points.size() - 1;
  for (size_t index = 0; index < lines + (isClosed && lines > 2 ? 1 : 0); ++index) {
    const PixelPoint from = points[index % points.size()], to = points[(index + 1) % points.size()];
    const double x = to.x - from.x, y = to.y - from.y, length = std::sqrt(x * x + y * y);
    if (!(length > 0)) continue;
    const PixelPoint side{-y / length * lineWidth / 2, x / length * lineWidth / 2};
    // The corner that a bevel fills lies on the side that the lines turn away from.
    const double turn = before.x * side.y - before.y * side.x;
    if (turn != 0) {
      const double away = turn > 0 ? -1 : 1;
      const PixelPoint bevel[3] = {
          from, {from.x + away * before.x, from.y + away * before.y}, {from.x + away * side.x, from.y + away * side.y}};
      addPiece(bevel, 3);
    }
    before = side;
    if (index == lines) break;
    const PixelPoint line[4] = {
        {from.x + side.x, from.y + side.y},
        {to.x + side.x, to.y + side.y},
        {to.x - side.x, to.y - side.y},
        {from.x - side.x, from.y - side.y}};
    addPiece(line, 4);
  }
  paint(colour);
}

// Pieces are added with one sense of rotation, so that no piece takes away from another.
void Raster::addPiece(const PixelPoint *points, size_t count) {
  double area = 0;
  for (size_t index = 0; index < count; ++index) {
    const PixelPoint from = points[index], to = points[(index + 1) % count];
    area += from.x * to.y - from.y * to.x;
  }
  if (area == 0) return;
  for (size_t index = 0; index < count; ++index)
    addEdge(points[index], points[(index + 1) % count], area > 0 ? 1 : -1);
}

// An edge covers what lies to its right, down to its lower end; edges that go up take that away again. In each row it
// adds to a pixel the change of coverage from the pixel on the left.
void Raster::addEdge(PixelPoint from, PixelPoint to, float sign) {
  if (from.y == to.y) return;
  if (from.y > to.y) {
    std::swap(from, to);
    sign = -sign;
  }
  const double top = clamped(from.y, 0, height), bottom = clamped(to.y, 0, height);
  if (!(top < bottom)) return;
  const double slope = (to.x - from.x) / (to.y - from.y);
  int y = int(top);
  rows = {std::min(rows.first, y), std::max(rows.last, int(std::ceil(bottom)) - 1)};
  double x = clamped(from.x + slope * (top - from.y), 0, width);
  for (double upper = top; upper < bottom; ++y) {
    const double lower = std::min(double(y + 1), bottom);
    const double next = clamped(from.x + slope * (lower - from.y), 0, width);
    const float covered = sign * float(lower - upper);
    const double left = std::min(x, next), right = std::max(x, next);
    const int first = int(left), last = int(right);
    float *row = differences.data() + size_t(y) * (width + 2);
    spans[y] = {std::min(spans[y].first, first), std::max(spans[y].last, last + 1)};
    if (first == last) {
      const float outside = float((left + right) / 2 - first);
      row[first] += covered * (1 - outside);
      row[first + 1] += covered * outside;
    } else {
      // Of the first pixel a triangle is covered, of the last all but a triangle, and of those between a trapezoid.
      const float rate = float(1 / (right - left));
      const float entry = float(first + 1 - left), exit = float(right - last);
      float before = rate * entry * entry / 2;
      row[first] += covered * before;
      for (int column = first + 1; column < last; ++column) {
        const float share = rate * (entry + (float(column - first) - 0.5f));
        row[column] += covered * (share - before);
        before = share;
      }
      const float share = 1 - rate * exit * exit / 2;
      row[last] += covered * (share - before);
      row[last + 1] += covered * (1 - share);
    }
    upper = lower;
    x = next;
  }
}

void Raster::paint(PixelColour colour) {
  const uint32_t alpha = byte(colour.alpha);
  const uint32_t red = byte(colour.red), green = byte(colour.green), blue = byte(colour.blue);
  const uint32_t opaque = 0xff000000 | red << 16 | green << 8 | blue;
  for (int y = rows.first; y <= rows.last; ++y) {
    Span &span = spans[y];
    float *row = differences.data() + size_t(y) * (width + 2);
    uint32_t *pixels = words + y * stride;
    float sum = 0;
    for (int x = span.first; x <= span.last; ++x) {
      sum += row[x];
      row[x] = 0;
      if (x >= width) continue;
      const uint32_t share = uint32_t(std::min(std::fabs(sum), 1.f) * alpha + 0.5f);
      if (share == 0) continue;
      if (share >= 255) {
        pixels[x] = opaque;
        continue;
      }
      const uint32_t under = pixels[x], rest = 255 - share;
      auto mixed = [&](uint32_t above, uint32_t below) { return (above * share + below * rest + 127) / 255; };
      pixels[x] = 0xff000000 | mixed(red, under >> 16 & 255) << 16 | mixed(green, under >> 8 & 255) << 8 |
                  mixed(blue, under & 255);
    }
    span = {width + 2, -1};
  }
  rows = {height, -1};
}

}  // namespace crdkit
