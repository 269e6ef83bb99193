/* Texts under consecutive numbers, of which the newest `capacity` are kept: playlists, comments, messages.
 * Safe from any thread. */
#ifndef SWARM_TARGET_STORE_H
#define SWARM_TARGET_STORE_H

#include "runtime/base/buffer.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store {
    pthread_mutex_t lock;
    char **texts; /* number n at n % capacity; NULL: removed or never put */
    size_t capacity;
    uint64_t last; /* the newest number, 0 before the first */
};

void store_init(struct store *store, size_t capacity);
void store_free(struct store *store);

/* The next number, from 1; the text that it pushes out is gone. */
uint64_t store_reserve(struct store *store);

/* Keeps a copy of the text under a reserved number, in place of the one there; false when the number has been
 * pushed out meanwhile. */
bool store_put(struct store *store, uint64_t number, const char *text);

/* Appends the text to `out`; false when there is none (any more). */
bool store_get(struct store *store, uint64_t number, struct buffer *out);

/* False when there was none. */
bool store_remove(struct store *store, uint64_t number);

/* Appends at most `most` of the texts, newest first, with commas between. */
void store_list(struct store *store, size_t most, struct buffer *out);

#endif
