#include "runtime/base/count_of.h"
#include "runtime/load/timetable.h"

#include "tests/support/test.h"

#include <math.h>
#include <stdlib.h>

#define MINUTE (60 * NANOS_PER_S)
#define HOUR (60 * MINUTE)

/* How many arrivals there are, and how many of them before `early`; each must be after the last one. */
static uint64_t arrivals_count(const struct timetable *timetable, uint64_t seed, nanos early,
                               uint64_t *before)
{
    struct timetable_walk walk;
    uint64_t count = 0;
    nanos when, last = 0;

    *before = 0;
    timetable_walk_init(&walk, timetable, seed);
    while (timetable_walk_next(&walk, &when)) {
        if (when < last || when > timetable->length)
            CHECK_INT(when, last);
        last = when;
        count++;
        *before += when < early;
    }
    return count;
}

static void check_times(const struct load_phase *phases, size_t phase_count, const nanos *times, size_t count)
{
    struct timetable timetable;
    struct timetable_walk walk;
    nanos when;

    timetable_init(&timetable, phases, phase_count);
    timetable_walk_init(&walk, &timetable, 1);
    for (size_t i = 0; i < count; i++) {
        CHECK(timetable_walk_next(&walk, &when));
        CHECK_INT(when, times[i]);
    }
    CHECK(!timetable_walk_next(&walk, &when));
    CHECK(!timetable_walk_next(&walk, &when));
    timetable_free(&timetable);
}

static uint64_t phases_count(const struct load_phase *phases, size_t phase_count, nanos early,
                             uint64_t *before)
{
    struct timetable timetable;
    uint64_t count;

    timetable_init(&timetable, phases, phase_count);
    count = arrivals_count(&timetable, 1, early, before);
    timetable_free(&timetable);
    return count;
}

TEST(a_rate_is_evenly_spaced)
{
    static const struct load_phase phases[] = {{.kind = LOAD_RATE, .target = 4, .duration = NANOS_PER_S}};
    static const nanos times[] = {0, 250 * NANOS_PER_MS, 500 * NANOS_PER_MS, 750 * NANOS_PER_MS};

    check_times(phases, 1, times, COUNT_OF(times));
}

/* 10/s reached in 10 s: i arrivals after sqrt(2 i) seconds, 50 in all. */
TEST(a_ramp_from_nothing)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RAMP_RATE, .target = 10, .duration = 10 * NANOS_PER_S}};
    struct timetable timetable;
    struct timetable_walk walk;
    nanos when;

    timetable_init(&timetable, phases, 1);
    timetable_walk_init(&walk, &timetable, 1);
    for (int i = 0; i < 50; i++) {
        CHECK(timetable_walk_next(&walk, &when));
        CHECK_INT(when, llround(sqrt(2.0 * i) * 1e9));
    }
    CHECK(!timetable_walk_next(&walk, &when));
    timetable_free(&timetable);
}

/* From 10/s to 0 in 10 s the integral is 10 t - t² / 2, so the times are 10 - sqrt(100 - 2 i). */
TEST(a_ramp_down_mirrors_it)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RATE, .target = 10, .duration = 0},
        {.kind = LOAD_RAMP_RATE, .target = 0, .duration = 10 * NANOS_PER_S}};
    struct timetable timetable;
    struct timetable_walk walk;
    nanos when;

    timetable_init(&timetable, phases, 2);
    timetable_walk_init(&walk, &timetable, 1);
    for (int i = 0; i < 50; i++) {
        CHECK(timetable_walk_next(&walk, &when));
        CHECK(llabs(when - llround((10 - sqrt(100 - 2.0 * i)) * 1e9)) <= 1);
    }
    CHECK(!timetable_walk_next(&walk, &when));
    timetable_free(&timetable);
}

