// Calls the encoder as the program does. `acml plugin check .` tries far more.
#include <acml_plugin.h>

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

int main(void) {
  const acml_c_library *library = acml_c_plugin(ACML_C_ABI);
  EXPECT(library && library->modality_encoder_count == 1);
  EXPECT(acml_c_plugin(ACML_C_ABI + 1) == NULL);
  const acml_modality_encoder *functions = library->modality_encoders;
  EXPECT(strcmp(functions->id, "__name__") == 0);

  char text[ACML_MESSAGE_CAPACITY] = "";
  void *encoder = NULL;
  EXPECT(functions->open("{\"dimensions\": 32, \"longest\": 3}", NULL, &encoder, text) == 0);
  EXPECT(functions->dimensions(encoder) == 32);

  const acml_sample ethanol = {.size = sizeof ethanol, .smiles = "CCO"};
  const acml_sample methylamine = {.size = sizeof methylamine, .smiles = "CN"};
  const acml_sample nothing = {.size = sizeof nothing};
  const acml_sample *const samples[] = {&ethanol, &methylamine, &nothing, &ethanol};
  float rows[4][32];
  char texts[4][ACML_MESSAGE_CAPACITY] = {{0}};
  char *const messages[] = {texts[0], texts[1], texts[2], texts[3]};
  EXPECT(functions->encode(encoder, samples, 4, rows[0], messages) == 0);
  EXPECT(!texts[0][0] && !texts[1][0] && texts[2][0] && !texts[3][0]);
  EXPECT(memcmp(rows[0], rows[3], sizeof rows[0]) == 0);
  EXPECT(memcmp(rows[0], rows[1], sizeof rows[0]) != 0);
  double squares = 0;
  for (int k = 0; k < 32; k++) squares += (double)rows[0][k] * rows[0][k];
  EXPECT(fabs(squares - 1) < 1e-6);
  functions->close(encoder);

  if (failures == 0) puts("all tests passed");
  return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
