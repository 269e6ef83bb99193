/* Finding how many users a server bears: each number of users that capacity_choice.h says is given time to
 * settle, then measured for a while against the condition. It goes by the seconds of the control thread,
 * whose hand-overs begin and end what is measured. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/engine/capacity_choice.h"
#include "runtime/engine/capacity_step.h"
#include "runtime/engine/engine_state.h"

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
    struct capacity_choice capacity;
    struct totals *window;       /* the numbers of the running step */
    VEC(struct waiting) waiting; /* on its way since the step began, at the hand-overs that end it */
    bool is_measuring;
    bool is_ending;  /* those have been asked for */
    bool is_held_up; /* by users that don't go, which has been said */
    bool is_again;   /* the step is tried again, since the generator was strained */
    instant until;   /* when it has settled, or is measured */
    nanos drain;     /* what the step before asks for */
    nanos strained;  /* of the generator, when measuring began */
    VEC(struct capacity_step) steps;
};

static const struct capacity_wish *wish_of(const struct engine *engine)
{
    return &engine->settings.capacity;
}

/* Where all kinds are `fixed` there are never more than these. */
static uint64_t users_most(const struct engine *engine)
{
    uint64_t most = wish_of(engine)->most_users > 0 ? wish_of(engine)->most_users : UINT64_MAX;
    uint64_t fixed = kind_mix_fixed(&engine->users.order.mix);

    return engine->users.order.mix.total_weight > 0 || fixed > most ? most : fixed;
}

struct search *search_new(const struct engine *engine)
{
    struct search *search = mem_zalloc(1, sizeof *search);

    capacity_choice_init(&search->capacity, users_most(engine));
    if (engine->users.order.mix.total_weight == 0)
        log_info("all kinds of users are `fixed`: the search tries at most %" PRIu64 " users",
                 search->capacity.most);
    search->window =
        totals_new(engine->plan->rows, (uint32_t)engine->program->rows_count, clock_now(), clock_wall());
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

void search_merge(struct search *search, const struct message_stats *message)
{
    if (search->is_measuring)
        totals_merge(search->window, message->set);
    for (size_t i = 0; i < message->waiting.count; i++)
        vec_push(&search->waiting, message->waiting.items[i]);
}

instant search_asks(struct engine *engine)
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
    nanos time = wish_of(engine)->step_time / SETTLE_PART;

    time = time > NANOS_PER_S ? time : NANOS_PER_S;
    time = time > search->drain ? time : search->drain;
    return time < SETTLE_MOST ? time : SETTLE_MOST;
}

/* New users start within a second, unless the run has a spawn rate. */
static void step_begin(struct engine *engine, struct search *search, instant now)
{
    uint64_t users = search->capacity.users, before = engine->users.order.users;
    double rate = wish_of(engine)->spawn_rate;
    double ramp = rate > 0 && users > before ? (double)(users - before) / rate : 0;

    search->is_measuring = search->is_ending = search->is_held_up = false;
    search->until = instant_add(now, settle_time(engine, search) + (nanos)(ramp * (double)NANOS_PER_S));
    engine_users_set(engine, users, rate > 0 ? rate : (double)users);
}

static void measuring_begin(struct engine *engine, struct search *search, instant now)
{
    unsigned times = search->capacity.phase == CAPACITY_CONFIRMING ? CONFIRM_TIMES : 1;

    totals_reset(search->window, now, clock_wall());
    search->is_measuring = true;
    search->until = instant_add(now, times * wish_of(engine)->step_time);
    search->strained = health_strained(engine->numbers.health);
}

static struct capacity_step step_measured(const struct engine *engine, const struct search *search,
                                          instant now)
{
    struct step step = {
        .wish = wish_of(engine),
        .window = search->window,
        .waiting = search->waiting.items,
        .waiting_count = search->waiting.count,
        .users = search->capacity.users,
        .is_confirming = search->capacity.phase == CAPACITY_CONFIRMING,
        .length = instant_since(now, search->window->start),
        .strained = health_strained(engine->numbers.health) - search->strained,
    };

    return step_evaluate(&step);
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
        [CAPACITY_HELD] = "met",
        [CAPACITY_BROKEN] = "not met",
        [CAPACITY_STRAINED] = "the load generator was the limit",
    };
    struct buffer numbers = {0};

    numbers_print(step, &numbers);
    log_info("%" PRIu64 " user%s%s: %s: %s%s%s", step->users, step->users == 1 ? "" : "s",
             step->is_confirming ? " (confirmation)" : "", buffer_text(&numbers), words[step->outcome],
             *step->broken ? ": " : "", step->broken);
    buffer_free(&numbers);
}

static void step_end(struct engine *engine, struct search *search, instant now)
{
    struct capacity_step step = step_measured(engine, search, now);

    vec_push(&search->steps, step);
    step_log(&step);
    search->drain = step.outcome == CAPACITY_HELD ? 0 : DRAIN_TIMES * step.p95;
    if (step.outcome == CAPACITY_STRAINED && !search->is_again) {
        search->is_again = true;
        step_begin(engine, search, now);
        return;
    }
    search->is_again = false;
    capacity_choice_learn(&search->capacity, step.outcome);
    if (search->capacity.phase == CAPACITY_OVER)
        engine_stop_as(engine, RUN_DONE, "the capacity search has finished");
    else
        step_begin(engine, search, now);
}

/* Users that are too many may be held up for as long as their task takes, or its timeout. */
static bool have_gone(const struct engine *engine, struct search *search)
{
    uint64_t running = engine_users_running(engine);

    if (running <= search->capacity.users)
        return true;
    if (!search->is_held_up)
        log_info("waiting for %" PRIu64 " user%s to finish their task", running - search->capacity.users,
                 running - search->capacity.users == 1 ? "" : "s");
    search->is_held_up = true;
    return false;
}

static bool has_settled(const struct engine *engine, struct search *search, instant now)
{
    return !instant_before(instant_add(now, TICK_SLACK), search->until) && engine->users.has_reached &&
           have_gone(engine, search);
}

void search_second(struct engine *engine, instant now)
{
    struct search *search = engine->search;

    if (search->is_ending)
        step_end(engine, search, now);
    else if (!search->is_measuring && has_settled(engine, search, now))
        measuring_begin(engine, search, now);
}

/* ---- the answer ---- */

/* Is it known by this step that its number of users is borne? While the search goes on what held may still
 * break when it is confirmed; when it is over, only what was found counts. */
static bool is_proof(const struct capacity_choice *capacity, const struct capacity_step *step)
{
    if (step->outcome != CAPACITY_HELD || step->requests == 0)
        return false;
    if (capacity->phase == CAPACITY_OVER)
        return step->users == capacity->held;
    return capacity->broken == 0 || step->users < capacity->broken;
}

/* The last step with the most users that are borne; NULL: there is none. */
static const struct capacity_step *step_best(const struct search *search)
{
    const struct capacity_step *best = NULL;

    for (size_t i = 0; i < search->steps.count; i++) {
        const struct capacity_step *step = &search->steps.items[i];

        if (is_proof(&search->capacity, step) && (!best || step->users >= best->users))
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
        .condition = wish_of(engine)->text,
        .end = search->capacity.phase == CAPACITY_OVER ? search->capacity.end : CAPACITY_SEARCHING,
        .users = best ? best->users : 0,
        .rate = best ? best->rate : 0,
        .failed = best && !step_knows_failures(wish_of(engine)) ? best->failed : 0,
        .steps = search->steps.items,
        .step_count = search->steps.count,
    };
}