/* From 2/s to 6/s in 2 s: t² + 2 t = i, the times are sqrt(1 + i) - 1. */
TEST(a_ramp_between_rates)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RATE, .target = 2, .duration = NANOS_PER_S},
        {.kind = LOAD_RAMP_RATE, .target = 6, .duration = 2 * NANOS_PER_S},
        {.kind = LOAD_HOLD, .duration = NANOS_PER_S / 2}};
    static const nanos times[] = {0,          500000000, /* 2/s */
                                  1000000000, 1414213562, 1732050808, 2000000000,
                                  2236067977, 2449489743, 2645751311, 2828427125, /* the ramp: 8 */
                                  3000000000, 3166666667, 3333333333};            /* 6/s held */

    check_times(phases, COUNT_OF(phases), times, COUNT_OF(times));
}

/* Half an arrival that a phase leaves over is the first half of one of the next: 1.5 and 1.5 are 3. */
TEST(parts_of_arrivals_go_on)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RATE, .target = 1, .duration = 1500 * NANOS_PER_MS},
        {.kind = LOAD_RATE, .target = 0, .duration = NANOS_PER_S},
        {.kind = LOAD_RATE, .target = 2, .duration = 750 * NANOS_PER_MS}};
    static const nanos times[] = {0, NANOS_PER_S, 2750 * NANOS_PER_MS};

    check_times(phases, COUNT_OF(phases), times, COUNT_OF(times));
}

TEST(an_hour_doesnt_drift)
{
    static const struct load_phase phases[] = {{.kind = LOAD_RATE, .target = 500, .duration = HOUR}};
    struct timetable timetable;
    struct timetable_walk walk;
    nanos when;

    timetable_init(&timetable, phases, 1);
    timetable_walk_init(&walk, &timetable, 1);
    for (int64_t i = 0; i < 1800000; i++) {
        if (!timetable_walk_next(&walk, &when) || when != i * 2 * NANOS_PER_MS)
            CHECK_INT(when, i * 2 * NANOS_PER_MS);
    }
    CHECK(!timetable_walk_next(&walk, &when));
    timetable_free(&timetable);
}

TEST(counts_are_exact)
{
    static const struct load_phase odd[] = {{.kind = LOAD_RATE, .target = 7.0 / 60, .duration = 9 * MINUTE}};
    static const struct load_phase fast[] = {{.kind = LOAD_RAMP_RATE, .target = 50000, .duration = MINUTE},
                                             {.kind = LOAD_HOLD, .duration = MINUTE},
                                             {.kind = LOAD_RAMP_RATE, .target = 0, .duration = MINUTE}};
    uint64_t before;

    for (int rate = 1; rate <= 200; rate++) {
        struct load_phase a_minute = {.kind = LOAD_RATE, .target = rate / 60.0, .duration = HOUR};

        CHECK_INT(phases_count(&a_minute, 1, MINUTE, &before), 60 * rate);
        CHECK_INT(before, rate);
    }
    CHECK_INT(phases_count(odd, 1, 0, &before), 63);
    CHECK_INT(phases_count(fast, 3, MINUTE, &before), 6000000);
    CHECK_INT(before, 1500000);
}

TEST(phases_without_length_or_rate)
{
    static const struct load_phase jump[] = {{.kind = LOAD_RAMP_RATE, .target = 100, .duration = 0},
                                             {.kind = LOAD_HOLD, .duration = NANOS_PER_S}};
    static const struct load_phase nothing[] = {{.kind = LOAD_HOLD, .duration = NANOS_PER_S},
                                                {.kind = LOAD_RATE, .target = 0, .duration = NANOS_PER_S}};
    uint64_t before;

    CHECK_INT(phases_count(jump, 2, NANOS_PER_S / 2, &before), 100);
    CHECK_INT(before, 50);
    CHECK_INT(phases_count(nothing, 2, 0, &before), 0);
    CHECK_INT(phases_count(nothing, 0, 0, &before), 0);
}

/* A Poisson process has as many events as its mean, give or take the square root of it; five of them are
 * never seen. Half of a ramp's time has a quarter of its arrivals. */
