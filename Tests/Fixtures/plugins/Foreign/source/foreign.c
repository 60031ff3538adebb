// Two encoders in C that keep to acml_plugin.h unless the setting `fault` names a way not to; what the library says of
// itself can be changed by the compiler's flags.
#include <acml_plugin.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifndef REPORTED_ABI
#define REPORTED_ABI ACML_C_ABI
#endif
#ifndef REPORTED_SIZE
#define REPORTED_SIZE sizeof(acml_c_library)
#endif
#ifndef REPORTED_ENCODER_SIZE
#define REPORTED_ENCODER_SIZE sizeof(acml_modality_encoder)
#endif
#ifndef REPORTED_COUNT
#define REPORTED_COUNT 1
#endif
#ifndef REPORTED_ID
#define REPORTED_ID "c-counts"
#endif
#ifndef REPORTED_MODALITIES
#define REPORTED_MODALITIES "smiles gc-ms nmr-1h"
#endif
#ifndef REPORTED_ENCODE
#define REPORTED_ENCODE encode
#endif
#ifndef REPORTED_KIND
#define REPORTED_KIND ACML_NUMBER
#endif
#ifndef REPORTED_INITIAL
#define REPORTED_INITIAL "1"
#endif

typedef struct {
  char fault[32];
  double scale;
  int calls;
} encoder_state;

// How many contexts and encoders are left, for tests to look at.
ACML_EXPORT int foreign_contexts_left = 0;
ACML_EXPORT int foreign_encoders_left = 0;

static int is(const void *encoder, const char *fault) {
  return strcmp(((const encoder_state *)encoder)->fault, fault) == 0;
}

static int32_t open_any(const char *settings, void **encoder, char *message) {
  encoder_state *made = calloc(1, sizeof *made);
  const char *fault = strstr(settings, "\"fault\": \""), *scale = strstr(settings, "\"scale\": ");
  if (fault) sscanf(fault + strlen("\"fault\": \""), "%31[^\"]", made->fault);
  if (scale) made->scale = strtod(scale + strlen("\"scale\": "), NULL);
  if (is(made, "open")) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "found nothing,\nexpected something");
    free(made);
    return 3;
  }
  if (is(made, "endless")) memset(message, 'x', ACML_MESSAGE_CAPACITY);
  if (is(made, "endless") || is(made, "nothing")) {
    const int32_t code = is(made, "endless") ? -1 : 0;
    free(made);
    return code;
  }
  foreign_encoders_left++;
  *encoder = made;
  return 0;
}

static void close_any(void *encoder) {
  foreign_encoders_left--;
  free(encoder);
}

// MARK: Counts of what a sample has

static int32_t open_counts(const char *settings, const char *weights, void **encoder, char *message) {
  const int32_t code = open_any(settings, encoder, message);
  if (code || !weights || !*encoder) return code;
  // The only weights: a file with a number to scale by.
  char path[4096];
  snprintf(path, sizeof path, "%s/scale.txt", weights);
  FILE *file = fopen(path, "r");
  if (!file) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "%.400s can't be read", path);
    close_any(*encoder);
    return 1;
  }
  if (fscanf(file, "%lf", &((encoder_state *)*encoder)->scale) != 1) ((encoder_state *)*encoder)->scale = 0;
  fclose(file);
  return 0;
}

static uint64_t counts(const void *encoder) { return is(encoder, "width") ? 0 : is(encoder, "wide") ? UINT64_MAX : 4; }

static int32_t encode(
    void *encoder, const acml_sample *const *samples, uint64_t count, float *embeddings, char *const *messages) {
  encoder_state *made = encoder;
  made->calls++;
  for (uint64_t index = 0; index < count; index++) {
    const acml_sample *sample = samples[index];
    float *row = embeddings + 4 * index;
    const char *smiles = sample->smiles ? sample->smiles : "";
    if (sample->size < sizeof(acml_sample)) return 9;
    if (strchr(smiles, 'U')) {
      snprintf(messages[index], ACML_MESSAGE_CAPACITY, "uranium is too much");
      continue;
    }
    row[0] = (float)strlen(smiles);
    row[1] = (float)made->scale;
    row[2] = sample->peak_count ? (float)sample->positions[0] + sample->intensities[sample->peak_count - 1] : 0;
    row[3] = sample->multiplicities ? (float)strlen(sample->multiplicities[0]) + sample->integrals[0] : 0;
    if (is(made, "nan") && index == 1) row[2] = NAN;
    if (is(made, "batch")) row[2] = (float)count;
    if (is(made, "random")) row[2] = (float)made->calls;
    if (is(made, "unwritten") && index == 1) memset(row, 0xFF, 4 * sizeof *row);
  }
  if (is(made, "overrun")) embeddings[4 * count] = 1;
  if (is(made, "code")) {
    snprintf(messages[0], ACML_MESSAGE_CAPACITY, "the device is gone");
    return 5;
  }
  return 0;
}

// MARK: The mean of a learned row an element

static int32_t open_mean(
    const char *settings, const acml_graph_features *features, void **encoder, char *message) {
  if (features->size < sizeof *features || features->atom_vocabulary[0] != 119) return 9;
  return open_any(settings, encoder, message);
}

static uint64_t width(const void *encoder) { return is(encoder, "width") ? 0 : 4; }

static uint64_t parameter_count(const void *encoder) { return is(encoder, "parameters") ? 0 : 2; }

