/* Creates and frees an engine. */
#include "runtime/base/alloc.h"
#include "runtime/base/file.h"
#include "runtime/base/log.h"
#include "runtime/engine/engine_state.h"
#include "runtime/engine/outline.h"
#include "runtime/health/container.h"
#include "runtime/reactor/arrivals.h"

#include <inttypes.h>
#include <sys/resource.h>

/* Descriptors that aren't connections: loops, mailboxes, files, the terminal. */
#define DESCRIPTORS_SPARE 64

enum { DESCRIPTORS_OF_REACTOR = 5, DESCRIPTORS_OF_RUN = 8 };

/* More threads than any machine has cores. */
#define REACTORS_MOST 1024

static void watchers_init(struct engine *engine)
{
    mailbox_init(&engine->mailbox, engine->loop, engine_mail_arrived, engine);
    ev_timer_init(&engine->second, engine_second_due, 1.0, 1.0);
    ev_timer_init(&engine->spawn, engine_spawn_due, 0.0, 0.0);
    ev_timer_init(&engine->finish, engine_finish_due, 0.0, 0.0);
    engine->second.data = engine->spawn.data = engine->finish.data = engine;
}

static void watchers_stop(struct engine *engine)
{
    ev_timer_stop(engine->loop, &engine->second);
    ev_timer_stop(engine->loop, &engine->spawn);
    ev_timer_stop(engine->loop, &engine->finish);
    mailbox_free(&engine->mailbox);
}

/* Each connection needs a descriptor, so this raises the limit as far as the system allows. */
static void descriptors_raise(uint64_t users)
{
    struct rlimit limit;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur == RLIM_INFINITY || users + DESCRIPTORS_SPARE <= limit.rlim_cur)
        return;
    if (users == 0) /* only the master knows how many will come */
        log_warning("this process can open only %" PRIu64
                    " files, so only a few users can have connections; increase the limit with `ulimit -n`",
                    (uint64_t)limit.rlim_cur);
    else
        log_warning("%" PRIu64 " users may need as many connections, but this process can open only %" PRIu64
                    " files; increase the limit with `ulimit -n`",
                    users, (uint64_t)limit.rlim_cur);
}

/* Rounded down: the rest of a quota is for the control thread. If a quota is exhausted, all measured times
 * are wrong. */
static uint32_t cores_count(const struct container *container)
{
    double cores = container_cores(container);

    return cores > 1 ? (uint32_t)cores : 1;
}

uint32_t engine_reactors(const struct run_settings *settings)
{
    struct container *container = container_new("");
    uint32_t count = settings->reactors > 0 ? settings->reactors : cores_count(container);

    container_free(container);
    return count;
}

/* At most one reactor per user: further reactors would be idle. With users on other nodes, one runs the
 * hooks. */
static uint32_t reactors_count(const struct engine *engine)
{
    uint32_t wanted =
        engine->settings.reactors > 0 ? engine->settings.reactors : cores_count(engine->numbers.container);
    uint64_t users = engine->has_nodes          ? 1
                     : engine->settings.is_part ? wanted /* the master counts on them */
                                                : engine->users.peak;

    if (wanted > users)
        return users > 0 ? (uint32_t)users : 1;
    return wanted;
}

static void reactors_make(struct engine *engine)
{
    size_t kinds = engine->program->kinds_count;

    engine->reactor_count = reactors_count(engine);
    engine->reactor_made = engine->reactor_count;
    engine->reactors = mem_zalloc(engine->reactor_count, sizeof *engine->reactors);
    for (uint32_t i = 0; i < engine->reactor_count; i++) {
        engine->reactors[i].reactor = reactor_new(i, engine->plan, &engine->mailbox);
        division_join(&engine->users.division, 1);
        engine->reactors[i].removing = mem_zalloc(kinds, sizeof *engine->reactors[i].removing);
    }
}

static bool reactors_check(const struct run_settings *settings, struct buffer *why)
{
    if (settings->reactors <= REACTORS_MOST)
        return true;
    buffer_printf(why, "%" PRIu32 " reactor threads are too many; the maximum is %d", settings->reactors,
                  REACTORS_MOST);
    return false;
}

/* Without them, the process would end in the middle of the run. */
static bool descriptors_check(const struct engine *engine, struct buffer *why)
{
    unsigned wanted = DESCRIPTORS_OF_REACTOR * reactors_count(engine) + DESCRIPTORS_OF_RUN;

    if (descriptors_are_free(wanted))
        return true;
    buffer_printf(
        why,
        "the run needs %u more file descriptors than this process has open, and the limit is lower; "
        "raise it: ulimit -n",
        wanted);
    return false;
}

/* The load goes on as written; a run time that is shorter ends the run earlier. */
static void run_time_limit(struct engine *engine, nanos length)
{
    nanos most = engine->settings.run_time;

    engine->users.run_time = most > 0 && most < length ? most : length;
}

