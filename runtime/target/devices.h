/* The devices that registered themselves at the notice board: a text (their settings as JSON) by name.
 * Bounded: when there are too many, all are forgotten. Safe from any thread. */
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

/* Keeps a copy of the settings; true when the device is new. */
bool devices_set(struct devices *devices, const char *name, const char *settings);

/* Appends the settings to `out`; false when the device isn't known. */
bool devices_get(struct devices *devices, const char *name, struct buffer *out);

#endif
