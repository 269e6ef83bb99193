#include "runtime/stats/series.h"

#include "runtime/base/alloc.h"

enum {
    LEVELS = 5,          /* steps of 1, 8, 64, 512, 4096 s */
    LEVEL_FACTOR = 8,    /* from one level's step to the next's */
    LEVEL_POINTS = 1800, /* of each: 30 min, 4 h, 32 h, 10 days, 85 days */
};

/* One resolution: a ring of finished steps, and the current step. */
struct level {
    struct series_point points[LEVEL_POINTS]; /* step i is at i % LEVEL_POINTS */
    struct heat heat[LEVEL_POINTS];           /* the same */
    uint64_t total;                           /* number of finished steps */
    struct series_point running;
    uint32_t seconds; /* in the current step */
    struct histogram times;
};

struct series {
    struct level levels[LEVELS];
    struct histogram recent[SERIES_RECENT]; /* the last seconds, a ring */
    size_t recent_next;
};

struct series *series_new(void)
{
    return mem_zalloc(1, sizeof(struct series));
}

void series_free(struct series *series)
{
    if (!series)
        return;
    for (int i = 0; i < LEVELS; i++)
        histogram_free(&series->levels[i].times);
    for (int i = 0; i < SERIES_RECENT; i++)
        histogram_free(&series->recent[i]);
    mem_free(series);
}

void series_clear(struct series *series)
{
    for (int i = 0; i < LEVELS; i++) {
        struct level *level = &series->levels[i];
        level->total = level->seconds = 0;
        histogram_clear(&level->times);
    }
    for (int i = 0; i < SERIES_RECENT; i++)
        histogram_clear(&series->recent[i]);
}

static void step_close(struct level *level)
{
    uint64_t place = level->total++ % LEVEL_POINTS;
    struct series_point *point = &level->points[place];
    *point = level->running;
    heat_of(&level->times, &level->heat[place]);
    point->p50 = histogram_percentile(&level->times, 0.50);
    point->p95 = histogram_percentile(&level->times, 0.95);
    point->p99 = histogram_percentile(&level->times, 0.99);
    level->seconds = 0;
    histogram_clear(&level->times);
}

static void level_add(struct level *level, uint32_t step, const struct series_point *second,
                      const struct histogram *times)
{
    struct series_point *running = &level->running;
    if (!level->seconds++)
        *running = (struct series_point){.when = second->when};
    running->length += second->length;
    running->users = second->users;
    running->requests += second->requests;
    running->failures += second->failures;
    running->arrivals += second->arrivals;
    running->dropped += second->dropped;
    histogram_merge(&level->times, times);
    if (level->seconds == step)
        step_close(level);
}

void series_add(struct series *series, const struct series_point *second, const struct histogram *times)
{
    uint32_t step = 1;
    for (int i = 0; i < LEVELS; i++, step *= LEVEL_FACTOR)
        level_add(&series->levels[i], step, second, times);
    histogram_clear(&series->recent[series->recent_next]);
    histogram_merge(&series->recent[series->recent_next], times);
    series->recent_next = (series->recent_next + 1) % SERIES_RECENT;
}

/* The visible steps of a level, numbered from the start of the series. */
struct shown {
    uint64_t first;
    uint64_t end;
};

/* A level shows all steps in its ring; the next coarser level shows older ones. A level begins at the
 * start of a step of the coarser one, so that no second is shown twice. `seconds` have been added to the
 * series. */
static void levels_shown(uint64_t seconds, struct shown *shown)
{
    uint64_t end = seconds, total = seconds;
    for (int i = 0; i < LEVELS; i++, total /= LEVEL_FACTOR) {
        uint64_t first = total > LEVEL_POINTS ? total - LEVEL_POINTS : 0;
        if (i < LEVELS - 1)
            first = (first + LEVEL_FACTOR - 1) / LEVEL_FACTOR * LEVEL_FACTOR;
        shown[i] = (struct shown){first, end};
        end = first / LEVEL_FACTOR;
    }
}

size_t series_count(const struct series *series)
{
    struct shown shown[LEVELS];
    size_t count = 0;
    levels_shown(series->levels[0].total, shown);
    for (int i = 0; i < LEVELS; i++)
        count += shown[i].end - shown[i].first;
    return count;
}

static void step_copy(const struct level *level, uint64_t step, struct series_point *point, struct heat *heat)
{
    *point = level->points[step % LEVEL_POINTS];
    if (heat)
        *heat = level->heat[step % LEVEL_POINTS];
}

void series_points(const struct series *series, struct series_point *points, struct heat *heat)
{
    struct shown shown[LEVELS];
    size_t written = 0;
    levels_shown(series->levels[0].total, shown);
    for (int i = LEVELS - 1; i >= 0; i--)
        for (uint64_t step = shown[i].first; step < shown[i].end; step++, written++)
            step_copy(&series->levels[i], step, &points[written], heat ? &heat[written] : NULL);
}

bool series_last(const struct series *series, struct series_point *point, struct heat *heat)
{
    const struct level *finest = &series->levels[0];

    if (finest->total == 0)
        return false;
    step_copy(finest, finest->total - 1, point, heat);
    return true;
}

/* A level shows at most one step more than a second ago, because it takes over whole steps one at a time. */
void series_coarsened(const struct series *series, struct series_point *points, struct heat *heat,
                      size_t *count)
{
    struct shown before[LEVELS], now[LEVELS];
    uint64_t seconds = series->levels[0].total;

    *count = 0;
    if (seconds == 0)
        return;
    levels_shown(seconds - 1, before);
    levels_shown(seconds, now);
    for (int i = LEVELS - 1; i > 0; i--) {
        for (uint64_t step = before[i].end; step < now[i].end; step++, ++*count)
            step_copy(&series->levels[i], step, &points[*count], &heat[*count]);
    }
}

void series_recent(const struct series *series, struct histogram *into)
{
    for (int i = 0; i < SERIES_RECENT; i++)
        histogram_merge(into, &series->recent[i]);
}
