#include "runtime/value/counted.h"

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

bool value_show(value v, struct buffer *out)
{
    switch (v.type) {
    case VALUE_NONE: return buffer_append_text(out, "none");
    case VALUE_BIG:
    case VALUE_STRING: return buffer_append(out, v.as.string->bytes, v.as.string->length);
    case VALUE_FLOAT: return float_show(v.as.number, out);
    case VALUE_DURATION: return duration_show(v.as.duration, out);
    case VALUE_RESPONSE:
        return v.as.object->show ? v.as.object->show(v.as.object, out) : buffer_append_text(out, "response");
    default: return value_json(v, out);
    }
}
