#include "runtime/base/utf8.h"
#include "runtime/value/counted.h"

#include <string.h>

#define RANGE_MOST 10000000

static bool list_contains(const struct list *list, value item)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (value_equal(list->items[i], item))
            return true;
    }
    return false;
}

const char *value_in(value a, value b, bool *result)
{
    bool text = a.type == VALUE_STRING;

    if (b.type == VALUE_LIST)
        *result = list_contains(b.as.list, a);
    else if (b.type == VALUE_MAP && text)
        *result = map_find(b.as.map, a.as.string->bytes, a.as.string->length) != NULL;
    else if (b.type == VALUE_STRING && text)
        *result =
            memmem(b.as.string->bytes, b.as.string->length, a.as.string->bytes, a.as.string->length) != NULL;
    else
        return value_error("can't look for %s in %s", value_type_name(a.type), value_type_name(b.type));
    return NULL;
}

const char *value_truth(value v, bool *result)
{
    if (v.type != VALUE_BOOL && v.type != VALUE_NONE)
        return value_error("a condition must be a bool, not %s", value_type_name(v.type));
    *result = v.type == VALUE_BOOL && v.as.boolean;
    return NULL;
}

static const char *member_error(value container, value key)
{
    if (container.type == VALUE_LIST || container.type == VALUE_STRING)
        return value_error("a %s is indexed by an int, not %s", value_type_name(container.type),
                           value_type_name(key.type));
    if (container.type == VALUE_MAP)
        return value_error("a map's keys are strings, not %s", value_type_name(key.type));
    if (key.type == VALUE_STRING)
        return value_error("%s has no member `%.80s`", value_type_name(container.type), key.as.string->bytes);
    return value_error("%s has no members", value_type_name(container.type));
}

static value string_character(const struct string *string, int64_t index)
{
    struct slice found = utf8_substring(string->bytes, string->length, index, 1);

    return found.length ? value_string(found.bytes, found.length) : value_none();
}

const char *value_index(value container, value key, value *result)
{
    value item = value_none();

    if (container.type == VALUE_MAP && key.type == VALUE_STRING) {
        value_map_get(container, key.as.string->bytes, key.as.string->length, &item);
        *result = value_copy(item);
    } else if (container.type == VALUE_LIST && key.type == VALUE_INT) {
        value_list_get(container, key.as.integer, &item);
        *result = value_copy(item);
    } else if (container.type == VALUE_STRING && key.type == VALUE_INT) {
        *result = string_character(container.as.string, key.as.integer);
    } else {
        return member_error(container, key);
    }
    return NULL;
}

const char *value_range(value first, value last, value *result)
{
    int64_t span;
    size_t count;

    if (first.type != VALUE_INT || last.type != VALUE_INT)
        return value_error("a range must be from int to int, not from %s to %s", value_type_name(first.type),
                           value_type_name(last.type));
    if (__builtin_sub_overflow(last.as.integer, first.as.integer, &span))
        span = last.as.integer < first.as.integer ? -1 : INT64_MAX;
    if (span >= RANGE_MOST)
        return "the range is too long (over 10 million)";
    count = span < 0 ? 0 : (size_t)span + 1;
    *result = value_list(count);
    for (size_t i = 0; i < count; i++)
        value_list_append(result, value_int(first.as.integer + (int64_t)i));
    return NULL;
}
