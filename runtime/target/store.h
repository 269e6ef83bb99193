/* Texts with consecutive numbers; the newest `capacity` of them are kept. For playlists, comments, messages.
 * All functions may be called from any thread. */
#ifndef SWARM_TARGET_STORE_H
#define SWARM_TARGET_STORE_H

#include "runtime/base/buffer.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct store {
    pthread_mutex_t lock;
    char **texts; /* number n is at n % capacity; NULL: removed or never stored */
    size_t capacity;
    uint64_t last; /* the newest number, 0 before the first */
};

void store_init(struct store *store, size_t capacity);
void store_free(struct store *store);

/* Returns the next number, from 1. Removes the text that is too old now. */
uint64_t store_reserve(struct store *store);

/* Stores a copy of the text under a reserved number and replaces the previous one. False: the number is too
 * old by now. */
bool store_put(struct store *store, uint64_t number, const char *text);

/* Appends the text to `out`. False: there is none. */
bool store_get(struct store *store, uint64_t number, struct buffer *out);

/* Removes a text. False: there was none. */
bool store_remove(struct store *store, uint64_t number);

/* Appends at most `most` texts, newest first, separated by commas. */
void store_list(struct store *store, size_t most, struct buffer *out);

#endif
