#include "runtime/target/store.h"

#include "runtime/base/alloc.h"

void store_init(struct store *store, size_t capacity)
{
    pthread_mutex_init(&store->lock, NULL);
    store->texts = mem_zalloc(capacity, sizeof *store->texts);
    store->capacity = capacity;
    store->last = 0;
}

void store_free(struct store *store)
{
    for (size_t i = 0; i < store->capacity; i++)
        mem_free(store->texts[i]);
    mem_free(store->texts);
    pthread_mutex_destroy(&store->lock);
}

/* The slot of a number that is still stored, or NULL. */
static char **place_of(struct store *store, uint64_t number)
{
    if (!number || number > store->last || store->last - number >= store->capacity)
        return NULL;
    return &store->texts[number % store->capacity];
}

static void replace(char **place, char *text)
{
    mem_free(*place);
    *place = text;
}

uint64_t store_reserve(struct store *store)
{
    pthread_mutex_lock(&store->lock);
    uint64_t number = ++store->last;
    replace(place_of(store, number), NULL);
    pthread_mutex_unlock(&store->lock);
    return number;
}

bool store_put(struct store *store, uint64_t number, const char *text)
{
    pthread_mutex_lock(&store->lock);
    char **place = place_of(store, number);
    if (place)
        replace(place, mem_strdup(text));
    pthread_mutex_unlock(&store->lock);
    return place != NULL;
}

bool store_get(struct store *store, uint64_t number, struct buffer *out)
{
    pthread_mutex_lock(&store->lock);
    char **place = place_of(store, number);
    bool found = place && *place;
    if (found)
        buffer_append_text(out, *place);
    pthread_mutex_unlock(&store->lock);
    return found;
}

bool store_remove(struct store *store, uint64_t number)
{
    pthread_mutex_lock(&store->lock);
    char **place = place_of(store, number);
    bool found = place && *place;
    if (found)
        replace(place, NULL);
    pthread_mutex_unlock(&store->lock);
    return found;
}

void store_list(struct store *store, size_t most, struct buffer *out)
{
    pthread_mutex_lock(&store->lock);
    char **place;
    bool listed = false;
    for (uint64_t number = store->last; most && (place = place_of(store, number)); number--) {
        if (!*place)
            continue;
        if (listed)
            buffer_append_char(out, ',');
        buffer_append_text(out, *place);
        listed = true;
        most--;
    }
    pthread_mutex_unlock(&store->lock);
}
