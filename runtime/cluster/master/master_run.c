/* A run over all workers: which of them has which users, and how it ends. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/cluster/master/master_state.h"
#include "runtime/cluster/message/reserved_types.h"
#include "runtime/cluster/message/start_message.h"
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

static void users_write(const struct master *master, const struct population *users, msgpack_packer *packer)
{
    const struct program *program = master->options.program;

    packed_write_word(packer, "user_classes_count");
    msgpack_pack_map(packer, program->kinds_count);
    for (size_t i = 0; i < program->kinds_count; i++)
        packed_write_count(packer, program->kinds[i].name, users->counts[i]);
}

static void unanswered_set(struct node *node)
{
    node->is_unanswered = true;
    node->sent = clock_now();
}

void run_node_answered(struct node *node)
{
    node->is_unanswered = false;
}

/* All keys that a worker of Locust demands. */
static void spawn_send(struct master *master, struct node *node, const struct population *users)
{
    struct frame_writer writer;

    frame_begin(&writer, "spawn", node->id);
    msgpack_pack_map(&writer.packer, 5);
    packed_write_number(&writer.packer, "timestamp", timestamp_next(master));
    users_write(master, users, &writer.packer);
    packed_write_optional(&writer.packer, "host", master->settings.client.host);
    packed_write_seconds(&writer.packer, "stop_timeout", master->settings.stop_timeout);
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
    size_t count = master->parts.count;
    struct population *before = mem_zalloc(count + 1, sizeof *before);

    for (size_t i = 0; i < count; i++)
        before[i] = population_copy(&master->division.parts.items[i].population);
    division_fit(&master->division, &master->wanted);
    for (size_t i = 0; i < count; i++) {
        const struct population *users = &master->division.parts.items[i].population;

        if ((joined && master->parts.items[i] == joined) || !populations_equal(&before[i], users))
            spawn_send(master, master->parts.items[i], users);
        population_free(&before[i]);
    }
    mem_free(before);
}

static void users_set(void *context, const struct population *users)
{
    struct master *master = context;

    memcpy(master->wanted.counts, users->counts, users->kind_count * sizeof *users->counts);
    users_divide(master, NULL);
}

/* ---- what workers of swarm get before their first user ---- */

/* The reactors of the first parts. */
static uint32_t reactors_of(const struct master *master, size_t parts)
{
    uint32_t count = 0;

    for (size_t i = 0; i < parts; i++)
        count += master->parts.items[i]->reactors;
    return count;
}

/* Each worker has its share of the tasks; the first ones have what is left over. */
static uint64_t iterations_share(const struct master *master, size_t part)
{
    uint64_t count = master->settings.iterations, parts = master->settings.worker_count;

    return count / parts + (part < count % parts);
}

static void start_send(struct master *master, size_t part)
{
    const struct node *node = master->parts.items[part];
    const struct start_message_context context = {.run = master->run,
                                                  .shared = &master->shared,
                                                  .messages = &master->messages,
                                                  .message_count = master->message_count};
    struct run_settings settings = master->settings; /* only to be written */
    struct frame_writer writer;

    settings.worker_index = node->number;
    settings.worker_count = (uint32_t)master->parts.count;
    settings.iterations = iterations_share(master, part);
    settings.part_first = reactors_of(master, part);
    settings.part_count = reactors_of(master, master->parts.count);
    settings.has_load = master->has_arrivals;
    if (!master->has_arrivals) /* the master ends the run */
        settings.run_time = 0;
    frame_begin(&writer, "swarm_start", node->id);
    start_message_write(&writer.packer, &settings, &context);
    master_send(master, node, &writer);
}

static void share_send(struct master *master, const struct node *node)
{
    struct frame_writer writer;

    frame_begin(&writer, "swarm_share", node->id);
    buffer_append(&writer.bytes, master->shared.data, master->shared.length);
    master_send(master, node, &writer);
}

static void shared_changed(void *context, const value *values, size_t count)
{
    struct master *master = context;
    msgpack_packer packer;

    buffer_clear(&master->shared);
    packer = packed_writer(&master->shared);
    msgpack_pack_array(&packer, count);
    for (size_t i = 0; i < count; i++)
        packed_write_value(&packer, values[i]);
    for (size_t i = 0; i < master->parts.count; i++) {
        if (master->parts.items[i]->is_swarm)
            share_send(master, master->parts.items[i]);
    }
}

/* Workers that join later get what `setup` has published, too. */
static void message_keep(struct master *master, const char *type, value v)
{
    msgpack_packer packer = packed_writer(&master->messages);

    packed_write_text(&packer, type, strlen(type));
    packed_write_value(&packer, v);
    master->message_count += 2;
}

static void published(void *context, const char *type, value v)
{
    struct master *master = context;

    if (type_is_reserved(type))
        return;
    if (!master->has_begun)
        message_keep(master, type, v);
    for (size_t i = 0; i < master->parts.count; i++) {
        struct frame_writer writer;

        frame_begin(&writer, type, master->parts.items[i]->id);
        packed_write_value(&writer.packer, v);
        master_send(master, master->parts.items[i], &writer);
    }
}

