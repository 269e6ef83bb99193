/* A run over all workers: which of them has which users, and how it ends. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/master/master_state.h"
#include "runtime/cluster/message/reserved_types.h"
#include "runtime/cluster/message/start_message.h"
#include "runtime/cluster/message/users_map.h"
#include "runtime/cluster/wire/packed_value.h"
#include "runtime/load/timetable.h"

#include <string.h>

#define DELIVER_WITHIN (10 * NANOS_PER_S) /* after the stop timeout: `on stop`, and the last numbers */
#define DELIVER_AT_ONCE (3 * NANOS_PER_S)
#define ANSWER_WITHIN (3 * NANOS_PER_S)
#define STEP 1e-6 /* seconds between two timestamps */

/* ---- users ---- */

/* Each `spawn` has a later timestamp than the one before, also if the clock is set back. */
static double timestamp_next(struct master *master)
{
    double now = (double)clock_wall() / NANOS_PER_S;

    if (now <= master->last_timestamp)
        now = master->last_timestamp + STEP;
    master->last_timestamp = now;
    return now;
}

static void unanswered_set(struct node *node)
{
    node->part.is_unanswered = true;
    node->part.sent = clock_now();
}

void run_node_answered(struct node *node)
{
    node->part.is_unanswered = false;
}

/* All keys that a worker of Locust demands. */
static void spawn_send(struct master *master, struct node *node, const struct population *users)
{
    struct frame_writer writer;

    frame_begin(&writer, "spawn", node->id);
    msgpack_pack_map(&writer.packer, 5);
    packed_write_number(&writer.packer, "timestamp", timestamp_next(master));
    users_map_write(&writer.packer, master->run.program, users);
    packed_write_optional(&writer.packer, "host", master->run.settings.client.host);
    packed_write_seconds(&writer.packer, "stop_timeout", master->run.settings.stop_timeout);
    packed_write_word(&writer.packer, "parsed_options");
    msgpack_pack_map(&writer.packer, 0);
    master_send(master, node, &writer);
    unanswered_set(node);
}

static bool populations_equal(const struct population *one, const struct population *other)
{
    return one->kind_count == other->kind_count &&
           memcmp(one->counts, other->counts, one->kind_count * sizeof *one->counts) == 0;
}

/* Divides the wanted users. Only workers whose part has changed hear of it, and `joined`, if it isn't NULL.
 */
static void users_divide(struct master *master, const struct node *joined)
{
    size_t count = master->run.parts.count;
    struct population *before = mem_zalloc(count + 1, sizeof *before);

    for (size_t i = 0; i < count; i++)
        before[i] = population_copy(&master->run.division.parts.items[i].population);
    division_fit(&master->run.division, &master->run.wanted);
    for (size_t i = 0; i < count; i++) {
        const struct population *users = &master->run.division.parts.items[i].population;

        if ((joined && master->run.parts.items[i] == joined) || !populations_equal(&before[i], users))
            spawn_send(master, master->run.parts.items[i], users);
        population_free(&before[i]);
    }
    mem_free(before);
}

static void users_set(void *context, const struct population *users)
{
    struct master *master = context;

    memcpy(master->run.wanted.counts, users->counts, users->kind_count * sizeof *users->counts);
    users_divide(master, NULL);
}

/* ---- what workers of swarm get before their first user ---- */

static void start_send(struct master *master, size_t part)
{
    struct node *node = master->run.parts.items[part];
    const struct start_message_context context = {.run = master->run.number,
                                                  .elapsed = instant_since(clock_now(), master->run.began),
                                                  .share = share_of_part(master, node),
                                                  .shared = &master->run.context.shared,
                                                  .messages = &master->run.context.messages,
                                                  .message_count = master->run.context.message_count};
    struct run_settings settings = master->run.settings; /* only to be written */
    struct frame_writer writer;

    settings.worker_index = node->part.number;
    settings.worker_count = (uint32_t)master->run.parts.count;
    settings.has_load = master->run.has_arrivals;
    if (!master->run.has_arrivals) /* the master ends the run */
        settings.run_time = 0;
    frame_begin(&writer, "swarm_start", node->id);
    start_message_write(&writer.packer, &settings, &context);
    master_send(master, node, &writer);
}

static void share_send(struct master *master, const struct node *node)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_share", node->id);
    buffer_append(&writer.bytes, master->run.context.shared.data, master->run.context.shared.length);
    master_send(master, node, &writer);
}

