/* What a master wants of its worker. */
#include "runtime/base/count_of.h"
#include "runtime/base/log.h"
#include "runtime/cluster/message/share_message.h"
#include "runtime/cluster/message/spawn_message.h"
#include "runtime/cluster/message/start_message.h"
#include "runtime/cluster/wire/packed_value.h"
#include "runtime/cluster/worker/worker_state.h"

#include <string.h>

enum {
    IDS_PER_WORKER = 1000000, /* so that ids of users are unique in the cluster */
    REASON_MOST = 1000,       /* bytes */
};

/* ---- spawn ---- */

/* A kind that this scenario doesn't have: both sides hear of it. */
static void kind_unknown(struct worker_link *link, const msgpack_object *name)
{
    struct buffer text = {0};

    buffer_printf(&text, "the scenario of this worker has no kind of user `%.*s`",
                  (int)(name->type == MSGPACK_OBJECT_STR ? name->via.str.size : 0),
                  name->type == MSGPACK_OBJECT_STR ? name->via.str.ptr : "");
    log_warning_once(buffer_text(&text), "the master wants users that don't exist here: %s",
                     buffer_text(&text));
    worker_send_exception(link, buffer_text(&text), buffer_text(&text));
    buffer_free(&text);
}

static void kind_take(struct worker_link *link, const msgpack_object_kv *entry)
{
    const struct program *program = link->options.program;
    uint64_t count;

    if (!packed_count(&entry->val, &count))
        return;
    for (size_t i = 0; i < program->kinds_count; i++) {
        if (!packed_is(&entry->key, program->kinds[i].name))
            continue;
        link->wanted.counts[i] = count;
        return;
    }
    if (count > 0)
        kind_unknown(link, &entry->key);
}

/* Kinds that the message doesn't list keep their number. */
static void users_take(struct worker_link *link, const struct spawn_message *message)
{
    const msgpack_object_map *users = &message->users->via.map;

    for (uint32_t i = 0; i < users->size; i++)
        kind_take(link, &users->ptr[i]);
    link->is_wanted_new = true;
}

/* What only the master decides is left out. */
static void settings_prepare(struct worker_link *link)
{
    struct run_settings *settings = &link->settings;

    run_settings_free(settings);
    run_settings_copy(settings, link->options.settings);
    settings->external_users = settings->publishes_out = true;
    settings->has_load = settings->reset_stats = false;
    settings->run_time = 0;
    settings->capacity = (struct capacity_settings){0};
    settings->worker_index = link->index;
    settings->users_before = (uint64_t)link->index * IDS_PER_WORKER;
}

static void spawn_settings_apply(struct run_settings *settings, const struct spawn_message *message)
{
    struct selection_settings *selection = &settings->selection;

    if (message->has_stop_timeout)
        settings->stop_timeout = message->stop_timeout;
    if (message->host) {
        settings->client.host = arena_strndup(&settings->arena, message->host, message->host_length);
        settings->client.host_wins = true;
        run_settings_show(settings, "host", settings->client.host);
    }
    if (message->tags)
        selection->tags = start_message_texts(settings, message->tags, &selection->tag_count);
    if (message->exclude_tags)
        selection->exclude_tags =
            start_message_texts(settings, message->exclude_tags, &selection->exclude_tag_count);
}

static void users_forget(struct worker_link *link)
{
    memset(link->wanted.counts, 0, link->wanted.kind_count * sizeof *link->wanted.counts);
    link->is_wanted_new = link->is_run_wanted = link->awaits_complete = false;
}

static bool is_running(const struct worker_link *link)
{
    enum control_state state = control_state(link->control);

    return state != CONTROL_READY && state != CONTROL_STOPPED;
}

/* The values of `shared`, as the hooks of the master have set them. */
static void share_handle(struct worker_link *link, const msgpack_object *data)
{
    value list = packed_value(data);

    if (list.type == VALUE_LIST)
        control_share(link->control, list.as.list->items, list.as.list->count);
    value_release(list);
}

/* The same in a start message. If that comes again, it counts only if the hooks of the master have changed
 * something meanwhile: `on message` of this node may have set other values. */
