#include "runtime/cluster/worker/program_fetch.h"

#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"
#include "runtime/base/event_loop.h"
#include "runtime/base/log.h"
#include "runtime/cluster/message/swarm_protocol.h"
#include "runtime/cluster/worker/fetch_state.h"
#include "runtime/cluster/worker/master_contact.h"
#include "runtime/cluster/worker/program_folder.h"

#include <signal.h>
#include <string.h>

#define HEARTBEAT_EVERY 1.0            /* seconds */
#define PIECE_WITHIN (5 * NANOS_PER_S) /* then it is asked for again */
#define SILENT_FOR (60 * NANOS_PER_S)  /* without any piece; then the master is lost */

enum { REASON_MOST = 1000 }; /* bytes */

/* ---- the end ---- */

void fetch_end(struct program_fetch *fetch, enum fetch_end end)
{
    fetch->end = end;
    ev_break(fetch->loop, EVBREAK_ALL);
}

void fetch_send(struct program_fetch *fetch, struct frame_writer *writer)
{
    frame_end(writer);
    node_socket_send(fetch->socket, NULL, &writer->bytes);
    buffer_free(&writer->bytes);
}

static void word_send(struct program_fetch *fetch, const char *type)
{
    struct frame_writer writer;

    frame_begin(&writer, type, fetch->id);
    msgpack_pack_nil(&writer.packer);
    fetch_send(fetch, &writer);
}

static void failed_send(struct program_fetch *fetch, const char *why)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_failed", fetch->id);
    msgpack_pack_map(&writer.packer, 1);
    packed_write_word(&writer.packer, "why");
    packed_write_text(&writer.packer, why, strlen(why) < REASON_MOST ? strlen(why) : REASON_MOST);
    fetch_send(fetch, &writer);
}

void fetch_fail(struct program_fetch *fetch, const struct buffer *why)
{
    log_error("the program of the master can't be used: %s", buffer_text(why));
    failed_send(fetch, buffer_text(why));
    fetch_end(fetch, FETCH_FAILED);
}

void fetch_fail_text(struct program_fetch *fetch, const char *text)
{
    struct buffer why = {0};

    buffer_append_text(&why, text);
    fetch_fail(fetch, &why);
    buffer_free(&why);
}

/* ---- joining ---- */

static void ready_send(struct program_fetch *fetch)
{
    struct frame_writer writer;

    if (!fetch->is_up)
        return;
    frame_begin(&writer, "client_ready", fetch->id);
    msgpack_pack_int(&writer.packer, -1);
    fetch_send(fetch, &writer);
}

/* Without files: this worker has none. */
static void hello_send(struct program_fetch *fetch)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_hello", fetch->id);
    msgpack_pack_map(&writer.packer, 1);
    packed_write_count(&writer.packer, "protocol", SWARM_PROTOCOL);
    fetch_send(fetch, &writer);
}

/* A master of Locust shows it among the exceptions. */
static void exception_send(struct program_fetch *fetch, const char *why)
{
    struct frame_writer writer;

    frame_begin(&writer, "exception", fetch->id);
    msgpack_pack_map(&writer.packer, 2);
    packed_write_word(&writer.packer, "msg");
    packed_write_text(&writer.packer, why, strlen(why));
    packed_write_word(&writer.packer, "traceback");
    packed_write_text(&writer.packer, why, strlen(why));
    fetch_send(fetch, &writer);
}

static void locust_answer(struct program_fetch *fetch)
{
    if (fetch->problem)
        exception_send(fetch, fetch->problem);
    word_send(fetch, "quit");
    fetch_end(fetch, fetch->problem ? FETCH_DONE : FETCH_OF_LOCUST);
}

static void ack_handle(struct program_fetch *fetch, const msgpack_object *data)
{
    fetch->asked = 0;
    ev_timer_stop(fetch->loop, &fetch->ask);
    if (!packed_get(data, "swarm")) {
        locust_answer(fetch);
    } else if (fetch->problem) {
        failed_send(fetch, fetch->problem);
        fetch_end(fetch, FETCH_DONE);
    } else {
        fetch->has_joined = true;
        fetch->last_piece = clock_now();
        hello_send(fetch);
    }
}

static void refused_handle(struct program_fetch *fetch, const msgpack_object *data)
{
    const msgpack_object *reason = packed_get(data, "reason");
    bool is_text = packed_is_text(reason, REASON_MOST);

    log_error("the master refuses this worker: %.*s", is_text ? (int)reason->via.str.size : 0,
              is_text ? reason->via.str.ptr : "");
    fetch_end(fetch, FETCH_REFUSED);
}

