// Matrix products. The right matrix is laid out once, in panels of as many columns as two vector registers hold, and shared
// by all rows and threads; the left rows are read where they lie. Included by kernels.inc.h.
//
// A tile of TILE_ROWS rows and one panel fills the registers with sums. Each value of the result is summed in the order of
// the depth, whatever tile it stands in, so that it depends on its own row and column alone.

#define PANEL (2 * ACML_LANES)
// 32 registers hold 12 rows of a panel with its two vectors and a factor; 16 registers hold 6.
#if ACML_LANES == 16 || defined(__aarch64__)
#define PRODUCT_ROWS 12
#else
#define PRODUCT_ROWS 6
#endif
// Otherwise the compiler splits the widest vectors, as its tuning for the level prefers, and the sums don't fit any more.
#if ACML_LANES == 16
#define WHOLE_VECTORS __attribute__((min_vector_width(512)))
#else
#define WHOLE_VECTORS
#endif

typedef float lanes __attribute__((vector_size(4 * ACML_LANES), aligned(4)));

// Rows of the left matrix that one panel meets before the next panel does: with it, they stay in the level-2 cache.
enum { product_block = 10 * PRODUCT_ROWS, product_depth = 768 };

// sums [rows, PANEL] of a [rows, depth] times one panel that is `vectors` registers wide.
#define TILE(rows, vectors) \
  WHOLE_VECTORS static void tile_##rows##_##vectors( \
      const float *a, size_t row_step, size_t depth_step, size_t depth, const float *b, float *sums) { \
    lanes sum[rows][vectors]; \
    _Pragma("clang loop unroll(full)") for (size_t r = 0; r < rows; r++) \
        _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) sum[r][v] = (lanes){0}; \
    for (size_t k = 0; k < depth; k++, a += depth_step, b += vectors * ACML_LANES) { \
      lanes row[vectors]; \
      _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) \
          row[v] = *(const lanes *)(b + v * ACML_LANES); \
      _Pragma("clang loop unroll(full)") for (size_t r = 0; r < rows; r++) \
          _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) \
              sum[r][v] += a[r * row_step] * row[v]; \
    } \
    _Pragma("clang loop unroll(full)") for (size_t r = 0; r < rows; r++) \
        _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) \
            *(lanes *)(sums + r * PANEL + v * ACML_LANES) = sum[r][v]; \
  }
TILE(1, 1)
TILE(1, 2)
TILE(2, 1)
TILE(2, 2)
TILE(4, 1)
TILE(4, 2)
#if PRODUCT_ROWS == 12
TILE(8, 1)
TILE(8, 2)
TILE(12, 1)
TILE(12, 2)
#else
TILE(6, 1)
TILE(6, 2)
#endif
#undef TILE

// The tallest tile that is no higher than `rows`.
static inline size_t tile_height(size_t rows) {
  if (rows >= PRODUCT_ROWS) return PRODUCT_ROWS;
  return rows >= 8 ? 8 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1;
}

