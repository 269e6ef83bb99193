#include "runtime/user/value_pool.h"

#include "tests/support/test.h"

#include <pthread.h>
#include <stdlib.h>

#define EACH 5000

static struct value_pool *pool;

/* Puts EACH values in and takes as many out as there are. */
static void *work(void *taken)
{
    struct rng rng;

    rng_seed(&rng, 1, 1, RNG_CODE);
    for (int64_t i = 0; i < EACH; i++) {
        value v = value_list(1);

        value_list_append(&v, value_int(i));
        value_pool_push(pool, v);
        value_release(v);
        value_release(value_pool_pick(pool, &rng));
        v = value_pool_take(pool);
        *(int64_t *)taken += v.type == VALUE_LIST;
        value_release(v);
    }
    return NULL;
}

TEST(threads_share_a_pool)
{
    pthread_t threads[4];
    int64_t taken[4] = {0}, sum = 0;

    pool = value_pool_new(EACH);
    for (int i = 0; i < 4; i++)
        pthread_create(&threads[i], NULL, work, &taken[i]);
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        sum += taken[i];
    }
    CHECK_INT(sum, 4 * EACH);
    CHECK_INT(value_pool_take(pool).type, VALUE_NONE);
    value_pool_free(pool);
}

TEST(the_oldest_makes_room)
{
    pool = value_pool_new(100);
    for (int64_t i = 0; i < 1000; i++)
        value_pool_push(pool, value_int(i));
    for (int64_t i = 900; i < 1000; i++)
        CHECK_INT(value_pool_take(pool).as.integer, i);
    CHECK_INT(value_pool_take(pool).type, VALUE_NONE);
    value_pool_push(pool, value_text("left behind"));
    value_pool_free(pool);
    value_pool_free(NULL);
}

TEST_MAIN(RUN(threads_share_a_pool); RUN(the_oldest_makes_room))
