// Images [height, width, channels], and their convolution with weights that don't change: a matrix product whose left
// rows are read where they lie, and around it the transforms of Winograd's F(2 × 2, 3 × 3) (Lavin & Gray, arXiv
// 1509.09308, section 4.1). Included by kernels.inc.h.

// A panel is as many outputs as two vector registers hold. Six rows of it fill the registers of every level with sums,
// and need six broadcasts and two loads for twelve products.
#define TILE_ROWS 6
typedef float panel __attribute__((vector_size(4 * PANEL), aligned(4)));
typedef int32_t panel_bits __attribute__((vector_size(4 * PANEL), aligned(4)));

#define rectify_panel(x) ((panel)((panel_bits)(x) & ~(panel_bits)((x) < (panel){0})))

static void pack_panels(const float *weight, float *packed, size_t outputs, size_t depth) {
  for (size_t first = 0; first < outputs; first += PANEL)
    for (size_t k = 0; k < depth; k++, packed += PANEL)
      for (size_t j = 0; j < PANEL; j++)
        packed[j] = first + j < outputs ? weight[(first + j) * depth + k] : 0;
}

// The first `count` values, and zeros.
static inline void load_part(const float *x, size_t count, panel *value) {
  if (count >= PANEL) {
    *value = *(const panel *)x;
  } else {
    *value = (panel){0};
    for (size_t j = 0; j < count; j++) (*value)[j] = x[j];
  }
}

static inline void store_part(const panel *value, float *x, size_t count) {
  if (count >= PANEL) {
    *(panel *)x = *value;
  } else {
    for (size_t j = 0; j < count; j++) x[j] = (*value)[j];
  }
}

// sums[r] = offset + the sum over taps and depth of from[r] · weights. A function of its own with a constant number of
// rows, so that the sums stay in registers.
static inline void multiply_tile(
    const float *const *from, size_t taps, size_t tap_step, size_t depth, const float *weights, const panel *offset,
    panel *sums) {
  panel sum[TILE_ROWS];
  for (size_t r = 0; r < TILE_ROWS; r++) sum[r] = *offset;
  for (size_t tap = 0; tap < taps; tap++)
    for (size_t k = tap * tap_step; k < tap * tap_step + depth; k++, weights += PANEL) {
      const panel row = *(const panel *)weights;
#pragma clang loop unroll(full)
      for (size_t r = 0; r < TILE_ROWS; r++) sum[r] += from[r][k] * row;
    }
  for (size_t r = 0; r < TILE_ROWS; r++) sums[r] = sum[r];
}

static void convolve(
    const float *x, size_t first, size_t end, size_t row_pixels, size_t row_step, size_t pixel_step, size_t taps,
    size_t tap_step, size_t depth, const float *packed, const float *bias, const float *added, int relu, float *y,
    size_t outputs) {
  const panel zero = {0};
  for (size_t out = 0; out < outputs; out += PANEL, packed += taps * depth * PANEL) {
    const size_t width = outputs - out;
    panel offset = zero;
    if (bias) load_part(bias + out, width, &offset);
    for (size_t pixel = first; pixel < end; pixel += TILE_ROWS) {
      const float *from[TILE_ROWS];
      // A tile that is not full repeats the last pixel.
      for (size_t r = 0; r < TILE_ROWS; r++) {
        const size_t at = pixel + r < end ? pixel + r : end - 1;
        from[r] = x + at / row_pixels * row_step + at % row_pixels * pixel_step;
      }
      panel sums[TILE_ROWS];
      multiply_tile(from, taps, tap_step, depth, packed, &offset, sums);
      for (size_t r = 0; r < TILE_ROWS && pixel + r < end; r++) {
        const size_t at = (pixel + r) * outputs + out;
        if (added) {
          panel other;
          load_part(added + at, width, &other);
          sums[r] += other;
        }
        if (relu) sums[r] = rectify_panel(sums[r]);
        store_part(&sums[r], y + at, width);
      }
    }
  }
}