TEST(poisson_keeps_the_rate)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RAMP_RATE, .target = 100, .duration = 200 * NANOS_PER_S, .poisson = true},
        {.kind = LOAD_HOLD, .duration = 900 * NANOS_PER_S}};
    struct timetable timetable;
    uint64_t first, all, early, again;

    timetable_init(&timetable, phases, 2);
    all = arrivals_count(&timetable, 7, 100 * NANOS_PER_S, &early);
    CHECK(fabs((double)all - 100000) < 5 * sqrt(100000));
    CHECK(fabs((double)early - 2500) < 5 * sqrt(2500));
    arrivals_count(&timetable, 7, 200 * NANOS_PER_S, &first);
    CHECK(fabs((double)first - 10000) < 5 * sqrt(10000));
    CHECK_INT(arrivals_count(&timetable, 7, 100 * NANOS_PER_S, &again), all);
    CHECK_INT(again, early);
    CHECK(arrivals_count(&timetable, 8, 100 * NANOS_PER_S, &again) != all || again != early);
    timetable_free(&timetable);
}

/* The gaps of one rate are exponential: their deviation is their mean, and 1 - 1/e of them are shorter. */
TEST(poisson_gaps_are_exponential)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RATE, .target = 1000, .duration = 100 * NANOS_PER_S, .poisson = true}};
    struct timetable timetable;
    struct timetable_walk walk;
    double squares = 0, count = 0, shorter = 0;
    nanos when, last = 0;

    timetable_init(&timetable, phases, 1);
    timetable_walk_init(&walk, &timetable, 3);
    while (timetable_walk_next(&walk, &when)) {
        double gap = (double)(when - last) / 1e6;

        squares += (gap - 1) * (gap - 1);
        shorter += gap < 1;
        count++;
        last = when;
    }
    CHECK(fabs(squares / count - 1) < 0.05);
    CHECK(fabs(shorter / count - (1 - exp(-1))) < 0.01);
    timetable_free(&timetable);
}

/* An even phase after a random one has its exact number again. */
TEST(random_and_even_phases_mix)
{
    static const struct load_phase phases[] = {
        {.kind = LOAD_RATE, .target = 10, .duration = 10 * NANOS_PER_S, .poisson = true},
        {.kind = LOAD_RATE, .target = 10, .duration = 10 * NANOS_PER_S}};
    uint64_t random, all = phases_count(phases, 2, 10 * NANOS_PER_S, &random);

    CHECK_INT(all - random, 100);
}

TEST(the_peak)
{
    static const struct load_phase phases[] = {{.kind = LOAD_RAMP_RATE, .target = 5, .duration = MINUTE},
                                               {.kind = LOAD_RAMP_RATE, .target = 9, .duration = MINUTE},
                                               {.kind = LOAD_HOLD, .duration = MINUTE},
                                               {.kind = LOAD_RAMP_RATE, .target = 0, .duration = MINUTE}};
    static const struct load_phase even[] = {{.kind = LOAD_RATE, .target = 5, .duration = MINUTE},
                                             {.kind = LOAD_RATE, .target = 6, .duration = MINUTE}};
    struct timetable timetable;

    timetable_init(&timetable, phases, COUNT_OF(phases));
    CHECK_INT(timetable_peak(&timetable), 2 * MINUTE);
    timetable_free(&timetable);
    timetable_init(&timetable, even, COUNT_OF(even));
    CHECK_INT(timetable_peak(&timetable), MINUTE);
    timetable_free(&timetable);
}

TEST_MAIN(RUN(a_rate_is_evenly_spaced); RUN(a_ramp_from_nothing); RUN(a_ramp_down_mirrors_it);
          RUN(a_ramp_between_rates); RUN(parts_of_arrivals_go_on); RUN(an_hour_doesnt_drift);
          RUN(counts_are_exact); RUN(phases_without_length_or_rate); RUN(poisson_keeps_the_rate);
          RUN(poisson_gaps_are_exponential); RUN(random_and_even_phases_mix); RUN(the_peak))