static void shared_changed(void *context, const value *values, size_t count)
{
    struct master *master = context;
    msgpack_packer packer;

    buffer_clear(&master->run.context.shared);
    packer = packed_writer(&master->run.context.shared);
    msgpack_pack_array(&packer, count);
    for (size_t i = 0; i < count; i++)
        packed_write_value(&packer, values[i]);
    for (size_t i = 0; i < master->run.parts.count; i++) {
        if (master->run.parts.items[i]->is_swarm)
            share_send(master, master->run.parts.items[i]);
    }
}

/* Workers that join later get what `setup` has published, too. */
static void message_keep(struct master *master, const char *type, value v)
{
    msgpack_packer packer = packed_writer(&master->run.context.messages);

    packed_write_text(&packer, type, strlen(type));
    packed_write_value(&packer, v);
    master->run.context.message_count += 2;
}

static void published(void *context, const char *type, value v)
{
    struct master *master = context;

    if (type_is_reserved(type))
        return;
    if (!master->run.has_begun)
        message_keep(master, type, v);
    for (size_t i = 0; i < master->run.parts.count; i++) {
        struct frame_writer writer;

        frame_begin(&writer, type, master->run.parts.items[i]->id);
        packed_write_value(&writer.packer, v);
        master_send(master, master->run.parts.items[i], &writer);
    }
}

/* ---- workers come and go ---- */

static void part_add(struct master *master, struct node *node)
{
    if (node->part.run != master->run.number) {
        node->numbers = (struct node_numbers){0};
        node->part = (struct node_part){0};
        node_waiting_forget(node);
    }
    node->numbers.last = clock_now();
    node->part.run = master->run.number;
    node->part.takes_part = true;
    node->part.is_ending = node->part.has_stopped = node->part.is_done = node->part.is_unanswered = false;
    node->part.is_leaving = false;
    share_forget(node);
    node->part.number = master->run.part_count++;
    division_join(&master->run.division, 1);
    vec_push(&master->run.parts, node);
}

static void part_start(struct master *master, size_t part)
{
    if (master->run.parts.items[part]->is_swarm)
        start_send(master, part);
}

void run_start_again(struct master *master, size_t part)
{
    part_start(master, part);
}

void run_users_again(struct master *master, size_t part)
{
    spawn_send(master, master->run.parts.items[part], &master->run.division.parts.items[part].population);
}

/* Workers of Locust know no arrivals and no number of tasks. */
static bool may_take_part(const struct master *master, const struct node *node)
{
    return node->is_swarm || !run_is_dealt(master);
}

/* A worker takes its share of arrivals from the next second on. */
void run_join(struct master *master, struct node *node)
{
    if (!master->run.is_open || !master->run.has_begun || node->part.takes_part)
        return;
    if (!may_take_part(master, node)) {
        log_info("%s takes no part in this run: it isn't one of swarm", node_text(node));
        return;
    }
    part_add(master, node);
    master_users_tell(master);
    shares_divide(master);
    part_start(master, master->run.parts.count - 1);
    shares_tell(master);
    if (!master->run.has_arrivals)
        users_divide(master, node);
}

static void part_remove(struct master *master, const struct node *node)
{
    for (size_t i = 0; i < master->run.parts.count; i++) {
        if (master->run.parts.items[i] != node)
            continue;
        division_leave(&master->run.division, i);
        memmove(&master->run.parts.items[i], &master->run.parts.items[i + 1],
                (master->run.parts.count - i - 1) * sizeof *master->run.parts.items);
        master->run.parts.count--;
        return;
    }
}

static void users_forget(struct master *master, struct node *node)
{
    memset(node->users.counts, 0, node->users.kind_count * sizeof *node->users.counts);
    master_users_tell(master);
}

/* The run is over everywhere. */
static void parts_check(struct master *master, const char *why)
{
    for (size_t i = 0; i < master->run.parts.count; i++) {
        const struct node *node = master->run.parts.items[i];

        if (!node->part.is_done)
            return;
    }
    master->run.local.stop(master->run.engine, why, false);
}

