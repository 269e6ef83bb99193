/* Parses numbers, independent of the locale; no octal or hexadecimal. */
#ifndef SWARM_TEXT_NUMBER_H
#define SWARM_TEXT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_outcome {
    NUMBER_OK,
    NUMBER_MALFORMED,
    NUMBER_TOO_LARGE, /* well-formed, but needs more than 64 bits */
};

/* Parses the whole text as a decimal integer: digits after an optional sign. Sets *number only if it returns
 * NUMBER_OK. */
enum number_outcome int_parse(const char *text, size_t length, int64_t *number);

/* Parses the whole text as a decimal number: optional sign, digits, optional fraction, optional exponent;
 * digits on at least one side of the point. Correctly rounded. Beyond the range of a double the result is
 * infinite, or 0. */
bool float_parse(const char *text, size_t length, double *number);

/* The double of a text that is known to be such a number. */
double float_read(const char *text, size_t length);

#endif
