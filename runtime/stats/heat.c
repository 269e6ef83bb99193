#include "runtime/stats/heat.h"

enum { PER_DECADE = 10 };

nanos heat_bucket_from(unsigned bucket)
{
    /* 0.01 ms * 10^(i/10), in femtoseconds */
    static const int64_t first_decade[PER_DECADE] = {
        10000000000, 12589254118, 15848931925, 19952623150, 25118864315,
        31622776602, 39810717055, 50118723363, 63095734448, 79432823472,
    };
    int64_t scale = 1;

    for (unsigned decade = bucket / PER_DECADE; decade > 0; decade--)
        scale *= 10;
    return (nanos)((__int128)first_decade[bucket % PER_DECADE] * scale / 1000000);
}

void heat_count(const struct histogram *times, uint64_t counts[HEAT_BUCKETS])
{
    nanos bounds[HEAT_BUCKETS - 1];
    uint64_t within[HEAT_BUCKETS - 1], before = 0;

    if (!times->count)
        return;
    for (unsigned i = 0; i < HEAT_BUCKETS - 1; i++)
        bounds[i] = heat_bucket_from(i + 1) - 1;
    histogram_within(times, bounds, HEAT_BUCKETS - 1, within);
    for (unsigned i = 0; i < HEAT_BUCKETS - 1; i++) {
        counts[i] += within[i] - before;
        before = within[i];
    }
    counts[HEAT_BUCKETS - 1] += times->count - before;
}

void heat_of(const struct histogram *times, struct heat *heat)
{
    uint64_t counts[HEAT_BUCKETS] = {0};

    heat_count(times, counts);
    for (unsigned i = 0; i < HEAT_BUCKETS; i++)
        heat->counts[i] = counts[i] < UINT32_MAX ? (uint32_t)counts[i] : UINT32_MAX;
}