static void share_begin(struct worker_link *link, const msgpack_object *data)
{
    value list = packed_value(data);
    bool is_new = !value_equal(list, link->shared);

    value_release(link->shared);
    link->shared = list;
    if (is_new)
        share_handle(link, data);
}

static void share_take(struct worker_link *link, const msgpack_object *data)
{
    struct run_share share;

    if (share_message_read(data, &share))
        control_deal(link->control, &share);
}

static void message_take(struct worker_link *link, const msgpack_object *type, const msgpack_object *data)
{
    value v = packed_value(data);
    char name[FRAME_TYPE_MOST + 1] = "";

    if (packed_is_text(type, FRAME_TYPE_MOST))
        memcpy(name, type->via.str.ptr, type->via.str.size);
    control_publish(link->control, name, v);
    value_release(v);
}

/* What the master's `setup` has put into `shared` and published; before the first user. */
static void context_take(struct worker_link *link, const msgpack_object *data)
{
    const msgpack_object *shared = packed_get(data, "shared"), *messages = packed_get(data, "messages");

    share_take(link, packed_get(data, "share"));
    if (shared)
        share_begin(link, shared);
    for (uint32_t i = 0;
         messages && messages->type == MSGPACK_OBJECT_ARRAY && i + 1 < messages->via.array.size; i += 2)
        message_take(link, &messages->via.array.ptr[i], &messages->via.array.ptr[i + 1]);
}

/* The data of the message, until the run starts. */
static void start_keep(struct worker_link *link, const msgpack_object *data)
{
    msgpack_packer packer;

    buffer_clear(&link->start);
    packer = packed_writer(&link->start);
    msgpack_pack_object(&packer, *data);
}

static void start_apply(struct worker_link *link)
{
    msgpack_unpacked start;

    value_release(link->shared);
    link->shared = value_none();
    if (link->start.length == 0 || !packed_read(link->start.data, link->start.length, &start))
        return;
    context_take(link, &start.data);
    msgpack_unpacked_destroy(&start);
    buffer_clear(&link->start);
}

static void run_start(struct worker_link *link)
{
    struct buffer why = {0};

    link->is_run_wanted = false;
    locust_report_clear(link->numbers, clock_wall());
    snapshot_free(link->last);
    link->last = NULL;
    if (control_start(link->control, &link->settings, &why)) {
        worker_numbers_renew(link);
        start_apply(link);
    } else {
        log_error("the run can't start: %s", buffer_text(&why));
        worker_send_exception(link, buffer_text(&why), buffer_text(&why));
        worker_leave(link, WORKER_RUN_FAILED, "the run can't start");
    }
    buffer_free(&why);
}

/* At once, or when the current run is over. */
static void run_want(struct worker_link *link)
{
    link->is_run_wanted = true;
    if (is_running(link))
        control_stop(link->control, "the master starts another run");
    else
        run_start(link);
}

static void population_apply(struct worker_link *link)
{
    link->is_wanted_new = false;
    link->awaits_complete = true;
    control_set_population(link->control, &link->wanted, 0);
}

static void users_wanted(struct worker_link *link, const struct spawn_message *message)
{
    enum control_state state = control_state(link->control);

    if (state == CONTROL_SPAWNING || state == CONTROL_RUNNING) {
        population_apply(link);
    } else if (state != CONTROL_STARTING && !link->is_swarm) {
        settings_prepare(link);
        spawn_settings_apply(&link->settings, message);
        run_want(link);
    }
}

static void deal_handle(struct worker_link *link, const msgpack_object *data)
{
    uint64_t run;

    if (!packed_count(packed_get(data, "run"), &run) || run != link->run)
        return;
    share_take(link, packed_get(data, "share"));
    worker_report_now(link); /* other workers may wait for what this one has less */
}

/* Of a run that goes on already, only its share and the values of `shared` count: this worker was lost for a
 * while, or the first message. */
static void start_handle(struct worker_link *link, const msgpack_object *data)
{
    const msgpack_object *shared = packed_get(data, "shared");
    uint64_t run = 0;

    packed_count(packed_get(data, "run"), &run);
    if (run == link->run && is_running(link) && !link->is_stop_asked) {
        share_take(link, packed_get(data, "share"));
        if (shared)
            share_begin(link, shared);
        return;
    }
    users_forget(link);
    settings_prepare(link);
    start_message_apply(data, &link->settings);
    link->settings.is_part = true;
    link->settings.external_users = !link->settings.has_load;
    link->run = run;
    start_keep(link, data);
    run_want(link);
}