static int32_t parameter(const void *encoder, uint64_t index, acml_parameter *description, char *message) {
  if (is(encoder, "parameter")) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "no such parameter");
    return 1;
  }
  description->name = index == 0 ? "table.elements" : "bias";
  if (is(encoder, "nameless")) description->name = NULL;
  if (is(encoder, "misnamed")) description->name = "a b";
  if (is(encoder, "twice")) description->name = "bias";
  description->initial = is(encoder, "initial") ? 9 : index == 0 ? ACML_NORMAL : ACML_CONSTANT;
  description->scale = is(encoder, "scale") ? NAN : index == 0 ? 1 : 0;
  description->rank = is(encoder, "rank") ? 5 : index == 0 ? 2 : 1;
  description->shape[0] = is(encoder, "empty") ? 0 : is(encoder, "huge") ? 1ull << 40 : index == 0 ? 119 : 4;
  description->shape[1] = is(encoder, "huge") ? 1ull << 40 : 4;
  return 0;
}

static int32_t forward(
    void *encoder, const acml_graph_batch *batch, const float *const *parameters, int32_t is_training, uint64_t seed,
    float *embeddings, void **context, char *message) {
  encoder_state *made = encoder;
  made->calls++;
  if (is(made, "crash")) *(volatile int *)8 = 1;
  while (is(made, "hang")) made->calls++;
  if (is(made, "code")) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "the device is gone");
    return 5;
  }
  static volatile char *leaked;
  if (is(made, "leak")) {
    leaked = malloc(20000);
    memset((char *)leaked, 1, 20000);
  }
  for (uint64_t graph = 0; graph < batch->graph_count; graph++) {
    const int32_t first = batch->atom_offsets[graph], end = batch->atom_offsets[graph + 1];
    float *row = embeddings + 4 * graph;
    memcpy(row, parameters[1], 4 * sizeof *row);
    for (int32_t atom = first; atom < end; atom++) {
      const float *from = parameters[0] + 4 * batch->atom_codes[(size_t)atom * batch->atom_width];
      const float share = (is(made, "order") ? 1 + (float)(atom - first) : 1) / (float)(end - first);
      for (int k = 0; k < 4; k++) row[k] += share * from[k];
    }
    if (is(made, "random")) row[0] += (float)made->calls;
    if (is(made, "dropout") && is_training) row[0] += (float)(seed % 7);
    if (is(made, "nan") && graph == 0) row[2] = INFINITY;
  }
  if (is(made, "overrun")) embeddings[4 * batch->graph_count + 3] = 1;
  if (context) {
    *context = malloc(4096);
    foreign_contexts_left++;
  }
  return 0;
}

static int32_t backward(
    void *encoder, void *context, const acml_graph_batch *batch, const float *const *parameters, const float *gradient,
    float *const *parameter_gradients, char *message) {
  (void)parameters;
  if (is(encoder, "backward") || !context) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "no way back");
    return 6;
  }
  for (uint64_t graph = 0; graph < batch->graph_count; graph++) {
    const int32_t first = batch->atom_offsets[graph], end = batch->atom_offsets[graph + 1];
    for (int32_t atom = first; atom < end; atom++)
      for (int k = 0; k < 4; k++)
        parameter_gradients[0][4 * batch->atom_codes[(size_t)atom * batch->atom_width] + k] +=
            gradient[4 * graph + k] / (float)(end - first) * (is(encoder, "gradient") ? 2 : 1);
    for (int k = 0; k < 4; k++) parameter_gradients[1][k] += gradient[4 * graph + k];
  }
  if (is(encoder, "backward-nan")) parameter_gradients[1][0] = NAN;
  if (is(encoder, "backward-overrun")) parameter_gradients[1][4] = 0;
  return 0;
}

static void free_context(void *encoder, void *context) {
  foreign_contexts_left--;
  if (!is(encoder, "hoard")) free(context);
}

// MARK: The library

static const acml_setting settings[] = {
  {sizeof(acml_setting), ACML_TEXT, "fault", "what to do wrong", "none", 0, 0},
  {sizeof(acml_setting), REPORTED_KIND, "scale", "what to scale by", REPORTED_INITIAL, 0, 10},
};

static const acml_modality_encoder modality_encoders[] = {{
  .size = REPORTED_ENCODER_SIZE,
  .id = REPORTED_ID,
  .summary = "counts, in C",
  .modalities = REPORTED_MODALITIES,
  .settings = settings,
  .setting_count = 2,
  .open = open_counts,
  .close = close_any,
  .dimensions = counts,
  .encode = REPORTED_ENCODE,
}};

static const acml_graph_encoder graph_encoders[] = {{
  .size = sizeof(acml_graph_encoder),
  .id = "c-mean",
  .summary = "the mean of a learned row an element, in C",
  .settings = settings,
  .setting_count = 2,
  .open = open_mean,
  .close = close_any,
  .dimensions = width,
  .parameter_count = parameter_count,
  .parameter = parameter,
  .forward = forward,
  .backward = backward,
  .free_context = free_context,
}};

#ifdef DECLARED
ACML_COMPONENT(c_counts);
#endif

const acml_c_library *acml_c_plugin(uint32_t abi) {
  static const acml_c_library library = {
    .size = REPORTED_SIZE,
    .abi = REPORTED_ABI,
    .modality_encoders = modality_encoders,
    .modality_encoder_count = REPORTED_COUNT,
    .graph_encoders = graph_encoders,
    .graph_encoder_count = 1,
  };
#ifdef NO_DESCRIPTION
  return abi ? NULL : &library;
#else
  return abi ? &library : NULL;
#endif
}
