#include "runtime/engine/capacity_step.h"

#include "runtime/base/vec.h"
#include "runtime/stats/thresholds.h"

#include <string.h>

/* With at least this number of requests or users, each part of the condition should have samples. */
#define FEW 1000

struct results {
    VEC(struct threshold_result) items; /* in the order of the condition's parts */
};

static void condition_evaluate(const struct step_measurement *measured, struct results *results)
{
    for (size_t i = 0; i < measured->settings->condition_count; i++)
        vec_push(&results->items, threshold_evaluate(&measured->settings->condition[i], measured->window));
}

bool condition_limits_failures(const struct capacity_settings *settings)
{
    for (size_t i = 0; i < settings->condition_count; i++) {
        if (settings->condition[i].metric == THRESHOLD_FAILED)
            return true;
    }
    return false;
}

/* ---- requests in flight ---- */

static bool is_transaction(const struct waiting *waiting)
{
    return strcmp(waiting->name.type, STATS_TRANSACTION) == 0;
}

/* A user waits for one response at a time, and may be in transactions around that request. */
static uint64_t unanswered_count(const struct step_measurement *measured)
{
    uint64_t count = 0;

    for (size_t i = 0; i < measured->waiting_count; i++)
        count += !is_transaction(&measured->waiting[i]);
    return count;
}

static void waiting_add(const struct step_measurement *measured, const struct capacity_step *result)
{
    uint64_t answered = measured->users > result->unanswered ? measured->users - result->unanswered : 1;
    uint64_t times = result->requests / answered;

    for (size_t i = 0; i < measured->waiting_count; i++)
        totals_wait(measured->window, &measured->waiting[i], times > 0 ? times : 1);
}

static bool is_waited_for(const struct step_measurement *measured, const struct threshold *part)
{
    for (size_t i = 0; i < measured->waiting_count; i++) {
        if (threshold_is_about(part, measured->waiting[i].name.type, measured->waiting[i].name.name))
            return true;
    }
    return false;
}

/* ---- the condition ---- */

static bool is_time(enum threshold_metric metric)
{
    return metric == THRESHOLD_PERCENTILE || metric == THRESHOLD_AVERAGE || metric == THRESHOLD_MIN ||
           metric == THRESHOLD_MAX;
}

/* Whether the part is about a row of the scenario, or about one that an earlier step has added. */
static bool is_known(const struct step_measurement *measured, const struct threshold *part)
{
    const struct stats *stats = measured->window->stats;

    for (uint32_t row = 0; row < stats_row_count(stats); row++) {
        struct row_name name = stats_row_name(stats, row);

        if (threshold_is_about(part, name.type, name.name))
            return true;
    }
    return false;
}

/* A part without samples that counts as met: no user had to send that request yet. */
static bool is_too_early(const struct step_measurement *measured, const struct threshold *part,
                         const struct capacity_step *result)
{
    return (is_time(part->metric) || part->metric == THRESHOLD_FAILED) && result->requests < FEW &&
           measured->users < FEW && !is_waited_for(measured, part) && is_known(measured, part);
}

/* Requests in flight count for response times, and not for the number of requests or failures. `ended` is the
 * result without them, `all` the result with them. */
static bool part_is_met(const struct step_measurement *measured, const struct threshold_result *ended,
                        const struct threshold_result *all, const struct capacity_step *result)
{
    const struct threshold *part = &ended->threshold;

    if (is_time(part->metric) && all->is_measured)
        return all->is_met && (ended->is_met || !ended->is_measured);
    return ended->is_measured ? ended->is_met : is_too_early(measured, part, result);
}

/* The first part of the condition that isn't met; NULL: all are. */
static const struct threshold *missed_part(const struct step_measurement *measured,
                                           const struct results *ended, const struct results *all,
                                           const struct capacity_step *result)
{
    for (size_t i = 0; i < ended->items.count; i++) {
        if (!part_is_met(measured, &ended->items.items[i], &all->items.items[i], result))
            return &measured->settings->condition[i];
    }
    return NULL;
}

/* Whether the load generator may be the reason. It isn't the reason for failed requests, unless it ran out of
 * ports or file descriptors: a server's error stays one, however busy this machine is. */
static bool is_generator_limited(const struct step_measurement *measured, const struct threshold *missed)
{
    const uint64_t *shortages = measured->window->stats->set->shortages;
    bool is_of_failures = missed->metric == THRESHOLD_FAILED || missed->metric == THRESHOLD_ERRORS;

    if (is_of_failures && shortages[STATS_NO_DESCRIPTOR] + shortages[STATS_NO_PORT] == 0)
        return false;
    return 2 * measured->overloaded > measured->length;
}

/* A server that is down answers fast, too. */
static bool is_down(const struct capacity_step *result)
{
    return result->requests > 0 && result->failed == 1;
}

static void outcome_fill(struct capacity_step *result, const struct step_measurement *measured,
                         const struct threshold *missed)
{
    result->outcome = CAPACITY_MET;
    result->missed = "";
    if (missed) {
        result->outcome =
            is_generator_limited(measured, missed) ? CAPACITY_GENERATOR_LIMITED : CAPACITY_NOT_MET;
        result->missed = missed->text;
    } else if (is_down(result) && !condition_limits_failures(measured->settings)) {
        result->outcome = CAPACITY_NOT_MET;
        result->missed = "every request failed";
    }
}

/* ---- numbers ---- */

static void times_fill(struct capacity_step *result, const struct totals *window)
{
    struct histogram times = {0};

    totals_times(window, &times);
    result->p50 = histogram_percentile(&times, 0.50);
    result->p95 = histogram_percentile(&times, 0.95);
    result->p99 = histogram_percentile(&times, 0.99);
    histogram_free(&times);
}

static void counts_fill(struct capacity_step *result, const struct step_measurement *measured)
{
    struct histogram times = {0};

    totals_times(measured->window, &times);
    result->requests = times.count;
    result->rate = (double)times.count * NANOS_PER_S / (double)measured->length;
    result->failed = times.count ? (double)totals_failures(measured->window) / (double)times.count : 0;
    result->unanswered = unanswered_count(measured);
    histogram_free(&times);
}

struct capacity_step step_evaluate(const struct step_measurement *measured)
{
    struct capacity_step result = {.users = measured->users, .is_confirming = measured->is_confirming};
    struct results ended = {0}, all = {0};

    counts_fill(&result, measured);
    condition_evaluate(measured, &ended);
    waiting_add(measured, &result);
    condition_evaluate(measured, &all);
    times_fill(&result, measured->window);
    outcome_fill(&result, measured, missed_part(measured, &ended, &all, &result));
    vec_free(&ended.items);
    vec_free(&all.items);
    return result;
}
