// Vector kernels: no state, no allocation, no threads. Each works on a block that the caller chose.
//
// Every kernel is compiled once for each CPU level (see dispatch.c); callers reach them through the table that
// acml_kernels_get() returns. Matrices are row-major and dense; `rows`, `cols` and `n` count floats, indices are int32.
// No pointer may be NULL unless its line says so, and outputs don't overlap inputs unless it says so.
#ifndef ACML_KERNELS_H
#define ACML_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Elementwise functions and their derivatives.
typedef enum {
  ACML_IDENTITY = 0,
  ACML_RELU = 1,
  ACML_GELU = 2,       // x Φ(x), with the error function (Hendrycks & Gimpel, arXiv 1606.08415)
  ACML_GELU_TANH = 3,  // the tanh approximation of the same paper
  ACML_SILU = 4,       // x σ(x)
  ACML_SIGMOID = 5,
  ACML_TANH = 6,
  ACML_LEAKY_RELU = 7, // `slope` below zero
  ACML_EXP = 8,
  ACML_LOG = 9,
  ACML_SQRT = 10,
  ACML_SOFTPLUS = 11,  // log(1 + e^x)
} acml_activation;

/// Rows and columns that multiply_transposed() lays out at once, at most.
#define ACML_TRANSPOSED_ROWS 256
#define ACML_TRANSPOSED_COLUMNS 512

