/* The numbers of users that a capacity search tries, with servers of known capacity. */
#include "runtime/engine/capacity_choice.h"

#include "tests/support/test.h"

/* The numbers that a search tries, "1 2 4 8 6 7 7!", confirmations with a `!`. The server meets the condition
 * with up to `bears` users, and the load generator keeps up with up to `machine`. */
static const char *tried(struct capacity_choice *capacity, uint64_t bears, uint64_t machine, uint64_t most)
{
    static char text[500];
    int length = 0;
    capacity_choice_init(capacity, most);
    text[0] = '\0';
    for (int i = 0; i < 50 && capacity->phase != CAPACITY_OVER; i++) {
        bool is_confirming = capacity->phase == CAPACITY_CONFIRMING;
        length += snprintf(text + length, sizeof text - (size_t)length, "%s%d%s", i ? " " : "",
                           (int)capacity->users, is_confirming ? "!" : "");
        capacity_choice_learn(capacity, capacity->users > machine ? CAPACITY_GENERATOR_LIMITED
                                        : capacity->users > bears ? CAPACITY_NOT_MET
                                                                  : CAPACITY_MET);
    }
    return text;
}

TEST(it_doubles_and_halves)
{
    struct capacity_choice capacity;
    CHECK_TEXT(tried(&capacity, 7, 1000, 1000), "1 2 4 8 6 7 7!");
    CHECK_INT(capacity.end, CAPACITY_FOUND);
    CHECK_INT(capacity.met, 7);
    CHECK_TEXT(tried(&capacity, 1, 1000, 1000), "1 2 1!");
    CHECK_INT(capacity.met, 1);
    CHECK_TEXT(tried(&capacity, 19, 1000, 1000), "1 2 4 8 16 32 24 20 18 19 19!");
    CHECK_INT(capacity.met, 19);
}

TEST(it_is_within_five_percent)
{
    struct capacity_choice capacity;
    for (uint64_t bears = 1; bears < 100000; bears = bears * 3 / 2 + 1) {
        tried(&capacity, bears, UINT64_MAX, UINT64_MAX);
        CHECK_INT(capacity.end, CAPACITY_FOUND);
        CHECK(capacity.met <= bears);
        CHECK((double)capacity.met >= (double)bears * 0.95 || capacity.met == bears);
    }
}

TEST(not_even_one)
{
    struct capacity_choice capacity;
    CHECK_TEXT(tried(&capacity, 0, 1000, 1000), "1");
    CHECK_INT(capacity.end, CAPACITY_NONE);
    CHECK_INT(capacity.met, 0);
}

TEST(no_more_than_allowed)
{
    struct capacity_choice capacity;
    CHECK_TEXT(tried(&capacity, 1000, 1000, 11), "1 2 4 8 11 11!");
    CHECK_INT(capacity.end, CAPACITY_AT_LEAST);
    CHECK_TEXT(tried(&capacity, 1000, 1000, 1), "1 1!");
    CHECK_INT(capacity.end, CAPACITY_AT_LEAST);
    CHECK_TEXT(tried(&capacity, UINT64_MAX - 1, UINT64_MAX, 3), "1 2 3 3!");
}

TEST(the_machine_may_be_the_limit)
{
    struct capacity_choice capacity;
    CHECK_TEXT(tried(&capacity, 1000, 12, 1000), "1 2 4 8 16 12 14 13 12!");
    CHECK_INT(capacity.end, CAPACITY_GENERATOR);
    CHECK_INT(capacity.met, 12);
    /* Below what the machine bears, the server's limit is found all the same. */
    CHECK_TEXT(tried(&capacity, 9, 12, 1000), "1 2 4 8 16 12 10 9 9!");
    CHECK_INT(capacity.end, CAPACITY_FOUND);
    tried(&capacity, 1000, 0, 1000);
    CHECK_INT(capacity.end, CAPACITY_GENERATOR);
    CHECK_INT(capacity.met, 0);
}

TEST(what_isnt_confirmed_is_lowered)
{
    struct capacity_choice capacity;
    tried(&capacity, 100, 1000, 1000);
    capacity_choice_init(&capacity, 1000);
    while (capacity.phase != CAPACITY_CONFIRMING)
        capacity_choice_learn(&capacity, capacity.users > 100 ? CAPACITY_NOT_MET : CAPACITY_MET);
    CHECK_INT(capacity.users, 100);
    capacity_choice_learn(&capacity, CAPACITY_NOT_MET);
    CHECK_INT(capacity.users, 90);
    capacity_choice_learn(&capacity, CAPACITY_NOT_MET);
    CHECK_INT(capacity.users, 81);
    capacity_choice_learn(&capacity, CAPACITY_MET);
    CHECK_INT(capacity.phase, CAPACITY_OVER);
    CHECK_INT(capacity.end, CAPACITY_FOUND);
    CHECK_INT(capacity.met, 81);
}

TEST(a_confirmation_that_always_fails_ends)
{
    struct capacity_choice capacity;
    capacity_choice_init(&capacity, 3);
    while (capacity.phase != CAPACITY_OVER)
        capacity_choice_learn(&capacity,
                              capacity.phase == CAPACITY_CONFIRMING ? CAPACITY_NOT_MET : CAPACITY_MET);
    CHECK_INT(capacity.end, CAPACITY_NONE);
}

TEST_MAIN(RUN(it_doubles_and_halves); RUN(it_is_within_five_percent); RUN(not_even_one);
          RUN(no_more_than_allowed); RUN(the_machine_may_be_the_limit); RUN(what_isnt_confirmed_is_lowered);
          RUN(a_confirmation_that_always_fails_ends))
