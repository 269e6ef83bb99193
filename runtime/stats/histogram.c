#include "runtime/stats/histogram.h"

#include "runtime/base/alloc.h"

#include <limits.h>
#include <math.h>
#include <string.h>

static nanos clamp(nanos time, nanos low, nanos high)
{
    if (time < low)
        return low;
    return time > high ? high : time;
}

static struct histogram_octave *octave_open(struct histogram *histogram, unsigned number)
{
    struct histogram_octave *octave = &histogram->octaves[number];

    if (!octave->buckets)
        octave->buckets = mem_zalloc(HISTOGRAM_BUCKETS + HISTOGRAM_LINES, sizeof *octave->buckets);
    histogram->used |= UINT64_C(1) << number;
    return octave;
}

static inline void octave_count(struct histogram_octave *octave, unsigned bucket, uint64_t times)
{
    octave->lines |= UINT64_C(1) << bucket / HISTOGRAM_LINE;
    octave->buckets[bucket] += times;
    octave->buckets[HISTOGRAM_BUCKETS + bucket / HISTOGRAM_LINE] += times;
    octave->samples += times;
}

static void extremes_widen(struct histogram *histogram, nanos min, nanos max)
{
    if (!histogram->count || min < histogram->min)
        histogram->min = min;
    if (!histogram->count || max > histogram->max)
        histogram->max = max;
}

static unsigned octave_of(uint64_t time)
{
    return 63 - (unsigned)__builtin_clzll(time) - HISTOGRAM_FIRST_OCTAVE;
}

static inline void record(struct histogram *histogram, nanos time, uint64_t times)
{
    if (time < 0)
        time = 0;
    extremes_widen(histogram, time, time);
    histogram->count += times;
    histogram->sum += (unsigned __int128)time * times;

    uint64_t counted = (uint64_t)clamp(time, HISTOGRAM_LOWEST, HISTOGRAM_HIGHEST);
    unsigned number = octave_of(counted);
    struct histogram_octave *octave = &histogram->octaves[number];
    if (octave->lines == 0)
        octave = octave_open(histogram, number);
    octave_count(octave, (unsigned)(counted >> number) - HISTOGRAM_BUCKETS, times);
}

void histogram_record(struct histogram *histogram, nanos time)
{
    record(histogram, time, 1);
}

void histogram_record_times(struct histogram *histogram, nanos time, uint64_t times)
{
    if (times > 0)
        record(histogram, time, times);
}

/* Adds only the lines with samples (a line is a cache line): a second of a row has few samples. */
static void octave_merge(struct histogram_octave *into, const struct histogram_octave *from)
{
    for (uint64_t lines = from->lines; lines; lines &= lines - 1) {
        unsigned line = (unsigned)__builtin_ctzll(lines), first = line * HISTOGRAM_LINE;

        for (unsigned i = first; i < first + HISTOGRAM_LINE; i++)
            into->buckets[i] += from->buckets[i];
        into->buckets[HISTOGRAM_BUCKETS + line] += from->buckets[HISTOGRAM_BUCKETS + line];
    }
    into->lines |= from->lines;
    into->samples += from->samples;
}

void histogram_merge(struct histogram *into, const struct histogram *from)
{
    if (!from->count)
        return;
    extremes_widen(into, from->min, from->max);
    into->count += from->count;
    into->sum += from->sum;
    for (uint64_t used = from->used; used; used &= used - 1) {
        unsigned octave = (unsigned)__builtin_ctzll(used);

        octave_merge(octave_open(into, octave), &from->octaves[octave]);
    }
}

/* A quantile like 0.07 isn't exact in binary: without a tolerance, 0.07 * 100 would give rank 8. */
uint64_t histogram_rank(uint64_t count, double quantile)
{
    double place = quantile * (double)count;
    double rank = ceil(place - place * 4 * 0x1p-52);
    if (rank < 1)
        return 1;
    return rank >= (double)count ? count : (uint64_t)rank;
}

static nanos bucket_from(unsigned octave, unsigned bucket)
{
    return (nanos)((uint64_t)(HISTOGRAM_BUCKETS + bucket) << octave);
}

static nanos bucket_middle(unsigned octave, unsigned bucket)
{
    return bucket_from(octave, bucket) + (nanos)((UINT64_C(1) << octave) - 1) / 2;
}

uint64_t histogram_line_samples(const struct histogram *histogram, unsigned octave, unsigned line)
{
    const struct histogram_octave *at = &histogram->octaves[octave];

    return at->lines >> line & 1 ? at->buckets[HISTOGRAM_BUCKETS + line] : 0;
}

/* The position of a walk over the buckets of two histograms. */
struct walk {
    const struct histogram *one;
    const struct histogram *two;
    unsigned octave;                /* the current one */
    uint64_t left;                  /* bit i: octave i has samples and comes after it */
    unsigned line;                  /* the current line in the octave */
    uint64_t passed;                /* samples before the current line */
    uint64_t end;                   /* samples up to the end of the octave */
    uint64_t sums[HISTOGRAM_LINES]; /* samples in each line of the octave */
};

