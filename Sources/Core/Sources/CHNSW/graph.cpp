#include "chnsw.h"

#include "acml_kernels.h"

#include <hnswlib/hnswlib.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <memory>
#include <stdexcept>
#include <vector>

namespace {

// What the graph keeps of a row: its number. A query has no number; its address is passed instead, with the bit set that
// no address of a program has.
using Place = uint64_t;
constexpr Place isAddress = Place(1) << 63;

struct Rows {
  std::vector<const float *> starts;
  size_t dimensions;
  void (*dots)(const float *, const float *, float *, size_t, size_t);

  const float *at(const void *data) const {
    Place place;
    std::memcpy(&place, data, sizeof place);
    return place & isAddress ? reinterpret_cast<const float *>(place & ~isAddress) : starts[place];
  }
};

float distance(const void *a, const void *b, const void *context) {
  const Rows &rows = *static_cast<const Rows *>(context);
  float product;
  rows.dots(rows.at(a), rows.at(b), &product, 1, rows.dimensions);
  return 1 - product;
}

class Space : public hnswlib::SpaceInterface<float> {
 public:
  Rows rows;

  Space(const float *const *starts, size_t count, size_t dimensions)
      : rows{{starts, starts + count}, dimensions, acml_kernels_get()->row_dots} {}
  size_t get_data_size() override { return sizeof(Place); }
  hnswlib::DISTFUNC<float> get_dist_func() override { return distance; }
  void *get_dist_func_param() override { return &rows; }
};

template <typename Result, typename Body>
Result guarded(char **message, Result failure, Body body) noexcept {
  try {
    return body();
  } catch (const std::exception &error) {
    *message = strdup(error.what());
  } catch (...) {
    *message = strdup("unknown C++ exception");
  }
  return failure;
}

}  // namespace

struct chnsw_graph {
  Space space;
  hnswlib::HierarchicalNSW<float> graph;

  chnsw_graph(
      const float *const *rows, size_t count, size_t dimensions, size_t links, size_t breadth, uint64_t seed)
      : space(rows, count, dimensions), graph(&space, count, links, breadth, seed) {}

  chnsw_graph(const char *path, const float *const *rows, size_t count, size_t dimensions)
      : space(rows, count, dimensions), graph(&space, path) {
    if (graph.cur_element_count != count) throw std::runtime_error("it holds another number of molecules");
  }
};

extern "C" {

chnsw_graph *chnsw_create(
    const float *const *rows, size_t count, size_t dimensions, size_t links, size_t breadth, uint64_t seed,
    char **message) {
  return guarded<chnsw_graph *>(
      message, nullptr, [&] { return new chnsw_graph(rows, count, dimensions, links, breadth, seed); });
}

chnsw_graph *chnsw_open(const char *path, const float *const *rows, size_t count, size_t dimensions, char **message) {
  return guarded<chnsw_graph *>(message, nullptr, [&] { return new chnsw_graph(path, rows, count, dimensions); });
}

int chnsw_add(chnsw_graph *graph, size_t row, char **message) {
  return guarded(message, 0, [&] {
    Place place = row;
    graph->graph.addPoint(&place, row);
    return 1;
  });
}

ptrdiff_t chnsw_search(
    chnsw_graph *graph, const float *query, size_t k, size_t breadth, size_t *found, char **message) {
  return guarded<ptrdiff_t>(message, -1, [&] {
    Place place = reinterpret_cast<uintptr_t>(query) | isAddress;
    graph->graph.setEf(breadth < k ? k : breadth);
    auto queue = graph->graph.searchKnn(&place, k);
    const size_t count = queue.size();
    // The worst comes first.
    for (size_t index = count; index-- > 0; queue.pop()) found[index] = queue.top().second;
    return static_cast<ptrdiff_t>(count);
  });
}

int chnsw_save(chnsw_graph *graph, const char *path, char **message) {
  return guarded(message, 0, [&] {
    graph->graph.saveIndex(path);
    return 1;
  });
}

void chnsw_release(chnsw_graph *graph) { delete graph; }

void chnsw_free_text(char *text) { std::free(text); }

}  // extern "C"
