/* `swarm_start`: a master of swarm tells a worker of swarm that a run begins, and with which settings. Any
 * thread. */
#ifndef SWARM_CLUSTER_MESSAGE_START_MESSAGE_H
#define SWARM_CLUSTER_MESSAGE_START_MESSAGE_H

#include "runtime/cluster/wire/packed.h"
#include "runtime/model/run_settings.h"
#include "runtime/model/run_share.h"

/* What a worker needs beyond the settings. The buffers are empty or packed. */
struct start_message_context {
    uint64_t run;                  /* number of the run in the life of the master */
    nanos elapsed;                 /* since the load began */
    const struct run_share *share; /* of the worker */
    const struct buffer *shared;   /* the values of `shared`, in the order of the program */
    const struct buffer *messages; /* published so far, each with two items: type, value */
    size_t message_count;          /* items of `messages`: the buffer has no head */
};

/* Writes the data of the message: what a worker needs of the settings. */
void start_message_write(msgpack_packer *packer, const struct run_settings *settings,
                         const struct start_message_context *context);

/* Applies the data to settings that own their texts (run_settings_copy). What is missing or makes no sense
 * keeps its value. */
void start_message_apply(const msgpack_object *data, struct run_settings *settings);

/* A list of texts of the data, in memory of the settings, for lists that Locust's `spawn` has too. */
const char *const *start_message_texts(struct run_settings *settings, const msgpack_object *list,
                                       size_t *count);

#endif
