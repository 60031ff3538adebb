// The one implementation of every kernel, included once for each CPU level with ACML_LEVEL set, and ACML_LANES to the
// floats of a vector register.
//
// Plain loops that the compiler vectorises for the level. Where it may only do so by reordering a sum, the loop says
// `reassociate`; no other freedom with floating point is given, so a level always gives the same bits.
#include "acml_kernels.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define REASSOCIATE _Pragma("clang fp reassociate(on)")

// A loop over places of arrays that are either one and the same or lie apart. The compiler can't know, and where it has to
// ask while the program runs, what is changed in place goes element by element.
#define EACH_APART(i, n) _Pragma("clang loop vectorize(assume_safety)") for (size_t i = 0; i < (n); i++)

// MARK: Scalar functions that vectorise

// e^x for floats: x = n ln 2 + r, a polynomial of degree 6 in r, and n put into the exponent in two halves, since 2^128
// is no float; within 2 units in the last place. Results below the smallest normal float are 0.
static inline float exp_float(float x) {
  const float low = -87.33654f, high = 89.0f;
  float c = x < low ? low : (x > high ? high : x);
  float shifted = c * 1.44269504f + 12582912.0f;  // 1.5 · 2^23: rounds to the nearest integer
  float n = shifted - 12582912.0f;
  float r = c - n * 0.693359375f;
  r = r + n * 2.12194440e-4f;
  float p = 1.9875691e-4f;
  p = p * r + 1.3981999e-3f;
  p = p * r + 8.3334519e-3f;
  p = p * r + 4.1665796e-2f;
  p = p * r + 1.6666666e-1f;
  p = p * r + 5.0000001e-1f;
  p = p * r * r + r + 1.0f;
  union { float f; int32_t i; } half, rest;
  const int32_t exponent = (int32_t)n;
  half.i = ((exponent >> 1) + 127) << 23;
  rest.i = (exponent - (exponent >> 1) + 127) << 23;
  return x < low ? 0.0f : p * half.f * rest.f;
}

static inline float sigmoid_float(float x) { return 1.0f / (1.0f + exp_float(-x)); }

static inline float tanh_float(float x) {
  float a = fabsf(x), e = exp_float(-2.0f * a);
  float far = (1.0f - e) / (1.0f + e);
  float near = a - a * a * a * (1.0f / 3.0f);  // (1 - e) would cancel
  return copysignf(a < 0.02f ? near : far, x);
}

// Φ(x), the normal distribution function; erf by Abramowitz & Stegun 7.1.26, absolute error 1.5e-7.
static inline float normal_cdf(float x) {
  float a = fabsf(x) * 0.70710678f;
  float t = 1.0f / (1.0f + 0.3275911f * a);
  float p = ((((1.061405429f * t - 1.453152027f) * t + 1.421413741f) * t - 0.284496736f) * t + 0.254829592f) * t;
  float tail = 0.5f * p * exp_float(-a * a);
  return x < 0 ? tail : 1.0f - tail;
}

static inline float normal_density(float x) { return 0.39894228f * exp_float(-0.5f * x * x); }

static inline float gelu_tanh_inner(float x) { return 0.79788456f * (x + 0.044715f * x * x * x); }

static inline float softplus_float(float x) { return (x > 0 ? x : 0) + log1pf(exp_float(-fabsf(x))); }

// Written so that what is not a number stays so.
static inline float rectify(float x) { return x < 0 ? 0 : x; }

// MARK: Elementwise

static void add(const float *a, const float *b, float *out, size_t n) {
  EACH_APART(i, n) out[i] = a[i] + b[i];
}
static void subtract(const float *a, const float *b, float *out, size_t n) {
  EACH_APART(i, n) out[i] = a[i] - b[i];
}
static void multiply(const float *a, const float *b, float *out, size_t n) {
  EACH_APART(i, n) out[i] = a[i] * b[i];
}
static void divide(const float *a, const float *b, float *out, size_t n) {
  EACH_APART(i, n) out[i] = a[i] / b[i];
}
static void affine(const float *x, float alpha, float beta, float *out, size_t n) {
  EACH_APART(i, n) out[i] = alpha * x[i] + beta;
}
static void accumulate(float alpha, const float *x, float *y, size_t n) {
  EACH_APART(i, n) y[i] += alpha * x[i];
}
static void clamp(const float *x, float low, float high, float *out, size_t n) {
  EACH_APART(i, n) out[i] = x[i] < low ? low : (x[i] > high ? high : x[i]);
}
static void clamp_backward(const float *x, const float *gy, float low, float high, float *out, size_t n) {
  EACH_APART(i, n) out[i] = x[i] < low || x[i] > high ? 0 : gy[i];
}

