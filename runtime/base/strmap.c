#include "runtime/base/strmap.h"

#include "runtime/base/alloc.h"

#include <string.h>

void strmap_init(struct strmap *map)
{
    *map = (struct strmap){0};
}

void strmap_free(struct strmap *map)
{
    for (size_t i = 0; i < map->capacity; i++)
        mem_free(map->entries[i].key);
    mem_free(map->entries);
    strmap_init(map);
}

uint32_t bytes_hash(const void *bytes, size_t length)
{
    const unsigned char *byte = bytes;
    uint32_t hash = 2166136261u;

    for (size_t i = 0; i < length; i++)
        hash = (hash ^ byte[i]) * 16777619u;
    return hash;
}

static bool entry_is(const struct strmap_entry *entry, const char *key, size_t length, uint32_t hash)
{
    return entry->hash == hash && entry->length == length &&
           (length == 0 || memcmp(entry->key, key, length) == 0);
}

/* The entry of the key, or the free slot for it. The map is never full. */
static struct strmap_entry *strmap_place(const struct strmap *map, const char *key, size_t length,
                                         uint32_t hash)
{
    size_t mask = map->capacity - 1, at = hash & mask;

    while (map->entries[at].key && !entry_is(&map->entries[at], key, length, hash))
        at = (at + 1) & mask;
    return &map->entries[at];
}

void *strmap_get(const struct strmap *map, const char *key, size_t length)
{
    if (!map->count)
        return NULL;
    return strmap_place(map, key, length, bytes_hash(key, length))->value; /* NULL in a free place */
}

static void strmap_grow(struct strmap *map)
{
    struct strmap grown = {.count = map->count, .capacity = map->capacity ? map->capacity * 2 : 16};

    grown.entries = mem_zalloc(grown.capacity, sizeof *grown.entries);
    for (size_t i = 0; i < map->capacity; i++) {
        const struct strmap_entry *entry = &map->entries[i];

        if (entry->key)
            *strmap_place(&grown, entry->key, entry->length, entry->hash) = *entry;
    }
    mem_free(map->entries);
    *map = grown;
}

void *strmap_set(struct strmap *map, const char *key, size_t length, void *value)
{
    uint32_t hash = bytes_hash(key, length);
    struct strmap_entry *entry;
    void *before;

    if ((map->count + 1) * 4 > map->capacity * 3)
        strmap_grow(map);
    entry = strmap_place(map, key, length, hash);
    if (!entry->key) {
        *entry =
            (struct strmap_entry){.key = mem_strndup(key, length), .length = (uint32_t)length, .hash = hash};
        map->count++;
    }
    before = entry->value;
    entry->value = value;
    return before;
}

const struct strmap_entry *strmap_next(const struct strmap *map, size_t *position)
{
    while (*position < map->capacity) {
        const struct strmap_entry *entry = &map->entries[(*position)++];

        if (entry->key)
            return entry;
    }
    return NULL;
}
