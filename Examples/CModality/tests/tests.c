// The encoders called as the program calls them: what a spectrum's row must be, and gradients against finite
// differences.
#include "encoders.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int failures = 0;

#define EXPECT(condition) \
  do { \
    if (condition) break; \
    fprintf(stderr, "%s:%d: expected %s\n", __FILE__, __LINE__, #condition); \
    failures++; \
  } while (0)

static void peaks_and_losses(void) {
  char message[ACML_MESSAGE_CAPACITY] = "";
  void *encoder = NULL;
  EXPECT(peak_bins.open("{\"binWidth\": 1, \"greatestMZ\": 100, \"greatestLoss\": 50}", NULL, &encoder, message) == 0);
  EXPECT(peak_bins.dimensions(encoder) == 101 + 51);

  const double positions[] = {15, 43.25, 58};
  const float intensities[] = {9, 16, 4};
  const acml_sample acetone = {
    .size = sizeof(acml_sample), .peak_count = 3, .positions = positions, .intensities = intensities,
    .precursor_mz = NAN, .collision_energy = NAN,
  };
  const acml_sample nothing = {.size = sizeof(acml_sample), .precursor_mz = NAN, .collision_energy = NAN};
  const acml_sample *const samples[] = {&acetone, &nothing};
  float rows[2 * 152];
  char texts[2][ACML_MESSAGE_CAPACITY] = {"", ""};
  char *const messages[] = {texts[0], texts[1]};
  EXPECT(peak_bins.encode(encoder, samples, 2, rows, messages) == 0);
  EXPECT(texts[0][0] == 0 && texts[1][0] != 0);

  // √9, √16 shared three to one, √4; the length is that of these five numbers.
  const double length = sqrt(9 + 9 + 1 + 4);
  EXPECT(fabs(rows[15] - 3 / length) < 1e-6);
  EXPECT(fabs(rows[43] - 3 / length) < 1e-6);
  EXPECT(fabs(rows[44] - 1 / length) < 1e-6);
  EXPECT(fabs(rows[58] - 2 / length) < 1e-6);
  // The loss of 14.75 Da is nearer to 15 than to 14; that of 43 Da is a bin by itself.
  EXPECT(rows[101 + 15] > rows[101 + 14] && rows[101 + 14] > 0 && rows[101 + 43] > 0);
  peak_bins.close(encoder);
}

// Two molecules: a chain of three atoms, and one atom alone. Two codes an atom, one a bond.
static const int32_t vocabulary[] = {4, 3}, bonds[] = {2};
static const int32_t atom_codes[] = {0, 1, 1, 2, 2, 0, 3, 1}, bond_codes[] = {0, 0, 1, 1};
static const int32_t sources[] = {1, 0, 2, 1}, destinations[] = {0, 1, 1, 2};
static const int32_t atom_offsets[] = {0, 3, 4}, edge_offsets[] = {0, 1, 3, 4, 4}, graph_of_atom[] = {0, 0, 0, 1};

static double loss(void *encoder, const acml_graph_batch *batch, float **values, const float *weights, void **context) {
  float rows[2 * 3];
  char message[ACML_MESSAGE_CAPACITY] = "";
  EXPECT(
      residual_sums.forward(encoder, batch, (const float *const *)values, 1, 7, rows, context, message) == 0);
  double sum = 0;
  for (int k = 0; k < 6; k++) sum += (double)rows[k] * weights[k];
  return sum;
}

static void gradients(void) {
  const acml_graph_features features = {
    .size = sizeof features, .atom_width = 2, .bond_width = 1, .atom_vocabulary = vocabulary, .bond_vocabulary = bonds,
    .name = "test",
  };
  const acml_graph_batch batch = {
    .size = sizeof batch, .atom_width = 2, .bond_width = 1, .graph_count = 2, .atom_count = 4, .edge_count = 4,
    .atom_codes = atom_codes, .bond_codes = bond_codes, .sources = sources, .destinations = destinations,
    .atom_offsets = atom_offsets, .edge_offsets = edge_offsets, .graph_of_atom = graph_of_atom,
  };
  char message[ACML_MESSAGE_CAPACITY] = "";
  void *encoder = NULL, *context = NULL;
  const char *settings = "{\"layers\": 2, \"hiddenDimensions\": 5, \"outputDimensions\": 3}";
  EXPECT(residual_sums.open(settings, &features, &encoder, message) == 0);
  const size_t count = residual_sums.parameter_count(encoder);
  EXPECT(count == 1 + 2 * 3 + 2);

  float *values[16], *found[16];
  size_t sizes[16];
  uint32_t state = 1;
  for (size_t index = 0; index < count; index++) {
    acml_parameter parameter = {.size = sizeof parameter};
    EXPECT(residual_sums.parameter(encoder, index, &parameter, message) == 0);
    sizes[index] = parameter.shape[0] * (parameter.rank == 2 ? parameter.shape[1] : 1);
    values[index] = malloc(sizes[index] * sizeof(float));
    found[index] = calloc(sizes[index], sizeof(float));
    for (size_t k = 0; k < sizes[index]; k++) {
      state = state * 1664525u + 1013904223u;  // Numerical Recipes, chapter 7
      values[index][k] = (float)(state >> 8) / (float)(1 << 24) - 0.5f;
    }
  }
  const float weights[] = {1, -0.5f, 0.25f, 2, 0.75f, -1};
  loss(encoder, &batch, values, weights, &context);
  EXPECT(context != NULL);
  EXPECT(
      residual_sums.backward(
          encoder, context, &batch, (const float *const *)values, weights, found, message) == 0);
  residual_sums.free_context(encoder, context);

  // Single precision: a step of 0.01 leaves three digits.
  for (size_t index = 0; index < count; index++)
    for (size_t k = 0; k < sizes[index]; k++) {
      const float kept = values[index][k];
      values[index][k] = kept + 0.01f;
      const double above = loss(encoder, &batch, values, weights, NULL);
      values[index][k] = kept - 0.01f;
      const double below = loss(encoder, &batch, values, weights, NULL);
      values[index][k] = kept;
      EXPECT(fabs((above - below) / 0.02 - found[index][k]) < 2e-3 * (1 + fabs(found[index][k])));
    }
  for (size_t index = 0; index < count; index++) {
    free(values[index]);
    free(found[index]);
  }
  residual_sums.close(encoder);
}

int main(void) {
  const acml_c_library *library = acml_c_plugin(ACML_C_ABI);
  EXPECT(library && library->size == sizeof *library && library->abi == ACML_C_ABI);
  EXPECT(acml_c_plugin(ACML_C_ABI + 1) == NULL);
  peaks_and_losses();
  gradients();
  if (failures == 0) puts("all tests passed");
  return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