static uint64_t octave_samples(const struct walk *walk, unsigned octave)
{
    return walk->one->octaves[octave].samples + walk->two->octaves[octave].samples;
}

static void sums_add(const struct histogram *histogram, unsigned octave, uint64_t *sums)
{
    const uint64_t *lines;

    if (histogram->octaves[octave].samples == 0)
        return;
    lines = histogram->octaves[octave].buckets + HISTOGRAM_BUCKETS;
    for (unsigned i = 0; i < HISTOGRAM_LINES; i++)
        sums[i] += lines[i];
}

/* Moves to the octave that contains the sample of that rank. The memory of earlier octaves isn't touched. */
static void walk_octave(struct walk *walk, uint64_t rank)
{
    walk->line = 0;
    do {
        walk->passed = walk->end;
        walk->octave = (unsigned)__builtin_ctzll(walk->left);
        walk->left &= walk->left - 1;
        walk->end += octave_samples(walk, walk->octave);
    } while (walk->end < rank);
    memset(walk->sums, 0, sizeof walk->sums);
    sums_add(walk->one, walk->octave, walk->sums);
    sums_add(walk->two, walk->octave, walk->sums);
}

static uint64_t bucket_samples(const struct histogram *histogram, unsigned octave, unsigned bucket)
{
    return histogram->octaves[octave].samples > 0 ? histogram->octaves[octave].buckets[bucket] : 0;
}

/* The middle of the bucket in the current line that contains the sample of that rank. */
static nanos walk_line(const struct walk *walk, uint64_t rank)
{
    uint64_t passed = walk->passed;
    unsigned bucket = walk->line * HISTOGRAM_LINE;

    for (;; bucket++) {
        passed +=
            bucket_samples(walk->one, walk->octave, bucket) + bucket_samples(walk->two, walk->octave, bucket);
        if (passed >= rank)
            return bucket_middle(walk->octave, bucket);
    }
}

/* Moves to the line that contains the sample of that rank; returns the middle of its bucket. */
static nanos walk_to(struct walk *walk, uint64_t rank)
{
    if (walk->end < rank)
        walk_octave(walk, rank);
    while (walk->passed + walk->sums[walk->line] < rank)
        walk->passed += walk->sums[walk->line++];
    return walk_line(walk, rank);
}

void histogram_extremes(const struct histogram *one, const struct histogram *two, nanos *min, nanos *max)
{
    const struct histogram *first = one->count ? one : two;

    *min = two->count && two->min < first->min ? two->min : first->min;
    *max = two->count && two->max > first->max ? two->max : first->max;
}

void histogram_percentiles_of_two(const struct histogram *one, const struct histogram *two,
                                  const double *quantiles, size_t count, nanos *percentiles)
{
    static const struct histogram none;
    struct walk walk = {.one = one, .two = two ? two : &none};
    uint64_t samples = walk.one->count + walk.two->count;
    nanos min, max;

    walk.left = walk.one->used | walk.two->used;
    memset(percentiles, 0, count * sizeof *percentiles);
    if (samples == 0)
        return;
    histogram_extremes(walk.one, walk.two, &min, &max);
    for (size_t i = 0; i < count; i++) {
        uint64_t rank = histogram_rank(samples, quantiles[i]);

        if (rank == 1)
            percentiles[i] = min;
        else if (rank == samples)
            percentiles[i] = max;
        else
            percentiles[i] = clamp(walk_to(&walk, rank), min, max);
    }
}

void histogram_percentiles(const struct histogram *histogram, const double *quantiles, size_t count,
                           nanos *percentiles)
{
    histogram_percentiles_of_two(histogram, NULL, quantiles, count, percentiles);
}

nanos histogram_percentile(const struct histogram *histogram, double quantile)
{
    nanos percentile;
    histogram_percentiles(histogram, &quantile, 1, &percentile);
    return percentile;
}

/* The end of the buckets whose middle is at most `bound`, counted from the first bucket of the first
 * octave. */
static unsigned bound_place(nanos bound)
{
    if (bound < HISTOGRAM_LOWEST)
        return 0;
    if (bound >= HISTOGRAM_HIGHEST)
        return HISTOGRAM_OCTAVES * HISTOGRAM_BUCKETS;
    unsigned octave = octave_of((uint64_t)bound);
    unsigned bucket = (unsigned)(bound >> octave) - HISTOGRAM_BUCKETS;
    return octave * HISTOGRAM_BUCKETS + bucket + (bucket_middle(octave, bucket) <= bound);
}

/* The bounds that a walk hasn't reached yet. */
struct bounds {
    const nanos *bounds;
    size_t count; /* of all bounds */
    size_t next;
    unsigned place; /* end of the buckets up to the next bound */
    uint64_t *within;
};

static void bounds_next(struct bounds *bounds)
{
    bounds->place = bounds->next < bounds->count ? bound_place(bounds->bounds[bounds->next]) : UINT_MAX;
}

/* Sets the results of the bounds up to `place`; `passed` samples are before it. */
static void bounds_pass(struct bounds *bounds, unsigned place, uint64_t passed)
{
    while (bounds->place <= place) {
        bounds->within[bounds->next++] = passed;
        bounds_next(bounds);
    }
}

