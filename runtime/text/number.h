/* Numbers out of text, without locale, octal, hexadecimal or anything guessed. */
#ifndef SWARM_TEXT_NUMBER_H
#define SWARM_TEXT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum number_outcome {
    NUMBER_OK,
    NUMBER_MALFORMED,
    NUMBER_TOO_LARGE, /* well formed, but not within 64 bit */
};

/* All of the text as a decimal integer: digits after an optional sign. *number is only set when it is OK. */
enum number_outcome int_parse(const char *text, size_t length, int64_t *number);

/* All of the text as a decimal number: optional sign, digits, optional fraction, optional exponent; digits on
 * at least one side of the point. Correctly rounded; beyond the range of a double it is infinite, or 0. */
bool float_parse(const char *text, size_t length, double *number);

/* The double of text that is known to be such a number. */
double float_read(const char *text, size_t length);

#endif