static void activate(acml_activation kind, float slope, const float *x, float *out, size_t n) {
#define EACH(expression) \
  EACH_APART(i, n) { float v = x[i]; out[i] = expression; } \
  break;
  switch (kind) {
    case ACML_IDENTITY: if (out != x) memcpy(out, x, n * sizeof(float)); break;
    case ACML_RELU: EACH(rectify(v))
    case ACML_GELU: EACH(v * normal_cdf(v))
    case ACML_GELU_TANH: EACH(0.5f * v * (1.0f + tanh_float(gelu_tanh_inner(v))))
    case ACML_SILU: EACH(v * sigmoid_float(v))
    case ACML_SIGMOID: EACH(sigmoid_float(v))
    case ACML_TANH: EACH(tanh_float(v))
    case ACML_LEAKY_RELU: EACH(v > 0 ? v : slope * v)
    case ACML_EXP: EACH(exp_float(v))
    case ACML_SQRT: EACH(sqrtf(v))
#undef EACH
    // The logarithm is the C library's, of one value at a time.
    case ACML_LOG:
      for (size_t i = 0; i < n; i++) out[i] = logf(x[i]);
      break;
    case ACML_SOFTPLUS:
      for (size_t i = 0; i < n; i++) out[i] = softplus_float(x[i]);
      break;
  }
}

static inline float gelu_tanh_slope(float v) {
  float t = tanh_float(gelu_tanh_inner(v));
  return 0.5f * (1.0f + t) + 0.5f * v * (1.0f - t * t) * 0.79788456f * (1.0f + 3.0f * 0.044715f * v * v);
}
static inline float silu_slope(float v) {
  float s = sigmoid_float(v);
  return s * (1.0f + v * (1.0f - s));
}

static void activate_backward(
    acml_activation kind, float slope, const float *x, const float *y, const float *gy, float *gx, size_t n) {
#define EACH(declaration, expression) \
  EACH_APART(i, n) { declaration; gx[i] = gy[i] * (expression); } \
  break;
  switch (kind) {
    case ACML_IDENTITY: if (gx != gy) memcpy(gx, gy, n * sizeof(float)); break;
    case ACML_RELU: EACH(float v = y[i], v > 0 ? 1.0f : 0.0f)
    case ACML_GELU: EACH(float v = x[i], normal_cdf(v) + v * normal_density(v))
    case ACML_GELU_TANH: EACH(float v = x[i], gelu_tanh_slope(v))
    case ACML_SILU: EACH(float v = x[i], silu_slope(v))
    case ACML_SIGMOID: EACH(float v = y[i], v * (1.0f - v))
    case ACML_TANH: EACH(float v = y[i], 1.0f - v * v)
    case ACML_LEAKY_RELU: EACH(float v = x[i], v > 0 ? 1.0f : slope)
    case ACML_EXP: EACH(float v = y[i], v)
    case ACML_LOG: EACH(float v = x[i], 1.0f / v)
    case ACML_SQRT: EACH(float v = y[i], 0.5f / v)
    case ACML_SOFTPLUS: EACH(float v = x[i], sigmoid_float(v))
  }
#undef EACH
}

// A counter-based generator: the key and the position are mixed by the 32-bit finaliser "lowbias32" (Wellons, hash
// prospector), twice, so that any part of a mask can be made again alone.
static inline uint32_t mix(uint32_t h) {
  h ^= h >> 16;
  h *= 0x7feb352dU;
  h ^= h >> 15;
  h *= 0x846ca68bU;
  return h ^ (h >> 16);
}