/* The answer comes before the check of the timestamp, as in Locust. */
static void spawn_handle(struct worker_link *link, const msgpack_object *data)
{
    struct spawn_message message;
    const char *wrong = spawn_message_read(data, &message);

    if (wrong) {
        log_warning("cluster: a `spawn` of the master was ignored: %s", wrong);
        return;
    }
    if (link->is_swarm && !is_running(link) &&
        !link->is_run_wanted) /* it missed the start, which comes again */
        return;
    worker_send_word(link, "spawning");
    if (message.timestamp <= link->last_spawn) {
        log_debug("cluster: an outdated `spawn` was ignored");
        return;
    }
    link->last_spawn = message.timestamp;
    users_take(link, &message);
    users_wanted(link, &message);
}

/* ---- stop, quit and the rest ---- */

static void stopped_tell(struct worker_link *link)
{
    worker_send_end(link, "client_stopped");
    worker_ask(link);
}

/* With `at_once`, from a master of swarm, tasks don't finish. */
static void stop_handle(struct worker_link *link, const msgpack_object *data)
{
    users_forget(link);
    if (!is_running(link)) {
        stopped_tell(link);
        return;
    }
    link->is_stop_asked = true;
    if (packed_is_true(packed_get(data, "at_once")))
        control_stop_now(link->control, "the master has stopped the run at once");
    else
        control_stop(link->control, "the master has stopped the run");
}

static void ack_handle(struct worker_link *link, const msgpack_object *data)
{
    uint64_t index;

    if (link->state != WORKER_ASKING)
        return;
    link->state = WORKER_JOINED;
    link->asked = 0;
    ev_timer_stop(control_loop(link->control), &link->ask);
    if (packed_count(packed_get(data, "index"), &index) && index <= UINT32_MAX)
        link->index = (uint32_t)index;
    if (!ev_is_active(&link->heartbeat))
        log_info("Joined the master at %s port %u as worker %u", link->options.master.host,
                 link->options.master.port, link->index);
    link->is_swarm = packed_get(data, "swarm");
    if (link->is_swarm)
        worker_send_hello(link);
    link->report.repeat = link->is_swarm ? REPORT_EVERY_SWARM : REPORT_EVERY;
    worker_send_heartbeat(link);
    worker_send_numbers(link);
    link->beat = clock_now();
    ev_timer_again(control_loop(link->control), &link->heartbeat);
    ev_timer_again(control_loop(link->control), &link->report);
}

/* From now on, silence of the master counts as a loss. */
static void heartbeat_handle(struct worker_link *link, const msgpack_object *data)
{
    (void)data;
    link->hears_heartbeats = true;
    link->heard = clock_now();
    ev_timer_again(control_loop(link->control), &link->lost);
}

/* ---- rows and numbers ---- */

static bool item_read(const msgpack_object *data, struct lease_answer *answer)
{
    uint64_t item;

    if (!packed_count(packed_get(data, "item"), &item) || item > UINT32_MAX)
        return false;
    answer->item = (uint32_t)item;
    return packed_count(packed_get(data, "serial"), &answer->serial);
}

static void lease_handle(struct worker_link *link, const msgpack_object *data)
{
    struct lease_answer answer = {0};

    if (item_read(data, &answer) && packed_count(packed_get(data, "first"), &answer.range.first) &&
        packed_count(packed_get(data, "count"), &answer.range.count))
        control_lease(link->control, &answer);
}

static void recall_handle(struct worker_link *link, const msgpack_object *data)
{
    struct lease_answer answer = {.is_recall = true};

    if (item_read(data, &answer))
        control_lease(link->control, &answer);
}

static void clock_handle(struct worker_link *link, const msgpack_object *data)
{
    uint64_t number;

    if (packed_count(packed_get(data, "number"), &number))
        worker_send_clock(link, number);
}

/* Something is wrong here that the master has noticed. */
static void warning_handle(struct worker_link *link, const msgpack_object *data)
{
    (void)link;
    if (packed_is_text(data, REASON_MOST))
        log_warning("the master says: %.*s", (int)data->via.str.size, data->via.str.ptr);
}

