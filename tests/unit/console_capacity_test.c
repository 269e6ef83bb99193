/* What a search for the capacity has found, in the terminal. */
#include "tests/support/console_run.h"

static void capacity_check(enum capacity_end end, uint64_t users, const char *want)
{
    struct run run = run_of("/a");
    run.snapshot.capacity = (struct capacity_report){
        .is_wanted = true, .condition = "p95 < 2s", .end = end, .users = users, .rate = 40.25};
    print_check(console_capacity, run, &pipe_plain, want);
}

TEST(the_answer_of_a_search)
{
    capacity_check(CAPACITY_FOUND, 1, "\ncapacity: 1 user (40.2 requests/s) meets p95 < 2s\n");
    capacity_check(
        CAPACITY_AT_LEAST, 19,
        "\ncapacity: at least 19 users (40.2 requests/s) meet p95 < 2s; more users weren't allowed\n");
    capacity_check(CAPACITY_GENERATOR, 19,
                   "\ncapacity: at least 19 users (40.2 requests/s) meet p95 < 2s; with more users, the "
                   "load generator was the limit\n");
    capacity_check(CAPACITY_GENERATOR, 0,
                   "\ncapacity: not found: the load generator was the limit with 1 user\n");
    capacity_check(CAPACITY_NONE, 0, "\ncapacity: none: 1 user doesn't meet p95 < 2s\n");
    capacity_check(CAPACITY_SEARCHING, 19,
                   "\ncapacity: at least 19 users (40.2 requests/s) meet p95 < 2s; the search ended early\n");
    capacity_check(CAPACITY_SEARCHING, 0, "\ncapacity: not found: the search ended early\n");
}

TEST(the_steps_of_a_search)
{
    static const struct capacity_step steps[] = {
        {.users = 8,
         .rate = 80.5,
         .requests = 800,
         .p50 = MS,
         .p95 = 20 * MS,
         .p99 = 30 * MS,
         .failed = 0.0125,
         .missed = ""},
        {.users = 16, .outcome = CAPACITY_NOT_MET, .is_confirming = true, .missed = "rps > 90"},
        {.users = 16, .outcome = CAPACITY_GENERATOR_LIMITED, .missed = "rps > 90"},
    };
    struct run run = run_of("/a");
    run.snapshot.capacity = (struct capacity_report){.is_wanted = true,
                                                     .condition = "rps > 90",
                                                     .users = 8,
                                                     .rate = 80.5,
                                                     .end = CAPACITY_GENERATOR,
                                                     .steps = steps,
                                                     .step_count = 3};
    print_check(console_capacity, run, &pipe_plain,
                "\nSteps of the search\n"
                "  Users     req/s |    50%    95%    99%  failed | Condition\n"
                "-------|----------|-------|------|------|--------|---------------------------------\n"
                "      8     80.50 |   1.00     20     30   1.25% | met\n"
                "     16      0.00 |      -      -      -   0.00% | not met, confirmation: rps > 90\n"
                "     16      0.00 |      -      -      -   0.00% | the load generator was the limit\n"
                "\n"
                "capacity: at least 8 users (80.5 requests/s) meet rps > 90; with more users, the load "
                "generator was the limit\n");
}

TEST_MAIN(RUN(the_answer_of_a_search); RUN(the_steps_of_a_search))
