#include "runtime/native/native_table.h"
#include "runtime/text/number.h"

#include <math.h>

#define DIGITS_MOST 300 /* more decimals than a double has */

double native_double(value v)
{
    switch (v.type) {
    case VALUE_INT: return (double)v.as.integer;
    case VALUE_BIG: return float_read(v.as.string->bytes, v.as.string->length);
    default: return v.as.number;
    }
}

const char *native_abs(struct native_context *context, const value *arguments, size_t count, value *result)
{
    value v = arguments[0];

    (void)context, (void)count;
    if (v.type == VALUE_FLOAT)
        *result = value_float(fabs(v.as.number));
    else if (v.type == VALUE_BIG ? v.as.string->bytes[0] == '-' : v.as.integer < 0)
        return value_negate(v, result);
    else
        *result = value_copy(v);
    return NULL;
}

/* Rounds to `digits` decimals. If scaling would overflow, the number has no decimals to round. */
static double round_at(double number, int64_t digits)
{
    double scale, rounded;

    digits = digits > DIGITS_MOST ? DIGITS_MOST : digits < -DIGITS_MOST ? -DIGITS_MOST : digits;
    scale = pow(10, (double)(digits < 0 ? -digits : digits));
    rounded = digits < 0 ? round(number / scale) * scale : round(number * scale) / scale;
    return isfinite(rounded) ? rounded : number;
}

const char *native_round(struct native_context *context, const value *arguments, size_t count, value *result)
{
    value v = arguments[0];

    (void)context;
    if (v.type == VALUE_BIG || (v.type == VALUE_INT && (count == 1 || arguments[1].as.integer >= 0)))
        *result = value_copy(v);
    else if (v.type == VALUE_INT)
        return native_whole(round_at((double)v.as.integer, arguments[1].as.integer), result);
    else if (count == 1)
        return native_whole(round(v.as.number), result);
    else
        *result = value_float(round_at(v.as.number, arguments[1].as.integer));
    return NULL;
}

static const char *whole(value v, double (*rounding)(double), value *result)
{
    if (v.type == VALUE_FLOAT)
        return native_whole(rounding(v.as.number), result);
    *result = value_copy(v);
    return NULL;
}

const char *native_floor(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)count;
    return whole(arguments[0], floor, result);
}

const char *native_ceil(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)count;
    return whole(arguments[0], ceil, result);
}