/* Others take over what the worker had. */
static void part_give(struct master *master)
{
    if (master->run.parts.count == 0) {
        master->run.local.stop(master->run.engine, "no worker is left", false);
        return;
    }
    shares_deal(master);
    if (!master->run.has_arrivals)
        users_divide(master, NULL);
    else
        parts_check(master, "the load has ended");
    tasks_check(master);
}

void run_leave(struct master *master, struct node *node)
{
    if (!node->part.takes_part)
        return;
    leases_lose(master, node);
    if (node->part.is_ending) {
        log_warning("%s left before it had delivered its last numbers", node_text(node));
        run_node_delivered(master, node);
        return;
    }
    if (!master->run.is_open)
        return;
    node->part.takes_part = false;
    part_remove(master, node);
    users_forget(master, node);
    if (!node->part.is_leaving && !node->part.is_done)
        share_cost_note(master, node, node->seen);
    part_give(master);
}

/* Others start its users, if there are others. A number of tasks waits for it, since it may have begun more
 * of them than it has reported. If it comes back, it gets a share again. */
void run_lose(struct master *master, struct node *node)
{
    bool can_give = master->run.has_arrivals || master->run.settings.iterations == 0;

    if (node->part.takes_part)
        loss_note(master, node, false);
    if (!master->run.is_open || !node->part.takes_part) {
        run_leave(master, node);
    } else if (can_give && master->run.parts.count > 1) {
        share_withdraw(master, node);
        run_leave(master, node);
    } else if (master->run.parts.count > 1) {
        leases_lose(master, node); /* others may wait for what it has */
    }
}

static void begin(void *context)
{
    struct master *master = context;

    master->run.has_begun = true;
    master->run.began = clock_now();
    for (size_t i = 0; i < master->nodes.count; i++) {
        struct node *node = master->nodes.items[i];

        if (node->state == NODE_READY && may_take_part(master, node))
            part_add(master, node);
    }
    master_users_tell(master);
    shares_begin(master);
    master->run.settings.worker_count = (uint32_t)master->run.parts.count;
    for (size_t i = 0; i < master->run.parts.count; i++)
        part_start(master, i);
    if (master->run.parts.count == 0)
        master->run.local.stop(master->run.engine, "no worker can take part", false);
}

/* ---- the end ---- */

static void deadline_set(struct master *master, nanos time)
{
    ev_timer_stop(master->loop, &master->run.deadline);
    ev_now_update(master->loop);
    ev_timer_set(&master->run.deadline, (double)time / NANOS_PER_S, 0.0);
    ev_timer_start(master->loop, &master->run.deadline);
}

static void end_check(struct master *master)
{
    if (!master->run.is_stopping)
        return;
    for (size_t i = 0; i < master->run.parts.count; i++) {
        if (master->run.parts.items[i]->part.is_ending)
            return;
    }
    master->run.is_stopping = false;
    run_close(master);
    engine_nodes_ended(master->run.engine);
}

static void stop_send(struct master *master, struct node *node, bool at_once)
{
    struct frame_writer writer;

    frame_begin(&writer, "stop", node->id);
    if (at_once && node->is_swarm) {
        msgpack_pack_map(&writer.packer, 1);
        packed_write_flag(&writer.packer, "at_once", true);
    } else {
        msgpack_pack_nil(&writer.packer);
    }
    master_send(master, node, &writer);
    unanswered_set(node);
}

static void stop(void *context, bool at_once)
{
    struct master *master = context;
    bool is_first = !master->run.is_stopping;

    master->run.is_open = false;
    master->run.is_stopping = true;
    for (size_t i = 0; i < master->run.parts.count; i++) {
        struct node *node = master->run.parts.items[i];

        node->part.is_ending = node->part.is_ending || is_first;
        if (is_first || (at_once && node->part.is_ending))
            stop_send(master, node, at_once);
    }
    deadline_set(master, at_once ? DELIVER_AT_ONCE : master->run.settings.stop_timeout + DELIVER_WITHIN);
    if (master->run.parts.count == 0)
        deadline_set(master, 0);
}

/* Workers of Locust send their last numbers after that, those of swarm before; but some may be lost. */
void run_node_stopped(struct master *master, struct node *node)
{
    if (!node->part.is_ending) {
        run_leave(master, node);
        return;
    }
    node->part.has_stopped = true;
    node->part.is_unanswered = false;
    if (node->is_swarm && node->reported >= node->part.awaited)
        run_node_delivered(master, node);
}