static void winograd_weights(const float *weight, float *transformed, size_t outputs, size_t inputs) {
  const size_t step = outputs * inputs;
  for (size_t o = 0; o < outputs; o++)
    for (size_t i = 0; i < inputs; i++) {
      const float *g = weight + o * 9 * inputs + i;
      float half[4][3];
      for (size_t j = 0; j < 3; j++) {
        const float a = g[j * inputs], b = g[(3 + j) * inputs], c = g[(6 + j) * inputs];
        half[0][j] = a;
        half[1][j] = 0.5f * (a + b + c);
        half[2][j] = 0.5f * (a - b + c);
        half[3][j] = c;
      }
      float *to = transformed + o * inputs + i;
      for (size_t r = 0; r < 4; r++, to += 4 * step) {
        to[0] = half[r][0];
        to[step] = 0.5f * (half[r][0] + half[r][1] + half[r][2]);
        to[2 * step] = 0.5f * (half[r][0] - half[r][1] + half[r][2]);
        to[3 * step] = half[r][2];
      }
    }
}

static void winograd_input(
    const float *x, size_t height, size_t width, size_t channels, const float *zeros, size_t first, size_t end,
    float *v) {
  const size_t across = (width + 1) / 2, tiles = across * ((height + 1) / 2);
  const size_t step = (end - first) * channels;
  for (size_t tile = first; tile < end; tile++, v += channels) {
    const float *image = x + tile / tiles * height * width * channels;
    const ptrdiff_t top = (ptrdiff_t)(tile % tiles / across * 2) - 1, left = (ptrdiff_t)(tile % across * 2) - 1;
    const float *at[4][4];
    for (ptrdiff_t i = 0; i < 4; i++)
      for (ptrdiff_t j = 0; j < 4; j++) {
        const ptrdiff_t row = top + i, column = left + j;
        const int inside = row >= 0 && row < (ptrdiff_t)height && column >= 0 && column < (ptrdiff_t)width;
        at[i][j] = inside ? image + ((size_t)row * width + (size_t)column) * channels : zeros;
      }
    size_t c = 0;
#define INPUT(T) \
    { \
      T half[4][4]; \
      for (size_t j = 0; j < 4; j++) { \
        const T a = *(const T *)(at[0][j] + c), b = *(const T *)(at[1][j] + c); \
        const T d = *(const T *)(at[2][j] + c), e = *(const T *)(at[3][j] + c); \
        half[0][j] = a - d; \
        half[1][j] = b + d; \
        half[2][j] = d - b; \
        half[3][j] = b - e; \
      } \
      float *to = v + c; \
      for (size_t i = 0; i < 4; i++, to += 4 * step) { \
        *(T *)to = half[i][0] - half[i][2]; \
        *(T *)(to + step) = half[i][1] + half[i][2]; \
        *(T *)(to + 2 * step) = half[i][2] - half[i][1]; \
        *(T *)(to + 3 * step) = half[i][1] - half[i][3]; \
      } \
    }
    for (; c + ACML_LANES <= channels; c += ACML_LANES) INPUT(lanes)
    for (; c < channels; c++) INPUT(float)
#undef INPUT
  }
}

static void winograd_output(
    const float *m, size_t height, size_t width, size_t outputs, const float *bias, const float *added, int relu,
    size_t first, size_t end, float *y) {
  const size_t across = (width + 1) / 2, tiles = across * ((height + 1) / 2);
  const size_t step = (end - first) * outputs;
  for (size_t tile = first; tile < end; tile++, m += outputs) {
    const size_t top = tile % tiles / across * 2, left = tile % across * 2;
    const size_t base = ((tile / tiles * height + top) * width + left) * outputs;
    const int has_right = left + 1 < width, has_below = top + 1 < height;
    const size_t below = width * outputs;
    size_t c = 0;
#define PUT(T, RECTIFY, AT, VALUE) \
    { \
      T value = (VALUE) + offset; \
      if (added) value += *(const T *)(added + (AT)); \
      if (relu) value = RECTIFY(value); \
      *(T *)(y + (AT)) = value; \
    }
#define OUTPUT(T, RECTIFY) \
    { \
      const T offset = *(const T *)(bias + c); \
      T half[2][4]; \
      for (size_t j = 0; j < 4; j++) { \
        const float *from = m + j * step + c; \
        const T a = *(const T *)from, b = *(const T *)(from + 4 * step); \
        const T d = *(const T *)(from + 8 * step), e = *(const T *)(from + 12 * step); \
        half[0][j] = a + b + d; \
        half[1][j] = b - d - e; \
      } \
      PUT(T, RECTIFY, base + c, half[0][0] + half[0][1] + half[0][2]) \
      if (has_right) PUT(T, RECTIFY, base + outputs + c, half[0][1] - half[0][2] - half[0][3]) \
      if (has_below) { \
        PUT(T, RECTIFY, base + below + c, half[1][0] + half[1][1] + half[1][2]) \
        if (has_right) PUT(T, RECTIFY, base + below + outputs + c, half[1][1] - half[1][2] - half[1][3]) \
      } \
    }
    for (; c + ACML_LANES <= outputs; c += ACML_LANES) OUTPUT(lanes, rectify_lanes)
    for (; c < outputs; c++) OUTPUT(float, rectify)
#undef OUTPUT
#undef PUT
  }
}

