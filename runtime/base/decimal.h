/* Floats as text. */
#ifndef SWARM_BASE_DECIMAL_H
#define SWARM_BASE_DECIMAL_H

#include "runtime/base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends the shortest decimal number that reads back as the same double. It always has a '.' or an exponent.
 * Also "nan", "inf", "-inf". */
bool float_show(double number, struct buffer *out);

/* Appends value / 10^places exactly, without trailing zeros behind the point: 1500 and 3 are "1.5", 2000 and
 * 3 are "2". `places` is at most 18. */
bool fixed_show(int64_t value, unsigned places, struct buffer *out);

/* Appends a whole number. */
bool count_show(uint64_t count, struct buffer *out);

#endif
