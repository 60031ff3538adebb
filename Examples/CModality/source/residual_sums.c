// A graph network, forward and backward. With a table A of atoms and, in each of L layers, a table B of bonds, a matrix
// W and a vector b (all vectors are rows):
//
//   h⁰ᵢ = Σ A[codes of atom i]
//   sᵢ  = hᵢ + Σ (hⱼ + Σ B[codes of the bond])        over the neighbours j of i
//   tᵢ  = tanh(sᵢ W + b),   hᵢ ← hᵢ + tᵢ
//   embedding of a graph = mean(hᵢ) R + c
#include "encoders.h"
#include "settings.h"

#include <math.h>

typedef struct {
  size_t layers, hidden, output;
  // Of the codes of atoms and bonds: where the rows of each begin in its table, and how many rows the table has.
  size_t atom_width, bond_width, atom_rows, bond_rows;
  size_t atom_first[16], bond_first[16];
  char name[64];
} network;

// What the backward pass needs, one row an atom: h of every layer and of the end, s and t of every layer, and the mean
// over the atoms of each graph.
typedef struct {
  float *h, *s, *t, *mean;
} activations;

// MARK: Parameters: atoms; for each layer bonds, weight, bias; readout weight and bias.

enum { per_layer = 3 };
static size_t bonds_of(size_t layer) { return 1 + per_layer * layer; }
static size_t weight_of(size_t layer) { return bonds_of(layer) + 1; }
static size_t bias_of(size_t layer) { return bonds_of(layer) + 2; }
static size_t readout_of(const network *made) { return bonds_of(made->layers); }

static uint64_t parameter_count(const void *encoder) { return readout_of(encoder) + 2; }

static int32_t describe(const void *encoder, uint64_t index, acml_parameter *parameter, char *message) {
  // The program copies the name before it calls anything else.
  network *made = (network *)encoder;
  const size_t layer = index ? (size_t)(index - 1) / per_layer : 0, readout = readout_of(made);
  const double bound = sqrt(3.0 / (double)made->hidden);
  parameter->rank = 2;
  parameter->shape[1] = made->hidden;
  parameter->name = made->name;
  if (index == 0) {
    snprintf(made->name, sizeof made->name, "atoms");
    parameter->shape[0] = made->atom_rows;
    parameter->initial = ACML_NORMAL;
    parameter->scale = 0.3;
  } else if (index == bonds_of(layer) && layer < made->layers) {
    snprintf(made->name, sizeof made->name, "layers.%zu.bonds", layer);
    parameter->shape[0] = made->bond_rows;
    parameter->initial = ACML_NORMAL;
    parameter->scale = 0.3;
  } else if (index == weight_of(layer) && layer < made->layers) {
    snprintf(made->name, sizeof made->name, "layers.%zu.weight", layer);
    parameter->shape[0] = made->hidden;
    parameter->initial = ACML_UNIFORM;
    parameter->scale = bound;
  } else if (index == bias_of(layer) && layer < made->layers) {
    snprintf(made->name, sizeof made->name, "layers.%zu.bias", layer);
    parameter->rank = 1;
    parameter->shape[0] = made->hidden;
  } else if (index == readout) {
    parameter->name = "readout.weight";
    parameter->shape[0] = made->hidden;
    parameter->shape[1] = made->output;
    parameter->initial = ACML_UNIFORM;
    parameter->scale = bound;
  } else if (index == readout + 1) {
    parameter->name = "readout.bias";
    parameter->rank = 1;
    parameter->shape[0] = made->output;
  } else {
    snprintf(message, ACML_MESSAGE_CAPACITY, "there is no parameter %llu", (unsigned long long)index);
    return 1;
  }
  return 0;
}

// MARK: Making

static int32_t open_network(
    const char *settings, const acml_graph_features *features, void **encoder, char *message) {
  network *made = calloc(1, sizeof *made);
  const size_t most = sizeof made->atom_first / sizeof *made->atom_first;
  if (!made || features->atom_width > most || features->bond_width > most) {
    snprintf(message, ACML_MESSAGE_CAPACITY, made ? "more than %zu codes an atom or bond" : "out of memory", most);
    free(made);
    return 1;
  }
  made->layers = (size_t)setting_number(settings, "layers");
  made->hidden = (size_t)setting_number(settings, "hiddenDimensions");
  made->output = (size_t)setting_number(settings, "outputDimensions");
  made->atom_width = features->atom_width;
  made->bond_width = features->bond_width;
  for (size_t k = 0; k < made->atom_width; k++) {
    made->atom_first[k] = made->atom_rows;
    made->atom_rows += (size_t)features->atom_vocabulary[k];
  }
  for (size_t k = 0; k < made->bond_width; k++) {
    made->bond_first[k] = made->bond_rows;
    made->bond_rows += (size_t)features->bond_vocabulary[k];
  }
  *encoder = made;
  return 0;
}

