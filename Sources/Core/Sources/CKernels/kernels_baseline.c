// The lowest level: what every CPU of the architecture has.
#define ACML_LEVEL baseline
#include "kernels.inc.h"