// MARK: Images as rows, and pools

// Calls for each pixel of the output and each row of its window: the place of the row in the image, the part of it that
// lies inside, and where it stands in the pixel's row of columns.
#define FOR_WINDOW_ROWS(BODY) \
  for (size_t pixel = first; pixel < end; pixel++) { \
    const size_t image = pixel / (oh * ow) * height, place = pixel % (oh * ow); \
    const ptrdiff_t left = (ptrdiff_t)(place % ow * stride_w) - (ptrdiff_t)pad_w; \
    const size_t before = left < 0 ? (size_t)-left : 0; \
    const ptrdiff_t inside = (ptrdiff_t)width - left; \
    const size_t after = inside < (ptrdiff_t)kw ? (inside < 0 ? 0 : (size_t)inside) : kw; \
    for (size_t i = 0; i < kh; i++, rows += kw * channels) { \
      const ptrdiff_t y = (ptrdiff_t)(place / ow * stride_h + i) - (ptrdiff_t)pad_h; \
      const int is_inside = y >= 0 && y < (ptrdiff_t)height && before < after; \
      const ptrdiff_t at = (((ptrdiff_t)image + y) * (ptrdiff_t)width + left + (ptrdiff_t)before) * (ptrdiff_t)channels; \
      const size_t skipped = before * channels, count = is_inside ? (after - before) * channels : 0; \
      BODY \
    } \
  }

static void image_rows(
    const float *x, float *rows, size_t height, size_t width, size_t channels, size_t kh, size_t kw, size_t stride_h,
    size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow, size_t first, size_t end) {
  FOR_WINDOW_ROWS({
    if (count < kw * channels) memset(rows, 0, kw * channels * sizeof(float));
    if (count) memcpy(rows + skipped, x + at, count * sizeof(float));
  })
}

static void add_image_rows(
    const float *rows, float *x, size_t height, size_t width, size_t channels, size_t kh, size_t kw, size_t stride_h,
    size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow, size_t first, size_t end) {
  FOR_WINDOW_ROWS({
    for (size_t j = 0; j < count; j++) x[at + (ptrdiff_t)j] += rows[skipped + j];
  })
}
#undef FOR_WINDOW_ROWS

static void image_max_pool(
    const float *x, float *y, int32_t *where, size_t height, size_t width, size_t channels, size_t kh, size_t kw,
    size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow, size_t first, size_t end) {
  for (size_t pixel = first; pixel < end; pixel++, y += channels, where += channels) {
    const float *image = x + pixel / (oh * ow) * height * width * channels;
    const ptrdiff_t top = (ptrdiff_t)(pixel % (oh * ow) / ow * stride_h) - (ptrdiff_t)pad_h;
    const ptrdiff_t left = (ptrdiff_t)(pixel % ow * stride_w) - (ptrdiff_t)pad_w;
    int is_first = 1;
    for (ptrdiff_t row = top; row < top + (ptrdiff_t)kh; row++)
      for (ptrdiff_t column = left; column < left + (ptrdiff_t)kw; column++) {
        if (row < 0 || row >= (ptrdiff_t)height || column < 0 || column >= (ptrdiff_t)width) continue;
        const int32_t place = (int32_t)((size_t)row * width + (size_t)column);
        const float *from = image + (size_t)place * channels;
        for (size_t c = 0; c < channels; c++) {
          const int is_greater = is_first | (from[c] > y[c]);
          y[c] = is_greater ? from[c] : y[c];
          where[c] = is_greater ? place : where[c];
        }
        is_first = 0;
      }
  }
}
