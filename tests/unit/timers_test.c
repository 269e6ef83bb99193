#include "runtime/user/timers.h"

#include "runtime/base/rng.h"
#include "tests/support/test.h"

TEST(fires_in_order_of_time)
{
    struct timers timers = {0};
    struct timer a = {0}, b = {0}, c = {0};
    instant when;

    CHECK(!timers_next(&timers, &when));
    timer_set(&timers, &a, (instant){30});
    timer_set(&timers, &b, (instant){10});
    timer_set(&timers, &c, (instant){20});
    CHECK(timers_next(&timers, &when));
    CHECK_INT(when.ns, 10);
    CHECK(timers_pop(&timers, (instant){9}) == NULL);
    CHECK(timers_pop(&timers, (instant){20}) == &b);
    CHECK(timers_pop(&timers, (instant){20}) == &c);
    CHECK(timers_pop(&timers, (instant){20}) == NULL);
    CHECK(timers_pop(&timers, (instant){99}) == &a);
    CHECK_INT(a.position, 0);
    timers_free(&timers);
}

TEST(equal_times_fire_as_they_were_set)
{
    struct timers timers = {0};
    struct timer all[50] = {0};

    for (int i = 0; i < 50; i++)
        timer_set(&timers, &all[i], (instant){7});
    for (int i = 0; i < 50; i++)
        CHECK(timers_pop(&timers, (instant){7}) == &all[i]);
    timers_free(&timers);
}

TEST(setting_again_moves_and_stopping_is_forgiving)
{
    struct timers timers = {0};
    struct timer a = {0}, b = {0};

    timer_stop(&timers, &a);
    timer_set(&timers, &a, (instant){1});
    timer_set(&timers, &b, (instant){2});
    timer_set(&timers, &a, (instant){3});
    CHECK_INT(timers.heap.count, 2);
    CHECK(timers_pop(&timers, (instant){5}) == &b);
    timer_stop(&timers, &a);
    CHECK(timers_pop(&timers, (instant){5}) == NULL);
    timers_free(&timers);
}

/* Against the plainest way to do it: look at all of them. */
TEST(many_at_random_agree_with_a_list)
{
    enum { COUNT = 300 };
    struct timers timers = {0};
    struct timer all[COUNT] = {0};
    int64_t when[COUNT];
    struct rng rng;

    rng_seed(&rng, 1, 1, RNG_PICK);
    for (int i = 0; i < COUNT; i++)
        when[i] = -1;
    for (int step = 0; step < 20000; step++) {
        size_t one = rng_below(&rng, COUNT);
        int64_t least = INT64_MAX;
        instant next = {INT64_MAX};

        if (rng_below(&rng, 3) > 0) {
            when[one] = (int64_t)rng_below(&rng, 1000);
            timer_set(&timers, &all[one], (instant){when[one]});
        } else {
            when[one] = -1;
            timer_stop(&timers, &all[one]);
        }
        for (int i = 0; i < COUNT; i++)
            least = when[i] >= 0 && when[i] < least ? when[i] : least;
        timers_next(&timers, &next);
        if (next.ns != least) {
            CHECK_INT(next.ns, least);
            break;
        }
    }
    timers_free(&timers);
}

TEST_MAIN(RUN(fires_in_order_of_time); RUN(equal_times_fire_as_they_were_set);
          RUN(setting_again_moves_and_stopping_is_forgiving); RUN(many_at_random_agree_with_a_list))
