/* A hash map from byte strings to pointers. Copies its keys; the values are the caller's. */
#ifndef SWARM_BASE_STRMAP_H
#define SWARM_BASE_STRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strmap_entry {
    char *key; /* owned, NUL-terminated; NULL in a free place */
    uint32_t length;
    uint32_t hash;
    void *value;
};

struct strmap {
    struct strmap_entry *entries; /* open addressing, capacity a power of two */
    size_t count;
    size_t capacity;
};

/* All-zero bytes are an empty map. */
void strmap_init(struct strmap *map);
void strmap_free(struct strmap *map);

/* The value at the key, or NULL. */
void *strmap_get(const struct strmap *map, const char *key, size_t length);

/* Sets the value at the key and returns the one it had, or NULL. */
void *strmap_set(struct strmap *map, const char *key, size_t length, void *value);

/* Walks all entries in no particular order: start with `*position` 0; NULL at the end. */
const struct strmap_entry *strmap_next(const struct strmap *map, size_t *position);

/* The hash that the map uses: 32-bit FNV-1a. */
uint32_t bytes_hash(const void *bytes, size_t length);

#endif
