#include "runtime/value/counted.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define UNORDERED 2

double value_to_float(value v)
{
    if (v.type == VALUE_INT)
        return (double)v.as.integer;
    if (v.type == VALUE_BIG)
        return strtod(v.as.string->bytes, NULL);
    return v.as.number;
}

static int sign_of(bool greater, bool less)
{
    return (int)greater - (int)less;
}

static int float_order(double a, double b)
{
    return isnan(a) || isnan(b) ? UNORDERED : sign_of(a > b, a < b);
}

/* Compares exactly, also if the int can't be converted to a float without rounding. */
static int int_float_order(int64_t a, double b)
{
    int64_t whole;

    if (isnan(b))
        return UNORDERED;
    if (b >= 0x1p63)
        return -1;
    if (b < -0x1p63)
        return 1;
    whole = (int64_t)b;
    if (a != whole)
        return sign_of(a > whole, a < whole);
    return float_order(0, b - (double)whole);
}

/* Compares integers as in JSON: an optional minus, and no leading zeros. */
static int big_order(const struct string *a, const struct string *b)
{
    bool negative = a->bytes[0] == '-';
    int order;

    if (negative != (b->bytes[0] == '-'))
        return negative ? -1 : 1;
    if (a->length != b->length)
        order = a->length > b->length ? 1 : -1;
    else
        order = memcmp(a->bytes, b->bytes, a->length);
    order = sign_of(order > 0, order < 0);
    return negative ? -order : order;
}

static int reversed(int order)
{
    return order == UNORDERED ? UNORDERED : -order;
}

/* A big int is outside of the range of int; its sign tells on which side. */
static int big_side(const struct string *big)
{
    return big->bytes[0] == '-' ? -1 : 1;
}

static int number_order(value a, value b)
{
    if (a.type == VALUE_INT && b.type == VALUE_INT)
        return sign_of(a.as.integer > b.as.integer, a.as.integer < b.as.integer);
    if (a.type == VALUE_BIG && b.type == VALUE_BIG)
        return big_order(a.as.string, b.as.string);
    if (a.type == VALUE_INT && b.type == VALUE_BIG)
        return -big_side(b.as.string);
    if (a.type == VALUE_BIG && b.type == VALUE_INT)
        return big_side(a.as.string);
    if (a.type == VALUE_INT)
        return int_float_order(a.as.integer, value_to_float(b));
    if (b.type == VALUE_INT)
        return reversed(int_float_order(b.as.integer, value_to_float(a)));
    return float_order(value_to_float(a), value_to_float(b));
}

static int string_order(const struct string *a, const struct string *b)
{
    size_t common = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->bytes, b->bytes, common);

    if (order == 0)
        return sign_of(a->length > b->length, a->length < b->length);
    return sign_of(order > 0, order < 0);
}

static bool string_equal(const struct string *a, const struct string *b)
{
    return a == b || (a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0);
}

static bool equal_at(value a, value b, unsigned depth);

static bool list_equal(const struct list *a, const struct list *b, unsigned depth)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        if (!equal_at(a->items[i], b->items[i], depth + 1))
            return false;
    }
    return true;
}

static bool map_equal(const struct map *a, const struct map *b, unsigned depth)
{
    if (a->count != b->count)
        return false;
    for (uint32_t i = 0; i < a->count; i++) {
        const struct map_entry *mine = &a->entries[i];
        const struct map_entry *theirs = map_find(b, mine->key->bytes, mine->key->length);

        if (!theirs || !equal_at(mine->value, theirs->value, depth + 1))
            return false;
    }
    return true;
}

static bool equal_at(value a, value b, unsigned depth)
{
    if (value_is_number(a) && value_is_number(b))
        return number_order(a, b) == 0;
    if (a.type != b.type || depth > VALUE_NESTING_MAX)
        return false;
    switch (a.type) {
    case VALUE_BOOL: return a.as.boolean == b.as.boolean;
    case VALUE_DURATION: return a.as.duration == b.as.duration;
    case VALUE_STRING: return string_equal(a.as.string, b.as.string);
    case VALUE_LIST: return list_equal(a.as.list, b.as.list, depth);
    case VALUE_MAP: return map_equal(a.as.map, b.as.map, depth);
    case VALUE_RESPONSE: return a.as.object == b.as.object;
    default: return true; /* none */
    }
}

bool value_equal(value a, value b)
{
    return equal_at(a, b, 0);
}

const char *value_compare(value a, value b, int *order)
{
    if (value_is_number(a) && value_is_number(b))
        *order = number_order(a, b);
    else if (a.type == VALUE_DURATION && b.type == VALUE_DURATION)
        *order = sign_of(a.as.duration > b.as.duration, a.as.duration < b.as.duration);
    else if (a.type == VALUE_STRING && b.type == VALUE_STRING)
        *order = string_order(a.as.string, b.as.string);
    else
        return value_error("%s and %s can't be compared", value_type_name(a.type), value_type_name(b.type));
    return NULL;
}
