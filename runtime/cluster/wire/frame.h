/* The frames that nodes exchange: [type, data, node id], as in Locust. `data` is any value.
 *
 * A frame belongs to one thread at a time. */
#ifndef SWARM_CLUSTER_WIRE_FRAME_H
#define SWARM_CLUSTER_WIRE_FRAME_H

#include "runtime/base/buffer.h"
#include "runtime/cluster/wire/packed.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    FRAME_TYPE_MOST = 255, /* bytes of a type */
    FRAME_NODE_MOST = 255, /* bytes of a node id */
};

/* A received frame. */
struct frame {
    char type[FRAME_TYPE_MOST + 1];
    char node[FRAME_NODE_MOST + 1];
    const msgpack_object *data; /* valid until frame_clear */
    msgpack_unpacked unpacked;
};

/* Decodes a frame; its texts point into the bytes. The caller clears it. False: the bytes aren't exactly one
 * array of three elements with texts as type and node id; nothing is to be cleared then. */
bool frame_read(const char *bytes, size_t length, struct frame *frame);
void frame_clear(struct frame *frame);

/* A frame that is being written: frame_begin, then exactly one value, then frame_end. */
struct frame_writer {
    struct buffer bytes;
    msgpack_packer packer;
    const char *node;
};

/* Begins a frame. `node` is valid UTF-8, and borrowed until frame_end. The struct mustn't move, and its
 * bytes are freed by the caller with buffer_free. */
void frame_begin(struct frame_writer *writer, const char *type, const char *node);
void frame_end(struct frame_writer *writer);

#endif
