#include "runtime/load/kind_mix.h"

#include "runtime/base/rng.h"
#include "tests/support/test.h"

#include <math.h>

enum { KINDS_MOST = 12 };

static struct rng rng;

static void check_order(const struct kind_share *shares, size_t count, const char *wanted)
{
    struct kind_mix mix;
    char got[64] = "";

    kind_mix_init(&mix, shares, count);
    for (size_t i = 0; wanted[i]; i++) {
        uint32_t kind = kind_mix_next(&mix);

        got[i] = (char)(kind == KIND_MIX_NONE ? '-' : 'A' + (int)kind);
    }
    CHECK_TEXT(got, wanted);
    kind_mix_free(&mix);
}

TEST(the_kind_furthest_below_its_share_is_next)
{
    check_order((struct kind_share[]){{.weight = 3}, {.weight = 1}}, 2, "AABAAABA");
    check_order((struct kind_share[]){{.weight = 1}, {.weight = 3}}, 2, "BABBBABB");
    check_order((struct kind_share[]){{.weight = 5}, {.weight = 1}}, 2, "AAABAAAAABAA");
    check_order((struct kind_share[]){{.weight = 0.5}, {.weight = 0.25}, {.weight = 0.25}}, 3, "ABCAABCA");
}

TEST(of_equals_the_first_is_next)
{
    check_order((struct kind_share[]){{.weight = 1}, {.weight = 1}}, 2, "ABABAB");
    check_order((struct kind_share[]){{.weight = 7}, {.weight = 7}, {.weight = 7}}, 3, "ABCABC");
    check_order((struct kind_share[]){{.weight = 0.1}, {.weight = 0.1}, {.weight = 0.1}}, 3, "ABCABC");
}

TEST(fixed_kinds_come_first)
{
    check_order((struct kind_share[]){{.weight = 1}, {.weight = 9, .fixed = 2}, {.fixed = 1}}, 3, "BBCAAA");
    check_order((struct kind_share[]){{.fixed = 2}}, 1, "AA--");
}

TEST(kinds_that_take_no_part_never_start)
{
    check_order((struct kind_share[]){{.fixed = 0}, {.weight = 1}, {.weight = 0}}, 3, "BBBB");
    check_order((struct kind_share[]){{.weight = 0}}, 1, "--");
}

/* ---- properties ---- */

/* Few or many kinds, of like or very different weights. */
static size_t shares_random(struct kind_share *shares)
{
    size_t count = 1 + rng_below(&rng, KINDS_MOST);
    uint64_t spread = (uint64_t[]){1, 3, 10, 100, 1000}[rng_below(&rng, 5)];

    for (size_t i = 0; i < count; i++)
        shares[i] = (struct kind_share){.weight = (double)(1 + rng_below(&rng, spread))};
    return count;
}

struct distance {
    double most, sum, square; /* over all kinds */
};

static struct distance distance(const struct kind_share *shares, const uint64_t *counts, size_t kind_count,
                                uint64_t users, double weights)
{
    struct distance distance = {0};

    for (size_t i = 0; i < kind_count; i++) {
        double off = fabs((double)counts[i] - (double)users * shares[i].weight / weights);

        distance.most = fmax(distance.most, off);
        distance.sum += off;
        distance.square += off * off;
    }
    return distance;
}

/* Smooth weighted round robin as nginx does it: each kind earns its weight, and the richest pays for all. */
static void round_robin(const struct kind_share *shares, double *earned, size_t count, double weights,
                        uint64_t *counts)
{
    size_t best = 0;

    for (size_t i = 0; i < count; i++)
        earned[i] += shares[i].weight;
    for (size_t i = 1; i < count; i++)
        best = earned[i] > earned[best] ? i : best;
    earned[best] -= weights;
    counts[best]++;
}

static bool is_no_further(const struct kind_share *shares, const struct kind_mix *mix, const uint64_t *other,
                          uint64_t users)
{
    uint64_t counts[KINDS_MOST];
    struct distance own, theirs = distance(shares, other, mix->kind_count, users, mix->total_weight);

    for (size_t i = 0; i < mix->kind_count; i++)
        counts[i] = mix->kinds[i].count;
    own = distance(shares, counts, mix->kind_count, users, mix->total_weight);
    return own.most <= theirs.most + 1e-9 && own.sum <= theirs.sum + 1e-9 &&
           own.square <= theirs.square + 1e-9;
}

static void check_mix(const struct kind_share *shares, size_t kind_count)
{
    struct kind_mix mix;
    double earned[KINDS_MOST] = {0};
    uint64_t other[KINDS_MOST] = {0}, sum, bad = 0;

    kind_mix_init(&mix, shares, kind_count);
    for (uint64_t users = 1; users <= 300; users++) {
        bad += kind_mix_next(&mix) >= kind_count;
        round_robin(shares, earned, kind_count, mix.total_weight, other);
        bad += !is_no_further(shares, &mix, other, users);
        sum = 0;
        for (size_t i = 0; i < kind_count; i++) {
            double share = shares[i].weight / mix.total_weight * (double)users;

            sum += mix.kinds[i].count;
            bad += !((double)mix.kinds[i].count < share + 1);
            bad += kind_count < 4 && !((double)mix.kinds[i].count > share - 1);
        }
        bad += sum != users;
    }
    CHECK_INT(bad, 0);
    kind_mix_free(&mix);
}

/* By the largest, the summed and the squared distance of the counts from the exact shares. */
TEST(no_count_is_further_from_its_share_than_by_round_robin)
{
    rng_seed(&rng, 11, 1, RNG_PICK);
    for (int round = 0; round < 3000; round++) {
        struct kind_share shares[KINDS_MOST];

        check_mix(shares, shares_random(shares));
    }
}

TEST(whole_weights_come_out_exactly)
{
    rng_seed(&rng, 12, 1, RNG_PICK);
    for (int round = 0; round < 1000; round++) {
        struct kind_share shares[KINDS_MOST];
        size_t count = shares_random(shares);
        struct kind_mix mix;

        kind_mix_init(&mix, shares, count);
        for (uint64_t users = 0; users < 3 * (uint64_t)mix.total_weight; users++)
            kind_mix_next(&mix);
        for (size_t i = 0; i < count; i++)
            CHECK_INT(mix.kinds[i].count, 3 * (uint64_t)shares[i].weight);
        kind_mix_free(&mix);
    }
}

TEST(fixed_numbers_do_not_change_the_mix)
{
    static const struct kind_share shares[] = {{.weight = 7}, {.weight = 99, .fixed = 40}, {.weight = 3}};
    static const struct kind_share weighted[] = {{.weight = 7}, {.weight = 0}, {.weight = 3}};
    struct kind_mix mix, other;

    kind_mix_init(&mix, shares, 3);
    kind_mix_init(&other, weighted, 3);
    CHECK_INT(kind_mix_fixed(&mix), 40);
    for (int i = 0; i < 40; i++)
        CHECK_INT(kind_mix_next(&mix), 1);
    for (int i = 0; i < 1000; i++)
        CHECK_INT(kind_mix_next(&mix), kind_mix_next(&other));
    kind_mix_free(&mix);
    kind_mix_free(&other);
}

TEST_MAIN(RUN(the_kind_furthest_below_its_share_is_next); RUN(of_equals_the_first_is_next);
          RUN(fixed_kinds_come_first); RUN(kinds_that_take_no_part_never_start);
          RUN(no_count_is_further_from_its_share_than_by_round_robin); RUN(whole_weights_come_out_exactly);
          RUN(fixed_numbers_do_not_change_the_mix))
