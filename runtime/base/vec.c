#include "runtime/base/vec.h"

#include <stdint.h>

void *vec_grow(void *items, size_t *capacity, size_t item_size)
{
    size_t grown = *capacity ? *capacity * 2 : 8;

    /* If the product would overflow, more memory is requested than exists, which ends as out of memory. */
    items = mem_realloc(items, grown > SIZE_MAX / item_size ? SIZE_MAX : grown * item_size);
    *capacity = grown;
    return items;
}
