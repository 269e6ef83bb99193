/* Lists, maps and numbers from the inside. For the files of this folder only. */
#ifndef SWARM_VALUE_COUNTED_H
#define SWARM_VALUE_COUNTED_H

#include "runtime/value/value.h"

/* The list or map in *place, for a change: a copy replaces it if it is shared or immortal. */
struct list *list_own(value *place);
struct map *map_own(value *place);

/* The entry of the key, or NULL. */
struct map_entry *map_find(const struct map *map, const char *key, size_t length);

/* Frees the map and its index, but not its keys and values. */
void map_discard(struct map *map);

/* Int, big int or float. */
static inline bool value_is_number(value v)
{
    return v.type == VALUE_INT || v.type == VALUE_BIG || v.type == VALUE_FLOAT;
}

/* A number as a float; loses precision beyond 53 bits. */
double value_to_float(value v);

/* The position of `index` among `count` items; a negative index counts from the end. False: out of range. */
static inline bool index_resolve(int64_t index, size_t count, size_t *place)
{
    if (index < 0)
        index += (int64_t)count;
    *place = (size_t)index;
    return index >= 0 && (size_t)index < count;
}

/* Formats an error into a buffer of this thread, which the next call overwrites. */
const char *value_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