static void close_network(void *encoder) { free(encoder); }

static uint64_t dimensions(const void *encoder) { return ((const network *)encoder)->output; }

static void free_activations(void *encoder, void *context) {
  (void)encoder;
  activations *kept = context;
  free(kept->h);
  free(kept->s);
  free(kept->t);
  free(kept->mean);
  free(kept);
}

static activations *make_activations(const network *made, const acml_graph_batch *batch) {
  const size_t values = (size_t)batch->atom_count * made->hidden;
  activations *kept = calloc(1, sizeof *kept);
  if (!kept) return NULL;
  kept->h = calloc((made->layers + 1) * values, sizeof(float));
  kept->s = calloc(made->layers * values, sizeof(float));
  kept->t = calloc(made->layers * values, sizeof(float));
  kept->mean = calloc((size_t)batch->graph_count * made->hidden, sizeof(float));
  if (kept->h && kept->s && kept->t && kept->mean) return kept;
  free_activations(NULL, kept);
  return NULL;
}

// MARK: Linear algebra, row by row

static void add(const float *x, float *y, size_t count) {
  for (size_t k = 0; k < count; k++) y[k] += x[k];
}

// y += x W, for one row.
static void multiply(const float *x, const float *w, float *y, size_t inputs, size_t outputs) {
  for (size_t i = 0; i < inputs; i++)
    for (size_t o = 0; o < outputs; o++) y[o] += x[i] * w[i * outputs + o];
}

// From the gradient of y = x W + b to those of W, of b and of x; the last is written, the others are added to.
static void multiply_back(
    const float *x, const float *w, const float *gy, float *gw, float *gb, float *gx, size_t inputs, size_t outputs) {
  for (size_t i = 0; i < inputs; i++) {
    float sum = 0;
    for (size_t o = 0; o < outputs; o++) {
      sum += gy[o] * w[i * outputs + o];
      gw[i * outputs + o] += x[i] * gy[o];
    }
    gx[i] = sum;
  }
  add(gy, gb, outputs);
}

// MARK: Forward

static void run_layer(
    const network *made, size_t layer, const acml_graph_batch *batch, const float *const *parameters,
    activations *kept) {
  const size_t d = made->hidden, values = (size_t)batch->atom_count * d;
  const float *h = kept->h + layer * values, *bonds = parameters[bonds_of(layer)];
  float *next = kept->h + (layer + 1) * values;
  for (size_t atom = 0; atom < batch->atom_count; atom++) {
    float *s = kept->s + layer * values + atom * d, *t = kept->t + layer * values + atom * d;
    add(h + atom * d, s, d);
    for (int32_t edge = batch->edge_offsets[atom]; edge < batch->edge_offsets[atom + 1]; edge++) {
      add(h + (size_t)batch->sources[edge] * d, s, d);
      for (size_t k = 0; k < made->bond_width; k++) {
        const int32_t code = batch->bond_codes[(size_t)edge * made->bond_width + k];
        add(bonds + (made->bond_first[k] + (size_t)code) * d, s, d);
      }
    }
    add(parameters[bias_of(layer)], t, d);
    multiply(s, parameters[weight_of(layer)], t, d, d);
    for (size_t k = 0; k < d; k++) t[k] = tanhf(t[k]);
    add(h + atom * d, next + atom * d, d);
    add(t, next + atom * d, d);
  }
}

static int32_t forward(
    void *encoder, const acml_graph_batch *batch, const float *const *parameters, int32_t is_training, uint64_t seed,
    float *embeddings, void **context, char *message) {
  // There is no dropout here that would differ in training.
  (void)is_training;
  (void)seed;
  const network *made = encoder;
  const size_t d = made->hidden;
  activations *kept = make_activations(made, batch);
  if (!kept) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "out of memory");
    return 1;
  }
  for (size_t atom = 0; atom < batch->atom_count; atom++)
    for (size_t k = 0; k < made->atom_width; k++) {
      const int32_t code = batch->atom_codes[atom * made->atom_width + k];
      add(parameters[0] + (made->atom_first[k] + (size_t)code) * d, kept->h + atom * d, d);
    }
  for (size_t layer = 0; layer < made->layers; layer++) run_layer(made, layer, batch, parameters, kept);

  const float *last = kept->h + made->layers * batch->atom_count * d;
  const size_t readout = readout_of(made);
  for (size_t graph = 0; graph < batch->graph_count; graph++) {
    float *mean = kept->mean + graph * d, *row = embeddings + graph * made->output;
    const int32_t first = batch->atom_offsets[graph], end = batch->atom_offsets[graph + 1];
    for (int32_t atom = first; atom < end; atom++) add(last + (size_t)atom * d, mean, d);
    for (size_t k = 0; k < d; k++) mean[k] /= (float)(end - first);
    memcpy(row, parameters[readout + 1], made->output * sizeof(float));
    multiply(mean, parameters[readout], row, d, made->output);
  }
  if (context)
    *context = kept;
  else
    free_activations(encoder, kept);
  return 0;
}

