#include "runtime/value/counted.h"

#include <math.h>
#include <string.h>

#define STRING_LONGEST ((size_t)1 << 30)

static const char overflow_error[] = "the result is too large for an int";
static const char duration_error[] = "the result is too long for a duration";
static const char zero_error[] = "division by 0";

/* "can't add string and int", with a hint if one of them is a string. */
static const char *operands_error(const char *verb, value a, value b)
{
    bool text = (a.type == VALUE_STRING) != (b.type == VALUE_STRING) && strcmp(verb, "add") == 0;

    return value_error("can't %s %s and %s%s", verb, value_type_name(a.type), value_type_name(b.type),
                       text ? " (\"${x}\" converts x to a string)" : "");
}

static bool both(enum value_type type, value a, value b)
{
    return a.type == type && b.type == type;
}

static bool both_numbers(value a, value b)
{
    return value_is_number(a) && value_is_number(b);
}

static const char *float_result(double number, value *result)
{
    *result = value_float(number);
    return NULL;
}

/* Rounds to whole nanoseconds. */
static const char *duration_result(double nanoseconds, value *result)
{
    if (!(fabs(nanoseconds) < 0x1p63))
        return duration_error;
    *result = value_duration((nanos)llround(nanoseconds));
    return NULL;
}

/* A time is a float, in seconds since 1970. A duration moves it. */
static double seconds_of(value duration)
{
    return (double)duration.as.duration / NANOS_PER_S;
}

static const char *string_join(const struct string *a, const struct string *b, value *result)
{
    size_t length = (size_t)a->length + b->length;

    if (length > STRING_LONGEST)
        return "the string is too long (over 1 GiB)";
    *result = value_string_reserve(length);
    memcpy(result->as.string->bytes, a->bytes, a->length);
    memcpy(result->as.string->bytes + a->length, b->bytes, b->length);
    return NULL;
}

static value list_join(const struct list *a, const struct list *b)
{
    value joined = value_list((size_t)a->count + b->count);

    for (uint32_t i = 0; i < a->count; i++)
        value_list_append(&joined, value_copy(a->items[i]));
    for (uint32_t i = 0; i < b->count; i++)
        value_list_append(&joined, value_copy(b->items[i]));
    return joined;
}

const char *value_add(value a, value b, value *result)
{
    int64_t sum;

    if (both(VALUE_INT, a, b)) {
        if (__builtin_add_overflow(a.as.integer, b.as.integer, &sum))
            return overflow_error;
        *result = value_int(sum);
    } else if (both_numbers(a, b)) {
        *result = value_float(value_to_float(a) + value_to_float(b));
    } else if (both(VALUE_STRING, a, b)) {
        return string_join(a.as.string, b.as.string, result);
    } else if (both(VALUE_DURATION, a, b)) {
        if (__builtin_add_overflow(a.as.duration, b.as.duration, &sum))
            return duration_error;
        *result = value_duration(sum);
    } else if (both(VALUE_LIST, a, b)) {
        *result = list_join(a.as.list, b.as.list);
    } else if (a.type == VALUE_FLOAT && b.type == VALUE_DURATION) {
        *result = value_float(a.as.number + seconds_of(b));
    } else if (a.type == VALUE_DURATION && b.type == VALUE_FLOAT) {
        *result = value_float(seconds_of(a) + b.as.number);
    } else {
        return operands_error("add", a, b);
    }
    return NULL;
}

const char *value_subtract(value a, value b, value *result)
{
    int64_t difference;

    if (both(VALUE_INT, a, b)) {
        if (__builtin_sub_overflow(a.as.integer, b.as.integer, &difference))
            return overflow_error;
        *result = value_int(difference);
    } else if (both_numbers(a, b)) {
        *result = value_float(value_to_float(a) - value_to_float(b));
    } else if (both(VALUE_DURATION, a, b)) {
        if (__builtin_sub_overflow(a.as.duration, b.as.duration, &difference))
            return duration_error;
        *result = value_duration(difference);
    } else if (a.type == VALUE_FLOAT && b.type == VALUE_DURATION) {
        *result = value_float(a.as.number - seconds_of(b));
    } else {
        return operands_error("subtract", a, b);
    }
    return NULL;
}

static const char *duration_times(nanos duration, value factor, value *result)
{
    int64_t product;

    if (factor.type != VALUE_INT)
        return duration_result((double)duration * value_to_float(factor), result);
    if (__builtin_mul_overflow(duration, factor.as.integer, &product))
        return duration_error;
    *result = value_duration(product);
    return NULL;
}

const char *value_multiply(value a, value b, value *result)
{
    int64_t product;

    if (both(VALUE_INT, a, b)) {
        if (__builtin_mul_overflow(a.as.integer, b.as.integer, &product))
            return overflow_error;
        *result = value_int(product);
        return NULL;
    }
    if (both_numbers(a, b))
        return float_result(value_to_float(a) * value_to_float(b), result);
    if (a.type == VALUE_DURATION && value_is_number(b))
        return duration_times(a.as.duration, b, result);
    if (value_is_number(a) && b.type == VALUE_DURATION)
        return duration_times(b.as.duration, a, result);
    return operands_error("multiply", a, b);
}

static bool is_zero(value v)
{
    return v.type == VALUE_DURATION ? v.as.duration == 0 : value_to_float(v) == 0;
}

const char *value_divide(value a, value b, value *result)
{
    bool durations = both(VALUE_DURATION, a, b), parts = a.type == VALUE_DURATION && value_is_number(b);

    if (!durations && !parts && !both_numbers(a, b))
        return operands_error("divide", a, b);
    if (is_zero(b))
        return zero_error;
    if (durations)
        return float_result((double)a.as.duration / (double)b.as.duration, result);
    if (parts)
        return duration_result((double)a.as.duration / value_to_float(b), result);
    return float_result(value_to_float(a) / value_to_float(b), result);
}

static int64_t int_modulo(int64_t a, int64_t b)
{
    int64_t rest = b == -1 ? 0 : a % b; /* the smallest int by -1 traps */

    return rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
}

static double float_modulo(double a, double b)
{
    double rest = fmod(a, b);

    if (rest == 0)
        return copysign(0, b);
    return (rest < 0) != (b < 0) ? rest + b : rest;
}

const char *value_modulo(value a, value b, value *result)
{
    bool durations = both(VALUE_DURATION, a, b);

    if (!durations && !both_numbers(a, b))
        return operands_error("take the remainder of", a, b);
    if (is_zero(b))
        return zero_error;
    if (durations)
        *result = value_duration(int_modulo(a.as.duration, b.as.duration));
    else if (both(VALUE_INT, a, b))
        *result = value_int(int_modulo(a.as.integer, b.as.integer));
    else
        *result = value_float(float_modulo(value_to_float(a), value_to_float(b)));
    return NULL;
}

const char *value_negate(value a, value *result)
{
    int64_t negative;

    switch (a.type) {
    case VALUE_INT:
        if (__builtin_sub_overflow(0, a.as.integer, &negative))
            return overflow_error;
        *result = value_int(negative);
        return NULL;
    case VALUE_DURATION:
        if (__builtin_sub_overflow(0, a.as.duration, &negative))
            return duration_error;
        *result = value_duration(negative);
        return NULL;
    case VALUE_BIG:
    case VALUE_FLOAT: *result = value_float(-value_to_float(a)); return NULL;
    default: return value_error("can't negate %s", value_type_name(a.type));
    }
}