static void dropout(const float *x, float *out, size_t n, uint64_t key, uint64_t start, float p) {
  const uint32_t low = (uint32_t)key ^ (uint32_t)(start >> 32) * 0x9e3779b9U, high = (uint32_t)(key >> 32);
  const uint32_t first = (uint32_t)start;
  const uint32_t threshold = (uint32_t)((double)p * 4294967296.0);
  const float scale = 1.0f / (1.0f - p);
  EACH_APART(i, n) {
    uint32_t h = mix(mix((first + (uint32_t)i) ^ low) + high);
    out[i] = h < threshold ? 0.0f : x[i] * scale;
  }
}

// MARK: Reductions

static double sum(const float *x, size_t n) {
  REASSOCIATE
  double s = 0;
  for (size_t i = 0; i < n; i++) s += x[i];
  return s;
}
static double sum_of_squares(const float *x, size_t n) {
  REASSOCIATE
  double s = 0;
  for (size_t i = 0; i < n; i++) s += (double)x[i] * x[i];
  return s;
}
static double dot(const float *a, const float *b, size_t n) {
  REASSOCIATE
  double s = 0;
  for (size_t i = 0; i < n; i++) s += (double)a[i] * b[i];
  return s;
}
static int all_finite(const float *x, size_t n) {
  uint32_t bad = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t bits;
    memcpy(&bits, x + i, 4);
    bad |= (bits & 0x7f800000U) == 0x7f800000U;
  }
  return !bad;
}
static inline float sum_float(const float *x, size_t n) {
  REASSOCIATE
  float s = 0;
  for (size_t i = 0; i < n; i++) s += x[i];
  return s;
}
static inline float dot_float(const float *a, const float *b, size_t n) {
  REASSOCIATE
  float s = 0;
  for (size_t i = 0; i < n; i++) s += a[i] * b[i];
  return s;
}
static inline float max_float(const float *x, size_t n) {
  float lanes[16];
  for (int l = 0; l < 16; l++) lanes[l] = -INFINITY;
  size_t i = 0;
  for (; i + 16 <= n; i += 16)
    for (int l = 0; l < 16; l++) lanes[l] = x[i + l] > lanes[l] ? x[i + l] : lanes[l];
  for (int width = 8; width > 0; width /= 2)
    for (int l = 0; l < width; l++) lanes[l] = lanes[l + width] > lanes[l] ? lanes[l + width] : lanes[l];
  float m = lanes[0];
  for (; i < n; i++) m = x[i] > m ? x[i] : m;
  return m;
}

// MARK: Rows and columns

static void add_row(const float *x, const float *row, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, out += cols)
    EACH_APART(c, cols) out[c] = x[c] + row[c];
}
static void multiply_row(const float *x, const float *row, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, out += cols)
    EACH_APART(c, cols) out[c] = x[c] * row[c];
}
static void bias_activate(
    acml_activation kind, float slope, const float *x, const float *bias, float *pre, float *out, size_t rows,
    size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, out += cols) {
    if (kind == ACML_RELU && !pre) {
      EACH_APART(c, cols) out[c] = rectify(x[c] + bias[c]);
      continue;
    }
    float *to = pre ? pre + r * cols : out;
    EACH_APART(c, cols) to[c] = x[c] + bias[c];
    if (kind != ACML_IDENTITY || to != out) activate(kind, slope, to, out, cols);
  }
}
static void scale_rows(const float *x, const float *scale, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, out += cols) {
    const float s = scale[r];
    EACH_APART(c, cols) out[c] = x[c] * s;
  }
}
static void row_sums(const float *x, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++) out[r] = sum_float(x + r * cols, cols);
}
static void row_dots(const float *a, const float *b, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++) out[r] = dot_float(a + r * cols, b + r * cols, cols);
}
static void code_dots(
    const int8_t *codes, const float *scale, const float *query, float *out, size_t rows, size_t cols) {
  REASSOCIATE
  for (size_t r = 0; r < rows; r++, codes += cols) {
    float s = 0;
    for (size_t c = 0; c < cols; c++) s += (float)codes[c] * query[c];
    out[r] = s * scale[r];
  }
}
static void row_max(const float *x, float *out, int32_t *where, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols) {
    out[r] = max_float(x, cols);
    where[r] = 0;
    for (size_t c = 0; c < cols; c++)
      if (x[c] == out[r]) {
        where[r] = (int32_t)c;
        break;
      }
  }
}
static void column_sums(const float *x, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols)
    for (size_t c = 0; c < cols; c++) out[c] += x[c];
}
static void column_squares(const float *x, const float *mean, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols)
    for (size_t c = 0; c < cols; c++) {
      float d = x[c] - mean[c];
      out[c] += d * d;
    }
}
static void transpose(const float *x, float *out, size_t rows, size_t cols) {
  enum { tile = 16 };
  for (size_t r0 = 0; r0 < rows; r0 += tile)
    for (size_t c0 = 0; c0 < cols; c0 += tile)
      for (size_t r = r0; r < rows && r < r0 + tile; r++)
        for (size_t c = c0; c < cols && c < c0 + tile; c++) out[c * rows + r] = x[r * cols + c];
}

