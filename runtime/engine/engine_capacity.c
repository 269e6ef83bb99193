/* Finding how many users a server bears: each number of users that capacity.h says is given time to settle,
 * then measured for a while against the condition. It goes by the seconds of the control thread, whose
 * hand-overs begin and end what is measured. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/engine/capacity.h"
#include "runtime/engine/engine_state.h"
#include "runtime/stats/thresholds.h"

#include <inttypes.h>

/* A step settles for this part of its time, and a second at the least. After one that broke the condition,
 * also until what it left the server to do is surely done. */
#define SETTLE_PART 5
#define SETTLE_MOST (60 * NANOS_PER_S)
#define DRAIN_TIMES 2 /* the p95 of the step before */

/* Confirming takes so many times as long. */
#define CONFIRM_TIMES 2

/* Seconds come a little early or late. */
#define TICK_SLACK (NANOS_PER_S / 4)

struct search {
    struct capacity capacity;
    struct totals *window; /* the numbers of the running step */
    bool is_measuring;
    bool is_again;  /* the step is tried again, since the generator was strained */
    instant until;  /* when it has settled, or is measured */
    nanos drain;    /* what the step before asks for */
    nanos strained; /* of the generator, when measuring began */
    VEC(struct capacity_step) steps;
    double rate; /* of the last step that held */
};

static const struct capacity_wish *wish_of(const struct engine *engine)
{
    return &engine->settings.capacity;
}

struct search *search_new(const struct engine *engine)
{
    struct search *search = mem_zalloc(1, sizeof *search);
    uint64_t most = wish_of(engine)->most_users;

    capacity_init(&search->capacity, most > 0 ? most : UINT64_MAX);
    search->window =
        totals_new(engine->plan->rows, (uint32_t)engine->program->rows_count, clock_now(), clock_wall());
    return search;
}

void search_free(struct search *search)
{
    if (!search)
        return;
    totals_free(search->window);
    vec_free(&search->steps);
    mem_free(search);
}

void search_merge(struct search *search, const struct stats_set *set)
{
    if (search->is_measuring)
        totals_merge(search->window, set);
}

/* ---- a step ---- */

static nanos settle_time(const struct engine *engine, const struct search *search)
{
    nanos time = wish_of(engine)->step_time / SETTLE_PART;

    time = time > NANOS_PER_S ? time : NANOS_PER_S;
    time = time > search->drain ? time : search->drain;
    return time < SETTLE_MOST ? time : SETTLE_MOST;
}

/* New users start within a second, unless the run has a spawn rate. */
static void step_begin(struct engine *engine, struct search *search, instant now)
{
    uint64_t users = search->capacity.users;
    double rate = wish_of(engine)->spawn_rate;

    search->is_measuring = false;
    search->until = instant_add(now, settle_time(engine, search));
    users_set(engine, users, rate > 0 ? rate : (double)users);
}

static void measuring_begin(struct engine *engine, struct search *search, instant now)
{
    unsigned times = search->capacity.phase == CAPACITY_CONFIRMING ? CONFIRM_TIMES : 1;

    totals_reset(search->window, now, clock_wall());
    search->is_measuring = true;
    search->until = instant_add(now, times * wish_of(engine)->step_time);
    search->strained = generator_strained(engine->generator);
}

/* The first part of the condition that doesn't hold in what was measured, or "". */
static const char *broken_part(const struct engine *engine, const struct search *search)
{
    const struct capacity_wish *wish = wish_of(engine);

    for (size_t i = 0; i < wish->condition_count; i++) {
        if (!threshold_evaluate(&wish->condition[i], search->window).is_met)
            return wish->condition[i].text;
    }
    return "";
}

static struct capacity_step step_measured(const struct engine *engine, const struct search *search,
                                          instant now)
{
    nanos length = instant_since(now, search->window->start);
    nanos strained = generator_strained(engine->generator) - search->strained;
    struct capacity_step step = {
        .users = search->capacity.users,
        .is_confirming = search->capacity.phase == CAPACITY_CONFIRMING,
        .broken = broken_part(engine, search),
    };
    struct histogram times = {0};

    totals_times(search->window, &times);
    step.requests = times.count;
    step.rate = (double)times.count * NANOS_PER_S / (double)length;
    step.p50 = histogram_percentile(&times, 0.50);
    step.p95 = histogram_percentile(&times, 0.95);
    step.p99 = histogram_percentile(&times, 0.99);
    step.failed = times.count ? (double)totals_failures(search->window) / (double)times.count : 0;
    step.outcome = !*step.broken           ? CAPACITY_HELD
                   : 2 * strained > length ? CAPACITY_STRAINED
                                           : CAPACITY_BROKEN;
    histogram_free(&times);
    return step;
}

static void step_log(const struct capacity_step *step)
{
    static const char *const words[] = {
        [CAPACITY_HELD] = "held",
        [CAPACITY_BROKEN] = "broken",
        [CAPACITY_STRAINED] = "this machine was the limit",
    };

    log_info("%" PRIu64 " user%s%s: %.1f requests/s, p95 %.3g ms, %.3g%% failed: %s%s%s", step->users,
             step->users == 1 ? "" : "s", step->is_confirming ? ", confirming" : "", step->rate,
             (double)step->p95 / NANOS_PER_MS, 100 * step->failed, words[step->outcome],
             *step->broken ? ": " : "", step->broken);
}

static void step_end(struct engine *engine, struct search *search, instant now)
{
    struct capacity_step step = step_measured(engine, search, now);

    vec_push(&search->steps, step);
    step_log(&step);
    search->drain = step.outcome == CAPACITY_HELD ? 0 : DRAIN_TIMES * step.p95;
    if (step.outcome == CAPACITY_HELD)
        search->rate = step.rate;
    if (step.outcome == CAPACITY_STRAINED && !search->is_again) {
        search->is_again = true;
        step_begin(engine, search, now);
        return;
    }
    search->is_again = false;
    capacity_learn(&search->capacity, step.outcome);
    if (search->capacity.phase == CAPACITY_OVER)
        engine_stop_as(engine, ENGINE_DONE, "the search for the capacity is over");
    else
        step_begin(engine, search, now);
}

void search_second(struct engine *engine, instant now)
{
    struct search *search = engine->search;
    bool is_time = !instant_before(instant_add(now, TICK_SLACK), search->until);

    if (search->is_measuring && is_time)
        step_end(engine, search, now);
    else if (!search->is_measuring && is_time && engine->has_reached &&
             engine_users_running(engine) <= search->capacity.users)
        measuring_begin(engine, search, now);
}

/* ---- the answer ---- */

void search_report(const struct engine *engine, struct capacity_report *report)
{
    const struct search *search = engine->search;

    *report = (struct capacity_report){
        .is_wanted = true,
        .condition = wish_of(engine)->text,
        .end = search->capacity.phase == CAPACITY_OVER ? search->capacity.end : CAPACITY_SEARCHING,
        .users = search->capacity.held,
        .rate = search->capacity.held > 0 ? search->rate : 0,
        .steps = search->steps.items,
        .step_count = search->steps.count,
    };
}