/* ---- workers come and go ---- */

static void part_add(struct master *master, struct node *node)
{
    if (node->run != master->run)
        node->numbers = (struct node_numbers){0};
    node->numbers.last = clock_now();
    node->run = master->run;
    node->takes_part = true;
    node->is_ending = node->has_stopped = node->is_done = node->is_unanswered = false;
    node->number = master->part_count++;
    division_join(&master->division, 1);
    vec_push(&master->parts, node);
}

static void part_start(struct master *master, size_t part)
{
    if (master->parts.items[part]->is_swarm)
        start_send(master, part);
}

/* The shares of arrivals and of a number of tasks are dealt when the run begins. */
static bool is_dealt(const struct master *master)
{
    return master->has_arrivals || master->settings.iterations > 0;
}

void run_join(struct master *master, struct node *node)
{
    if (!master->is_open || !master->has_begun || node->takes_part)
        return;
    if (is_dealt(master)) {
        log_info("%s takes no part in this run, whose %s are dealt", node_text(node),
                 master->has_arrivals ? "arrivals" : "iterations");
        return;
    }
    part_add(master, node);
    part_start(master, master->parts.count - 1);
    users_divide(master, node);
}

static void part_remove(struct master *master, const struct node *node)
{
    for (size_t i = 0; i < master->parts.count; i++) {
        if (master->parts.items[i] != node)
            continue;
        division_leave(&master->division, i);
        memmove(&master->parts.items[i], &master->parts.items[i + 1],
                (master->parts.count - i - 1) * sizeof *master->parts.items);
        master->parts.count--;
        return;
    }
}

static void users_forget(struct master *master, struct node *node)
{
    memset(node->users.counts, 0, node->users.kind_count * sizeof *node->users.counts);
    master_users_tell(master);
}

/* No task is left anywhere. A worker that is gone has none either. */
static void tasks_check(struct master *master, const char *why)
{
    for (size_t i = 0; i < master->parts.count; i++) {
        const struct node *node = master->parts.items[i];

        if (!node->is_done && node->state != NODE_GONE)
            return;
    }
    master->local.stop(master->engine, why, false);
}

void run_leave(struct master *master, struct node *node)
{
    if (!node->takes_part)
        return;
    leases_lose(master, node);
    if (node->is_ending) {
        log_warning("%s left before it had delivered its last numbers", node_text(node));
        run_node_delivered(master, node);
        return;
    }
    if (!master->is_open)
        return;
    node->takes_part = false;
    part_remove(master, node);
    users_forget(master, node);
    if (master->parts.count == 0)
        master->local.stop(master->engine, "no worker is left", false);
    else if (is_dealt(master))
        tasks_check(master, "no worker with tasks is left");
    else
        users_divide(master, NULL);
}

/* Others start its users, if there are others and if they can. If it comes back, it goes on with its share.
 */
void run_lose(struct master *master, struct node *node)
{
    if (node->takes_part)
        loss_note(master, node, false);
    if (!master->is_open || !node->takes_part)
        run_leave(master, node);
    else if (!is_dealt(master) && master->parts.count > 1)
        run_leave(master, node);
    else if (master->parts.count > 1)
        leases_lose(master, node); /* others may wait for what it has */
}

/* Workers of Locust know no arrivals and no number of tasks; at most one worker per task takes part. */
static bool may_begin(const struct master *master, const struct node *node)
{
    uint64_t most = master->settings.iterations;

    return node->state == NODE_READY && (node->is_swarm || !is_dealt(master)) &&
           (most == 0 || master->parts.count < most);
}

static void begin(void *context)
{
    struct master *master = context;

    master->has_begun = true;
    master->began = clock_now();
    for (size_t i = 0; i < master->nodes.count; i++) {
        if (may_begin(master, master->nodes.items[i]))
            part_add(master, master->nodes.items[i]);
    }
    master->settings.worker_count = (uint32_t)master->parts.count;
    for (size_t i = 0; i < master->parts.count; i++)
        part_start(master, i);
    if (master->parts.count == 0)
        master->local.stop(master->engine, "no worker can take part", false);
}

/* ---- the end ---- */

static void deadline_set(struct master *master, nanos time)
{
    ev_timer_stop(master->loop, &master->deadline);
    ev_now_update(master->loop);
    ev_timer_set(&master->deadline, (double)time / NANOS_PER_S, 0.0);
    ev_timer_start(master->loop, &master->deadline);
}

