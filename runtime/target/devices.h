/* The devices registered at the notice board: a text (settings as JSON) per name. Limited: if there are too
 * many, all are removed. All functions may be called from any thread. */
#ifndef SWARM_TARGET_DEVICES_H
#define SWARM_TARGET_DEVICES_H

#include "runtime/base/buffer.h"
#include "runtime/base/strmap.h"

#include <pthread.h>
#include <stdbool.h>

struct devices {
    pthread_mutex_t lock;
    struct strmap settings; /* char *, owned */
};

void devices_init(struct devices *devices);
void devices_free(struct devices *devices);

/* Stores a copy of the settings. True: the device is new. */
bool devices_set(struct devices *devices, const char *name, const char *settings);

/* Appends the settings to `out`. False: the device is unknown. */
bool devices_get(struct devices *devices, const char *name, struct buffer *out);

#endif
