// A SMILES as a row of hashed n-grams: every run of up to `longest` characters adds 1 or -1 to the place that its hash
// names (Weinberger et al., ICML 2009). Nothing is learned; what is to change for an encoder of yours is `encode_text`,
// and `settings`.
#include <acml_plugin.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  size_t dimensions, longest;
} n_grams;

// The value of a setting that is a number. The program has checked it and filled in what wasn't said.
static double setting(const char *settings, const char *name) {
  char key[64];
  snprintf(key, sizeof key, "\"%s\":", name);
  const char *found = strstr(settings, key);
  return found ? strtod(found + strlen(key), NULL) : 0;
}

static int32_t open_encoder(const char *settings, const char *weights, void **encoder, char *message) {
  if (weights) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "__name__ has no weights; leave `weights` out");
    return 1;
  }
  n_grams *made = calloc(1, sizeof *made);
  if (!made) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "out of memory");
    return 1;
  }
  made->dimensions = (size_t)setting(settings, "dimensions");
  made->longest = (size_t)setting(settings, "longest");
  *encoder = made;
  return 0;
}

static void close_encoder(void *encoder) { free(encoder); }

static uint64_t dimensions(const void *encoder) { return ((const n_grams *)encoder)->dimensions; }

// Writes every value of the row, or says in `message` why it can't.
static void encode_text(const n_grams *made, const char *text, float *row, char *message) {
  for (size_t k = 0; k < made->dimensions; k++) row[k] = 0;
  const size_t length = text ? strlen(text) : 0;
  if (length == 0) {
    snprintf(message, ACML_MESSAGE_CAPACITY, "found no SMILES, expected a molecule");
    return;
  }
  for (size_t first = 0; first < length; first++) {
    uint64_t hash = 0xcbf29ce484222325u;  // FNV-1a, 64 bits
    for (size_t last = first; last < length && last < first + made->longest; last++) {
      hash = (hash ^ (unsigned char)text[last]) * 0x100000001b3u;
      row[hash % made->dimensions] += hash >> 63 ? 1 : -1;
    }
  }
  double squares = 0;
  for (size_t k = 0; k < made->dimensions; k++) squares += (double)row[k] * row[k];
  // Signs may cancel; such a row would say nothing.
  if (squares == 0) row[length % made->dimensions] = 1;
  for (size_t k = 0; k < made->dimensions && squares > 0; k++) row[k] = (float)(row[k] / sqrt(squares));
}

static int32_t encode(
    void *encoder, const acml_sample *const *samples, uint64_t count, float *embeddings, char *const *messages) {
  const n_grams *made = encoder;
  for (uint64_t index = 0; index < count; index++)
    encode_text(made, samples[index]->smiles, embeddings + index * made->dimensions, messages[index]);
  return 0;
}

static const acml_setting settings[] = {
  {sizeof(acml_setting), ACML_INTEGER, "dimensions", "width of the embedding", "256", 8, 8192},
  {sizeof(acml_setting), ACML_INTEGER, "longest", "characters of the longest n-gram", "4", 1, 16},
};

// The id, readable in the file before anything of it runs: `--allow-plugins __name__` needs it.
ACML_COMPONENT(__symbol__);

const acml_c_library *acml_c_plugin(uint32_t abi) {
  static const acml_modality_encoder encoders[] = {{
    .size = sizeof(acml_modality_encoder),
    .flags = ACML_THREAD_SAFE,
    .id = "__name__",
    .summary = "hashed n-grams of SMILES",
    .modalities = "smiles",
    .settings = settings,
    .setting_count = sizeof settings / sizeof *settings,
    .open = open_encoder,
    .close = close_encoder,
    .dimensions = dimensions,
    .encode = encode,
  }};
  static const acml_c_library library = {
    .size = sizeof(acml_c_library), .abi = ACML_C_ABI, .modality_encoders = encoders, .modality_encoder_count = 1,
  };
  return abi == ACML_C_ABI ? &library : NULL;
}
