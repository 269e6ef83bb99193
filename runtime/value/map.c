#include "runtime/base/alloc.h"
#include "runtime/base/strmap.h"
#include "runtime/value/counted.h"

#include <string.h>

/* Up to this size, searching all entries is as fast as an index. JSON objects are rarely larger. Hashes
 * are only computed for an index. */
#define INDEX_FREE_MOST 8

value value_map(size_t capacity)
{
    struct map *map = mem_zalloc(1, sizeof *map);

    map->references = 1;
    if (capacity) {
        map->capacity = 4;
        while (map->capacity < capacity)
            map->capacity *= 2;
        map->entries = mem_alloc(map->capacity * sizeof *map->entries);
    }
    return (value){.type = VALUE_MAP, .as.map = map};
}

void map_discard(struct map *map)
{
    mem_free(map->entries);
    mem_free(map->index);
    mem_free(map);
}

static bool entry_is(const struct map_entry *entry, const char *key, size_t length)
{
    return entry->key->length == length && (length == 0 || memcmp(entry->key->bytes, key, length) == 0);
}

/* The index has twice as many slots as the map has entries, so a search always ends at a free slot. */
static uint32_t *index_place(const struct map *map, const char *key, size_t length, uint32_t hash)
{
    uint32_t mask = map->capacity * 2 - 1, at = hash & mask;

    while (map->index[at]) {
        const struct map_entry *entry = &map->entries[map->index[at] - 1];

        if (entry->hash == hash && entry_is(entry, key, length))
            break;
        at = (at + 1) & mask;
    }
    return &map->index[at];
}

struct map_entry *map_find(const struct map *map, const char *key, size_t length)
{
    if (map->index) {
        uint32_t entry = *index_place(map, key, length, bytes_hash(key, length));

        return entry ? &map->entries[entry - 1] : NULL;
    }
    for (uint32_t i = 0; i < map->count; i++) {
        if (entry_is(&map->entries[i], key, length))
            return &map->entries[i];
    }
    return NULL;
}

static void index_add(struct map *map, uint32_t at)
{
    const struct string *key = map->entries[at].key;
    uint32_t hash = bytes_hash(key->bytes, key->length);

    map->entries[at].hash = hash;
    *index_place(map, key->bytes, key->length, hash) = at + 1;
}

static void index_build(struct map *map)
{
    mem_free(map->index);
    map->index = mem_zalloc((size_t)map->capacity * 2, sizeof *map->index);
    for (uint32_t i = 0; i < map->count; i++)
        index_add(map, i);
}

static void map_grow(struct map *map)
{
    map->capacity = map->capacity ? map->capacity * 2 : 4;
    map->entries = mem_realloc(map->entries, map->capacity * sizeof *map->entries);
    if (map->index)
        index_build(map);
}

/* Adds a new key; takes ownership of key and item. */
static void map_add(struct map *map, struct string *key, value item)
{
    if (map->count == map->capacity)
        map_grow(map);
    map->entries[map->count++] = (struct map_entry){.key = key, .value = item};
    if (map->index)
        index_add(map, map->count - 1);
    else if (map->count > INDEX_FREE_MOST)
        index_build(map);
}

struct map *map_own(value *place)
{
    struct map *shared = place->as.map;
    value copy;

    if (shared->references == 1)
        return shared;
    copy = value_map(shared->count + 1);
    for (uint32_t i = 0; i < shared->count; i++) {
        value key = {.type = VALUE_STRING, .as.string = shared->entries[i].key};

        map_add(copy.as.map, value_copy(key).as.string, value_copy(shared->entries[i].value));
    }
    value_release(*place);
    *place = copy;
    return copy.as.map;
}

static void entry_replace(struct map_entry *entry, value item)
{
    value before = entry->value;

    entry->value = item;
    value_release(before);
}

void value_map_set(value *map, const char *key, size_t length, value item)
{
    struct map *own = map_own(map);
    struct map_entry *entry = map_find(own, key, length);

    if (entry)
        entry_replace(entry, item);
    else
        map_add(own, value_string(key, length).as.string, item);
}

void value_map_put(value *map, value key, value item)
{
    struct map *own = map_own(map);
    struct map_entry *entry = map_find(own, key.as.string->bytes, key.as.string->length);

    if (entry)
        entry_replace(entry, item);
    else
        map_add(own, value_copy(key).as.string, item);
}

bool value_map_get(value map, const char *key, size_t length, value *item)
{
    const struct map_entry *entry = map_find(map.as.map, key, length);

    if (entry)
        *item = entry->value;
    return entry != NULL;
}
