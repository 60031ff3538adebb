// Functions as a stranger would export them, well-behaved and not.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

double length(const char *smiles) { return (double)strlen(smiles); }

// Counts of letters from `first` on; returns how many values it wrote.
int32_t letters(const char *smiles, float *output, int32_t capacity, int32_t first) {
  if (smiles[0] == '[') return -7;
  for (const char *c = smiles; *c; c++)
    if (*c >= first && *c < first + capacity) output[*c - first] += 1;
  return capacity;
}

int64_t text_length(const char *label) { return (int64_t)strlen(label); }

// Mean position, weighted by intensity.
double centroid(const double *positions, const float *intensities, uint64_t peaks) {
  double sum = 0, weight = 0;
  for (uint64_t i = 0; i < peaks; i++) {
    sum += positions[i] * intensities[i];
    weight += intensities[i];
  }
  return sum / weight;
}

int32_t status_squares(uint16_t *output) {
  for (int i = 0; i < 3; i++) output[i] = (uint16_t)((i + 1) * (i + 1));
  return 0;
}

void fill(double *output) { output[0] = 0.5, output[1] = -2; }
float not_a_number(const char *smiles) { return smiles[0] ? NAN : 0; }
int32_t writes_too_much(int8_t *output) { memset(output, 1, 9); return 8; }
int8_t small(void) { return -3; }
uint8_t small_unsigned(void) { return 250; }

static int live = 0;
typedef struct { int size; } thing;
void *make(const char *smiles) {
  if (strlen(smiles) > 20) return NULL;
  thing *made = malloc(sizeof(thing));
  made->size = (int)strlen(smiles);
  live++;
  return made;
}
int32_t size_of(void *object) { return ((thing *)object)->size; }
void drop(void *object) { live--; free(object); }
int32_t count_live(void) { return live; }
