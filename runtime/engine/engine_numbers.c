/* Merges the statistics of the reactors once a second. All reports are based on the sum. */
#include "runtime/engine/engine_state.h"

enum { WAITING_MOST = 1000 }; /* that a node reports to the one that searches */

void engine_numbers_begin(struct engine *engine)
{
    instant now = clock_now();

    totals_begin(engine->numbers.totals, now, clock_wall());
    health_begin(engine->numbers.health, now);
}

static void ask(struct engine *engine, struct engine_reactor *reactor, enum message_kind kind, instant since)
{
    struct message_take *message = message_new(kind);

    message->empty = reactor->spare;
    message->waiting_since = since;
    reactor->spare = NULL;
    reactor_send(reactor->reactor, &message->head);
    engine->numbers.awaited++;
}

void engine_numbers_ask_last(struct engine *engine)
{
    engine->numbers.open = engine->reactor_count;
    for (uint32_t i = 0; i < engine->reactor_count; i++)
        ask(engine, &engine->reactors[i], MESSAGE_QUIT, (instant){0});
}

/* If a reactor hasn't answered for a second, it gets no further request until it has. */
static void ask_all(struct engine *engine)
{
    instant since = {0};

    if (engine->numbers.awaited > 0 || engine->phase == ENGINE_CLOSING)
        return;
    engine->numbers.is_resetting = engine->numbers.reset_due;
    engine->numbers.is_judged = engine->phase == ENGINE_USERS;
    engine->numbers.reset_due = false;
    if (engine->search)
        since = search_waiting_since(engine);
    else if (engine->settings.is_searched)
        since = instant_add(clock_now(), -engine->settings.capacity.step_time);
    engine->numbers.waiting.count = 0;
    for (uint32_t i = 0; i < engine->reactor_count; i++)
        ask(engine, &engine->reactors[i], MESSAGE_TAKE, since);
}

void engine_second_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    (void)loop;
    (void)events;
    ask_all(watcher->data);
    engine_leases_repeat(watcher->data);
}

void engine_numbers_ask(struct engine *engine)
{
    ask_all(engine);
}

void engine_numbers_reset(struct engine *engine)
{
    engine->numbers.reset_due = true;
    ask_all(engine);
}

/* The first missed threshold with `abort` ends the run, and its result is kept. */
static void thresholds_evaluate(struct engine *engine, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < engine->numbers.thresholds.count; i++) {
        struct buffer why = {0};

        if (!threshold_ends_run(&snapshot->thresholds[i], snapshot->elapsed))
            continue;
        engine->numbers.thresholds.items[i].got = snapshot->thresholds[i].got;
        engine->numbers.thresholds.items[i].is_measured = true;
        engine->numbers.thresholds.items[i].has_aborted = true;
        buffer_printf(&why, "a threshold with `abort` was missed: %s",
                      engine->numbers.thresholds.items[i].threshold.text);
        engine_stop_as(engine, RUN_ABORTED, buffer_text(&why));
        buffer_free(&why);
        return;
    }
}

/* Only while users run: at the end, all connections are closed at once. */
static void time_evaluate(struct engine *engine)
{
    const struct stats_set *numbers = engine->numbers.totals->stats->set;

    if (engine->numbers.is_judged)
        health_evaluate(engine->numbers.health, clock_now(), numbers->arrivals + numbers->arrivals_dropped,
                        numbers->arrivals_dropped);
    engine->numbers.is_judged = false;
}

static void second_close(struct engine *engine)
{
    struct snapshot *snapshot;
    instant now = clock_now();

    totals_tick(engine->numbers.totals, now, engine_users_running(engine));
    snapshot = engine_snapshot(engine, true);
    engine->events.second(engine->events.context, snapshot);
    if (engine->phase == ENGINE_USERS)
        thresholds_evaluate(engine, snapshot);
    snapshot_free(snapshot);
    if (engine->phase == ENGINE_USERS && engine->search)
        search_tick(engine, now);
}

static void numbers_reset(struct engine *engine)
{
    instant now = clock_now();

    totals_reset(engine->numbers.totals, now, clock_wall());
    health_begin(engine->numbers.health, now);
    engine->events.was_reset(engine->events.context);
}

/* The numbers requested when the users were told to stop don't complete a second; they are part of the next
 * one. */