// MARK: Normalisation

static void batch_norm(
    const float *x, const float *mean, const float *rstd, const float *gamma, const float *beta, acml_activation kind,
    float *y, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, y += cols) {
    if (kind == ACML_RELU)
      EACH_APART(c, cols) y[c] = rectify((x[c] - mean[c]) * (rstd[c] * gamma[c]) + beta[c]);
    else
      EACH_APART(c, cols) y[c] = (x[c] - mean[c]) * (rstd[c] * gamma[c]) + beta[c];
  }
}
static void batch_norm_backward_sums(
    const float *x, const float *y, const float *gy, const float *mean, const float *rstd, acml_activation kind,
    float *sum_g, float *sum_gx, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, y += cols, gy += cols)
    for (size_t c = 0; c < cols; c++) {
      float g = kind == ACML_RELU && !(y[c] > 0) ? 0 : gy[c];
      sum_g[c] += g;
      sum_gx[c] += g * (x[c] - mean[c]) * rstd[c];
    }
}
static void batch_norm_backward(
    const float *x, const float *y, const float *gy, const float *mean, const float *rstd, const float *gamma,
    const float *mean_g, const float *mean_gx, acml_activation kind, float *gx, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, y += cols, gy += cols, gx += cols)
    EACH_APART(c, cols) {
      float g = kind == ACML_RELU && !(y[c] > 0) ? 0 : gy[c];
      float normal = (x[c] - mean[c]) * rstd[c];
      gx[c] = gamma[c] * rstd[c] * (g - mean_g[c] - normal * mean_gx[c]);
    }
}
static void layer_norm(
    const float *x, const float *gamma, const float *beta, float epsilon, float *y, float *mean, float *rstd,
    size_t rows, size_t cols) {
  REASSOCIATE
  for (size_t r = 0; r < rows; r++, x += cols, y += cols) {
    const float m = sum_float(x, cols) / (float)cols;
    float squares = 0;
    EACH_APART(c, cols) squares += (x[c] - m) * (x[c] - m);
    const float s = 1.0f / sqrtf(squares / (float)cols + epsilon);
    EACH_APART(c, cols) y[c] = (x[c] - m) * s * gamma[c] + beta[c];
    mean[r] = m;
    rstd[r] = s;
  }
}
static void layer_norm_backward(
    const float *x, const float *gamma, const float *mean, const float *rstd, const float *gy, float *gx,
    float *ggamma, float *gbeta, size_t rows, size_t cols) {
  REASSOCIATE
  for (size_t r = 0; r < rows; r++, x += cols, gy += cols, gx += cols) {
    const float m = mean[r], s = rstd[r];
    float g_sum = 0, gx_sum = 0;
    EACH_APART(c, cols) {
      float normal = (x[c] - m) * s, g = gy[c] * gamma[c];
      g_sum += g;
      gx_sum += g * normal;
      ggamma[c] += gy[c] * normal;
      gbeta[c] += gy[c];
    }
    g_sum /= (float)cols;
    gx_sum /= (float)cols;
    EACH_APART(c, cols) gx[c] = s * (gy[c] * gamma[c] - g_sum - (x[c] - m) * s * gx_sum);
  }
}
static void l2_normalize(const float *x, float epsilon, float *y, float *norms, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, y += cols) {
    const float norm = sqrtf(dot_float(x, x, cols));
    norms[r] = norm;
    const float s = 1.0f / (norm > epsilon ? norm : epsilon);
    EACH_APART(c, cols) y[c] = x[c] * s;
  }
}
static void l2_normalize_backward(
    const float *y, const float *norms, float epsilon, const float *gy, float *gx, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, y += cols, gy += cols, gx += cols) {
    const int small = !(norms[r] > epsilon);  // then y is a plain multiple of x
    const float along = small ? 0 : dot_float(y, gy, cols), s = 1.0f / (small ? epsilon : norms[r]);
    EACH_APART(c, cols) gx[c] = (gy[c] - along * y[c]) * s;
  }
}

