/* A hash map from byte strings to pointers. It copies the keys. The caller owns the values. */
#ifndef SWARM_BASE_STRMAP_H
#define SWARM_BASE_STRMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct strmap_entry {
    char *key; /* owned, NUL-terminated; NULL: the entry is free */
    uint32_t length;
    uint32_t hash;
    void *value;
};

struct strmap {
    struct strmap_entry *entries; /* open addressing, capacity a power of two */
    size_t count;
    size_t capacity;
};

/* Zero bytes are an empty map. */
void strmap_init(struct strmap *map);
void strmap_free(struct strmap *map);

/* The value at the key, or NULL. */
void *strmap_get(const struct strmap *map, const char *key, size_t length);

/* Sets the value at the key. Returns the previous value, or NULL. */
void *strmap_set(struct strmap *map, const char *key, size_t length, void *value);

/* Iterates over all entries, in any order. Start with `*position` 0. Returns NULL at the end. */
const struct strmap_entry *strmap_next(const struct strmap *map, size_t *position);

/* The hash that the map uses: 32-bit FNV-1a. */
uint32_t bytes_hash(const void *bytes, size_t length);

#endif