static void all_received(struct engine *engine)
{
    bool is_second = !engine->numbers.is_judged || engine->phase == ENGINE_USERS;

    time_evaluate(engine);
    if (engine->phase == ENGINE_CLOSING) {
        if (engine->numbers.open == 0)
            totals_tick(engine->numbers.totals, clock_now(), engine_users_running(engine));
        return;
    }
    if (engine->numbers.is_resetting)
        numbers_reset(engine);
    else if (is_second)
        second_close(engine);
    if (engine->numbers.reset_due)
        ask_all(engine);
}

void engine_nodes_numbers(struct engine *engine, const struct stats_set *set)
{
    totals_merge(engine->numbers.totals, set);
    engine->events.numbers(engine->events.context, set);
    if (engine->search)
        search_merge_set(engine->search, set);
}

static void waiting_keep(struct engine *engine, const struct message_stats *message)
{
    for (size_t i = 0; i < message->waiting.count && engine->numbers.waiting.count < WAITING_MOST; i++)
        vec_push(&engine->numbers.waiting, message->waiting.items[i]);
}

void engine_numbers_receive(struct engine *engine, struct message_stats *message)
{
    struct engine_reactor *reactor = &engine->reactors[message->head.reactor];

    totals_merge(engine->numbers.totals, message->set);
    engine->events.numbers(engine->events.context, message->set);
    if (engine->search)
        search_merge(engine->search, message);
    else if (engine->settings.is_searched)
        waiting_keep(engine, message);
    health_add(engine->numbers.health, message->head.reactor, &message->load, message->set);
    stats_set_clear(message->set);
    /* A reactor that gets the request for its last numbers before it has answered the previous one sends two
     * sets. */
    if (!reactor->spare) {
        reactor->spare = message->set;
        message->set = NULL;
    }
    reactor->load = message->load;
    engine->numbers.awaited--;
    engine->numbers.open -= message->is_last;
    if (engine->numbers.awaited == 0)
        all_received(engine);
}

static void in_flight_sum(const struct engine *engine, struct snapshot_input *input)
{
    for (uint32_t i = 0; i < engine->reactor_count; i++) {
        const struct reactor_load *load = &engine->reactors[i].load;
        uint64_t count = input->is_final ? load->canceled : load->in_flight;
        nanos oldest = input->is_final ? load->canceled_oldest : load->oldest;

        input->in_flight += count;
        if (count > 0 && oldest > input->oldest_in_flight)
            input->oldest_in_flight = oldest;
    }
}

static void cluster_add(const struct cluster_report *cluster, struct snapshot_input *input)
{
    input->cluster = cluster;
    input->in_flight += cluster->in_flight;
    if (cluster->oldest > input->oldest_in_flight)
        input->oldest_in_flight = cluster->oldest;
}

struct snapshot *engine_snapshot(const struct engine *engine, bool is_brief)
{
    const struct run_settings *settings = &engine->settings;
    struct health_report health;
    struct capacity_report capacity;
    struct cluster_report cluster;
    struct run_progress progress;
    struct snapshot_input input = {
        .totals = engine->numbers.totals,
        .now = clock_now(),
        .wall = clock_wall(),
        .before_reset = engine->began.ns ? instant_since(engine->numbers.totals->start, engine->began) : 0,
        .run_time = engine->users.run_time,
        .is_final = engine->phase == ENGINE_OVER,
        .is_brief = is_brief,
        .end = buffer_text(&engine->ending.why),
        .users = engine_users_running(engine),
        .users_goal = engine_users_goal(engine),
        .thresholds = engine->numbers.thresholds.items,
        .threshold_count = engine->numbers.thresholds.count,
        .health = &health,
        .progress = &progress,
        .waiting = engine->numbers.waiting.items,
        .waiting_count = engine->numbers.waiting.count,
        .scenario = settings->scenario,
        .outline = &engine->outline,
        .settings = settings->settings,
        .setting_count = settings->setting_count,
    };

    if (input.is_final) {
        input.how = engine->ending.how;
        input.now = engine->ending.when;
        input.users = engine->ending.users;
    }
    engine_progress(engine, &progress);
    in_flight_sum(engine, &input);
    health_report(engine->numbers.health, engine->numbers.totals->stats->set, &health);
    if (engine->has_nodes) {
        engine->nodes.health(engine->nodes.context, &health);
        engine->nodes.cluster(engine->nodes.context, &cluster);
        cluster_add(&cluster, &input);
    }
    if (engine->search) {
        search_report(engine, &capacity);
        input.capacity = &capacity;
    }
    return snapshot_new(&input);
}
