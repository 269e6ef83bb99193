/* The users of a run: when they start, at which reactor, and when they are removed. */
#include "runtime/base/log.h"
#include "runtime/engine/engine_state.h"

#include <inttypes.h>

static struct message_spawn *spawn_message(const struct engine *engine)
{
    struct message_spawn *message = message_new(MESSAGE_SPAWN);

    message->start = engine->began;
    return message;
}

static void user_send(struct engine *engine, struct engine_reactor *reactor, uint32_t kind)
{
    struct spawn spawn = {.id = engine->users.next_id++, .kind = kind};

    if (!reactor->spawning)
        reactor->spawning = spawn_message(engine);
    vec_push(&reactor->spawning->spawns, spawn);
    engine->users.running++;
}

/* With users on other nodes, the division counts the wanted ones. */
static void user_spawn(struct engine *engine, uint32_t kind)
{
    struct engine_reactor *reactor = &engine->reactors[division_add(&engine->users.division, kind)];

    if (!engine->has_nodes)
        user_send(engine, reactor, kind);
}

/* Nothing happens if all users of that kind have ended by themselves. */
static void user_remove(struct engine *engine, uint32_t kind)
{
    size_t reactor = division_remove(&engine->users.division, kind);

    if (reactor != DIVISION_NONE && !engine->has_nodes)
        engine->reactors[reactor].removing[kind]++;
}

static bool users_grow(struct engine *engine)
{
    uint32_t kind = spawn_order_grow(&engine->users.order);

    if (kind != KIND_MIX_NONE)
        user_spawn(engine, kind);
    return kind != KIND_MIX_NONE;
}

static bool users_shrink(struct engine *engine)
{
    uint32_t kind = spawn_order_shrink(&engine->users.order);

    if (kind != KIND_MIX_NONE)
        user_remove(engine, kind);
    return kind != KIND_MIX_NONE;
}

static void reactor_changes_send(const struct engine *engine, struct engine_reactor *reactor)
{
    if (reactor->spawning)
        reactor_send(reactor->reactor, &reactor->spawning->head);
    reactor->spawning = NULL;
    for (uint32_t kind = 0; kind < engine->program->kinds_count; kind++) {
        struct message_remove *message;

        if (reactor->removing[kind] == 0)
            continue;
        message = message_new(MESSAGE_REMOVE);
        message->user_kind = kind;
        message->count = reactor->removing[kind];
        reactor->removing[kind] = 0;
        reactor_send(reactor->reactor, &message->head);
    }
}

static void changes_send(struct engine *engine)
{
    if (engine->has_nodes) {
        engine->nodes.set_users(engine->nodes.context, &engine->users.division.users);
        return;
    }
    for (uint32_t i = 0; i < engine->reactor_count; i++)
        reactor_changes_send(engine, &engine->reactors[i]);
}

static void peak_reached(struct engine *engine)
{
    if (engine->users.has_reached)
        return;
    engine->users.has_reached = true;
    if (engine->settings.reset_stats && !engine->search)
        engine_numbers_reset(engine);
    if (!engine_users_arrive(engine))
        engine->events.users_reached(engine->events.context, engine->users.order.users);
}

static void spawn_timer_arm(struct engine *engine, nanos after)
{
    ev_timer_stop(engine->loop, &engine->spawn);
    ev_now_update(engine->loop);
    ev_timer_set(&engine->spawn, (double)after / (double)NANOS_PER_S, 0.0);
    ev_timer_start(engine->loop, &engine->spawn);
}

/* Brings the number of users to what the load says it is now. If all kinds are `fixed`, there may be fewer.
 */
static void users_adjust(struct engine *engine)
{
    nanos time = instant_since(clock_now(), engine->users.load_start);
    uint64_t wanted = load_users(&engine->users.load, time);
    nanos next;

    while (engine->users.order.users < wanted && users_grow(engine))
        continue;
    while (engine->users.order.users > wanted && users_shrink(engine))
        continue;
    changes_send(engine);
    engine->users.is_settled = !load_next(&engine->users.load, time, &next) ||
                               (engine->users.order.users < wanted && !engine->settings.has_load);
    if (!engine->users.is_settled)
        spawn_timer_arm(engine, next - time);
    /* The last thing to do: an observer may ask for other users. */
    if (engine->users.is_settled || wanted >= engine->users.peak)
        peak_reached(engine);
}