static void multiply_tile_of(
    size_t height, size_t vectors, const float *a, size_t row_step, size_t depth_step, size_t depth, const float *b,
    float *sums) {
#define CASE(rows) \
  case rows: \
    (vectors == 1 ? tile_##rows##_1 : tile_##rows##_2)(a, row_step, depth_step, depth, b, sums); \
    break;
  switch (height) {
    CASE(1)
    CASE(2)
    CASE(4)
#if PRODUCT_ROWS == 12
    CASE(8)
    CASE(12)
#else
    CASE(6)
#endif
  }
#undef CASE
}

// Registers that a panel with `columns` left takes.
static inline size_t panel_vectors(size_t columns) { return columns <= ACML_LANES ? 1 : 2; }

static size_t panel_width(void) { return PANEL; }

static size_t packed_count(size_t columns, size_t depth) {
  return (columns + ACML_LANES - 1) / ACML_LANES * ACML_LANES * depth;
}

// Four rows of four columns, transposed.
typedef float quad __attribute__((vector_size(16), aligned(4)));
static inline void transpose_quad(const float *x, size_t step, float *to, size_t to_step) {
  const quad a = *(const quad *)x, b = *(const quad *)(x + step);
  const quad c = *(const quad *)(x + 2 * step), d = *(const quad *)(x + 3 * step);
  const quad ab_low = __builtin_shufflevector(a, b, 0, 4, 1, 5), ab_high = __builtin_shufflevector(a, b, 2, 6, 3, 7);
  const quad cd_low = __builtin_shufflevector(c, d, 0, 4, 1, 5), cd_high = __builtin_shufflevector(c, d, 2, 6, 3, 7);
  *(quad *)to = __builtin_shufflevector(ab_low, cd_low, 0, 1, 4, 5);
  *(quad *)(to + to_step) = __builtin_shufflevector(ab_low, cd_low, 2, 3, 6, 7);
  *(quad *)(to + 2 * to_step) = __builtin_shufflevector(ab_high, cd_high, 0, 1, 4, 5);
  *(quad *)(to + 3 * to_step) = __builtin_shufflevector(ab_high, cd_high, 2, 3, 6, 7);
}

static void pack_matrix(
    const float *b, size_t step, int transposed, size_t first, size_t end, size_t columns, size_t depth,
    float *packed) {
  for (size_t panel = first; panel < end; panel++) {
    const size_t start = panel * PANEL, left = columns - start, width = panel_vectors(left) * ACML_LANES;
    const size_t used = left < width ? left : width;
    float *to = packed + start * depth;
    if (!transposed) {
      const float *from = b + start;
      for (size_t k = 0; k < depth; k++, from += step, to += width) {
        for (size_t j = 0; j < used; j++) to[j] = from[j];
        for (size_t j = used; j < width; j++) to[j] = 0;
      }
      continue;
    }
    const float *from = b + start * step;
    const size_t whole = depth - depth % 4;
    for (size_t j = 0; j < width; j += 4) {
      if (j + 4 <= used)
        for (size_t k = 0; k < whole; k += 4) transpose_quad(from + j * step + k, step, to + k * width + j, width);
      for (size_t k = j + 4 <= used ? whole : 0; k < depth; k++)
        for (size_t i = j; i < j + 4; i++) to[k * width + i] = i < used ? from[i * step + k] : 0;
    }
  }
}

// What becomes of the sums of a tile: c = f(sums + bias), or c += sums.
typedef struct {
  const float *bias;
  acml_activation kind;
  float slope;
  float *pre;
  int adds;
} tile_ending;

// As `rectify`: a comparison and a mask, since the maximum of what is not a number and 0 is 0.
// Macros, since functions of vectors wider than the compiler's own level have no settled way of passing them.
typedef int32_t lanes_bits __attribute__((vector_size(4 * ACML_LANES), aligned(4)));
#define rectify_lanes(x) ((lanes)((lanes_bits)(x) & ~(lanes_bits)((x) < (lanes){0})))

// One vector in each row of a tile.
WHOLE_VECTORS static void put_lanes(
    float *sums, size_t rows, const float *bias, int adds, int relu, float *pre, float *c, size_t step) {
  const lanes offset = bias ? *(const lanes *)bias : (lanes){0};
  for (size_t r = 0; r < rows; r++, sums += PANEL) {
    lanes value = *(const lanes *)sums;
    if (adds) value += *(const lanes *)(c + r * step);
    if (bias) value += offset;
    if (pre) *(lanes *)(pre + r * step) = value;
    if (relu) value = rectify_lanes(value);
    *(lanes *)(c + r * step) = value;
  }
}

static void put_row(float *sums, size_t columns, const float *bias, int adds, int relu, float *pre, float *c) {
  for (size_t j = 0; j < columns; j++) {
    float value = sums[j];
    if (adds) value += c[j];
    if (bias) value += bias[j];
    if (pre) pre[j] = value;
    c[j] = relu ? rectify(value) : value;
  }
}

static void put_tile(
    float *sums, size_t rows, size_t columns, const tile_ending *ending, size_t row, size_t column, size_t step,
    float *c) {
  const size_t at = row * step + column;
  const float *bias = ending->bias ? ending->bias + column : NULL;
  float *pre = ending->pre ? ending->pre + at : NULL;
  const int relu = ending->kind == ACML_RELU;
  size_t j = 0;
  for (; j + ACML_LANES <= columns; j += ACML_LANES)
    put_lanes(sums + j, rows, bias ? bias + j : NULL, ending->adds, relu, pre ? pre + j : NULL, c + at + j, step);
  if (j < columns)
    for (size_t r = 0; r < rows; r++)
      put_row(
          sums + r * PANEL + j, columns - j, bias ? bias + j : NULL, ending->adds, relu,
          pre ? pre + r * step + j : NULL, c + at + r * step + j);
  if (ending->kind != ACML_IDENTITY && !relu)
    for (size_t r = 0; r < rows; r++)
      activate(ending->kind, ending->slope, c + at + r * step, c + at + r * step, columns);
}

static void multiply_packed(
    const float *a, size_t a_step, size_t rows, size_t depth, const float *packed, size_t columns, const float *bias,
    acml_activation kind, float slope, float *pre, float *c, size_t c_step) {
  float sums[PRODUCT_ROWS * PANEL] __attribute__((aligned(64)));
  for (size_t first = 0; first < rows; first += product_block) {
    const size_t end = rows - first < product_block ? rows : first + product_block;
    size_t k = 0;
    do {
      const size_t part = depth - k < 2 * product_depth ? depth - k : product_depth;
      const tile_ending last = {bias, kind, slope, pre, k > 0}, more = {NULL, ACML_IDENTITY, 0, NULL, k > 0};
      for (size_t column = 0; column < columns; column += PANEL) {
        const size_t left = columns - column, vectors = panel_vectors(left);
        const float *panel = packed + column * depth + k * vectors * ACML_LANES;
        for (size_t row = first, height; row < end; row += height) {
          height = tile_height(end - row);
          multiply_tile_of(height, vectors, a + row * a_step + k, a_step, 1, part, panel, sums);
          put_tile(
              sums, height, left < PANEL ? left : PANEL, k + part == depth ? &last : &more, row, column, c_step, c);
        }
      }
      k += part;
    } while (k < depth);
  }
}

static void multiply_transposed(
    const float *a, size_t a_step, const float *b, size_t b_step, size_t rows, size_t m, size_t n, float *scratch,
    float *c) {
  enum { group = ACML_TRANSPOSED_COLUMNS, part = ACML_TRANSPOSED_ROWS };
  float sums[PRODUCT_ROWS * PANEL] __attribute__((aligned(64))), left[PRODUCT_ROWS * part];
  const tile_ending ending = {NULL, ACML_IDENTITY, 0, NULL, 1};
  for (size_t start = 0; start < n; start += group) {
    const size_t columns = n - start < group ? n - start : group;
    for (size_t k = 0; k < rows; k += part) {
      const size_t depth = rows - k < part ? rows - k : part;
      pack_matrix(b + k * b_step + start, b_step, 0, 0, (columns + PANEL - 1) / PANEL, columns, depth, scratch);
      for (size_t row = 0, height; row < m; row += height) {
        height = tile_height(m - row);
        // Side by side, the values of a tile's columns take few lines of the cache.
        const float *from = a + k * a_step + row;
        // A length that the compiler knows is copied without a call.
        for (size_t j = 0; j < depth; j++, from += a_step)
          if (height == PRODUCT_ROWS)
            memcpy(left + j * PRODUCT_ROWS, from, PRODUCT_ROWS * sizeof(float));
          else
            for (size_t i = 0; i < height; i++) left[j * height + i] = from[i];
        for (size_t column = 0; column < columns; column += PANEL) {
          const size_t rest = columns - column;
          multiply_tile_of(
              height, panel_vectors(rest), left, 1, height, depth, scratch + column * depth, sums);
          put_tile(sums, height, rest < PANEL ? rest : PANEL, &ending, row, start + column, n, c);
        }
      }
    }
  }
}

// MARK: Attention

static size_t attention_scratch(size_t length, size_t width) {
  return packed_count(length, width) + packed_count(width, length) + PRODUCT_ROWS * packed_count(length, 1);
}

static void attend_sequence(
    const float *q, const float *k, const float *v, size_t length, size_t width, size_t step, float scale,
    float *scratch, float *out) {
  const size_t padded = packed_count(length, 1);
  float *keys = scratch, *values = keys + padded * width, *weights = values + packed_count(width, length);
  float sums[PRODUCT_ROWS * PANEL] __attribute__((aligned(64)));
  pack_matrix(k, step, 1, 0, (length + PANEL - 1) / PANEL, length, width, keys);
  for (size_t i = 0; i < padded * width; i++) keys[i] *= scale;
  pack_matrix(v, step, 0, 0, (width + PANEL - 1) / PANEL, width, length, values);
  const tile_ending plain = {NULL, ACML_IDENTITY, 0, NULL, 0};
  for (size_t row = 0, height; row < length; row += height) {
    height = tile_height(length - row);
    for (size_t column = 0; column < length; column += PANEL) {
      const size_t vectors = panel_vectors(length - column);
      multiply_tile_of(height, vectors, q + row * step, step, 1, width, keys + column * width, sums);
      put_tile(sums, height, vectors * ACML_LANES, &plain, 0, column, padded, weights);
    }
    // Whole vectors: what stands behind the last key weighs nothing.
    for (size_t r = 0; r < height; r++)
      for (size_t j = length; j < padded; j++) weights[r * padded + j] = -INFINITY;
    softmax(weights, weights, height, padded);
    for (size_t column = 0; column < width; column += PANEL) {
      const size_t rest = width - column;
      multiply_tile_of(height, panel_vectors(rest), weights, padded, 1, length, values + column * length, sums);
      put_tile(sums, height, rest < PANEL ? rest : PANEL, &plain, row, column, step, out);
    }
  }
}

// MARK: Search

// Row by row: memory is read twice as fast in one stream as in four. Four sums hide the time that an addition takes.
WHOLE_VECTORS static void row_products(const float *x, const float *vector, float *out, size_t rows, size_t cols) {
  enum { sums = 4 };
  for (size_t r = 0; r < rows; r++, x += cols) {
    lanes sum[sums] = {{0}, {0}, {0}, {0}};
    size_t c = 0;
    for (; c + sums * ACML_LANES <= cols; c += sums * ACML_LANES)
      _Pragma("clang loop unroll(full)") for (size_t i = 0; i < sums; i++)
          sum[i] += *(const lanes *)(x + c + i * ACML_LANES) * *(const lanes *)(vector + c + i * ACML_LANES);
    for (; c + ACML_LANES <= cols; c += ACML_LANES) sum[0] += *(const lanes *)(x + c) * *(const lanes *)(vector + c);
    sum[0] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    quad parts[ACML_LANES / 4];
    memcpy(parts, &sum[0], sizeof parts);
    for (size_t part = 1; part < ACML_LANES / 4; part++) parts[0] += parts[part];
    float total = (parts[0][0] + parts[0][1]) + (parts[0][2] + parts[0][3]);
    for (; c < cols; c++) total += x[c] * vector[c];
    out[r] = total;
  }
}

static size_t find_above(const float *x, const float *limits, size_t limit_step, size_t n, int32_t *where) {
  enum { at_once = 64 };
  size_t count = 0;
  for (size_t i = 0; i < n; i += at_once) {
    const size_t end = n - i < at_once ? n : i + at_once;
    // Mostly there is none, which many comparisons tell at once.
    int any = 0;
    if (limit_step)
      for (size_t j = i; j < end; j++) any |= x[j] > limits[j];
    else
      for (size_t j = i; j < end; j++) any |= x[j] > limits[0];
    if (any)
      for (size_t j = i; j < end; j++)
        if (x[j] > limits[j * limit_step]) where[count++] = (int32_t)j;
  }
  return count;
}