static void end_check(struct master *master)
{
    if (!master->is_stopping)
        return;
    for (size_t i = 0; i < master->parts.count; i++) {
        if (master->parts.items[i]->is_ending)
            return;
    }
    master->is_stopping = false;
    run_close(master);
    engine_nodes_ended(master->engine);
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
    bool is_first = !master->is_stopping;

    master->is_open = false;
    master->is_stopping = true;
    for (size_t i = 0; i < master->parts.count; i++) {
        struct node *node = master->parts.items[i];

        node->is_ending = node->is_ending || is_first;
        if (is_first || (at_once && node->is_ending))
            stop_send(master, node, at_once);
    }
    deadline_set(master, at_once ? DELIVER_AT_ONCE : master->settings.stop_timeout + DELIVER_WITHIN);
    if (master->parts.count == 0)
        deadline_set(master, 0);
}

/* Workers of Locust send their last numbers after that, those of swarm before. */
void run_node_stopped(struct master *master, struct node *node)
{
    if (!node->is_ending) {
        run_leave(master, node);
        return;
    }
    node->has_stopped = true;
    node->is_unanswered = false;
    if (node->is_swarm)
        run_node_delivered(master, node);
}

void run_node_delivered(struct master *master, struct node *node)
{
    node->is_ending = node->has_stopped = false;
    users_forget(master, node);
    end_check(master);
}

/* The run is over if it is over everywhere, or if a scenario says so. */
void run_node_ended(struct master *master, struct node *node, bool is_done, const char *why)
{
    if (!master->is_open || !node->takes_part)
        return;
    node->is_done = true;
    if (is_done)
        tasks_check(master, why);
    else
        master->local.stop(master->engine, why, false);
}

/* ---- messages that were lost ---- */

static void again(struct master *master, size_t part)
{
    struct node *node = master->parts.items[part];

    log_debug("cluster: %s hasn't answered; the message is sent again", node_text(node));
    if (node->is_ending) {
        stop_send(master, node, false);
        return;
    }
    part_start(master, part);
    spawn_send(master, node, &master->division.parts.items[part].population);
}

void run_look(struct master *master)
{
    instant now = clock_now();

    for (size_t i = 0; i < master->parts.count; i++) {
        const struct node *node = master->parts.items[i];

        if (node->is_unanswered && (node->is_swarm || !node->is_ending) && !node->has_stopped &&
            node->state == NODE_READY && instant_since(now, node->sent) > ANSWER_WITHIN)
            again(master, i);
    }
}

void run_deadline(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct master *master = watcher->data;

    (void)loop, (void)events;
    for (size_t i = 0; i < master->parts.count; i++) {
        struct node *node = master->parts.items[i];

        if (node->is_ending) {
            log_warning("%s hasn't delivered its last numbers; up to its last report they count",
                        node_text(node));
            leases_lose(master, node);
            loss_note(master, node, true);
        }
        node->is_ending = false;
        memset(node->users.counts, 0, node->users.kind_count * sizeof *node->users.counts);
    }
    end_check(master);
}

static void over(void *context)
{
    struct master *master = context;

    run_close(master);
    master->engine = NULL;
}

/* ---- opening and closing ---- */

static bool is_possible(const struct master *master, const struct run_settings *settings, struct buffer *why)
{
    const char *wrong = master_workers(master) == 0 ? "no worker is connected"
                        : settings->capacity.text   ? "--find-capacity doesn't work with a master yet"
                        : settings->constant_count > 0
                            ? "the constants of a scenario can't be changed here: workers have their own file"
                            : NULL;

    if (wrong)
        buffer_append_text(why, wrong);
    return !wrong;
}

void *run_open(void *context, const struct run_settings *settings, struct ev_loop *loop,
               const struct backend_events *events, struct buffer *why)
{
    struct master *master = context;
    const struct program *program = master->options.program;
    const struct engine_nodes nodes = {
        .context = master,
        .share = shared_changed,
        .begin = begin,
        .set_users = users_set,
        .publish = published,
        .stop = stop,
        .over = over,
        .health = master_health,
        .cluster = master_cluster,
    };
    struct engine *engine;

    if (!is_possible(master, settings, why))
        return NULL;
    engine = engine_open(program, settings, loop, events, &nodes, why);
    if (!engine)
        return NULL;
    master->engine = engine;
    run_settings_free(&master->settings);
    run_settings_copy(&master->settings, settings);
    master->has_arrivals = timetable_is_wanted(program->load, program->load_count) && settings->has_load;
    division_init(&master->division, program->kinds_count);
    master->wanted = population_new(program->kinds_count);
    buffer_clear(&master->shared);
    buffer_clear(&master->messages);
    master->message_count = 0;
    master->run++;
    master->part_count = 0;
    leases_begin(master);
    master->losses.count = 0;
    master->began = (instant){0};
    master->is_open = true;
    for (size_t i = 0; i < master->nodes.count; i++)
        node_findings_forget(master->nodes.items[i]);
    master->has_begun = master->is_stopping = false;
    return engine;
}

void run_close(struct master *master)
{
    ev_timer_stop(master->loop, &master->deadline);
    master->is_open = false;
    for (size_t i = 0; i < master->parts.count; i++)
        master->parts.items[i]->takes_part = false;
    vec_free(&master->parts);
    division_free(&master->division);
    population_free(&master->wanted);
}
