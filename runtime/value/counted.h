/* What the files of this folder share: the inside of counts, lists and maps. Not for others. */
#ifndef SWARM_VALUE_COUNTED_H
#define SWARM_VALUE_COUNTED_H

#include "runtime/value/value.h"

/* The list, or map, of *place ready for writing: copied first where others share it, or it is immortal. */
struct list *list_own(value *place);
struct map *map_own(value *place);

/* The entry of the key, or NULL. */
struct map_entry *map_find(const struct map *map, const char *key, size_t length);

/* Frees the map and its index, not what is in it. */
void map_discard(struct map *map);

/* Numbers: int, big int, float. */
static inline bool value_is_number(value v)
{
    return v.type == VALUE_INT || v.type == VALUE_BIG || v.type == VALUE_FLOAT;
}

/* A number as a float. */
double value_to_float(value v);

/* The place that an index means in a sequence of `count`: from the end when negative. False when there is
 * none. */
static inline bool index_resolve(int64_t index, size_t count, size_t *place)
{
    if (index < 0)
        index += (int64_t)count;
    *place = (size_t)index;
    return index >= 0 && (size_t)index < count;
}

/* Formats into a buffer of the thread that the next call overwrites. */
const char *value_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
