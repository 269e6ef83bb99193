#include "runtime/native/native_table.h"

#include <stdlib.h>

const char *native_keys(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct map *map = arguments[0].as.map;

    (void)context, (void)count;
    *result = value_list(map->count);
    for (uint32_t i = 0; i < map->count; i++) {
        value key = {.type = VALUE_STRING, .as.string = map->entries[i].key};

        value_list_append(result, value_copy(key));
    }
    return NULL;
}

const char *native_values(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct map *map = arguments[0].as.map;

    (void)context, (void)count;
    *result = value_list(map->count);
    for (uint32_t i = 0; i < map->count; i++)
        value_list_append(result, value_copy(map->entries[i].value));
    return NULL;
}

const char *native_range(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context, (void)count;
    return value_range(arguments[0], arguments[1], result);
}

/* ---- order ---- */

/* Checks that the items can be sorted: all numbers, all durations or all strings, and no NaN. */
static const char *order_check(const struct list *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        int order, own;
        const char *error = value_compare(list->items[0], list->items[i], &order);

        if (error)
            return error;
        value_compare(list->items[i], list->items[i], &own);
        if (own != 0)
            return "nan can't be compared";
    }
    return NULL;
}

static int items_order(const void *a, const void *b)
{
    int order = 0;

    value_compare(*(const value *)a, *(const value *)b, &order);
    return order;
}

const char *native_sort(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct list *list = arguments[0].as.list;
    const char *error = order_check(list);

    (void)context, (void)count;
    if (error)
        return error;
    *result = value_list(list->count);
    for (uint32_t i = 0; i < list->count; i++)
        value_list_append(result, value_copy(list->items[i]));
    if (list->count)
        qsort(result->as.list->items, list->count, sizeof(value), items_order);
    return NULL;
}

/* ---- functions of a list or of their arguments ---- */

struct items {
    const value *at;
    size_t count;
};

static struct items items_of(const value *arguments, size_t count)
{
    const struct list *list;

    if (count != 1 || arguments[0].type != VALUE_LIST)
        return (struct items){arguments, count};
    list = arguments[0].as.list;
    return (struct items){list->items, list->count};
}

static bool is_summable(value v)
{
    return v.type == VALUE_INT || v.type == VALUE_BIG || v.type == VALUE_FLOAT || v.type == VALUE_DURATION;
}

const char *native_sum(struct native_context *context, const value *arguments, size_t count, value *result)
{
    struct items items = items_of(arguments, count);
    value total = items.count ? items.at[0] : value_int(0);

    (void)context;
    for (size_t i = 0; i < items.count; i++) {
        const char *error = NULL;

        if (!is_summable(items.at[i]))
            return native_error("sum() takes numbers or durations, not %s",
                                value_type_name(items.at[i].type));
        if (i)
            error = value_add(total, items.at[i], &total);
        if (error)
            return error;
    }
    *result = value_copy(total);
    return NULL;
}

/* The smallest item (sign 1) or the largest (sign -1). */
static const char *extreme(const char *name, struct items items, int sign, value *result)
{
    value best;

    if (items.count == 0)
        return native_error("%s() of an empty list", name);
    best = items.at[0];
    for (size_t i = 0; i < items.count; i++) {
        int order;
        const char *error = value_compare(items.at[i], best, &order);

        if (error)
            return error;
        if (order * sign == -1)
            best = items.at[i];
    }
    *result = value_copy(best);
    return NULL;
}

const char *native_min(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context;
    return extreme("min", items_of(arguments, count), 1, result);
}

const char *native_max(struct native_context *context, const value *arguments, size_t count, value *result)
{
    (void)context;
    return extreme("max", items_of(arguments, count), -1, result);
}

/* The index that a position means; negative positions count from the end. */
static int64_t position(int64_t at, int64_t count)
{
    if (at < 0)
        at += count;
    return at < 0 ? 0 : at > count ? count : at;
}

const char *native_slice(struct native_context *context, const value *arguments, size_t count, value *result)
{
    const struct list *list = arguments[0].as.list;
    int64_t from = position(arguments[1].as.integer, list->count);
    int64_t to = count > 2 ? position(arguments[2].as.integer, list->count) : list->count;

    (void)context;
    *result = value_list(from < to ? (size_t)(to - from) : 0);
    for (int64_t i = from; i < to; i++)
        value_list_append(result, value_copy(list->items[i]));
    return NULL;
}
