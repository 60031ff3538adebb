// The lowest level: what every CPU of the architecture has.
#define ACML_LEVEL baseline
#define ACML_LANES 4
#include "kernels.inc.h"
