/* A cluster without a network, for fuzz targets: a node socket that hands over what the input says and checks
 * what is sent, and a reader of the input. A program that includes this header has these functions in place
 * of those of node_socket.c. */
#ifndef SWARM_TESTS_SUPPORT_CLUSTER_FUZZ_H
#define SWARM_TESTS_SUPPORT_CLUSTER_FUZZ_H

#include "compiler/compile.h"
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/base/utf8.h"
#include "runtime/cluster/message/scenario_files.h"
#include "runtime/cluster/wire/frame.h"
#include "runtime/cluster/wire/node_socket.h"

#include <ev.h>
#include <stdlib.h>
#include <string.h>

/* ---- the socket ---- */

struct node_socket {
    struct node_socket_events events;
    bool is_full; /* nothing can be sent */
};

static struct node_socket *fuzz_socket; /* the one that was opened last */

static struct node_socket *fuzz_socket_new(const struct node_socket_events *events)
{
    fuzz_socket = mem_zalloc(1, sizeof *fuzz_socket);
    fuzz_socket->events = *events;
    return fuzz_socket;
}

struct node_socket *node_socket_connect(struct ev_loop *loop, const struct node_address *address,
                                        const char *identity, const struct node_socket_events *events,
                                        struct buffer *why)
{
    (void)loop, (void)address, (void)identity, (void)why;
    return fuzz_socket_new(events);
}

struct node_socket *node_socket_bind(struct ev_loop *loop, const struct node_address *address,
                                     const struct node_socket_events *events, struct buffer *why)
{
    (void)loop, (void)address, (void)why;
    return fuzz_socket_new(events);
}

uint16_t node_socket_port(const struct node_socket *socket)
{
    (void)socket;
    return 5557;
}

void node_socket_reconnect(struct node_socket *socket)
{
    (void)socket;
}

bool node_socket_move(struct node_socket *socket, struct ev_loop *loop,
                      const struct node_socket_events *events)
{
    (void)loop;
    socket->events = *events;
    return true;
}

void node_socket_free(struct node_socket *socket)
{
    mem_free(socket);
}

/* Locust's nodes stop to work when they get a text that isn't UTF-8. */
static void sent_value_check(const msgpack_object *object)
{
    switch (object->type) {
    case MSGPACK_OBJECT_STR:
        if (!utf8_valid(object->via.str.ptr, object->via.str.size))
            abort();
        break;
    case MSGPACK_OBJECT_ARRAY:
        for (uint32_t i = 0; i < object->via.array.size; i++)
            sent_value_check(&object->via.array.ptr[i]);
        break;
    case MSGPACK_OBJECT_MAP:
        for (uint32_t i = 0; i < object->via.map.size; i++) {
            sent_value_check(&object->via.map.ptr[i].key);
            sent_value_check(&object->via.map.ptr[i].val);
        }
        break;
    default: break;
    }
}

bool node_socket_send(struct node_socket *socket, const char *id, const struct buffer *bytes)
{
    struct frame frame;

    if (!frame_read(bytes->data, bytes->length, &frame) || (id && strcmp(id, frame.node) != 0))
        abort();
    sent_value_check(frame.data);
    frame_clear(&frame);
    return !socket->is_full;
}

/* ---- the scenario ---- */

static inline struct program *fuzz_program(const char *text)
{
    struct compile_options options = {.for_run = true};
    struct compilation compilation;
    struct program *program = NULL;

    if (compile_text(&compilation, "fuzz.swarm", text, strlen(text), &options))
        program = compilation_take(&compilation);
    compilation_free(&compilation);
    if (!program)
        abort();
    return program;
}

/* Its files: one source. Never freed. */
static inline const struct scenario_files *fuzz_files(const struct program *program)
{
    static struct scenario_files files;

    if (files.files.count == 0) {
        scenario_files_init(&files);
        scenario_files_source(&files, "fuzz.swarm", program->files[0].source,
                              strlen(program->files[0].source));
        scenario_files_finish(&files, program, NULL, NULL);
    }
    return &files;
}

/* ---- the input ---- */

struct fuzz_input {
    const uint8_t *at;
    size_t left;
};

/* The next byte; 0 at the end. */
static uint8_t input_byte(struct fuzz_input *input)
{
    if (input->left == 0)
        return 0;
    input->left--;
    return *input->at++;
}

/* Two bytes with a length, then so many bytes, or what is left. */
static struct fuzz_input input_part(struct fuzz_input *input)
{
    size_t length = (size_t)input_byte(input) << 8;
    struct fuzz_input part;

    length |= input_byte(input);
    part = (struct fuzz_input){input->at, length < input->left ? length : input->left};
    input->at += part.left;
    input->left -= part.left;
    return part;
}

/* A frame from `id`, whose bytes are exactly as long, so that a sanitizer sees a read past the end. */
static void fuzz_receive(const char *id, const char *bytes, size_t length)
{
    char *exact = mem_alloc(length > 0 ? length : 1);

    memcpy(exact, bytes, length);
    fuzz_socket->events.received(fuzz_socket->events.context, id, strlen(id), exact, length);
    mem_free(exact);
}

static void fuzz_receive_frame(const char *id, struct frame_writer *writer)
{
    frame_end(writer);
    fuzz_receive(id, writer->bytes.data, writer->bytes.length);
    buffer_free(&writer->bytes);
}

/* A frame of that type, whose data is the next part of the input. */
static inline void fuzz_receive_data(const char *id, const char *type, struct fuzz_input *input)
{
    struct fuzz_input data = input_part(input);
    struct frame_writer writer;

    frame_begin(&writer, type, id);
    buffer_append(&writer.bytes, (const char *)data.at, data.left);
    fuzz_receive_frame(id, &writer);
}

/* The next part of the input as a frame. */
static inline void fuzz_receive_bytes(const char *id, struct fuzz_input *input)
{
    struct fuzz_input bytes = input_part(input);

    fuzz_receive(id, (const char *)bytes.at, bytes.left);
}

#endif
