#include "runtime/text/number.h"

#include "runtime/base/alloc.h"

#include <stdlib.h>
#include <string.h>

#define EXACT_MANTISSA_MOST (UINT64_C(1) << 53)
#define EXACT_EXPONENT_MOST 22 /* 10^22 is the last power of ten that a double holds exactly */
#define EXPONENT_MOST 100000   /* larger exponents have the same result; the limit avoids integer overflow */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

enum number_outcome int_parse(const char *text, size_t length, int64_t *number)
{
    bool negative = length > 0 && text[0] == '-', overflow = false;
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0;
    int64_t sum = 0;

    if (at == length)
        return NUMBER_MALFORMED;
    for (; at < length; at++) {
        int digit = text[at] - '0';

        if (!is_digit(text[at]))
            return NUMBER_MALFORMED;
        /* Sums negative numbers downwards, because the smallest int has no positive counterpart. */
        overflow |= __builtin_mul_overflow(sum, 10, &sum);
        overflow |= __builtin_add_overflow(sum, negative ? -digit : digit, &sum);
    }
    if (overflow)
        return NUMBER_TOO_LARGE;
    *number = sum;
    return NUMBER_OK;
}

static size_t digits_skip(const char *text, size_t length, size_t at)
{
    while (at < length && is_digit(text[at]))
        at++;
    return at;
}

static bool float_is_well_formed(const char *text, size_t length)
{
    size_t at = length > 0 && (text[0] == '-' || text[0] == '+') ? 1 : 0, start = at, digits;

    at = digits_skip(text, length, at);
    digits = at - start;
    if (at < length && text[at] == '.') {
        start = ++at;
        at = digits_skip(text, length, at);
        digits += at - start;
    }
    if (digits == 0)
        return false;
    if (at < length && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        if (at < length && (text[at] == '-' || text[at] == '+'))
            at++;
        start = at;
        at = digits_skip(text, length, at);
        if (at == start)
            return false;
    }
    return at == length;
}

bool float_parse(const char *text, size_t length, double *number)
{
    if (!float_is_well_formed(text, length))
        return false;
    *number = float_read(text, length);
    return true;
}

static int exponent_read(const char *text, size_t length)
{
    bool negative = length > 0 && text[0] == '-';
    int exponent = 0;

    for (size_t at = length > 0 && !is_digit(text[0]) ? 1 : 0; at < length; at++) {
        if (exponent < EXPONENT_MOST)
            exponent = exponent * 10 + (text[at] - '0');
    }
    return negative ? -exponent : exponent;
}

/* If mantissa and power of ten are both exact in a double, a single operation rounds correctly (Clinger,
 * "How to Read Floating Point Numbers Accurately", 1990). False otherwise. */
static bool float_read_exact(const char *text, size_t length, double *number)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    bool fraction = false;
    uint64_t mantissa = 0;
    int exponent = 0;

    for (size_t at = !is_digit(text[0]) && text[0] != '.' ? 1 : 0; at < length; at++) {
        if (text[at] == '.') {
            fraction = true;
        } else if (is_digit(text[at])) {
            mantissa = mantissa * 10 + (uint64_t)(text[at] - '0');
            exponent -= fraction;
            if (mantissa > EXACT_MANTISSA_MOST)
                return false;
        } else {
            exponent += exponent_read(text + at + 1, length - at - 1);
            break;
        }
    }
    if (exponent < -EXACT_EXPONENT_MOST || exponent > EXACT_EXPONENT_MOST)
        return false;
    *number = exponent < 0 ? (double)mantissa / powers[-exponent] : (double)mantissa * powers[exponent];
    if (text[0] == '-')
        *number = -*number;
    return true;
}

double float_read(const char *text, size_t length)
{
    double number;
    char *copy;

    if (float_read_exact(text, length, &number))
        return number;
    copy = mem_strndup(text, length);
    number = strtod(copy, NULL);
    mem_free(copy);
    return number;
}