void run_node_delivered(struct master *master, struct node *node)
{
    node->part.is_ending = node->part.has_stopped = false;
    users_forget(master, node);
    end_check(master);
}

/* The run is over if it is over everywhere, or if a scenario says so. */
void run_node_ended(struct master *master, struct node *node, bool is_done, const char *why)
{
    if (!master->run.is_open || !node->part.takes_part)
        return;
    node->part.is_done = true;
    if (is_done)
        parts_check(master, why);
    else
        master->run.local.stop(master->run.engine, why, false);
}

/* ---- messages that were lost ---- */

static void again(struct master *master, size_t part)
{
    struct node *node = master->run.parts.items[part];

    log_debug("cluster: %s hasn't answered; the message is sent again", node_text(node));
    if (node->part.is_ending) {
        stop_send(master, node, false);
        return;
    }
    part_start(master, part);
    spawn_send(master, node, &master->run.division.parts.items[part].population);
}

void run_check(struct master *master)
{
    instant now = clock_now();

    shares_check(master);
    for (size_t i = 0; i < master->run.parts.count; i++) {
        const struct node *node = master->run.parts.items[i];

        if (node->part.is_unanswered && (node->is_swarm || !node->part.is_ending) &&
            !node->part.has_stopped && node->state == NODE_READY &&
            instant_since(now, node->part.sent) > ANSWER_WITHIN)
            again(master, i);
    }
}

void run_deadline(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct master *master = watcher->data;

    (void)loop, (void)events;
    for (size_t i = 0; i < master->run.parts.count; i++) {
        struct node *node = master->run.parts.items[i];

        if (node->part.is_ending) {
            log_warning("%s hasn't delivered its last numbers; up to its last report they count",
                        node_text(node));
            leases_lose(master, node);
            loss_note(master, node, true);
        }
        node->part.is_ending = false;
        memset(node->users.counts, 0, node->users.kind_count * sizeof *node->users.counts);
    }
    master_users_tell(master);
    end_check(master);
}

static void over(void *context)
{
    struct master *master = context;

    run_close(master);
    master->run.engine = NULL;
}

/* ---- opening and closing ---- */

void *run_open(void *context, const struct run_settings *settings, struct ev_loop *loop,
               const struct backend_events *events, struct buffer *why)
{
    struct master *master = context;
    const struct program *program;
    const struct engine_nodes nodes = {
        .context = master,
        .share = shared_changed,
        .begin = begin,
        .set_users = users_set,
        .publish = published,
        .stop = stop,
        .over = over,
        .health = master_health,
        .strained = master_strained,
        .waiting = master_waiting,
        .cluster = master_cluster,
    };
    struct engine *engine;

    if (master_workers(master) == 0) {
        buffer_append_text(why, "no worker is connected");
        return NULL;
    }
    master->run.program = master->options.program;
    program = master->options.compile(master->options.context, settings, why);
    if (!program)
        return NULL;
    engine = engine_open(program, settings, loop, events, &nodes, why);
    if (!engine)
        return NULL;
    master->run.engine = engine;
    master->run.program = program;
    stats_free(master->scratch);
    master->scratch = stats_new(program->rows, (uint32_t)program->rows_count);
    run_settings_free(&master->run.settings);
    run_settings_copy(&master->run.settings, settings);
    master->run.has_arrivals = timetable_is_wanted(program->load, program->load_count) && settings->has_load;
    division_init(&master->run.division, program->kinds_count);
    master->run.wanted = population_new(program->kinds_count);
    buffer_clear(&master->run.context.shared);
    buffer_clear(&master->run.context.messages);
    master->run.context.message_count = 0;
    master->run.number++;
    master->run.part_count = 0;
    leases_begin(master);
    master->report.losses.count = 0;
    master->run.began = (instant){0};
    master->run.is_open = true;
    for (size_t i = 0; i < master->nodes.count; i++)
        node_findings_forget(master->nodes.items[i]);
    master->run.has_begun = master->run.is_stopping = false;
    return engine;
}

void run_close(struct master *master)
{
    ev_timer_stop(master->loop, &master->run.deadline);
    master->run.is_open = false;
    for (size_t i = 0; i < master->run.parts.count; i++)
        master->run.parts.items[i]->part.takes_part = false;
    vec_free(&master->run.parts);
    division_free(&master->run.division);
    population_free(&master->run.wanted);
}
