#include "runtime/engine/capacity_step.h"

#include "runtime/base/vec.h"
#include "runtime/stats/thresholds.h"

#include <string.h>

/* From so many requests or users on there should be a sample of everything. */
#define FEW 1000

struct results {
    VEC(struct threshold_result) items; /* by part of the condition */
};

static void condition_evaluate(const struct step *step, struct results *results)
{
    for (size_t i = 0; i < step->wish->condition_count; i++)
        vec_push(&results->items, threshold_evaluate(&step->wish->condition[i], step->window));
}

bool step_knows_failures(const struct capacity_wish *wish)
{
    for (size_t i = 0; i < wish->condition_count; i++) {
        if (wish->condition[i].metric == THRESHOLD_FAILED)
            return true;
    }
    return false;
}

/* ---- what is waited for ---- */

static bool is_transaction(const struct waiting *waiting)
{
    return strcmp(waiting->name.type, STATS_TRANSACTION) == 0;
}

/* Users without an answer: each waits for one request, and perhaps for the transactions around it. */
static uint64_t unanswered_count(const struct step *step)
{
    uint64_t count = 0;

    for (size_t i = 0; i < step->waiting_count; i++)
        count += !is_transaction(&step->waiting[i]);
    return count;
}

static void waiting_add(const struct step *step, const struct capacity_step *judged)
{
    uint64_t answered = step->users > judged->unanswered ? step->users - judged->unanswered : 1;
    uint64_t times = judged->requests / answered;

    for (size_t i = 0; i < step->waiting_count; i++)
        stats_wait(step->window->stats, &step->waiting[i], times > 0 ? times : 1);
}

static bool is_waited_for(const struct step *step, const struct threshold *part)
{
    for (size_t i = 0; i < step->waiting_count; i++) {
        if (threshold_is_about(part, step->waiting[i].name.type, step->waiting[i].name.name))
            return true;
    }
    return false;
}

/* ---- judging ---- */

static bool is_time(enum threshold_metric metric)
{
    return metric == THRESHOLD_PERCENTILE || metric == THRESHOLD_AVERAGE || metric == THRESHOLD_MIN ||
           metric == THRESHOLD_MAX;
}

/* Whether any row of the scenario, or one that came by in an earlier step, is meant. */
static bool is_known(const struct step *step, const struct threshold *part)
{
    const struct stats *stats = step->window->stats;

    for (uint32_t row = 0; row < stats_row_count(stats); row++) {
        struct row_name name = stats_row_name(stats, row);

        if (threshold_is_about(part, name.type, name.name))
            return true;
    }
    return false;
}

static bool says_nothing(const struct step *step, const struct threshold *part,
                         const struct capacity_step *judged)
{
    return (is_time(part->metric) || part->metric == THRESHOLD_FAILED) && judged->requests < FEW &&
           step->users < FEW && !is_waited_for(step, part) && is_known(step, part);
}

/* How many ended is known without those that are waited for; how long they take, with them too. */
static bool part_holds(const struct step *step, const struct threshold_result *ended,
                       const struct threshold_result *all, const struct capacity_step *judged)
{
    const struct threshold *part = &ended->threshold;

    if (is_time(part->metric) && all->is_measured)
        return all->is_met && (ended->is_met || !ended->is_measured);
    return ended->is_measured ? ended->is_met : says_nothing(step, part, judged);
}

/* The first part of the condition that doesn't hold; NULL: all do. */
static const struct threshold *broken_part(const struct step *step, const struct results *ended,
                                           const struct results *all, const struct capacity_step *judged)
{
    for (size_t i = 0; i < ended->items.count; i++) {
        if (!part_holds(step, &ended->items.items[i], &all->items.items[i], judged))
            return &step->wish->condition[i];
    }
    return NULL;
}

/* Whether it may be this machine that broke it: what a server refuses it refuses, however busy we are; but
 * ports and descriptors may have run out here. */
static bool is_strained(const struct step *step, const struct threshold *broken)
{
    const uint64_t *shortages = step->window->stats->set->shortages;
    bool is_of_failures = broken->metric == THRESHOLD_FAILED || broken->metric == THRESHOLD_ERRORS;

    if (is_of_failures && shortages[STATS_NO_DESCRIPTOR] + shortages[STATS_NO_PORT] == 0)
        return false;
    return 2 * step->strained > step->length;
}

/* A server that is down answers quickly too. */
static bool is_down(const struct capacity_step *judged)
{
    return judged->requests > 0 && judged->failed == 1;
}

static void outcome_fill(struct capacity_step *judged, const struct step *step,
                         const struct threshold *broken)
{
    judged->outcome = CAPACITY_HELD;
    judged->broken = "";
    if (broken) {
        judged->outcome = is_strained(step, broken) ? CAPACITY_STRAINED : CAPACITY_BROKEN;
        judged->broken = broken->text;
    } else if (is_down(judged) && !step_knows_failures(step->wish)) {
        judged->outcome = CAPACITY_BROKEN;
        judged->broken = "every request failed";
    }
}

static void times_fill(struct capacity_step *judged, const struct totals *window)
{
    struct histogram times = {0};

    totals_times(window, &times);
    judged->p50 = histogram_percentile(&times, 0.50);
    judged->p95 = histogram_percentile(&times, 0.95);
    judged->p99 = histogram_percentile(&times, 0.99);
    histogram_free(&times);
}

static void counts_fill(struct capacity_step *judged, const struct step *step)
{
    struct histogram times = {0};

    totals_times(step->window, &times);
    judged->requests = times.count;
    judged->rate = (double)times.count * NANOS_PER_S / (double)step->length;
    judged->failed = times.count ? (double)totals_failures(step->window) / (double)times.count : 0;
    judged->unanswered = unanswered_count(step);
    histogram_free(&times);
}

struct capacity_step step_evaluate(const struct step *step)
{
    struct capacity_step judged = {.users = step->users, .is_confirming = step->is_confirming};
    struct results ended = {0}, all = {0};

    counts_fill(&judged, step);
    condition_evaluate(step, &ended);
    waiting_add(step, &judged);
    condition_evaluate(step, &all);
    times_fill(&judged, step->window);
    outcome_fill(&judged, step, broken_part(step, &ended, &all, &judged));
    vec_free(&ended.items);
    vec_free(&all.items);
    return judged;
}