// MARK: Backward

// From the gradient of what leaves a layer to that of what enters it, in place.
static void run_layer_back(
    const network *made, size_t layer, const acml_graph_batch *batch, const float *const *parameters,
    const activations *kept, float *const *gradients, float *gh, float *gs) {
  const size_t d = made->hidden, values = (size_t)batch->atom_count * d;
  float gz[d];
  for (size_t atom = 0; atom < batch->atom_count; atom++) {
    const float *s = kept->s + layer * values + atom * d, *t = kept->t + layer * values + atom * d;
    for (size_t k = 0; k < d; k++) gz[k] = gh[atom * d + k] * (1 - t[k] * t[k]);
    multiply_back(
        s, parameters[weight_of(layer)], gz, gradients[weight_of(layer)], gradients[bias_of(layer)], gs + atom * d, d,
        d);
  }
  for (size_t atom = 0; atom < batch->atom_count; atom++) {
    const float *from = gs + atom * d;
    add(from, gh + atom * d, d);
    for (int32_t edge = batch->edge_offsets[atom]; edge < batch->edge_offsets[atom + 1]; edge++) {
      add(from, gh + (size_t)batch->sources[edge] * d, d);
      for (size_t k = 0; k < made->bond_width; k++) {
        const int32_t code = batch->bond_codes[(size_t)edge * made->bond_width + k];
        add(from, gradients[bonds_of(layer)] + (made->bond_first[k] + (size_t)code) * d, d);
      }
    }
  }
}

static int32_t backward(
    void *encoder, void *context, const acml_graph_batch *batch, const float *const *parameters, const float *gradient,
    float *const *parameter_gradients, char *message) {
  const network *made = encoder;
  const activations *kept = context;
  const size_t d = made->hidden, values = (size_t)batch->atom_count * d, readout = readout_of(made);
  float *gh = calloc(values, sizeof(float)), *gs = calloc(values, sizeof(float)), mean[d];
  if (!gh || !gs) {
    free(gh);
    free(gs);
    snprintf(message, ACML_MESSAGE_CAPACITY, "out of memory");
    return 1;
  }
  for (size_t graph = 0; graph < batch->graph_count; graph++) {
    const int32_t first = batch->atom_offsets[graph], end = batch->atom_offsets[graph + 1];
    multiply_back(
        kept->mean + graph * d, parameters[readout], gradient + graph * made->output, parameter_gradients[readout],
        parameter_gradients[readout + 1], mean, d, made->output);
    for (int32_t atom = first; atom < end; atom++)
      for (size_t k = 0; k < d; k++) gh[(size_t)atom * d + k] = mean[k] / (float)(end - first);
  }
  for (size_t layer = made->layers; layer-- > 0;)
    run_layer_back(made, layer, batch, parameters, kept, parameter_gradients, gh, gs);
  for (size_t atom = 0; atom < batch->atom_count; atom++)
    for (size_t k = 0; k < made->atom_width; k++) {
      const int32_t code = batch->atom_codes[atom * made->atom_width + k];
      add(gh + atom * d, parameter_gradients[0] + (made->atom_first[k] + (size_t)code) * d, d);
    }
  free(gh);
  free(gs);
  return 0;
}

static const acml_setting settings[] = {
  {sizeof(acml_setting), ACML_INTEGER, "layers", "rounds of messages", "3", 1, 16},
  {sizeof(acml_setting), ACML_INTEGER, "hiddenDimensions", "width of an atom's state", "64", 1, 1024},
  {sizeof(acml_setting), ACML_INTEGER, "outputDimensions", "width of the embedding", "64", 1, 1024},
};

const acml_graph_encoder residual_sums = {
  .size = sizeof(acml_graph_encoder),
  .flags = 0,  // `describe` writes to the encoder.
  .id = "residual-sums",
  .summary = "residual message passing, written in C",
  .settings = settings,
  .setting_count = sizeof settings / sizeof *settings,
  .open = open_network,
  .close = close_network,
  .dimensions = dimensions,
  .parameter_count = parameter_count,
  .parameter = describe,
  .forward = forward,
  .backward = backward,
  .free_context = free_activations,
};
