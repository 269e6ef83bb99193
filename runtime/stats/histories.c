#include "runtime/stats/histories.h"

#include "runtime/base/alloc.h"
#include "runtime/base/vec.h"
#include "runtime/stats/sketch.h"

#include <string.h>

/* With 120 steps of one level, a step of the level 7 above has less than its 128. */
enum { LEVELS = 8 };

struct sum {
    uint64_t requests;
    uint64_t failures;
    struct sketch times;
};

/* Steps of one length: the finished ones, and the samples of the current one as far as they have come up from
 * the level below. */
struct level {
    VEC(struct row_step) steps;
    struct sum current;
};

struct row_history {
    struct sum second;           /* samples of one second */
    uint64_t second_number;      /* which one; 0: none yet */
    struct level levels[LEVELS]; /* the first one is shown */
};

struct failure_history {
    VEC(struct failure_step) steps;
    uint64_t occurrences; /* so far */
};

struct histories {
    struct timeline timeline;
    VEC(struct row_history) rows;
    VEC(struct failure_history) failures;
};

/* ---- memory ---- */

struct histories *histories_new(void)
{
    return mem_zalloc(1, sizeof(struct histories));
}

static void level_free(struct level *level)
{
    vec_free(&level->steps);
    sketch_free(&level->current.times);
}

void histories_clear(struct histories *histories)
{
    for (size_t i = 0; i < histories->rows.count; i++) {
        sketch_free(&histories->rows.items[i].second.times);
        for (int level = 0; level < LEVELS; level++)
            level_free(&histories->rows.items[i].levels[level]);
    }
    for (size_t i = 0; i < histories->failures.count; i++)
        vec_free(&histories->failures.items[i].steps);
    vec_free(&histories->rows);
    vec_free(&histories->failures);
    histories->timeline = (struct timeline){0};
}

void histories_free(struct histories *histories)
{
    if (!histories)
        return;
    histories_clear(histories);
    mem_free(histories);
}

/* ---- rows ---- */

static void sum_clear(struct sum *sum)
{
    sum->requests = sum->failures = 0;
    sketch_clear(&sum->times);
}

static void sum_merge(struct sum *into, const struct sum *from)
{
    into->requests += from->requests;
    into->failures += from->failures;
    sketch_merge(&into->times, &from->times);
}

static struct row_step sum_step(const struct sum *sum, uint64_t step)
{
    return (struct row_step){
        .step = (uint32_t)step,
        .requests = sum->requests,
        .failures = sum->failures,
        .p50 = sketch_percentile(&sum->times, 0.50),
        .p95 = sketch_percentile(&sum->times, 0.95),
    };
}

void histories_add(struct histories *histories, uint32_t row, const struct stats_row *samples)
{
    struct row_history *history;
    uint64_t current = histories->timeline.seconds + 1;

    while (histories->rows.count <= row)
        vec_push(&histories->rows, (struct row_history){0});
    history = &histories->rows.items[row];
    if (history->second_number != current)
        sum_clear(&history->second);
    history->second_number = current;
    history->second.requests += stats_row_requests(samples);
    history->second.failures += stats_row_failures(samples);
    sketch_add(&history->second.times, &samples->successes);
    if (samples->failures)
        sketch_add(&history->second.times, samples->failures);
}

/* Ends the current step of a level; its samples go up to the next level. */
static void level_close(struct row_history *row, int i, uint64_t step)
{
    struct level *level = &row->levels[i];

    if (level->current.requests == 0)
        return;
    vec_push(&level->steps, sum_step(&level->current, step));
    if (i + 1 < LEVELS)
        sum_merge(&row->levels[i + 1].current, &level->current);
    sum_clear(&level->current);
}

/* `second` is over; a step of the first level has 2^base seconds. */
static void row_tick(struct row_history *row, uint64_t second, uint32_t base)
{
    if (row->second_number == second)
        sum_merge(&row->levels[0].current, &row->second);
    for (int i = 0; i < LEVELS && second % (UINT64_C(1) << (base + (uint32_t)i)) == 0; i++)
        level_close(row, i, (second >> (base + (uint32_t)i)) - 1);
}

static void row_coarsen(struct row_history *row)
{
    level_free(&row->levels[0]);
    memmove(&row->levels[0], &row->levels[1], (LEVELS - 1) * sizeof row->levels[0]);
    row->levels[LEVELS - 1] = (struct level){0};
}

/* ---- failures ---- */

static void failure_count(struct failure_history *history, uint32_t step, uint64_t occurrences)
{
    struct failure_step added = {step, occurrences - history->occurrences};

    history->occurrences = occurrences;
    if (history->steps.count > 0 && vec_last(&history->steps).step == step)
        vec_last(&history->steps).occurrences += added.occurrences;
    else
        vec_push(&history->steps, added);
}

static void failures_count(struct histories *histories, const struct tally *failures)
{
    for (size_t i = 0; i < failures->groups.count; i++) {
        if (histories->failures.count <= i)
            vec_push(&histories->failures, (struct failure_history){0});
        if (failures->groups.items[i].occurrences > histories->failures.items[i].occurrences)
            failure_count(&histories->failures.items[i], histories->timeline.count,
                          failures->groups.items[i].occurrences);
    }
}

static void failure_coarsen(struct failure_history *history)
{
    size_t kept = 0;

    for (size_t i = 0; i < history->steps.count; i++) {
        struct failure_step step = history->steps.items[i];

        step.step /= 2;
        if (kept > 0 && history->steps.items[kept - 1].step == step.step)
            history->steps.items[kept - 1].occurrences += step.occurrences;
        else
            history->steps.items[kept++] = step;
    }
    history->steps.count = kept;
}

/* ---- time ---- */

void histories_tick(struct histories *histories, nanos length, const struct tally *failures)
{
    struct timeline *timeline = &histories->timeline;

    failures_count(histories, failures);
    for (size_t i = 0; i < histories->rows.count; i++)
        row_tick(&histories->rows.items[i], timeline->seconds + 1, timeline->level);
    if (!timeline_tick(timeline, length))
        return;
    for (size_t i = 0; i < histories->rows.count; i++)
        row_coarsen(&histories->rows.items[i]);
    for (size_t i = 0; i < histories->failures.count; i++)
        failure_coarsen(&histories->failures.items[i]);
}

/* ---- reading ---- */

const struct timeline *histories_timeline(const struct histories *histories)
{
    return &histories->timeline;
}

struct row_steps histories_row(const struct histories *histories, uint32_t row)
{
    if (row >= histories->rows.count)
        return (struct row_steps){0};
    const struct level *shown = &histories->rows.items[row].levels[0];

    return (struct row_steps){shown->steps.items, shown->steps.count};
}

struct failure_steps histories_failure(const struct histories *histories, size_t group)
{
    if (group >= histories->failures.count)
        return (struct failure_steps){0};
    const struct failure_history *history = &histories->failures.items[group];

    return (struct failure_steps){history->steps.items, history->steps.count};
}

struct row_step histories_row_second(const struct histories *histories, uint32_t row)
{
    uint64_t second = histories->timeline.seconds;

    if (second == 0 || row >= histories->rows.count || histories->rows.items[row].second_number != second)
        return (struct row_step){0};
    return sum_step(&histories->rows.items[row].second, 0);
}
