/* A queue before k counters, reckoned. */
#include "runtime/target/workers.h"

#include "tests/support/test.h"

static nanos served(struct workers *workers, nanos now)
{
    return workers_serve(workers, (instant){now}, 100).ns;
}

TEST(two_workers)
{
    struct workers workers;
    workers_init(&workers, 2);
    CHECK_INT(served(&workers, 0), 100);
    CHECK_INT(served(&workers, 10), 110);
    CHECK_INT(served(&workers, 20), 200);
    CHECK_INT(served(&workers, 30), 210);
    CHECK_INT(served(&workers, 40), 300);
    /* Both are free again. */
    CHECK_INT(served(&workers, 1000), 1100);
    CHECK_INT(served(&workers, 1000), 1100);
    CHECK_INT(served(&workers, 1000), 1200);
    workers_free(&workers);
}

TEST(without_a_number_nobody_waits)
{
    struct workers workers;
    workers_init(&workers, 0);
    CHECK_INT(served(&workers, 0), 100);
    CHECK_INT(served(&workers, 0), 100);
    workers_free(&workers);
}

TEST_MAIN(RUN(two_workers); RUN(without_a_number_nobody_waits))
