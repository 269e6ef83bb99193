#include "runtime/cluster/master/clock_offset.h"

#include "tests/support/test.h"

#define MS NANOS_PER_MS
#define WALL (1764500000 * NANOS_PER_S)

/* A question at `asked`, and after `trip` the answer of a clock that is `ahead`, read halfway. */
static void round_trip(struct clock_offset *offset, nanos asked, nanos trip, nanos ahead)
{
    uint64_t number = clock_offset_ask(offset, (instant){asked});
    instant now = {asked + trip};

    clock_offset_answer(offset, number, now, WALL + asked + trip, WALL + asked + trip / 2 + ahead);
}

TEST(a_clock_that_is_ahead)
{
    struct clock_offset offset = {0};

    CHECK(!offset.best.is_known);
    round_trip(&offset, NANOS_PER_S, 10 * MS, 3600 * NANOS_PER_S);
    CHECK(offset.best.is_known);
    CHECK_INT(offset.best.ahead, 3600 * NANOS_PER_S);
    CHECK_INT(offset.best.error, 5 * MS);
}

TEST(the_shortest_round_trip_counts)
{
    struct clock_offset offset = {0};

    round_trip(&offset, 1 * NANOS_PER_S, 10 * MS, -7 * MS);
    round_trip(&offset, 2 * NANOS_PER_S, 2 * MS, -8 * MS);
    round_trip(&offset, 3 * NANOS_PER_S, 40 * MS, -20 * MS);
    CHECK_INT(offset.best.ahead, -8 * MS);
    CHECK_INT(offset.best.error, 1 * MS);
}

TEST(a_round_trip_counts_for_a_minute)
{
    struct clock_offset offset = {0};

    round_trip(&offset, 0, 2 * MS, 0);
    round_trip(&offset, 59 * NANOS_PER_S, 40 * MS, 5 * MS);
    CHECK_INT(offset.best.ahead, 0);
    round_trip(&offset, 61 * NANOS_PER_S, 40 * MS, 5 * MS);
    CHECK_INT(offset.best.ahead, 5 * MS);
}

TEST(answers_to_no_question)
{
    struct clock_offset offset = {0};
    uint64_t first;

    clock_offset_answer(&offset, 0, (instant){1}, WALL, WALL);
    CHECK(!offset.best.is_known);
    first = clock_offset_ask(&offset, (instant){1});
    clock_offset_ask(&offset, (instant){NANOS_PER_S});
    clock_offset_answer(&offset, first, (instant){NANOS_PER_S + 1}, WALL, WALL);
    CHECK(!offset.best.is_known);
    clock_offset_answer(&offset, offset.number, (instant){NANOS_PER_S + 2}, WALL, WALL);
    CHECK(offset.best.is_known);
    clock_offset_answer(&offset, offset.number, (instant){NANOS_PER_S + 2}, WALL, WALL + MS);
    CHECK_INT(offset.best.ahead, 1);
}

TEST_MAIN(RUN(a_clock_that_is_ahead); RUN(the_shortest_round_trip_counts);
          RUN(a_round_trip_counts_for_a_minute); RUN(answers_to_no_question))
