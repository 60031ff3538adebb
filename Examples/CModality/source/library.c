// What the library tells the program.
#include "encoders.h"

// The ids can be read in the file, so that `--allow-plugins peak-bins` needn't run anything to know.
ACML_COMPONENT(peak_bins);
ACML_COMPONENT(residual_sums);

const acml_c_library *acml_c_plugin(uint32_t abi) {
  static acml_modality_encoder modality_encoders[1];
  static acml_graph_encoder graph_encoders[1];
  static const acml_c_library library = {
    .size = sizeof(acml_c_library),
    .abi = ACML_C_ABI,
    .modality_encoders = modality_encoders,
    .modality_encoder_count = 1,
    .graph_encoders = graph_encoders,
    .graph_encoder_count = 1,
  };
  if (abi != ACML_C_ABI) return NULL;
  modality_encoders[0] = peak_bins;
  graph_encoders[0] = residual_sums;
  return &library;
}
