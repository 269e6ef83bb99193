/* Floats as text. */
#ifndef SWARM_BASE_DECIMAL_H
#define SWARM_BASE_DECIMAL_H

#include "runtime/base/buffer.h"

#include <stdbool.h>

/* Appends the shortest decimal number that reads back as the same double. It always has a '.' or an exponent.
 * Also "nan", "inf", "-inf". */
bool float_show(double number, struct buffer *out);

#endif
