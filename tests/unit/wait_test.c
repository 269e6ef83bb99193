#include "runtime/user/wait.h"

#include "tests/support/program_builder.h"
#include "tests/support/test.h"

TEST(a_sleep_counts_from_now)
{
    CHECK_INT(wait_due(WAIT_SLEEP, 300, (instant){1000}, (instant){100}).ns, 1300);
    CHECK_INT(wait_due(WAIT_SLEEP, 0, (instant){1000}, (instant){100}).ns, 1000);
    CHECK_INT(wait_due(WAIT_SLEEP, -5, (instant){1000}, (instant){100}).ns, 1000);
}

TEST(a_pace_counts_from_the_last_start)
{
    CHECK_INT(wait_due(WAIT_PACING, 10000, (instant){1000}, (instant){100}).ns, 10100);
    /* Late: the due time has passed. */
    CHECK_INT(wait_due(WAIT_PACING, 500, (instant){1000}, (instant){100}).ns, 600);
}

TEST(a_little_late_is_on_time_and_more_is_late)
{
    CHECK_INT(wait_start((instant){100}, (instant){100 + WAIT_TOLERANCE}).ns, 100);
    CHECK_INT(wait_start((instant){100}, (instant){101 + WAIT_TOLERANCE}).ns, 101 + WAIT_TOLERANCE);
}

TEST(the_innermost_set_with_a_wait_decides)
{
    struct set quiet = builder_set("quiet"), waits = builder_set("waits");
    struct task_selector quiet_selector = {.set = &quiet}, waits_selector = {.set = &waits};
    struct active_set root, *middle, *inner;

    waits.wait = WAIT_SLEEP;
    active_set_enter_root(&root, 0, &waits_selector, 0, 0);
    middle = active_set_enter(&root, 1, &waits_selector, 0, 0);
    inner = active_set_enter(middle, 2, &quiet_selector, 0, 0);
    CHECK(wait_set(inner) == middle);
    CHECK(wait_set(&root) == &root);
    CHECK(active_set_leave(active_set_leave(inner, 0), 0) == &root);
    active_set_leave_root(&root, 0);

    active_set_enter_root(&root, 0, &quiet_selector, 0, 0);
    CHECK(wait_set(&root) == NULL);
    active_set_leave_root(&root, 0);
}

TEST(a_pace_around_matters_too)
{
    struct set sleeps = builder_set("sleeps"), paces = builder_set("paces");
    struct task_selector sleeping = {.set = &sleeps}, pacing = {.set = &paces};
    struct active_set root, *inner;

    sleeps.wait = WAIT_SLEEP;
    paces.wait = WAIT_PACING;
    active_set_enter_root(&root, 0, &pacing, 0, 0);
    inner = active_set_enter(&root, 1, &sleeping, 0, 0);
    CHECK(wait_is_paced(inner));
    active_set_leave(inner, 0);
    active_set_leave_root(&root, 0);

    active_set_enter_root(&root, 0, &sleeping, 0, 0);
    CHECK(!wait_is_paced(&root));
    active_set_leave_root(&root, 0);
}

TEST_MAIN(RUN(a_sleep_counts_from_now); RUN(a_pace_counts_from_the_last_start);
          RUN(a_little_late_is_on_time_and_more_is_late); RUN(the_innermost_set_with_a_wait_decides);
          RUN(a_pace_around_matters_too))