// MARK: Softmax

// exp(x - max) into y; returns the sum.
static inline float exponentials(const float *x, float max, float *y, size_t n) {
  EACH_APART(i, n) y[i] = exp_float(x[i] - max);
  return sum_float(y, n);
}
static void softmax(const float *x, float *y, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, y += cols) {
    const float s = 1.0f / exponentials(x, max_float(x, cols), y, cols);
    EACH_APART(c, cols) y[c] *= s;
  }
}
static void softmax_backward(const float *y, const float *gy, float *gx, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, y += cols, gy += cols, gx += cols) {
    const float s = dot_float(y, gy, cols);
    EACH_APART(c, cols) gx[c] = y[c] * (gy[c] - s);
  }
}
static inline float log_sum_exp_row(const float *x, size_t cols) {
  REASSOCIATE
  const float m = max_float(x, cols);
  if (!(m > -INFINITY)) return m;
  float s = 0;
  for (size_t c = 0; c < cols; c++) s += exp_float(x[c] - m);
  return m + logf(s);
}
static void log_softmax(const float *x, float *y, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, y += cols) {
    const float l = log_sum_exp_row(x, cols);
    EACH_APART(c, cols) y[c] = x[c] - l;
  }
}
static void log_softmax_backward(const float *y, const float *gy, float *gx, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, y += cols, gy += cols, gx += cols) {
    const float s = sum_float(gy, cols);
    EACH_APART(c, cols) gx[c] = gy[c] - exp_float(y[c]) * s;
  }
}
static void log_sum_exp(const float *x, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++) out[r] = log_sum_exp_row(x + r * cols, cols);
}
static void cross_entropy(
    const float *x, const int32_t *target, float *p, float *losses, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, x += cols, p += cols) {
    if (target[r] < 0) {
      losses[r] = 0;
      memset(p, 0, cols * sizeof(float));
      continue;
    }
    const float m = max_float(x, cols), s = exponentials(x, m, p, cols);
    EACH_APART(c, cols) p[c] /= s;
    losses[r] = m + logf(s) - x[target[r]];
  }
}

// MARK: Rows by index, segments