// clang-format off
#define ACML_KERNEL_LIST(K) \
  /* elementwise, n floats; out may be an input */ \
  K(void, add, (const float *a, const float *b, float *out, size_t n)) \
  K(void, subtract, (const float *a, const float *b, float *out, size_t n)) \
  K(void, multiply, (const float *a, const float *b, float *out, size_t n)) \
  K(void, divide, (const float *a, const float *b, float *out, size_t n)) \
  /* out = alpha x + beta */ \
  K(void, affine, (const float *x, float alpha, float beta, float *out, size_t n)) \
  /* y += alpha x */ \
  K(void, accumulate, (float alpha, const float *x, float *y, size_t n)) \
  K(void, clamp, (const float *x, float low, float high, float *out, size_t n)) \
  /* out = gy where low <= x <= high, else 0 */ \
  K(void, clamp_backward, (const float *x, const float *gy, float low, float high, float *out, size_t n)) \
  K(void, activate, (acml_activation kind, float slope, const float *x, float *out, size_t n)) \
  /* gx = gy f'(x); y = f(x) */ \
  K(void, activate_backward, (acml_activation kind, float slope, const float *x, const float *y, const float *gy, float *gx, size_t n)) \
  /* out = x / (1 - p) where the counter-based generator keyed by `key` keeps element `start + i`, else 0 */ \
  K(void, dropout, (const float *x, float *out, size_t n, uint64_t key, uint64_t start, float p)) \
  K(double, sum, (const float *x, size_t n)) \
  K(double, sum_of_squares, (const float *x, size_t n)) \
  K(double, dot, (const float *a, const float *b, size_t n)) \
  /* 1 if every value is finite */ \
  K(int, all_finite, (const float *x, size_t n)) \
  /* rows by columns; out may be x */ \
  K(void, add_row, (const float *x, const float *row, float *out, size_t rows, size_t cols)) \
  K(void, multiply_row, (const float *x, const float *row, float *out, size_t rows, size_t cols)) \
  /* out = f(x + bias); pre (may be NULL, may be x) receives x + bias */ \
  K(void, bias_activate, (acml_activation kind, float slope, const float *x, const float *bias, float *_Nullable pre, float *out, size_t rows, size_t cols)) \
  /* out[r, :] = x[r, :] scale[r] */ \
  K(void, scale_rows, (const float *x, const float *scale, float *out, size_t rows, size_t cols)) \
  K(void, row_sums, (const float *x, float *out, size_t rows, size_t cols)) \
  /* out[r] = a[r, :] . b[r, :] */ \
  K(void, row_dots, (const float *a, const float *b, float *out, size_t rows, size_t cols)) \
  /* out[r] = scale[r] times the sum over c of codes[r, c] query[c] */ \
  K(void, code_dots, (const int8_t *codes, const float *scale, const float *query, float *out, size_t rows, size_t cols)) \
  K(void, row_max, (const float *x, float *out, int32_t *where, size_t rows, size_t cols)) \
  /* out[c] += sum over rows */ \
  K(void, column_sums, (const float *x, float *out, size_t rows, size_t cols)) \
  /* out[c] += sum over rows of (x[r, c] - mean[c])^2 */ \
  K(void, column_squares, (const float *x, const float *mean, float *out, size_t rows, size_t cols)) \
  K(void, transpose, (const float *x, float *out, size_t rows, size_t cols)) \
  /* normalisation: y = gamma (x - mean[c]) rstd[c] + beta, then f (identity or ReLU) */ \
  K(void, batch_norm, (const float *x, const float *mean, const float *rstd, const float *gamma, const float *beta, acml_activation kind, float *y, size_t rows, size_t cols)) \
  /* sum_g[c] += gy', sum_gx[c] += gy' x̂, with gy' = gy where y > 0 if kind is ReLU */ \
  K(void, batch_norm_backward_sums, (const float *x, const float *y, const float *gy, const float *mean, const float *rstd, acml_activation kind, float *sum_g, float *sum_gx, size_t rows, size_t cols)) \
  /* gx = gamma rstd (gy' - mean_g[c] - x̂ mean_gx[c]) */ \
  K(void, batch_norm_backward, (const float *x, const float *y, const float *gy, const float *mean, const float *rstd, const float *gamma, const float *mean_g, const float *mean_gx, acml_activation kind, float *gx, size_t rows, size_t cols)) \
  /* per row; mean and rstd are outputs of length rows */ \
  K(void, layer_norm, (const float *x, const float *gamma, const float *beta, float epsilon, float *y, float *mean, float *rstd, size_t rows, size_t cols)) \
  /* ggamma, gbeta are added to */ \
  K(void, layer_norm_backward, (const float *x, const float *gamma, const float *mean, const float *rstd, const float *gy, float *gx, float *ggamma, float *gbeta, size_t rows, size_t cols)) \
  /* y = x / max(|x|, epsilon); norms is an output of length rows */ \
  K(void, l2_normalize, (const float *x, float epsilon, float *y, float *norms, size_t rows, size_t cols)) \
  K(void, l2_normalize_backward, (const float *y, const float *norms, float epsilon, const float *gy, float *gx, size_t rows, size_t cols)) \
  K(void, softmax, (const float *x, float *y, size_t rows, size_t cols)) \
  K(void, softmax_backward, (const float *y, const float *gy, float *gx, size_t rows, size_t cols)) \
  K(void, log_softmax, (const float *x, float *y, size_t rows, size_t cols)) \
  K(void, log_softmax_backward, (const float *y, const float *gy, float *gx, size_t rows, size_t cols)) \
  K(void, log_sum_exp, (const float *x, float *out, size_t rows, size_t cols)) \
  /* rows chosen by index */ \
  K(void, gather_rows, (const float *x, const int32_t *index, float *out, size_t count, size_t cols)) \
  /* x[index[i], :] += y[i, :]; one thread only */ \
  K(void, scatter_add_rows, (const float *y, const int32_t *index, float *x, size_t count, size_t cols)) \
  /* out[i, :] = sum over k of table[codes[i, k], :] */ \
  K(void, embedding_sum, (const float *table, const int32_t *codes, size_t codes_per_row, float *out, size_t rows, size_t cols)) \
  K(void, embedding_sum_backward, (const float *gy, const int32_t *codes, size_t codes_per_row, float *gtable, size_t rows, size_t cols)) \
  /* segments: out[s, :] = sum of x[order[k], :] for k in offsets[s] ..< offsets[s + 1]; order may be NULL (then k itself) */ \
  K(void, segment_sum, (const float *x, const int32_t *offsets, const int32_t *_Nullable order, float *out, size_t segments, size_t cols)) \
  /* where[s, c] is the row that held the maximum, -1 (and out 0) for an empty segment */ \
  K(void, segment_max, (const float *x, const int32_t *offsets, float *out, int32_t *where, size_t segments, size_t cols)) \
  K(void, segment_softmax, (const float *x, const int32_t *offsets, float *out, size_t segments, size_t cols)) \
  K(void, segment_softmax_backward, (const float *y, const float *gy, const int32_t *offsets, float *gx, size_t segments, size_t cols)) \
  /* neighbourhoods: out[i, :] = self h[i, :] + sum over edges e in offsets[i] ..< offsets[i + 1] of
     w[e] f(h[source[e], :] + table[code[e], :]), f identity or ReLU; w may be NULL (ones) */ \
  K(void, aggregate, (const float *h, const float *table, const int32_t *offsets, const int32_t *source, const int32_t *code, const float *_Nullable w, float self, acml_activation kind, float *out, size_t first, size_t end, size_t cols)) \
  /* the transpose, over edges that leave node j, grouped by source: gh[j, :] = self g[j, :] + sum of m,
     gtable[code, :] += m, with m = w g[target, :] f'(h[j, :] + table[code, :]) */ \
  K(void, aggregate_backward, (const float *h, const float *table, const float *g, const int32_t *offsets, const int32_t *target, const int32_t *code, const float *_Nullable w, float self, acml_activation kind, float *gh, float *gtable, size_t first, size_t end, size_t cols)) \
  /* the same with a factor a[e, k] of each edge and head: out[i, k, :] = sum of a[e, k] (h[source[e], k, :] + table[code[e], k, :]) */ \
  K(void, attend, (const float *h, const float *table, const int32_t *offsets, const int32_t *source, const int32_t *code, const float *a, float *out, size_t first, size_t end, size_t heads, size_t width)) \
  /* its transpose: also ga[e, k] = g[target, k, :] . (h[j, k, :] + table[code, k, :]), e = edge[position] */ \
  K(void, attend_backward, (const float *h, const float *table, const float *g, const int32_t *offsets, const int32_t *target, const int32_t *code, const int32_t *edge, const float *a, float *gh, float *gtable, float *ga, size_t first, size_t end, size_t heads, size_t width)) \
  /* out[r, k] = sum over c of a[r, k, c] b[r, k, c]; with b_rows == 1 b is one row for all */ \
  K(void, dot_heads, (const float *a, const float *b, size_t b_rows, float *out, size_t rows, size_t heads, size_t width)) \
  /* with b one row for all: ga[r, k, :] = g[r, k] b[k, :], gb[k, :] += sum over r of g[r, k] a[r, k, :] */ \
  K(void, dot_heads_backward, (const float *a, const float *b, const float *g, float *ga, float *gb, size_t rows, size_t heads, size_t width)) \
  /* pairwise mean over rows of -log softmax(x)[target]; p receives softmax, losses[r] the row's loss; target -1 = ignored (loss 0) */ \
  K(void, cross_entropy, (const float *x, const int32_t *target, float *p, float *losses, size_t rows, size_t cols)) \
  /* convolution helpers, one image [channels, height, width] to columns [channels kh kw, oh ow] */ \
  K(void, im2col, (const float *x, float *columns, size_t channels, size_t height, size_t width, size_t kh, size_t kw, size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow)) \
  K(void, col2im, (const float *columns, float *x, size_t channels, size_t height, size_t width, size_t kh, size_t kw, size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow)) \
  K(void, max_pool, (const float *x, float *y, int32_t *where, size_t planes, size_t height, size_t width, size_t kh, size_t kw, size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow)) \
  /* images [height, width, channels], several one after the other; pixels of the output are counted over all of them.
     rows: what is under the window of each pixel first ..< end, [end - first, kh kw channels] */ \
  K(void, image_rows, (const float *x, float *rows, size_t height, size_t width, size_t channels, size_t kh, size_t kw, size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow, size_t first, size_t end)) \
  /* the transpose: x += rows at their places */ \
  K(void, add_image_rows, (const float *rows, float *x, size_t height, size_t width, size_t channels, size_t kh, size_t kw, size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow, size_t first, size_t end)) \
  /* y, where: of pixel `first` on; where[pixel, c] is the place height × width of the greatest value in its image */ \
  K(void, image_max_pool, (const float *x, float *y, int32_t *where, size_t height, size_t width, size_t channels, size_t kh, size_t kw, size_t stride_h, size_t stride_w, size_t pad_h, size_t pad_w, size_t oh, size_t ow, size_t first, size_t end)) \
  /* columns of a panel: what a matrix product works on at once */ \
  K(size_t, panel_width, (void)) \
  /* floats of a matrix [depth, columns] laid out for multiply_packed() */ \
  K(size_t, packed_count, (size_t columns, size_t depth)) \
  /* lays out panels first ..< end of ceil(columns / panel); b is [depth, columns], or [columns, depth] if transposed, its
     rows `step` apart */ \
  K(void, pack_matrix, (const float *b, size_t step, int transposed, size_t first, size_t end, size_t columns, size_t depth, float *packed)) \
  /* c = f(a b + bias), a [rows, depth], its rows a_step apart; pre (may be NULL) receives a b + bias, in rows as those of c.
     A row of c depends on its row of a alone, and neither on the other rows nor on their number */ \
  K(void, multiply_packed, (const float *a, size_t a_step, size_t rows, size_t depth, const float *packed, size_t columns, const float *_Nullable bias, acml_activation kind, float slope, float *_Nullable pre, float *c, size_t c_step)) \
  /* c[m, n] += the sum over rows of a[row, :]ᵀ b[row, :]; scratch: packed_count() of as many columns and rows as are laid out at once */ \
  K(void, multiply_transposed, (const float *a, size_t a_step, const float *b, size_t b_step, size_t rows, size_t m, size_t n, float *scratch, float *c)) \
  /* attention of one head within one sequence: rows of `width` floats, `step` apart; scratch: attention_scratch() floats */ \
  K(size_t, attention_scratch, (size_t length, size_t width)) \
  K(void, attend_sequence, (const float *q, const float *k, const float *v, size_t length, size_t width, size_t step, float scale, float *scratch, float *out)) \
  /* out[r] = x[r, :] . vector */ \
  K(void, row_products, (const float *x, const float *vector, float *out, size_t rows, size_t cols)) \
  /* where, of n places at most: the ascending i with x[i] > limits[i limit_step], limit_step 0 or 1; returns their number */ \
  K(size_t, find_above, (const float *x, const float *limits, size_t limit_step, size_t n, int32_t *where)) \
  /* a matrix [outputs, depth] as panels [ceil(outputs / panel), depth, panel], filled up with zeros */ \
  K(void, pack_panels, (const float *weight, float *packed, size_t outputs, size_t depth)) \
  /* y[p, :] = f(bias + added[p, :] + weight · x at pixel p) for first <= p < end, f identity or ReLU; a pixel's values are
     `taps` runs of `depth` floats, `tap_step` apart, from x + p / row_pixels row_step + p % row_pixels pixel_step */ \
  K(void, convolve, (const float *x, size_t first, size_t end, size_t row_pixels, size_t row_step, size_t pixel_step, size_t taps, size_t tap_step, size_t depth, const float *packed, const float *_Nullable bias, const float *_Nullable added, int relu, float *y, size_t outputs)) \
  /* Winograd's F(2 × 2, 3 × 3), padding 1: tiles of 2 × 2 pixels of the output, counted over all images, ceil(height / 2) by
     ceil(width / 2) in each. weights [outputs, 3, 3, inputs] to [16, outputs, inputs] */ \
  K(void, winograd_weights, (const float *weight, float *transformed, size_t outputs, size_t inputs)) \
  /* v: [16, end - first, channels]; zeros: that many floats, read beyond the border */ \
  K(void, winograd_input, (const float *x, size_t height, size_t width, size_t channels, const float *zeros, size_t first, size_t end, float *v)) \
  /* m: [16, end - first, outputs]; y = f(bias + added + m transformed back), for whole images */ \
  K(void, winograd_output, (const float *m, size_t height, size_t width, size_t outputs, const float *bias, const float *_Nullable added, int relu, size_t first, size_t end, float *y)) \
  /* optimisers (Loshchilov & Hutter, arXiv 1711.05101): p, m, v are updated; step_size = lr / (1 - beta1^t),
     root_scale = 1 / sqrt(1 - beta2^t), decay = lr * weight decay */ \
  K(void, adamw, (float *p, const float *g, float *m, float *v, size_t n, float beta1, float beta2, float epsilon, float step_size, float root_scale, float decay, float g_scale)) \
  K(void, sgd, (float *p, const float *g, float *momentum_buffer, size_t n, float lr, float momentum, float weight_decay, float g_scale, int first))
// clang-format on

#define ACML_KERNEL_FIELD(result, name, arguments) result(*_Nonnull name) arguments;

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// One entry a kernel, all for the same CPU level.
typedef struct {
  ACML_KERNEL_LIST(ACML_KERNEL_FIELD)
} acml_kernels;

/// The kernels of the highest level that this CPU has, or of the level that the environment variable ACML_CPU names
/// (`baseline`, `x86-64-v3`, `x86-64-v4`) where the CPU has it. The choice is made once.
const acml_kernels *acml_kernels_get(void);

/// The name of the level that acml_kernels_get() chose; static storage.
const char *acml_kernels_level(void);

/// The levels that this build holds and this CPU has, lowest first, separated by blanks; static storage.
const char *acml_kernels_available(void);

/// The kernels of one level, or NULL if it is not available.
const acml_kernels *_Nullable acml_kernels_at(const char *level);

/// Tells the CPU that the thread is waiting in a loop.
static inline void acml_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif
