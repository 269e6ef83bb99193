/* Shares of the timetable on virtual time: together they are the whole, whatever their number. */
#include "runtime/reactor/arrivals.h"

#include "tests/support/program_builder.h"
#include "tests/support/test.h"
#include "tests/support/virtual_scheduler.h"

/* ---- a program, and a pool for each share ---- */

static void kind_add(struct program *program, const char *name, double weight, nanos length)
{
    uint32_t set = ADD(program, sets, builder_set(name));
    uint32_t sleeps =
        BUILD(program, name, 0, 0, 1, I(CONST, builder_constant(program, value_duration(length))), I(SLEEP),
              I(CONST, builder_none(program)), I(RETURN));
    uint32_t task = ADD(program, tasks, (struct task){.name = "t", .function = sleeps});

    ADD(program, kinds,
        (struct kind){.name = name, .weight = weight, .set = set, .client = CLIENT_SETTINGS_DEFAULT});
    builder_member(
        program, set,
        (struct member){
            .kind = MEMBER_TASK, .index = task, .weight = 1, .times = 1, .arguments = FUNCTION_NONE});
}

static void rate_add(struct program *program, double rate, nanos duration, bool is_random)
{
    ADD(program, load,
        (struct load_phase){.kind = LOAD_RATE, .target = rate, .duration = duration, .poisson = is_random});
}

enum { SHARES_MOST = 8 };

struct shares {
    struct virtual_settings settings;
    struct virtual_scheduler schedulers[SHARES_MOST]; /* the first has the time */
    struct arrivals arrivals[SHARES_MOST];
    struct run_plan *plan;
    uint32_t count;
};

static void shares_init(struct shares *shares, const struct program *program, uint32_t count)
{
    struct buffer why = {0};

    *shares = (struct shares){.settings = {.program = program, .is_quiet = true, .run = {.seed = 3}},
                              .count = count};
    shares->plan = run_plan_new(program, &shares->settings.run, &(struct run_plan_extras){0}, &why);
    CHECK(arrivals_plan(shares->plan, &why));
    clock_source_set(virtual_clock, &shares->schedulers[0]);
    for (uint32_t i = 0; i < count; i++) {
        struct virtual_scheduler *virtual = &shares->schedulers[i];
        struct scheduler_owner owner = virtual_owner(virtual);

        *virtual = (struct virtual_scheduler){.settings = &shares->settings, .plan = shares->plan};
        scheduler_init(&virtual->scheduler, &shares->plan->run, &virtual_network, virtual, &owner);
        user_pool_init(&virtual->pool, &virtual->scheduler, 0);
        virtual_counts_set(virtual);
        arrivals_begin(&shares->arrivals[i], shares->plan, &virtual->pool, (instant){0}, 1,
                       (struct arrival_deal){.index = i, .count = count});
    }
}

static void shares_free(struct shares *shares)
{
    for (uint32_t i = 0; i < shares->count; i++) {
        arrivals_free(&shares->arrivals[i]);
        user_pool_free(&shares->schedulers[i].pool);
        scheduler_free(&shares->schedulers[i].scheduler);
        buffer_free(&shares->schedulers[i].told);
        line_counts_free(&shares->schedulers[i].counts);
    }
    run_plan_free(shares->plan);
    clock_source_set(NULL, NULL);
}

static void time_set(struct shares *shares, nanos time)
{
    shares->schedulers[0].now = (instant){time};
}

static uint64_t started(const struct shares *shares)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < shares->count; i++)
        sum += shares->arrivals[i].started;
    return sum;
}

static uint64_t dropped(const struct shares *shares)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < shares->count; i++)
        sum += shares->arrivals[i].dropped;
    return sum;
}

/* ---- sharing ---- */

struct seen_arrival {
    instant due;
    uint32_t kind;
    uint32_t seen;
};

enum { ARRIVALS = 4000 };

/* Goes through a share without starting anybody much: writes down who would come, and counts them. */
static uint64_t share_read(struct shares *shares, uint32_t share, struct seen_arrival *arrivals)
{
    struct arrivals *own = &shares->arrivals[share];
    uint64_t count = 0;
    instant due;

    while (arrivals_next(own, &due)) {
        CHECK(own->next.number < ARRIVALS);
        if (own->next.number >= ARRIVALS)
            break;
        arrivals[own->next.number].due = due;
        arrivals[own->next.number].kind = own->next.kind;
        arrivals[own->next.number].seen++;
        time_set(shares, due.ns);
        arrivals_turn(own);
        count++;
    }
    return count;
}

static uint64_t all_read(const struct program *program, uint32_t count, struct seen_arrival *arrivals)
{
    struct shares shares;
    uint64_t all = 0, least = UINT64_MAX, most = 0;

    shares_init(&shares, program, count);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t own = share_read(&shares, i, arrivals);

        all += own;
        least = own < least ? own : least;
        most = own > most ? own : most;
    }
    CHECK(most - least <= program->kinds_count);
    shares_free(&shares);
    return all;
}

/* Each arrival belongs to one share, with the same time and kind for any number of shares; and of each kind
 * there are as many as its weight says. */
TEST(shares_are_the_whole)
{
    static struct seen_arrival alone[ARRIVALS], shared[ARRIVALS];
    struct program *program = builder_new();
    uint64_t all, heavy = 0;

    kind_add(program, "Light", 3, 0);
    kind_add(program, "Heavy", 1, 0);
    program->load_max_users = ARRIVALS;
    rate_add(program, 1000, NANOS_PER_S, true);
    rate_add(program, 1000, 2 * NANOS_PER_S, false);
    all = all_read(program, 1, alone);
    CHECK(all > 2800 && all < 3200);
    for (uint32_t count = 2; count <= SHARES_MOST; count++) {
        memset(shared, 0, sizeof shared);
        CHECK_INT(all_read(program, count, shared), all);
        for (uint64_t i = 0; i < all; i++) {
            if (shared[i].seen != 1 || shared[i].due.ns != alone[i].due.ns || shared[i].kind != alone[i].kind)
                CHECK_INT(i, -1);
        }
    }
    for (uint64_t i = 0; i < all; i++)
        heavy += alone[i].kind;
    CHECK(heavy == all / 4 || heavy == all / 4 + 1);
    program_free(program);
}

/* ---- dealing anew ---- */

static void deal(struct shares *shares, uint32_t share, nanos from, uint32_t index, uint32_t count)
{
    arrivals_deal(&shares->arrivals[share],
                  (struct arrival_deal){.from = from, .index = index, .count = count});
}

/* Each millisecond, marks who comes at which share. */
static void arrivals_mark(struct shares *shares, nanos until, struct seen_arrival *arrivals)
{
    instant due;

    for (uint32_t i = 0; i < shares->count; i++) {
        struct arrivals *own = &shares->arrivals[i];

        while (arrivals_next(own, &due) && due.ns < until) {
            if (own->next.number < ARRIVALS)
                arrivals[own->next.number].seen += 1u << (8 * i);
            time_set(shares, due.ns);
            arrivals_turn(own);
        }
    }
}

/* Three shares, of which one leaves and comes back; and a deal that is replaced before its time. Each arrival
 * has one share at any time. */
TEST(each_arrival_has_one_share_after_a_deal)
{
    static struct seen_arrival seen[ARRIVALS];
    struct program *program = builder_new();
    struct shares shares;
    uint64_t per_share[3] = {0};

    kind_add(program, "Light", 3, 0);
    kind_add(program, "Heavy", 1, 0);
    program->load_max_users = ARRIVALS;
    rate_add(program, 1000, 3 * NANOS_PER_S, false);
    shares_init(&shares, program, 3);
    arrivals_mark(&shares, NANOS_PER_S / 2, seen);
    for (uint32_t i = 0; i < 3; i++)
        deal(&shares, i, 2 * NANOS_PER_S, i, 3); /* is replaced */
    deal(&shares, 0, NANOS_PER_S, 0, 2);
    deal(&shares, 1, NANOS_PER_S, 2, 2); /* none from then on */
    deal(&shares, 2, NANOS_PER_S, 1, 2);
    arrivals_mark(&shares, 3 * NANOS_PER_S / 2, seen);
    for (uint32_t i = 0; i < 3; i++)
        deal(&shares, i, 2 * NANOS_PER_S, i, 3);
    arrivals_mark(&shares, 3 * NANOS_PER_S, seen);
    for (uint64_t i = 0; i < 3000; i++) {
        CHECK(seen[i].seen == 1 || seen[i].seen == 1u << 8 || seen[i].seen == 1u << 16);
        CHECK(i < 1000 || i >= 2000 || seen[i].seen != 1u << 8);
        per_share[seen[i].seen == 1 ? 0 : seen[i].seen == 1u << 8 ? 1 : 2]++;
    }
    CHECK(per_share[1] >= 665 && per_share[1] <= 668);
    CHECK(per_share[0] >= 1164 && per_share[0] <= 1168);
    shares_free(&shares);
    program_free(program);
}

