/* Checks that two histograms have the same count in each bucket. */
#ifndef SWARM_TESTS_SUPPORT_HISTOGRAM_EQUAL_H
#define SWARM_TESTS_SUPPORT_HISTOGRAM_EQUAL_H

#include "runtime/stats/histogram.h"
#include "tests/support/test.h"

/* NULL is an empty histogram. */
static void histograms_equal(const struct histogram *a, const struct histogram *b)
{
    static const struct histogram none = {0};
    a = a ? a : &none;
    b = b ? b : &none;
    CHECK_INT(a->count, b->count);
    CHECK(a->sum == b->sum);
    CHECK_INT(a->used, b->used);
    if (a->count && b->count) {
        CHECK_INT(a->min, b->min);
        CHECK_INT(a->max, b->max);
    }
    for (uint64_t used = a->used & b->used; used; used &= used - 1) {
        int i = __builtin_ctzll(used);
        CHECK(!memcmp(a->octaves[i].buckets, b->octaves[i].buckets, HISTOGRAM_BUCKETS * sizeof(uint64_t)));
    }
}

#endif
