#include "runtime/target/devices.h"

#include "runtime/base/alloc.h"

#include <string.h>

enum { DEVICES_MAX = 200000 };

void devices_init(struct devices *devices)
{
    pthread_mutex_init(&devices->lock, NULL);
    strmap_init(&devices->settings);
}

static void forget_all(struct devices *devices)
{
    size_t position = 0;
    for (const struct strmap_entry *entry; (entry = strmap_next(&devices->settings, &position));)
        mem_free(entry->value);
    strmap_free(&devices->settings);
    strmap_init(&devices->settings);
}

void devices_free(struct devices *devices)
{
    forget_all(devices);
    pthread_mutex_destroy(&devices->lock);
}

bool devices_set(struct devices *devices, const char *name, const char *settings)
{
    pthread_mutex_lock(&devices->lock);
    if (devices->settings.count >= DEVICES_MAX)
        forget_all(devices);
    char *before = strmap_set(&devices->settings, name, strlen(name), mem_strdup(settings));
    pthread_mutex_unlock(&devices->lock);
    mem_free(before);
    return !before;
}

bool devices_get(struct devices *devices, const char *name, struct buffer *out)
{
    pthread_mutex_lock(&devices->lock);
    const char *settings = strmap_get(&devices->settings, name, strlen(name));
    if (settings)
        buffer_append_text(out, settings);
    pthread_mutex_unlock(&devices->lock);
    return settings != NULL;
}