/* ---- the bound ---- */

static void all_turn(struct shares *shares)
{
    for (uint32_t i = 0; i < shares->count; i++) {
        arrivals_turn(&shares->arrivals[i]);
        scheduler_turn(&shares->schedulers[i].scheduler, 0);
    }
}

/* Ten may be in flight over all shares, each for a second; 100 come in every second. */
TEST(the_bound_holds_over_all_shares)
{
    struct program *program = builder_new();
    struct shares shares;

    kind_add(program, "Slow", 1, NANOS_PER_S);
    program->load_max_users = 10;
    rate_add(program, 100, 3 * NANOS_PER_S, false);
    shares_init(&shares, program, 3);
    for (nanos time = 0; time < 3 * NANOS_PER_S; time += NANOS_PER_MS) {
        time_set(&shares, time);
        all_turn(&shares);
        CHECK(quota_used(&shares.plan->arriving) <= 10);
        CHECK_INT(started(&shares) + dropped(&shares), (uint64_t)time / (10 * NANOS_PER_MS) + 1);
    }
    CHECK_INT(started(&shares), 30);
    CHECK_INT(dropped(&shares), 270);
    shares_free(&shares);
    program_free(program);
}

/* ---- time ---- */

static const struct user *user_of(const struct shares *shares, uint64_t id)
{
    const struct user_pool *pool = &shares->schedulers[0].pool;

    for (size_t i = 0; i < pool->blocks.count; i++) {
        for (size_t j = 0; j < USER_POOL_BLOCK; j++) {
            if (user_id(&pool->blocks.items[i][j]) == id)
                return &pool->blocks.items[i][j];
        }
    }
    return NULL;
}

/* Nobody looked for 95 ms: all ten who were due are started at once, each as late as it is. */
TEST(a_late_turn_starts_all_who_are_due)
{
    struct program *program = builder_new();
    struct shares shares;

    kind_add(program, "Slow", 1, NANOS_PER_S);
    rate_add(program, 100, NANOS_PER_S, false);
    shares_init(&shares, program, 1);
    time_set(&shares, 95 * NANOS_PER_MS);
    all_turn(&shares);
    CHECK_INT(started(&shares), 10);
    for (uint64_t id = 1; id <= 10; id++)
        CHECK_INT(user_of(&shares, id)->clock.task_lateness, (95 - 10 * (int64_t)(id - 1)) * NANOS_PER_MS);
    shares_free(&shares);
    program_free(program);
}

/* ---- places ---- */

TEST(places_are_used_again)
{
    struct program *program = builder_new();
    struct shares shares;

    kind_add(program, "Quick", 1, 5 * NANOS_PER_MS);
    rate_add(program, 10000, 2 * NANOS_PER_S, false);
    shares_init(&shares, program, 1);
    for (nanos time = 0; time < 2100 * NANOS_PER_MS; time += NANOS_PER_MS) {
        time_set(&shares, time);
        all_turn(&shares);
    }
    CHECK_INT(started(&shares), 20000);
    CHECK_INT(shares.schedulers[0].pool.count, 0);
    CHECK_INT(shares.schedulers[0].pool.blocks.count, 1);
    CHECK_INT(shares.schedulers[0].pool.kinds[0].count, 0);
    CHECK_INT(quota_used(&shares.plan->arriving), 0);
    shares_free(&shares);
    program_free(program);
}

TEST_MAIN(RUN(shares_are_the_whole); RUN(each_arrival_has_one_share_after_a_deal);
          RUN(the_bound_holds_over_all_shares); RUN(a_late_turn_starts_all_who_are_due);
          RUN(places_are_used_again))