static void quit_handle(struct program_fetch *fetch, const msgpack_object *data)
{
    (void)data;
    log_error("the master has quit");
    fetch_end(fetch, FETCH_NO_MASTER);
}

/* A master that was started again. */
static void unknown_handle(struct program_fetch *fetch, const msgpack_object *data)
{
    (void)data;
    ready_send(fetch);
}

static void frame_received(void *context, const char *id, size_t id_length, const char *bytes, size_t length)
{
    static const struct {
        const char *type;
        void (*handle)(struct program_fetch *fetch, const msgpack_object *data);
    } answers[] = {
        {"ack", ack_handle},   {"swarm_program", fetch_program_handle}, {"swarm_piece", fetch_piece_handle},
        {"quit", quit_handle}, {"swarm_refused", refused_handle},       {"swarm_unknown", unknown_handle},
    };
    struct program_fetch *fetch = context;
    struct frame frame;

    (void)id, (void)id_length;
    if (fetch->end != FETCH_RUNS)
        return;
    if (!frame_read(bytes, length, &frame)) {
        log_warning_once("a bad frame of the master", "the master has sent something that isn't a frame");
        return;
    }
    for (size_t i = 0; i < COUNT_OF(answers); i++) {
        if (strcmp(frame.type, answers[i].type) == 0)
            answers[i].handle(fetch, frame.data);
    }
    frame_clear(&frame);
}

/* ---- the connection ---- */

static void link_changed(void *context, enum node_link state)
{
    struct program_fetch *fetch = context;

    if (!(fetch->logged & 1u << state) && !fetch->problem)
        master_contact_log(&fetch->options.master, state);
    fetch->logged = state == NODE_LINK_UP ? 0 : fetch->logged | 1u << state;
    if (state == NODE_LINK_UP || state == NODE_LINK_DOWN)
        fetch->is_up = state == NODE_LINK_UP;
    ready_send(fetch);
}

static bool waited_enough(const struct program_fetch *fetch)
{
    return fetch->options.most_wait > 0 &&
           instant_since(clock_now(), fetch->began) >= fetch->options.most_wait;
}

static void ask_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct program_fetch *fetch = watcher->data;

    (void)loop, (void)events;
    fetch->asked++;
    if (waited_enough(fetch)) {
        if (!fetch->problem)
            master_contact_give_up(&fetch->options.master, (double)fetch->options.most_wait / NANOS_PER_S);
        fetch_end(fetch, FETCH_NO_MASTER);
        return;
    }
    if (fetch->asked == MASTER_SILENT_AFTER && fetch->is_up)
        master_contact_silent(&fetch->options.master);
    ready_send(fetch);
}

static void heartbeat_send(struct program_fetch *fetch)
{
    struct frame_writer writer;

    frame_begin(&writer, "heartbeat", fetch->id);
    msgpack_pack_map(&writer.packer, 1);
    packed_write_word(&writer.packer, "state");
    packed_write_word(&writer.packer, "ready");
    fetch_send(fetch, &writer);
}

static void second_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct program_fetch *fetch = watcher->data;
    instant now = clock_now();

    (void)loop, (void)events;
    if (!fetch->has_joined)
        return;
    heartbeat_send(fetch);
    if (instant_since(now, fetch->last_piece) > SILENT_FOR) {
        log_error("the master hasn't sent the rest of its program for 60 s");
        fetch_end(fetch, FETCH_NO_MASTER);
    } else if (fetch->descriptor >= 0 && instant_since(now, fetch->asked_piece) > PIECE_WITHIN) {
        fetch_piece_ask(fetch);
    }
}

static void signal_came(struct ev_loop *loop, struct ev_signal *watcher, int events)
{
    struct program_fetch *fetch = watcher->data;

    (void)loop, (void)events;
    log_info("Leaving: got a signal");
    if (fetch->has_joined)
        word_send(fetch, "quit");
    fetch_end(fetch, FETCH_INTERRUPTED);
}

/* ---- creation and end ---- */