static uint64_t line_pass(const struct histogram *histogram, unsigned octave, unsigned line,
                          struct bounds *bounds, uint64_t passed)
{
    unsigned first = octave * HISTOGRAM_BUCKETS + line * HISTOGRAM_LINE;

    if (bounds->place >= first + HISTOGRAM_LINE)
        return passed + histogram_line_samples(histogram, octave, line);
    for (unsigned i = 0; i < HISTOGRAM_LINE; i++) {
        bounds_pass(bounds, first + i, passed);
        passed += histogram->octaves[octave].buckets[line * HISTOGRAM_LINE + i];
    }
    return passed;
}

void histogram_within(const struct histogram *histogram, const nanos *bounds, size_t count, uint64_t *within)
{
    struct bounds left = {.bounds = bounds, .count = count, .within = within};
    uint64_t passed = 0;

    bounds_next(&left);
    for (uint64_t used = histogram->used; used; used &= used - 1) {
        unsigned octave = (unsigned)__builtin_ctzll(used);

        for (uint64_t lines = histogram->octaves[octave].lines; lines; lines &= lines - 1)
            passed = line_pass(histogram, octave, (unsigned)__builtin_ctzll(lines), &left, passed);
    }
    bounds_pass(&left, UINT_MAX - 1, passed);
}

double histogram_mean(const struct histogram *histogram)
{
    return histogram->count ? (double)histogram->sum / (double)histogram->count : 0;
}

static void octave_clear(struct histogram_octave *octave)
{
    uint64_t *buckets = octave->buckets;

    for (uint64_t lines = octave->lines; lines; lines &= lines - 1) {
        unsigned line = (unsigned)__builtin_ctzll(lines);

        memset(buckets + line * HISTOGRAM_LINE, 0, HISTOGRAM_LINE * sizeof *buckets);
        buckets[HISTOGRAM_BUCKETS + line] = 0;
    }
    octave->lines = octave->samples = 0;
}

void histogram_clear(struct histogram *histogram)
{
    for (uint64_t used = histogram->used; used; used &= used - 1) {
        octave_clear(&histogram->octaves[__builtin_ctzll(used)]);
    }
    histogram->used = 0;
    histogram->count = 0;
    histogram->sum = 0;
}

void histogram_free(struct histogram *histogram)
{
    for (unsigned i = 0; i < HISTOGRAM_OCTAVES; i++)
        mem_free(histogram->octaves[i].buckets);
    *histogram = (struct histogram){0};
}

/* ---- packed ---- */

static void line_pack(const uint64_t *buckets, unsigned place, struct histogram_packed *into)
{
    for (unsigned i = 0; i < HISTOGRAM_LINE; i++) {
        struct histogram_bucket bucket = {.place = place + i, .count = buckets[i]};
        if (buckets[i])
            vec_push(&into->buckets, bucket);
    }
}

static void octave_pack(const struct histogram *histogram, unsigned octave, struct histogram_packed *into)
{
    for (uint64_t lines = histogram->octaves[octave].lines; lines; lines &= lines - 1) {
        unsigned first = (unsigned)__builtin_ctzll(lines) * HISTOGRAM_LINE;
        line_pack(histogram->octaves[octave].buckets + first, octave * HISTOGRAM_BUCKETS + first, into);
    }
}

void histogram_pack(const struct histogram *histogram, struct histogram_packed *into)
{
    if (!histogram->count)
        return;
    if (!into->count || histogram->min < into->min)
        into->min = histogram->min;
    if (!into->count || histogram->max > into->max)
        into->max = histogram->max;
    into->count += histogram->count;
    into->sum += histogram->sum;
    for (uint64_t used = histogram->used; used; used &= used - 1)
        octave_pack(histogram, (unsigned)__builtin_ctzll(used), into);
}

unsigned histogram_place(nanos time)
{
    uint64_t counted = (uint64_t)clamp(time, HISTOGRAM_LOWEST, HISTOGRAM_HIGHEST);
    unsigned octave = octave_of(counted);

    return octave * HISTOGRAM_BUCKETS + (unsigned)(counted >> octave) - HISTOGRAM_BUCKETS;
}

nanos histogram_bucket_from(struct histogram_bucket bucket)
{
    return bucket_from(bucket.place / HISTOGRAM_BUCKETS, bucket.place % HISTOGRAM_BUCKETS);
}

void histogram_unpack(const struct histogram_packed *packed, struct histogram *into)
{
    if (!packed->count)
        return;
    extremes_widen(into, packed->min, packed->max);
    into->count += packed->count;
    into->sum += packed->sum;
    for (size_t i = 0; i < packed->buckets.count; i++) {
        struct histogram_bucket bucket = packed->buckets.items[i];

        octave_count(octave_open(into, bucket.place / HISTOGRAM_BUCKETS), bucket.place % HISTOGRAM_BUCKETS,
                     bucket.count);
    }
}

void histogram_packed_free(struct histogram_packed *packed)
{
    vec_free(&packed->buckets);
    *packed = (struct histogram_packed){0};
}
