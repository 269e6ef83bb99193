#include "runtime/cluster/master/master.h"

#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/cluster/master/master_state.h"
#include "runtime/cluster/wire/packed_value.h"

#include <string.h>

enum { WHY_MOST = 1000 }; /* bytes */

/* ---- sending ---- */

void master_send(struct master *master, const struct node *node, struct frame_writer *writer)
{
    frame_end(writer);
    if (!node_socket_send(master->socket, node->id, &writer->bytes))
        log_debug("cluster: a frame for %s couldn't be sent", node_text(node));
    buffer_free(&writer->bytes);
}

void master_send_word(struct master *master, const struct node *node, const char *type)
{
    struct frame_writer writer;

    frame_begin(&writer, type, node->id);
    msgpack_pack_nil(&writer.packer);
    master_send(master, node, &writer);
}

/* ---- receiving ---- */

static void spawning_handle(struct master *master, struct node *node, const msgpack_object *data)
{
    (void)master, (void)data;
    node->phase = WORKER_IS_SPAWNING;
    run_node_answered(node);
}

static void complete_handle(struct master *master, struct node *node, const msgpack_object *data)
{
    node->phase = WORKER_IS_RUNNING;
    node_users(master, node, data);
}

static void logs_ignore(struct master *master, struct node *node, const msgpack_object *data)
{
    (void)master, (void)node, (void)data;
}

static void stopped_handle(struct master *master, struct node *node, const msgpack_object *data)
{
    node->phase = WORKER_IS_READY;
    node->part.awaited = 0;
    packed_count(packed_get(data, "reports"), &node->part.awaited);
    run_node_stopped(master, node);
    if (node->is_swarm && node->part.awaited > node->reported)
        master_got(master, node); /* it sends again what is missing */
}

static void quit_handle(struct master *master, struct node *node, const msgpack_object *data)
{
    uint64_t reports = 0;

    packed_count(packed_get(data, "reports"), &reports);
    if (node->is_swarm && reports > node->reported && node->part.takes_part)
        loss_note(master, node, false);
    node_quit(master, node);
}

static void ended_handle(struct master *master, struct node *node, const msgpack_object *data)
{
    const msgpack_object *why = packed_get(data, "why");
    struct buffer text = {0};
    uint64_t is_done = 0;

    if (packed_is_text(why, WHY_MOST))
        buffer_append(&text, why->via.str.ptr, why->via.str.size);
    packed_count(packed_get(data, "is_done"), &is_done);
    run_node_ended(master, node, is_done, buffer_text(&text));
    buffer_free(&text);
}

/* A message of a scenario or a locustfile. */
static void message_handle(struct master *master, const struct frame *frame)
{
    value v = packed_value(frame->data);

    if (master->run.engine)
        master->run.local.publish(master->run.engine, frame->type, v);
    value_release(v);
}

/* False: the type is none of the protocol's. */
static bool report_handle(struct master *master, struct node *node, const struct frame *frame)
{
    static const struct {
        const char *type;
        void (*handle)(struct master *master, struct node *node, const msgpack_object *data);
    } reports[] = {
        {"heartbeat", node_heartbeat},      {"stats", node_numbers},
        {"spawning", spawning_handle},      {"spawning_complete", complete_handle},
        {"client_stopped", stopped_handle}, {"quit", quit_handle},
        {"exception", node_exception},      {"swarm_hello", node_hello},
        {"swarm_ended", ended_handle},      {"logs", logs_ignore},
        {"swarm_lease", node_lease},        {"swarm_return", node_return},
        {"swarm_clock", node_clock},        {"swarm_leaving", node_leaving},
        {"swarm_piece", node_piece},        {"swarm_failed", node_failed},
    };

    for (size_t i = 0; i < COUNT_OF(reports); i++) {
        if (strcmp(frame->type, reports[i].type) != 0)
            continue;
        reports[i].handle(master, node, frame->data);
        return true;
    }
    return false;
}

/* A worker from before this master was started. */
static void unknown_answer(struct master *master, const char *id, const struct frame *frame)
{
    struct frame_writer writer;

    if (strcmp(frame->type, "heartbeat") != 0)
        return;
    frame_begin(&writer, "swarm_unknown", id);
    msgpack_pack_nil(&writer.packer);
    frame_end(&writer);
    node_socket_send(master->socket, id, &writer.bytes);
    buffer_free(&writer.bytes);
}

