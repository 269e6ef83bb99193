#include "runtime/base/clock.h"

#include "tests/support/test.h"

#include <time.h>

static instant fixed(void *context)
{
    return *(instant *)context;
}

TEST(the_real_clock_never_goes_back)
{
    instant last = clock_now();

    for (int i = 0; i < 1000; i++) {
        instant now = clock_now();

        CHECK(!instant_before(now, last));
        last = now;
    }
}

TEST(the_source_can_be_replaced)
{
    instant virtual = {5 * NANOS_PER_S};

    clock_source_set(fixed, &virtual);
    CHECK_INT(clock_now().ns, 5 * NANOS_PER_S);
    virtual = instant_add(virtual, NANOS_PER_MS);
    CHECK_INT(instant_since(clock_now(), (instant){5 * NANOS_PER_S}), NANOS_PER_MS);
    CHECK(instant_before((instant){0}, clock_now()));
    clock_source_set(NULL, NULL);
    CHECK(clock_now().ns != virtual.ns);
}

TEST(the_wall_clock_counts_from_1970)
{
    int64_t seconds = (int64_t)time(NULL);

    CHECK(clock_wall() / NANOS_PER_S - seconds <= 1);
    CHECK(clock_wall() / NANOS_PER_S - seconds >= 0);
}

TEST_MAIN(RUN(the_real_clock_never_goes_back); RUN(the_source_can_be_replaced);
          RUN(the_wall_clock_counts_from_1970))
