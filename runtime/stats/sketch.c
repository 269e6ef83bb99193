#include "runtime/stats/sketch.h"

#include "runtime/base/alloc.h"

#include <string.h>

enum {
    LINES = HISTOGRAM_LINES,
    PLACES = HISTOGRAM_OCTAVES * LINES,
};

/* Adds ascending buckets. */
static void buckets_merge(struct sketch *sketch, const struct histogram_bucket *added, size_t count)
{
    const struct histogram_bucket *old = sketch->buckets.items;
    struct histogram_bucket merged[PLACES];
    size_t i = 0, k = 0, total = 0;

    if (count == 0)
        return;
    while (i < sketch->buckets.count || k < count) {
        if (k == count || (i < sketch->buckets.count && old[i].place < added[k].place)) {
            merged[total++] = old[i++];
        } else {
            merged[total] = added[k];
            if (i < sketch->buckets.count && old[i].place == added[k].place)
                merged[total].count += old[i++].count;
            total++;
            k++;
        }
    }
    if (total > sketch->buckets.capacity) {
        sketch->buckets.capacity = total + total / 4;
        sketch->buckets.items =
            mem_realloc(sketch->buckets.items, sketch->buckets.capacity * sizeof *sketch->buckets.items);
    }
    for (size_t n = 0; n < total; n++)
        sketch->buckets.items[n] = merged[n];
    sketch->buckets.count = total;
}

void sketch_add(struct sketch *sketch, const struct histogram *times)
{
    struct histogram_bucket added[PLACES];
    size_t count = 0;

    if (times->count == 0)
        return;
    for (uint64_t used = times->used; used; used &= used - 1) {
        unsigned octave = (unsigned)__builtin_ctzll(used);

        for (uint64_t lines = times->octaves[octave].lines; lines; lines &= lines - 1) {
            unsigned line = (unsigned)__builtin_ctzll(lines);

            added[count].place = octave * LINES + line;
            added[count++].count = histogram_line_samples(times, octave, line);
        }
    }
    buckets_merge(sketch, added, count);
    sketch->count += times->count;
}

void sketch_merge(struct sketch *into, const struct sketch *from)
{
    if (from->count == 0)
        return;
    buckets_merge(into, from->buckets.items, from->buckets.count);
    into->count += from->count;
}

static nanos bucket_middle(unsigned place)
{
    uint64_t line = LINES + place % LINES;

    return (nanos)((line * HISTOGRAM_LINE + HISTOGRAM_LINE / 2) << place / LINES);
}

nanos sketch_percentile(const struct sketch *sketch, double quantile)
{
    uint64_t rank = histogram_rank(sketch->count, quantile), passed = 0;

    for (size_t i = 0; i < sketch->buckets.count; i++) {
        passed += sketch->buckets.items[i].count;
        if (passed >= rank)
            return bucket_middle(sketch->buckets.items[i].place);
    }
    return 0;
}

void sketch_clear(struct sketch *sketch)
{
    sketch->count = sketch->buckets.count = 0;
}

void sketch_free(struct sketch *sketch)
{
    vec_free(&sketch->buckets);
    *sketch = (struct sketch){0};
}
