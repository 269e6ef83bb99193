/* The capacity search: finds the largest number of users for which a condition holds. capacity_choice.h says
 * which number to try. In each step that many users run for a while until the server has settled; then a
 * measurement follows, which capacity_step.h compares with the condition. The search is driven by the seconds
 * of the control thread: a measurement begins and ends when the reactors hand over their numbers. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/engine/capacity_choice.h"
#include "runtime/engine/capacity_step.h"
#include "runtime/engine/engine_state.h"

#include <inttypes.h>

/* A step settles for 1/SETTLE_PART of the step time, and for at least a second. After a step that missed
 * the condition it also settles until the server has processed the requests that the step has left in its
 * queues. This is assumed to take DRAIN_TIMES the p95 of that step. */
#define SETTLE_PART 5
#define SETTLE_MOST (60 * NANOS_PER_S)
#define DRAIN_TIMES 2

/* Factor for the length of the step that confirms the result. */
#define CONFIRM_TIMES 2

/* Other nodes report each second. Then the numbers of a measurement begin and end up to this much earlier
 * than it does, so a step settles for longer. */
#define NODES_DELAY (2 * NANOS_PER_S)

/* Tolerance for the seconds of the control thread. */
#define TICK_SLACK (NANOS_PER_S / 4)

struct search {
    struct capacity_choice choice;
    struct totals *window;       /* requests that ended since the measurement began */
    VEC(struct waiting) waiting; /* in flight since then, from the last hand-overs */
    bool is_measuring;
    bool is_ending;        /* the last hand-overs of the measurement have been requested */
    bool is_delay_logged;  /* users of the previous step are still running, which is logged */
    bool is_repeated;      /* the step is repeated because the load generator was the limit */
    instant until;         /* end of settling, or of the measurement */
    nanos drain;           /* minimum time to settle, because of the previous step */
    nanos overload_before; /* overload of the load generator before the measurement */
    VEC(struct capacity_step) steps;
};

static const struct capacity_settings *search_settings(const struct engine *engine)
{
    return &engine->settings.capacity;
}

/* The largest number to try. If all kinds are `fixed`, there are never more users than these. */
static uint64_t users_most(const struct engine *engine)
{
    uint64_t most =
        search_settings(engine)->most_users > 0 ? search_settings(engine)->most_users : UINT64_MAX;
    uint64_t fixed = kind_mix_fixed(&engine->users.order.mix);

    return engine->users.order.mix.total_weight > 0 || fixed > most ? most : fixed;
}

struct search *search_new(const struct engine *engine)
{
    struct search *search = mem_zalloc(1, sizeof *search);

    capacity_choice_init(&search->choice, users_most(engine));
    if (engine->users.order.mix.total_weight == 0)
        log_info("all kinds of users are `fixed`: the search tries at most %" PRIu64 " users",
                 search->choice.most);
    search->window =
        totals_new(engine->program->rows, (uint32_t)engine->program->rows_count, clock_now(), clock_wall());
    return search;
}

void search_free(struct search *search)
{
    if (!search)
        return;
    totals_free(search->window);
    vec_free(&search->waiting);
    vec_free(&search->steps);
    mem_free(search);
}

void search_merge_set(struct search *search, const struct stats_set *set)
{
    if (search->is_measuring)
        totals_merge(search->window, set);
}

void search_merge(struct search *search, const struct message_stats *message)
{
    search_merge_set(search, message->set);
    for (size_t i = 0; i < message->waiting.count; i++)
        vec_push(&search->waiting, message->waiting.items[i]);
}

instant search_waiting_since(struct engine *engine)
{
    struct search *search = engine->search;

    search->waiting.count = 0;
    search->is_ending =
        search->is_measuring && !instant_before(instant_add(clock_now(), TICK_SLACK), search->until);
    return search->is_ending ? search->window->start : (instant){0};
}

/* ---- a step ---- */

static nanos settle_time(const struct engine *engine, const struct search *search)
{
    nanos time = search_settings(engine)->step_time / SETTLE_PART;

    time = time > NANOS_PER_S ? time : NANOS_PER_S;
    time = time > search->drain ? time : search->drain;
    time = time < SETTLE_MOST ? time : SETTLE_MOST;
    return engine->has_nodes ? time + NODES_DELAY : time;
}

/* Overload of the load generator so far; of several nodes, that of the worst one. */
static nanos strained(const struct engine *engine, bool begins)
{
    return engine->has_nodes ? engine->nodes.strained(engine->nodes.context, begins)
                             : health_strained(engine->numbers.health);
}

static void nodes_waiting_add(const struct engine *engine, struct search *search, nanos age)
{
    size_t count;
    const struct waiting *list = engine->nodes.waiting(engine->nodes.context, age, &count);

    for (size_t i = 0; i < count; i++)
        vec_push(&search->waiting, list[i]);
}

/* Without a spawn rate, the new users of a step start within a second. */
static void step_begin(struct engine *engine, struct search *search, instant now)
{
    uint64_t users = search->choice.users, before = engine->users.order.users;
    double rate = search_settings(engine)->spawn_rate;
    double ramp = rate > 0 && users > before ? (double)(users - before) / rate : 0;

    search->is_measuring = search->is_ending = search->is_delay_logged = false;
    search->until = instant_add(now, settle_time(engine, search) + (nanos)(ramp * (double)NANOS_PER_S));
    engine_users_set(engine, users, rate > 0 ? rate : (double)users);
}