/* Only `client_ready` makes a worker known; what others send is dropped. */
static void frame_handle(struct master *master, const char *id, const struct frame *frame)
{
    struct node *node = node_find(master, id);

    if (strcmp(frame->type, "client_ready") == 0) {
        node_introduce(master, id, frame);
        return;
    }
    if (!node) {
        log_debug("cluster: `%s` of an unknown worker was dropped", frame->type);
        unknown_answer(master, id, frame);
        return;
    }
    node->seen = clock_now();
    if (!report_handle(master, node, frame))
        message_handle(master, frame);
}

static void bad_frame(void)
{
    log_warning_once("a bad frame of a worker", "something that isn't a frame of the protocol has arrived");
}

/* The identity of the connection and the id in the frame must be the same, so that no worker speaks for
 * another. */
static void frame_received(void *context, const char *id, size_t id_length, const char *bytes, size_t length)
{
    struct master *master = context;
    struct frame frame;

    if (!frame_read(bytes, length, &frame)) {
        bad_frame();
        return;
    }
    if (strlen(frame.node) == id_length && memcmp(frame.node, id, id_length) == 0)
        frame_handle(master, frame.node, &frame);
    else
        bad_frame();
    frame_clear(&frame);
}

static void stranger_came(void *context, enum node_link link)
{
    (void)context;
    if (link == NODE_LINK_REJECTED)
        log_warning_once("another key", "a worker without this --cluster-key was refused");
    else
        log_warning_once("a stranger", "something that doesn't speak ZeroMQ has connected");
}

static void second_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    (void)loop, (void)events;
    nodes_check(watcher->data);
    leases_check(watcher->data);
}

/* ---- from beginning to end ---- */

struct master *master_new(const struct master_options *options)
{
    struct master *master = mem_zalloc(1, sizeof *master);
    const struct program *program = options->program;

    master->options = *options;
    master->run.program = program;
    master->scratch = stats_new(program->rows, (uint32_t)program->rows_count);
    ev_timer_init(&master->second, second_due, 1.0, 1.0);
    ev_timer_init(&master->run.deadline, run_deadline, 0.0, 0.0);
    master->second.data = master->run.deadline.data = master;
    return master;
}

struct run_backend master_backend(struct master *master)
{
    struct run_backend backend = engine_backend(master->options.program);

    master->run.local = backend;
    backend.context = master;
    backend.open = run_open;
    backend.cluster = master_cluster;
    return backend;
}

bool master_listen(struct master *master, struct ev_loop *loop, struct buffer *why)
{
    const struct node_socket_events events = {
        .context = master, .received = frame_received, .link = stranger_came};

    master->loop = loop;
    master->socket = node_socket_bind(loop, &master->options.address, &events, why);
    if (!master->socket)
        return false;
    master->looked = clock_now();
    ev_timer_start(loop, &master->second);
    return true;
}

uint16_t master_port(const struct master *master)
{
    return node_socket_port(master->socket);
}

size_t master_workers(const struct master *master)
{
    size_t count = 0;

    for (size_t i = 0; i < master->nodes.count; i++)
        count += master->nodes.items[i]->state == NODE_READY;
    return count;
}

void master_close(struct master *master)
{
    if (!master->socket)
        return;
    for (size_t i = 0; i < master->nodes.count; i++) {
        if (master->nodes.items[i]->state != NODE_GONE)
            master_send_word(master, master->nodes.items[i], "quit");
    }
    ev_timer_stop(master->loop, &master->second);
    ev_timer_stop(master->loop, &master->run.deadline);
    node_socket_free(master->socket);
    master->socket = NULL;
}

void master_free(struct master *master)
{
    if (!master)
        return;
    for (size_t i = 0; i < master->nodes.count; i++)
        node_free(master->nodes.items[i]);
    vec_free(&master->nodes);
    strmap_free(&master->node_ids);
    vec_free(&master->report.findings);
    vec_free(&master->report.losses);
    vec_free(&master->report.worker_reports);
    vec_free(&master->report.loss_reports);
    vec_free(&master->report.waiting);
    stats_free(master->scratch);
    leases_free(master);
    buffer_free(&master->run.context.shared);
    buffer_free(&master->run.context.messages);
    run_settings_free(&master->run.settings);
    mem_free(master);
}