static void refused_handle(struct worker_link *link, const msgpack_object *data)
{
    const msgpack_object *reason = packed_get(data, "reason");
    bool is_text = packed_is_text(reason, REASON_MOST);

    log_error("the master refuses this worker: %.*s", is_text ? (int)reason->via.str.size : 0,
              is_text ? reason->via.str.ptr : "");
    worker_leave(link, WORKER_REFUSED, "the master refuses this worker");
}

static void message_handle(struct worker_link *link, const struct frame *frame)
{
    value v = packed_value(frame->data);

    if (!control_publish(link->control, frame->type, v))
        log_debug("cluster: a message `%s` was dropped, since no run is in progress", frame->type);
    value_release(v);
}

static void quit_handle(struct worker_link *link, const msgpack_object *data)
{
    (void)data;
    link->has_master_quit = true;
    worker_leave(link, WORKER_QUIT, "the master has quit");
}

/* A master of swarm that was restarted. */
static void unknown_handle(struct worker_link *link, const msgpack_object *data)
{
    (void)data;
    worker_rejoin(link);
}

static void got_handle(struct worker_link *link, const msgpack_object *data)
{
    uint64_t number;

    if (packed_count(data, &number))
        worker_numbers_acknowledged(link, number);
}

static void reconnect_handle(struct worker_link *link, const msgpack_object *data)
{
    (void)data;
    node_socket_reconnect(link->socket);
}

static void class_handle(struct worker_link *link, const msgpack_object *data)
{
    (void)link, (void)data;
    log_warning_once("update_user_class", "the master changes a user class, which a scenario can't follow");
}

/* All users of all workers have started. Only masters since version 2.29 say that, and they show the logs of
 * their workers; older ones would log a warning for each `logs`. */
static void complete_handle(struct worker_link *link, const msgpack_object *data)
{
    (void)data;
    if (link->is_swarm || ev_is_active(&link->logs))
        return;
    worker_send_logs(link);
    ev_timer_again(control_loop(link->control), &link->logs);
}

static void locustfile_handle(struct worker_link *link, const msgpack_object *data)
{
    (void)link, (void)data;
    log_debug("cluster: a locustfile of the master was ignored");
}

/* False: the type is none of the protocol's. */
static bool order_handle(struct worker_link *link, const struct frame *frame)
{
    static const struct {
        const char *type;
        void (*handle)(struct worker_link *link, const msgpack_object *data);
    } orders[] = {
        {"ack", ack_handle},
        {"spawn", spawn_handle},
        {"stop", stop_handle},
        {"quit", quit_handle},
        {"heartbeat", heartbeat_handle},
        {"reconnect", reconnect_handle},
        {"update_user_class", class_handle},
        {"spawning_complete", complete_handle},
        {"locustfile", locustfile_handle},
        {"swarm_start", start_handle},
        {"swarm_share", share_handle},
        {"swarm_deal", deal_handle},
        {"swarm_lease", lease_handle},
        {"swarm_recall", recall_handle},
        {"swarm_clock", clock_handle},
        {"swarm_refused", refused_handle},
        {"swarm_warning", warning_handle},
        {"swarm_unknown", unknown_handle},
        {"swarm_got", got_handle},
    };

    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        if (strcmp(frame->type, orders[i].type) != 0)
            continue;
        orders[i].handle(link, frame->data);
        return true;
    }
    return false;
}

void worker_handle(struct worker_link *link, const struct frame *frame)
{
    const char *type = frame->type;

    log_debug("cluster: %s from the master", type);
    if (link->state == WORKER_LEAVING) {
        if (strcmp(type, "swarm_got") == 0)
            got_handle(link, frame->data);
        return;
    }
    if (!order_handle(link, frame))
        message_handle(link, frame);
}

/* ---- after a phase of the run ---- */

void worker_orders_resume(struct worker_link *link)
{
    if (is_running(link)) {
        if (link->is_wanted_new)
            population_apply(link);
        return;
    }
    if (link->is_stop_asked)
        stopped_tell(link);
    else if (link->must_rejoin)
        worker_ask(link);
    link->is_stop_asked = link->must_rejoin = false;
    if (link->is_run_wanted)
        run_start(link);
}