/* ---- arrivals ---- */

bool engine_users_arrive(const struct engine *engine)
{
    return engine->plan->timetable.stages.count > 0;
}

void engine_users_fix(struct engine *engine, uint64_t users)
{
    while (engine->users.order.users < users && users_grow(engine))
        continue;
    while (engine->users.order.users > users && users_shrink(engine))
        continue;
    changes_send(engine);
}

static void arrivals_begin_here(struct engine *engine)
{
    if (engine->has_nodes) /* they follow the timetable by themselves */
        return;
    engine_share_begin(engine);
    spawn_timer_arm(engine, timetable_peak(&engine->plan->timetable));
}

/* ---- for the other files of the engine ---- */

void engine_spawn_due(struct ev_loop *loop, struct ev_timer *watcher, int events)
{
    struct engine *engine = watcher->data;

    (void)loop;
    (void)events;
    if (engine_users_arrive(engine))
        peak_reached(engine);
    else
        users_adjust(engine);
}

/* ---- marks ---- */

static void users_mark(struct engine *engine)
{
    struct totals *totals = engine->numbers.totals;
    struct buffer text = {0};

    buffer_printf(&text, "%" PRIu64 " user%s", engine->users.wanted, engine->users.wanted == 1 ? "" : "s");
    marks_add(&totals->marks, instant_since(clock_now(), totals->start), MARK_USERS, buffer_text(&text));
    buffer_free(&text);
}

/* The phases begin when the load does; those to come are marked, too, if the run reaches them. */
static void phases_mark(struct engine *engine)
{
    const struct program *program = engine->program;
    struct totals *totals = engine->numbers.totals;
    nanos at = instant_since(engine->users.load_start, totals->start), end = at + engine->users.run_time;
    double users = 0;

    for (size_t i = 0; i < program->load_count && at < end; i++) {
        struct buffer text = {0};

        load_phase_text(&program->load[i], &text);
        marks_add(&totals->marks, at, MARK_PHASE, buffer_text(&text));
        buffer_free(&text);
        at += load_phase_length(&program->load[i], users);
        users = load_phase_users(&program->load[i], users);
    }
}

void engine_users_begin(struct engine *engine)
{
    engine->users.load_start = engine->settings.load_began.ns ? engine->settings.load_began : clock_now();
    if (engine->settings.has_load && !engine->users.is_led && !engine->search)
        phases_mark(engine);
    if (engine_users_arrive(engine))
        arrivals_begin_here(engine);
    else if (!engine->users.is_led)
        users_adjust(engine);
}

/* Where a front decides on the population, it also decides on the end. */
bool engine_users_are_over(const struct engine *engine)
{
    return !engine->has_nodes && engine->users.running == 0 && engine->users.is_settled &&
           engine->users.order.users > 0 && !engine->users.is_led;
}

/* A capacity search tries a number of users at once. So a user that ends by itself is replaced, unless the
 * number of tasks is limited and users end because no task is left. */
static void users_replace(struct engine *engine, uint32_t kind, uint64_t ended)
{
    const uint64_t *present = &engine->users.division.users.counts[kind];

    if ((!engine->search && !engine->settings.is_searched) || engine->settings.iterations > 0)
        return;
    for (; ended > 0 && *present < engine->users.order.population.counts[kind]; ended--)
        user_spawn(engine, kind);
    changes_send(engine);
}

/* A user to be removed may have ended by itself already. */
void engine_users_ended(struct engine *engine, const struct message_users_ended *message)
{
    division_lose(&engine->users.division, message->head.reactor, message->user_kind, message->by_itself);
    engine->users.running -= message->count;
    if (engine->phase == ENGINE_USERS)
        users_replace(engine, message->user_kind, message->by_itself);
}