static void watchers_prepare(struct program_fetch *fetch)
{
    double wait = (double)fetch->options.most_wait / NANOS_PER_S,
           every = wait > 0 && wait < MASTER_ASK_EVERY ? wait : MASTER_ASK_EVERY;

    ev_timer_init(&fetch->ask, ask_due, every, every);
    ev_timer_init(&fetch->second, second_due, HEARTBEAT_EVERY, HEARTBEAT_EVERY);
    ev_signal_init(&fetch->interrupt, signal_came, SIGINT);
    ev_signal_init(&fetch->terminate, signal_came, SIGTERM);
    fetch->ask.data = fetch->second.data = fetch->interrupt.data = fetch->terminate.data = fetch;
}

static bool socket_open(struct program_fetch *fetch, struct buffer *why)
{
    struct node_socket_events events = {.context = fetch, .received = frame_received, .link = link_changed};

    fetch->socket = node_socket_connect(fetch->loop, &fetch->options.master, fetch->id, &events, why);
    return fetch->socket;
}

static struct program_fetch *fetch_new(const struct program_fetch_options *options)
{
    struct program_fetch *fetch = mem_zalloc(1, sizeof *fetch);

    fetch->options = *options;
    fetch->loop = event_loop_new();
    fetch->id = worker_id_new();
    fetch->descriptor = -1;
    fetch->began = clock_now();
    watchers_prepare(fetch);
    return fetch;
}

struct program_fetch *program_fetch_new(const struct program_fetch_options *options, struct buffer *why)
{
    struct program_fetch *fetch = fetch_new(options);

    fetch->folder = program_folder_new(why);
    if (fetch->folder && socket_open(fetch, why))
        return fetch;
    program_fetch_free(fetch);
    return NULL;
}

static void signals_block(void)
{
    sigset_t signals;

    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_BLOCK, &signals, NULL);
}

enum fetch_end program_fetch_run(struct program_fetch *fetch)
{
    ev_timer_start(fetch->loop, &fetch->ask);
    ev_timer_start(fetch->loop, &fetch->second);
    ev_signal_start(fetch->loop, &fetch->interrupt);
    ev_signal_start(fetch->loop, &fetch->terminate);
    ev_run(fetch->loop, 0);
    signals_block();
    ev_signal_stop(fetch->loop, &fetch->interrupt);
    ev_signal_stop(fetch->loop, &fetch->terminate);
    ev_timer_stop(fetch->loop, &fetch->ask);
    ev_timer_stop(fetch->loop, &fetch->second);
    return fetch->end;
}

const char *program_fetch_main(const struct program_fetch *fetch)
{
    return fetch->main;
}

const char *program_fetch_folder(const struct program_fetch *fetch)
{
    return fetch->folder;
}

const char *const *program_fetch_include_dirs(const struct program_fetch *fetch, size_t *count)
{
    *count = fetch->folders.count;
    return fetch->folders.items;
}

const char *const *program_fetch_variables(const struct program_fetch *fetch, size_t *count)
{
    *count = fetch->variables.count;
    return fetch->variables.items;
}

struct node_socket *program_fetch_socket(struct program_fetch *fetch)
{
    struct node_socket *socket = fetch->socket;

    fetch->socket = NULL;
    return socket;
}

const char *program_fetch_id(const struct program_fetch *fetch)
{
    return fetch->id;
}

void program_fetch_problem(struct program_fetch *fetch, const char *why)
{
    failed_send(fetch, why);
}

static void texts_free(const char **items, size_t count)
{
    for (size_t i = 0; i < count; i++)
        mem_free((char *)items[i]);
}

/* The folder goes first: the socket may wait for its last frames. */
void program_fetch_free(struct program_fetch *fetch)
{
    if (!fetch)
        return;
    fetch_file_close(fetch);
    program_folder_remove(fetch->folder);
    node_socket_free(fetch->socket);
    ev_loop_destroy(fetch->loop);
    for (size_t i = 0; i < fetch->files.count; i++)
        mem_free(fetch->files.items[i].name);
    texts_free(fetch->folders.items, fetch->folders.count);
    texts_free(fetch->variables.items, fetch->variables.count);
    vec_free(&fetch->files);
    vec_free(&fetch->folders);
    vec_free(&fetch->variables);
    mem_free(fetch->main);
    mem_free(fetch->problem);
    mem_free(fetch->id);
    mem_free(fetch);
}

void program_problem_tell(const struct program_fetch_options *options, const char *why)
{
    struct program_fetch *fetch = fetch_new(options);
    struct buffer wrong = {0};

    fetch->problem = mem_strdup(why);
    if (socket_open(fetch, &wrong))
        program_fetch_run(fetch);
    buffer_free(&wrong);
    program_fetch_free(fetch);
}
