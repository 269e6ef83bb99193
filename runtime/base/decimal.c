#include "runtime/base/decimal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_WHOLE_MOST 1e15

/* Any decimal of 15 digits survives the conversion to double and back, and 17 digits identify any double;
 * subnormal numbers need fewer. */
static void shortest_format(double number, char *text, size_t size)
{
    int precision = fabs(number) < DBL_MIN ? 1 : DBL_DIG;

    do
        snprintf(text, size, "%.*g", precision, number);
    while (precision++ < 17 && strtod(text, NULL) != number);
}

bool float_show(double number, struct buffer *out)
{
    char text[40];

    if (isnan(number))
        return buffer_append_text(out, "nan");
    if (isinf(number))
        return buffer_append_text(out, number < 0 ? "-inf" : "inf");
    if (fabs(number) < EXACT_WHOLE_MOST && number == trunc(number))
        return buffer_printf(out, "%.1f", number);
    shortest_format(number, text, sizeof text);
    return buffer_printf(out, strpbrk(text, ".e") ? "%s" : "%s.0", text);
}

/* Writes the digits of a number, at least `least`, backwards from `end`. Returns the first digit. */
static char *digits_write(uint64_t number, int least, char *end)
{
    while (number > 0 || least > 0) {
        *--end = (char)('0' + number % 10);
        number /= 10;
        least--;
    }
    return end;
}

bool count_show(uint64_t count, struct buffer *out)
{
    char text[24], *end = text + sizeof text, *first = digits_write(count, 1, end);

    return buffer_append(out, first, (size_t)(end - first));
}

bool fixed_show(int64_t value, unsigned places, struct buffer *out)
{
    char text[48], *end = text + sizeof text, *first;
    uint64_t number = value < 0 ? -(uint64_t)value : (uint64_t)value, scale = 1;

    for (; places > 0 && number % 10 == 0; places--)
        number /= 10;
    for (unsigned i = 0; i < places; i++)
        scale *= 10;
    first = digits_write(number % scale, (int)places, end);
    if (places > 0)
        *--first = '.';
    first = digits_write(number / scale, 1, first);
    if (value < 0)
        *--first = '-';
    return buffer_append(out, first, (size_t)(end - first));
}