static void gather_rows(const float *x, const int32_t *index, float *out, size_t count, size_t cols) {
  for (size_t i = 0; i < count; i++) memcpy(out + i * cols, x + (size_t)index[i] * cols, cols * sizeof(float));
}
static void scatter_add_rows(const float *y, const int32_t *index, float *x, size_t count, size_t cols) {
  for (size_t i = 0; i < count; i++, y += cols) {
    float *to = x + (size_t)index[i] * cols;
    for (size_t c = 0; c < cols; c++) to[c] += y[c];
  }
}
static void embedding_sum(
    const float *table, const int32_t *codes, size_t codes_per_row, float *out, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, codes += codes_per_row, out += cols) {
    memcpy(out, table + (size_t)codes[0] * cols, cols * sizeof(float));
    for (size_t k = 1; k < codes_per_row; k++) {
      const float *row = table + (size_t)codes[k] * cols;
      for (size_t c = 0; c < cols; c++) out[c] += row[c];
    }
  }
}
static void embedding_sum_backward(
    const float *gy, const int32_t *codes, size_t codes_per_row, float *gtable, size_t rows, size_t cols) {
  for (size_t r = 0; r < rows; r++, codes += codes_per_row, gy += cols)
    for (size_t k = 0; k < codes_per_row; k++) {
      float *row = gtable + (size_t)codes[k] * cols;
      for (size_t c = 0; c < cols; c++) row[c] += gy[c];
    }
}
static void segment_sum(
    const float *x, const int32_t *offsets, const int32_t *order, float *out, size_t segments, size_t cols) {
  for (size_t s = 0; s < segments; s++, out += cols) {
    memset(out, 0, cols * sizeof(float));
    for (int32_t k = offsets[s]; k < offsets[s + 1]; k++) {
      const float *row = x + (size_t)(order ? order[k] : k) * cols;
      for (size_t c = 0; c < cols; c++) out[c] += row[c];
    }
  }
}
static void segment_max(
    const float *x, const int32_t *offsets, float *out, int32_t *where, size_t segments, size_t cols) {
  for (size_t s = 0; s < segments; s++, out += cols, where += cols) {
    const int empty = offsets[s] == offsets[s + 1];
    for (size_t c = 0; c < cols; c++) {
      out[c] = empty ? 0 : x[(size_t)offsets[s] * cols + c];
      where[c] = empty ? -1 : offsets[s];
    }
    for (int32_t k = offsets[s] + 1; k < offsets[s + 1]; k++) {
      const float *row = x + (size_t)k * cols;
      for (size_t c = 0; c < cols; c++) {
        where[c] = row[c] > out[c] ? k : where[c];
        out[c] = row[c] > out[c] ? row[c] : out[c];
      }
    }
  }
}
static void segment_softmax(const float *x, const int32_t *offsets, float *out, size_t segments, size_t cols) {
  for (size_t s = 0; s < segments; s++)
    for (size_t c = 0; c < cols; c++) {
      float m = -INFINITY, total = 0;
      for (int32_t k = offsets[s]; k < offsets[s + 1]; k++) m = x[k * cols + c] > m ? x[k * cols + c] : m;
      for (int32_t k = offsets[s]; k < offsets[s + 1]; k++)
        total += out[k * cols + c] = exp_float(x[k * cols + c] - m);
      for (int32_t k = offsets[s]; k < offsets[s + 1]; k++) out[k * cols + c] /= total;
    }
}
static void segment_softmax_backward(
    const float *y, const float *gy, const int32_t *offsets, float *gx, size_t segments, size_t cols) {
  for (size_t s = 0; s < segments; s++)
    for (size_t c = 0; c < cols; c++) {
      float along = 0;
      for (int32_t k = offsets[s]; k < offsets[s + 1]; k++) along += y[k * cols + c] * gy[k * cols + c];
      for (int32_t k = offsets[s]; k < offsets[s + 1]; k++)
        gx[k * cols + c] = y[k * cols + c] * (gy[k * cols + c] - along);
    }
}

// MARK: Neighbourhoods