static void measuring_begin(struct engine *engine, struct search *search, instant now)
{
    unsigned times = search->choice.phase == CAPACITY_CONFIRMING ? CONFIRM_TIMES : 1;

    totals_reset(search->window, now, clock_wall());
    search->is_measuring = true;
    search->until = instant_add(now, times * search_settings(engine)->step_time);
    search->overload_before = strained(engine, true);
}

static struct capacity_step step_measured(const struct engine *engine, const struct search *search,
                                          instant now)
{
    struct step_measurement measured = {
        .settings = search_settings(engine),
        .window = search->window,
        .waiting = search->waiting.items,
        .waiting_count = search->waiting.count,
        .users = search->choice.users,
        .is_confirming = search->choice.phase == CAPACITY_CONFIRMING,
        .length = instant_since(now, search->window->start),
        .overloaded = strained(engine, false) - search->overload_before,
    };

    return step_evaluate(&measured);
}

static void numbers_print(const struct capacity_step *step, struct buffer *out)
{
    double p95 = (double)step->p95 / NANOS_PER_MS;

    if (step->requests > 0 || step->unanswered > 0) {
        buffer_printf(out, "%.1f requests/s, p95 ", step->rate);
        buffer_printf(out, p95 < 100 ? "%.3g ms" : "%.0f ms", p95);
        buffer_printf(out, ", %.3g%% failed", 100 * step->failed);
    } else {
        buffer_append_text(out, "no request ended");
    }
    if (step->unanswered > 0)
        buffer_printf(out, ", %" PRIu64 " user%s without a response", step->unanswered,
                      step->unanswered == 1 ? "" : "s");
}

static void step_log(const struct capacity_step *step)
{
    static const char *const words[] = {
        [CAPACITY_MET] = "met",
        [CAPACITY_NOT_MET] = "not met",
        [CAPACITY_GENERATOR_LIMITED] = "the load generator was the limit",
    };
    struct buffer numbers = {0};

    numbers_print(step, &numbers);
    log_info("%" PRIu64 " user%s%s: %s: %s%s%s", step->users, step->users == 1 ? "" : "s",
             step->is_confirming ? " (confirmation)" : "", buffer_text(&numbers), words[step->outcome],
             *step->missed ? ": " : "", step->missed);
    buffer_free(&numbers);
}

static void step_end(struct engine *engine, struct search *search, instant now)
{
    struct capacity_step step;

    if (engine->has_nodes)
        nodes_waiting_add(engine, search, instant_since(now, search->window->start));
    step = step_measured(engine, search, now);
    vec_push(&search->steps, step);
    step_log(&step);
    search->drain = step.outcome == CAPACITY_MET ? 0 : DRAIN_TIMES * step.p95;
    if (step.outcome == CAPACITY_GENERATOR_LIMITED && !search->is_repeated) {
        search->is_repeated = true;
        step_begin(engine, search, now);
        return;
    }
    search->is_repeated = false;
    capacity_choice_learn(&search->choice, step.outcome);
    if (search->choice.phase == CAPACITY_OVER)
        engine_stop_as(engine, RUN_DONE, "the capacity search has finished");
    else
        step_begin(engine, search, now);
}

/* Whether the users that were removed have stopped. That may take as long as their task, or its timeout. */
static bool have_removed_users_stopped(const struct engine *engine, struct search *search)
{
    uint64_t running = engine_users_running(engine);

    if (running <= search->choice.users)
        return true;
    if (!search->is_delay_logged)
        log_info("waiting for %" PRIu64 " user%s to finish their task", running - search->choice.users,
                 running - search->choice.users == 1 ? "" : "s");
    search->is_delay_logged = true;
    return false;
}

static bool has_settled(const struct engine *engine, struct search *search, instant now)
{
    return !instant_before(instant_add(now, TICK_SLACK), search->until) && engine->users.has_reached &&
           have_removed_users_stopped(engine, search);
}

void search_tick(struct engine *engine, instant now)
{
    struct search *search = engine->search;

    if (search->is_ending)
        step_end(engine, search, now);
    else if (!search->is_measuring && has_settled(engine, search, now))
        measuring_begin(engine, search, now);
}

/* ---- the result ---- */

/* Whether this step shows that its number of users meets the condition. While the search goes on, a number
 * that met the condition may still fail to be confirmed. When it is over, only its result counts. */
static bool is_proof(const struct capacity_choice *choice, const struct capacity_step *step)
{
    if (step->outcome != CAPACITY_MET || step->requests == 0)
        return false;
    if (choice->phase == CAPACITY_OVER)
        return step->users == choice->met;
    return choice->missed == 0 || step->users < choice->missed;
}

/* The last step with the most users among those that meet the condition; NULL: none. */
static const struct capacity_step *step_best(const struct search *search)
{
    const struct capacity_step *best = NULL;

    for (size_t i = 0; i < search->steps.count; i++) {
        const struct capacity_step *step = &search->steps.items[i];

        if (is_proof(&search->choice, step) && (!best || step->users >= best->users))
            best = step;
    }
    return best;
}

void search_report(const struct engine *engine, struct capacity_report *report)
{
    const struct search *search = engine->search;
    const struct capacity_step *best = step_best(search);

    *report = (struct capacity_report){
        .is_wanted = true,
        .condition = search_settings(engine)->text,
        .end = search->choice.phase == CAPACITY_OVER ? search->choice.end : CAPACITY_SEARCHING,
        .users = best ? best->users : 0,
        .rate = best ? best->rate : 0,
        .failed = best && !condition_limits_failures(search_settings(engine)) ? best->failed : 0,
        .steps = search->steps.items,
        .step_count = search->steps.count,
    };
}
