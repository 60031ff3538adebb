// The encoders of this library; each is defined in a file of its own name.
#ifndef ENCODERS_H
#define ENCODERS_H

#include <acml_plugin.h>

extern const acml_modality_encoder peak_bins;
extern const acml_graph_encoder residual_sums;

#endif