void engine_nodes_users(struct engine *engine, uint64_t running)
{
    engine->users.running = running;
}

uint64_t engine_users_running(const struct engine *engine)
{
    return engine->users.running + quota_used(&engine->plan->arriving);
}

uint64_t engine_users_goal(const struct engine *engine)
{
    if (engine->phase != ENGINE_USERS || engine_users_arrive(engine))
        return 0;
    return load_goal(&engine->users.load, instant_since(clock_now(), engine->users.load_start));
}

/* The users start on a later turn of the loop, so that the caller can report the new number before observers
 * are notified of started users. */
void engine_users_set(struct engine *engine, uint64_t users, double spawn_rate)
{
    engine->users.wanted = engine->users.peak = users;
    load_free(&engine->users.load);
    load_init(&engine->users.load, engine->users.order.users, users, spawn_rate);
    engine->users.load_start = clock_now();
    engine->users.has_reached = engine->users.is_settled = false;
    spawn_timer_arm(engine, 0);
}

/* Users that are too many go at once, all others start at the rate. */
static void population_set(struct engine *engine, const struct population *wanted, double spawn_rate)
{
    const struct population *present = &engine->users.division.users;

    for (uint32_t kind = 0; kind < wanted->kind_count; kind++) {
        while (present->counts[kind] > wanted->counts[kind])
            user_remove(engine, kind);
    }
    spawn_order_free(&engine->users.order);
    spawn_order_init_between(&engine->users.order, present, wanted);
    engine_users_set(engine, engine->users.order.most, spawn_rate);
    engine->users.is_led = true;
}

/* What decides on the number of users, if a front may not; else NULL. */
static const char *users_decided(const struct engine *engine)
{
    if (engine->search)
        return "the capacity search sets the number of users";
    if (engine_users_arrive(engine))
        return "`load` sets the arrival rate";
    return engine->settings.has_load ? "`load` sets the number of users" : NULL;
}

/* Whether the number of users can be changed now. If the load controls it, the log says so. */
static bool may_change(const struct engine *engine)
{
    const char *decided = users_decided(engine);

    if (engine->phase != ENGINE_USERS)
        return false;
    if (decided)
        log_info("%s, so it can't be changed", decided);
    return !decided;
}

/* `users` users by the shares of the kinds, whatever there is now. */
static void mixed_population_set(struct engine *engine, uint64_t users, double rate)
{
    struct spawn_order order;

    spawn_order_init(&order, engine->plan->shares, engine->program->kinds_count);
    while (order.users < users && spawn_order_grow(&order) != KIND_MIX_NONE)
        continue;
    population_set(engine, &order.population, rate);
    spawn_order_free(&order);
}

bool engine_set_users(struct engine *engine, uint64_t users, double rate)
{
    if (!may_change(engine) || users == engine->users.wanted)
        return false;
    if (engine->users.is_led)
        mixed_population_set(engine, users, rate);
    else
        engine_users_set(engine, users, rate);
    users_mark(engine);
    return true;
}

/* Without the kinds that take no part in this run. */
static struct population population_allowed(const struct engine *engine, const struct population *population)
{
    struct population allowed = population_copy(population);

    for (size_t i = 0; i < allowed.kind_count; i++) {
        if (engine->plan->takes_part[i] || allowed.counts[i] == 0)
            continue;
        log_warning_once("users of a kind that takes no part",
                         "the kind %s doesn't take part in this run, so it gets no users",
                         engine->program->kinds[i].name);
        allowed.counts[i] = 0;
    }
    return allowed;
}

bool engine_set_population(struct engine *engine, const struct population *population, double rate)
{
    struct population allowed;

    if (!may_change(engine) || population->kind_count != engine->program->kinds_count)
        return false;
    allowed = population_allowed(engine, population);
    population_set(engine, &allowed, rate);
    users_mark(engine);
    population_free(&allowed);
    return true;
}
