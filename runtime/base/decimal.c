#include "runtime/base/decimal.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT_WHOLE_MOST 1e15

/* 15 digits name any decimal of that length again, and 17 any double; a subnormal has fewer digits to give.
 */
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
