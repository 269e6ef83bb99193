/* A typed growable array: VEC(struct token) tokens = {0}; vec_push(&tokens, t); for (i < tokens.count)
 * tokens.items[i]. It owns the array, but not what the items point to. */
#ifndef SWARM_BASE_VEC_H
#define SWARM_BASE_VEC_H

#include "runtime/base/alloc.h"

#include <stddef.h>

#define VEC(type)                                                                                            \
    struct {                                                                                                 \
        type *items;                                                                                         \
        size_t count;                                                                                        \
        size_t capacity;                                                                                     \
    }

#define vec_push(vec, item)                                                                                  \
    do {                                                                                                     \
        if ((vec)->count == (vec)->capacity)                                                                 \
            (vec)->items = vec_grow((vec)->items, &(vec)->capacity, sizeof *(vec)->items);                   \
        (vec)->items[(vec)->count++] = (item);                                                               \
    } while (0)

#define vec_pop(vec) ((vec)->items[--(vec)->count])
#define vec_last(vec) ((vec)->items[(vec)->count - 1])

#define vec_free(vec)                                                                                        \
    do {                                                                                                     \
        mem_free((vec)->items);                                                                              \
        (vec)->items = NULL;                                                                                 \
        (vec)->count = (vec)->capacity = 0;                                                                  \
    } while (0)

/* Moves the items to an array of twice the capacity (at least 8) and updates `*capacity`. For vec_push only.
 */
void *vec_grow(void *items, size_t *capacity, size_t item_size);

#endif