/* With arrivals, users of kinds with `fixed` are not part of max_users. */
static bool phases_make(struct engine *engine, struct buffer *why)
{
    const struct program *program = engine->program;

    if (!arrivals_plan(engine->plan, why))
        return false;
    if (engine_users_arrive(engine)) {
        run_time_limit(engine, engine->plan->timetable.length);
        engine->users.wanted = atomic_load(&engine->plan->arriving.limit);
        engine->users.peak = engine->users.wanted + kind_mix_fixed(&engine->users.order.mix);
        return true;
    }
    load_init_phases(&engine->users.load, program->load, program->load_count);
    run_time_limit(engine, engine->users.load.length);
    engine->users.wanted = load_users(&engine->users.load, engine->users.load.length);
    engine->users.peak = load_most(&engine->users.load);
    if (engine->users.peak > 0 && engine->users.run_time > 0)
        return true;
    buffer_append_text(why, engine->users.peak > 0
                                ? "all phases of `load` have length 0, so there is nothing to run"
                                : "`load` never has a user, so there is nothing to run");
    return false;
}

/* Starts without users until a front sets a number, which isn't known yet. */
static bool population_await(struct engine *engine)
{
    engine->users.run_time = engine->settings.run_time;
    engine->users.peak = UINT32_MAX;
    engine->users.is_led = engine->users.has_reached = engine->users.is_settled = true;
    engine->settings.has_load = false;
    return true;
}

static bool load_make(struct engine *engine, struct buffer *why)
{
    const struct run_settings *settings = &engine->settings;

    if (settings->external_users)
        return population_await(engine);
    if (settings->has_load)
        return phases_make(engine, why);
    if (settings->capacity.text) {
        engine->users.run_time = settings->run_time;
        engine->users.wanted = 1;
        engine->users.peak = settings->capacity.most_users > 0 ? settings->capacity.most_users : UINT32_MAX;
        load_init(&engine->users.load, 0, 1, 0);
        return true;
    }
    if (settings->users == 0) {
        buffer_append_text(why, "the number of users is 0, so there is nothing to run");
        return false;
    }
    engine->users.run_time = settings->run_time;
    engine->users.wanted = engine->users.peak = settings->users;
    load_init(&engine->users.load, 0, settings->users, settings->spawn_rate);
    return true;
}

static void threshold_add(struct engine *engine, const struct threshold *threshold)
{
    struct threshold_result result = {.threshold = *threshold};

    vec_push(&engine->numbers.thresholds, result);
}

static void thresholds_gather(struct engine *engine)
{
    if (engine->settings.is_part ||
        engine->settings.capacity.text) /* a search exceeds the limits on purpose */
        return;
    for (size_t i = 0; i < engine->program->thresholds_count; i++)
        threshold_add(engine, &engine->program->thresholds[i]);
    for (size_t i = 0; i < engine->settings.threshold_count; i++)
        threshold_add(engine, &engine->settings.thresholds[i]);
}

/* Frees everything except the threads. */
static void engine_forget(struct engine *engine)
{
    load_free(&engine->users.load);
    spawn_order_free(&engine->users.order);
    division_free(&engine->users.division);
    outline_free(&engine->outline);
    container_free(engine->numbers.container);
    run_plan_free(engine->plan);
    run_settings_free(&engine->settings);
    mem_free(engine);
}

struct engine *engine_new(const struct program *program, const struct run_settings *settings,
                          struct ev_loop *loop, const struct backend_events *events,
                          const struct engine_nodes *nodes, struct buffer *why)
{
    struct engine *engine = mem_zalloc(1, sizeof *engine);
    const struct run_plan_extras extras = {.deals_leases = nodes};

    engine->program = program;
    run_settings_copy(&engine->settings, settings);
    engine->events = *events;
    engine->loop = loop;
    engine->has_nodes = nodes;
    if (nodes)
        engine->nodes = *nodes;
    engine->users.next_id = settings->users_before + 1;
    division_init(&engine->users.division, program->kinds_count);
    engine->plan = run_plan_new(program, &engine->settings, &extras, why);
    if (engine->plan)
        spawn_order_init(&engine->users.order, engine->plan->shares, program->kinds_count);
    if (!engine->plan || !reactors_check(settings, why) || !load_make(engine, why)) {
        engine_forget(engine);
        return NULL;
    }
    engine->numbers.container = container_new("");
    descriptors_raise(settings->capacity.text || settings->external_users || nodes ? 0 : engine->users.peak);
    if (!descriptors_check(engine, why)) {
        engine_forget(engine);
        return NULL;
    }
    engine->outline = outline_new(engine->plan, engine->users.peak);
    watchers_init(engine);
    thresholds_gather(engine);
    engine->numbers.totals =
        totals_new(program->rows, (uint32_t)program->rows_count, clock_now(), clock_wall());
    if (settings->recent_times)
        totals_keep_times(engine->numbers.totals);
    reactors_make(engine);
    engine->numbers.health = health_new(engine->reactor_count, engine->numbers.container);
    if (settings->capacity.text)
        engine->search = search_new(engine);
    return engine;
}

static void reactor_forget(struct engine_reactor *reactor)
{
    if (reactor->spare)
        stats_set_free(reactor->spare);
    if (reactor->spawning)
        message_free(&reactor->spawning->head);
    reactor_free(reactor->reactor);
    mem_free(reactor->removing);
}

void engine_free(struct engine *engine)
{
    for (uint32_t i = 0; i < engine->reactor_made; i++)
        reactor_forget(&engine->reactors[i]);
    mem_free(engine->reactors);
    watchers_stop(engine);
    totals_free(engine->numbers.totals);
    search_free(engine->search);
    health_free(engine->numbers.health);
    vec_free(&engine->numbers.thresholds);
    vec_free(&engine->numbers.waiting);
    buffer_free(&engine->ending.why);
    engine_forget(engine);
}
