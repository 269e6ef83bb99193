#include "runtime/value/value_parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_MOST 1e9

bool number_parse(const char *text, double *number)
{
    char *end;

    *number = strtod(text, &end);
    return end != text && *end == '\0' && isfinite(*number);
}

bool time_parse(const char *text, nanos *time)
{
    double seconds;

    if (duration_parse(text, strlen(text), time))
        return *time >= 0 && *time <= (nanos)(SECONDS_MOST * 1e9);
    if (!number_parse(text, &seconds) || seconds < 0 || seconds > SECONDS_MOST)
        return false;
    *time = llround(seconds * 1e9);
    return true;
}

static bool int_parse(const char *text, value *v)
{
    char *end;
    long long number = strtoll(text, &end, 10);

    *v = value_int(number);
    return *text && !*end;
}

static bool float_parse(const char *text, value *v)
{
    char *end;
    double number = strtod(text, &end);
    bool is_percentage = end != text && *end == '%' && !end[1];

    *v = value_float(is_percentage ? number / 100 : number);
    return isfinite(number) && end != text && (is_percentage || !*end);
}

static bool bool_parse(const char *text, value *v)
{
    bool is_true = strcmp(text, "true") == 0 || strcmp(text, "on") == 0;

    *v = value_bool(is_true);
    return is_true || strcmp(text, "false") == 0 || strcmp(text, "off") == 0;
}

static bool duration_value_parse(const char *text, value *v)
{
    nanos duration = 0;
    bool is_duration = duration_parse(text, strlen(text), &duration);

    *v = value_duration(duration);
    return is_duration;
}

bool value_parse(const char *text, enum value_type type, value *v)
{
    switch (type) {
    case VALUE_INT: return int_parse(text, v) || float_parse(text, v);
    case VALUE_FLOAT: return float_parse(text, v);
    case VALUE_BOOL: return bool_parse(text, v);
    case VALUE_DURATION: return duration_value_parse(text, v);
    case VALUE_NONE:
    case VALUE_BIG:
    case VALUE_STRING:
    case VALUE_LIST:
    case VALUE_MAP:
    case VALUE_RESPONSE: break;
    }
    *v = value_text(text);
    return true;
}
