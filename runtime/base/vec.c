#include "runtime/base/vec.h"

#include <stdint.h>

void *vec_grow(void *items, size_t *capacity, size_t item_size)
{
    size_t grown = *capacity ? *capacity * 2 : 8;

    /* A product that wraps asks for more than there is, and so ends as out of memory. */
    items = mem_realloc(items, grown > SIZE_MAX / item_size ? SIZE_MAX : grown * item_size);
    *capacity = grown;
    return items;
}