static void aggregate(
    const float *h, const float *table, const int32_t *offsets, const int32_t *source, const int32_t *code,
    const float *w, float self, acml_activation kind, float *out, size_t first, size_t end, size_t cols) {
  for (size_t i = first; i < end; i++) {
    float *to = out + i * cols;
    const float *own = h + i * cols;
    for (size_t c = 0; c < cols; c++) to[c] = self * own[c];
    for (int32_t e = offsets[i]; e < offsets[i + 1]; e++) {
      const float *from = h + (size_t)source[e] * cols, *bond = table + (size_t)code[e] * cols;
      const float weight = w ? w[e] : 1.0f;
      if (kind == ACML_RELU)
        for (size_t c = 0; c < cols; c++) to[c] += weight * rectify(from[c] + bond[c]);
      else
        for (size_t c = 0; c < cols; c++) to[c] += weight * (from[c] + bond[c]);
    }
  }
}
static void aggregate_backward(
    const float *h, const float *table, const float *g, const int32_t *offsets, const int32_t *target,
    const int32_t *code, const float *w, float self, acml_activation kind, float *gh, float *gtable, size_t first,
    size_t end, size_t cols) {
  for (size_t j = first; j < end; j++) {
    const float *own = h + j * cols;
    float *to = gh + j * cols;
    for (size_t c = 0; c < cols; c++) to[c] = self * g[j * cols + c];
    for (int32_t e = offsets[j]; e < offsets[j + 1]; e++) {
      const float *from = g + (size_t)target[e] * cols, *bond = table + (size_t)code[e] * cols;
      float *bond_gradient = gtable + (size_t)code[e] * cols;
      const float weight = w ? w[e] : 1.0f;
      for (size_t c = 0; c < cols; c++) {
        float m = weight * from[c];
        if (kind == ACML_RELU) m = own[c] + bond[c] > 0 ? m : 0;
        to[c] += m;
        bond_gradient[c] += m;
      }
    }
  }
}
static void attend(
    const float *h, const float *table, const int32_t *offsets, const int32_t *source, const int32_t *code,
    const float *a, float *out, size_t first, size_t end, size_t heads, size_t width) {
  const size_t cols = heads * width;
  for (size_t i = first; i < end; i++) {
    float *to = out + i * cols;
    for (size_t c = 0; c < cols; c++) to[c] = 0;
    for (int32_t e = offsets[i]; e < offsets[i + 1]; e++) {
      const float *from = h + (size_t)source[e] * cols, *bond = table + (size_t)code[e] * cols;
      for (size_t k = 0; k < heads; k++) {
        const float weight = a[(size_t)e * heads + k];
        for (size_t c = k * width; c < (k + 1) * width; c++) to[c] += weight * (from[c] + bond[c]);
      }
    }
  }
}
static void attend_backward(
    const float *h, const float *table, const float *g, const int32_t *offsets, const int32_t *target,
    const int32_t *code, const int32_t *edge, const float *a, float *gh, float *gtable, float *ga, size_t first,
    size_t end, size_t heads, size_t width) {
  const size_t cols = heads * width;
  for (size_t j = first; j < end; j++) {
    const float *own = h + j * cols;
    float *to = gh + j * cols;
    for (size_t c = 0; c < cols; c++) to[c] = 0;
    for (int32_t e = offsets[j]; e < offsets[j + 1]; e++) {
      const float *from = g + (size_t)target[e] * cols, *bond = table + (size_t)code[e] * cols;
      float *bond_gradient = gtable + (size_t)code[e] * cols;
      for (size_t k = 0; k < heads; k++) {
        const size_t place = (size_t)edge[e] * heads + k, start = k * width;
        const float weight = a[place];
        ga[place] = dot_float(from + start, own + start, width) + dot_float(from + start, bond + start, width);
        for (size_t c = start; c < start + width; c++) {
          const float m = weight * from[c];
          to[c] += m;
          bond_gradient[c] += m;
        }
      }
    }
  }
}
static void dot_heads(
    const float *a, const float *b, size_t b_rows, float *out, size_t rows, size_t heads, size_t width) {
  for (size_t r = 0; r < rows; r++)
    row_dots(a + r * heads * width, b + (b_rows == 1 ? 0 : r * heads * width), out + r * heads, heads, width);
}
static void dot_heads_backward(
    const float *a, const float *b, const float *g, float *ga, float *gb, size_t rows, size_t heads, size_t width) {
  for (size_t r = 0; r < rows; r++, a += heads * width, ga += heads * width, g += heads)
    for (size_t k = 0; k < heads; k++)
      for (size_t c = k * width; c < (k + 1) * width; c++) {
        ga[c] = g[k] * b[c];
        gb[c] += g[k] * a[c];
      }
}

// MARK: Convolution

