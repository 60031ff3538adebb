#include <inchi_api.h>