static void im2col(
    const float *x, float *columns, size_t channels, size_t height, size_t width, size_t kh, size_t kw,
    size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow) {
  for (size_t channel = 0; channel < channels; channel++, x += height * width)
    for (size_t i = 0; i < kh; i++)
      for (size_t j = 0; j < kw; j++)
        for (size_t oy = 0; oy < oh; oy++, columns += ow) {
          const ptrdiff_t y = (ptrdiff_t)(oy * stride_h + i) - (ptrdiff_t)pad_h;
          if (y < 0 || y >= (ptrdiff_t)height) {
            memset(columns, 0, ow * sizeof(float));
            continue;
          }
          const float *row = x + (size_t)y * width;
          for (size_t ox = 0; ox < ow; ox++) {
            const ptrdiff_t at = (ptrdiff_t)(ox * stride_w + j) - (ptrdiff_t)pad_w;
            columns[ox] = at < 0 || at >= (ptrdiff_t)width ? 0 : row[at];
          }
        }
}
static void col2im(
    const float *columns, float *x, size_t channels, size_t height, size_t width, size_t kh, size_t kw,
    size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow) {
  memset(x, 0, channels * height * width * sizeof(float));
  for (size_t channel = 0; channel < channels; channel++, x += height * width)
    for (size_t i = 0; i < kh; i++)
      for (size_t j = 0; j < kw; j++)
        for (size_t oy = 0; oy < oh; oy++, columns += ow) {
          const ptrdiff_t y = (ptrdiff_t)(oy * stride_h + i) - (ptrdiff_t)pad_h;
          if (y < 0 || y >= (ptrdiff_t)height) continue;
          float *row = x + (size_t)y * width;
          for (size_t ox = 0; ox < ow; ox++) {
            const ptrdiff_t at = (ptrdiff_t)(ox * stride_w + j) - (ptrdiff_t)pad_w;
            if (at >= 0 && at < (ptrdiff_t)width) row[at] += columns[ox];
          }
        }
}
static void max_pool(
    const float *x, float *y, int32_t *where, size_t planes, size_t height, size_t width, size_t kh, size_t kw,
    size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow) {
  for (size_t plane = 0; plane < planes; plane++, x += height * width)
    for (size_t oy = 0; oy < oh; oy++)
      for (size_t ox = 0; ox < ow; ox++, y++, where++) {
        float best = -INFINITY;
        int32_t at = -1;
        for (size_t i = 0; i < kh; i++)
          for (size_t j = 0; j < kw; j++) {
            const ptrdiff_t row = (ptrdiff_t)(oy * stride_h + i) - (ptrdiff_t)pad_h;
            const ptrdiff_t column = (ptrdiff_t)(ox * stride_w + j) - (ptrdiff_t)pad_w;
            if (row < 0 || row >= (ptrdiff_t)height || column < 0 || column >= (ptrdiff_t)width) continue;
            const size_t place = (size_t)row * width + (size_t)column;
            if (at < 0 || x[place] > best) {
              best = x[place];
              at = (int32_t)place;
            }
          }
        *y = best;
        *where = at;
      }
}

// MARK: Optimisers

static void adamw(
    float *p, const float *g, float *m, float *v, size_t n, float beta1, float beta2, float epsilon, float step_size,
    float root_scale, float decay, float g_scale) {
  EACH_APART(i, n) {
    const float gi = g[i] * g_scale;
    m[i] = beta1 * m[i] + (1.0f - beta1) * gi;
    v[i] = beta2 * v[i] + (1.0f - beta2) * gi * gi;
    p[i] = p[i] - decay * p[i] - step_size * m[i] / (sqrtf(v[i]) * root_scale + epsilon);
  }
}
static void sgd(
    float *p, const float *g, float *momentum_buffer, size_t n, float lr, float momentum, float weight_decay,
    float g_scale, int first) {
  EACH_APART(i, n) {
    const float gi = g[i] * g_scale + weight_decay * p[i];
    const float step = first ? gi : momentum * momentum_buffer[i] + gi;
    momentum_buffer[i] = step;
    p[i] -= lr * step;
  }
}

#include "products.inc.h"
#include "images.inc.h"

// MARK: The table

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define ENTRY(result, name, arguments) .name = name,
const acml_kernels PASTE(acml_kernels_, ACML_LEVEL) = {ACML_KERNEL_LIST(ENTRY)};
