/* Users on virtual time, running programs made by hand. tests/replay has the same for scenarios as they are
 * written. */
#include "tests/support/virtual_scheduler.h"

#include "tests/support/program_builder.h"
#include "tests/support/test.h"

#define SECONDS(n) ((nanos)((n) * (double)NANOS_PER_S))

/* ---- programs ---- */

static uint32_t function_of(struct program *program, const char *name, struct instruction first,
                            struct instruction second)
{
    uint32_t function =
        BUILD(program, name, 0, 0, 2, first, second, I(CONST, builder_none(program)), I(RETURN));

    program->functions[function].needs_user = true;
    return function;
}

/* Does nothing but be seen to begin. */
static uint32_t plain(struct program *program, const char *name)
{
    return function_of(program, name, I(CONST, builder_none(program)), I(POP));
}

static uint32_t sleeps(struct program *program, const char *name, nanos time)
{
    return function_of(program, name, I(CONST, builder_constant(program, value_duration(time))), I(SLEEP));
}

static uint32_t fails(struct program *program, const char *name)
{
    return function_of(program, name, I(CONST, builder_text(program, "no")), I(FAIL_TASK));
}

static uint32_t interrupts(struct program *program, const char *name, bool later)
{
    return BUILD(program, name, 0, 0, 2, I(INTERRUPT, later));
}

static uint32_t gives(struct program *program, nanos time)
{
    return BUILD(program, "wait", 0, 0, 1, I(CONST, builder_constant(program, value_duration(time))),
                 I(RETURN));
}

static uint32_t asks(struct program *program, const char *name, const char *path)
{
    uint32_t site = ADD(program, requests, builder_site(program, "GET", path, 0));

    return BUILD(program, name, 0, 0, 2, I(HEADERS_BEGIN), I(HEADERS_NEXT, 3), I(JUMP, 1), I(REQUEST, site),
                 I(BLOCK, 5), I(REQUEST_END), I(CONST, builder_none(program)), I(RETURN));
}

static uint32_t set_new(struct program *program, const char *name, enum set_kind kind)
{
    uint32_t set = ADD(program, sets, builder_set(name));

    program->sets[set].kind = kind;
    return set;
}

static uint32_t kind_new(struct program *program, const char *name, enum wait_kind wait, nanos time)
{
    uint32_t set = set_new(program, name, SET_TASKS);

    ADD(program, kinds,
        (struct kind){.name = name, .weight = 1, .set = set, .client = CLIENT_SETTINGS_DEFAULT});
    program->sets[set].wait = wait;
    if (wait != WAIT_INHERIT)
        program->sets[set].wait_function = gives(program, time);
    return set;
}

static void task_add(struct program *program, uint32_t set, uint32_t function, uint32_t times)
{
    uint32_t index =
        ADD(program, tasks,
            (struct task){.name = strchr(program->functions[function].name, ' ') + 1, .function = function});

    builder_member(
        program, set,
        (struct member){
            .kind = MEMBER_TASK, .index = index, .weight = 1, .times = times, .arguments = FUNCTION_NONE});
}

static void set_add(struct program *program, uint32_t outer, uint32_t inner, uint32_t set_times)
{
    builder_member(program, outer,
                   (struct member){.kind = MEMBER_SET,
                                   .index = inner,
                                   .weight = 1,
                                   .times = 1,
                                   .set_times = set_times,
                                   .arguments = FUNCTION_NONE});
}

static struct virtual_settings settings_of(struct program *program, nanos run_time)
{
    return (struct virtual_settings){
        .program = program,
        .run = {.users = 1, .run_time = run_time, .seed = 1, .client.host = "http://h"},
    };
}

/* What happens must be exactly this. Frees the program. */
static void check_run(struct program *program, const struct virtual_settings *settings, const char *wanted)
{
    char *told = virtual_run(settings);

    CHECK_TEXT(told, wanted);
    mem_free(told);
    program_free(program);
}

/* ---- tests ---- */

TEST(hooks_run_from_the_outside_in_and_back)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "Shopper", WAIT_SLEEP, SECONDS(2));
    uint32_t shop = set_new(program, "Shop", SET_TASKS), cart = set_new(program, "Cart", SET_TASKS);
    struct virtual_settings settings = settings_of(program, SECONDS(3));

    program->sets[user].on_start = plain(program, "on start of Shopper");
    program->sets[user].on_stop = plain(program, "on stop of Shopper");
    program->sets[shop].on_start = plain(program, "on start of Shop");
    program->sets[shop].on_stop = plain(program, "on stop of Shop");
    program->sets[cart].on_start = plain(program, "on start of Cart");
    program->sets[cart].on_stop = plain(program, "on stop of Cart");
    ADD(program, setups, plain(program, "setup"));
    ADD(program, teardowns, plain(program, "teardown"));
    program->sets[user].setup = plain(program, "setup of Shopper");
    program->sets[user].teardown = plain(program, "teardown of Shopper");
    program->sets[shop].setup = plain(program, "setup of Shop");
    program->sets[shop].teardown = plain(program, "teardown of Shop");
    set_add(program, user, shop, 0);
    set_add(program, shop, cart, 0);
    task_add(program, cart, plain(program, "task look"), 1);
    check_run(program, &settings,
              "    0.000 run: setup\n"
              "    0.000 run: setup of Shopper\n"
              "    0.000 run: setup of Shop\n"
              "    0.000 user 1: on start of Shopper\n"
              "    0.000 user 1: on start of Shop\n"
              "    0.000 user 1: on start of Cart\n"
              "    0.000 user 1: task look\n"
              "    2.000 user 1: task look\n"
              "    3.000 the users are stopped\n"
              "    3.000 user 1: on stop of Cart\n"
              "    3.000 user 1: on stop of Shop\n"
              "    3.000 user 1: on stop of Shopper\n"
              "    3.000 user 1: has ended\n"
              "    3.000 run: teardown of Shop\n"
              "    3.000 run: teardown of Shopper\n"
              "    3.000 run: teardown\n");
}

TEST(a_pace_is_exact_to_the_tick)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "Paced", WAIT_PACING, SECONDS(10));
    struct virtual_settings settings = settings_of(program, SECONDS(35));

    task_add(program, user, sleeps(program, "task work", SECONDS(3.25)), 1);
    check_run(program, &settings,
              "    0.000 user 1: task work\n"
              "   10.000 user 1: task work\n"
              "   20.000 user 1: task work\n"
              "   30.000 user 1: task work\n"
              "   35.000 the users are stopped\n"
              "   35.000 user 1: has ended\n");
}

/* The second task begins at once because the first took too long; the third 10 s after the second began, not
 * 20 s after the first: nothing is caught up with. */
TEST(a_late_pace_starts_at_once_and_never_catches_up)
{
    static const struct virtual_answer answers[] = {{"*/slow", 200, SECONDS(13), ""}};
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "Paced", WAIT_PACING, SECONDS(10));
    uint32_t work = set_new(program, "Work", SET_SEQUENCE);
    struct virtual_settings settings = settings_of(program, SECONDS(30));

    settings.answers = answers;
    settings.answer_count = 1;
    set_add(program, user, work, 0);
    task_add(program, work, asks(program, "task slow", "/slow"), 1);
    task_add(program, work, asks(program, "task quick", "/quick"), 2);
    check_run(program, &settings,
              "    0.000 user 1: task slow\n"
              "    0.000 user 1: GET http://h/slow\n"
              "   13.000 passed GET /slow  13000ms, its task 0ms late\n"
              "   13.000 user 1: task quick\n"
              "   13.000 user 1: GET http://h/quick\n"
              "   13.010 passed GET /quick  10ms, its task 3000ms late\n"
              "   23.000 user 1: task quick\n"
              "   23.000 user 1: GET http://h/quick\n"
              "   23.010 passed GET /quick  10ms, its task 0ms late\n"
              "   30.000 the users are stopped\n"
              "   30.000 user 1: has ended\n");
}

static void check_interrupt(bool later, const char *wanted)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "User", WAIT_SLEEP, SECONDS(1));
    uint32_t all = set_new(program, "All", SET_SEQUENCE), inner = set_new(program, "Inner", SET_TASKS);
    struct virtual_settings settings = settings_of(program, SECONDS(1.5));

    set_add(program, user, all, 0);
    set_add(program, all, inner, 0);
    task_add(program, all, plain(program, "task next"), 1);
    program->sets[inner].on_stop = plain(program, "on stop of Inner");
    task_add(program, inner, interrupts(program, "task leave", later), 1);
    check_run(program, &settings, wanted);
}

TEST(interrupt_leaves_at_once)
{
    check_interrupt(false, "    0.000 user 1: task leave\n"
                           "    0.000 user 1: on stop of Inner\n"
                           "    0.000 user 1: task next\n"
                           "    1.000 user 1: task leave\n"
                           "    1.000 user 1: on stop of Inner\n"
                           "    1.000 user 1: task next\n"
                           "    1.500 the users are stopped\n"
                           "    1.500 user 1: has ended\n");
}

TEST(interrupt_later_lets_the_parent_wait_first)
{
    check_interrupt(true, "    0.000 user 1: task leave\n"
                          "    0.000 user 1: on stop of Inner\n"
                          "    1.000 user 1: task next\n"
                          "    1.500 the users are stopped\n"
                          "    1.500 user 1: has ended\n");
}

TEST(times_of_tasks_sets_and_passes)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "User", WAIT_SLEEP, SECONDS(1));
    uint32_t all = set_new(program, "All", SET_SEQUENCE);
    uint32_t pair = set_new(program, "Pair", SET_SEQUENCE), twice = set_new(program, "Twice", SET_TASKS);
    struct virtual_settings settings = settings_of(program, SECONDS(7));

    set_add(program, user, all, 0);
    set_add(program, all, pair, 2);
    set_add(program, all, twice, 2);
    task_add(program, all, plain(program, "task last"), 2);
    task_add(program, pair, plain(program, "task a"), 1);
    task_add(program, pair, plain(program, "task b"), 1);
    task_add(program, twice, plain(program, "task c"), 1);
    check_run(program, &settings,
              "    0.000 user 1: task a\n"
              "    1.000 user 1: task b\n"
              "    2.000 user 1: task a\n"
              "    3.000 user 1: task b\n" /* its passes are used up: on at once */
              "    3.000 user 1: task c\n"
              "    4.000 user 1: task c\n"
              "    4.000 user 1: task last\n"
              "    5.000 user 1: task last\n"
              "    6.000 user 1: task a\n"
              "    7.000 user 1: task b\n"
              "    7.000 the users are stopped\n"
              "    7.000 user 1: has ended\n");
}

TEST(a_user_whose_start_fails_tries_again)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "User", WAIT_SLEEP, SECONDS(0.2));
    struct virtual_settings settings = settings_of(program, SECONDS(1.5));

    program->sets[user].on_start = fails(program, "on start of User");
    program->sets[user].on_stop = plain(program, "on stop of User");
    task_add(program, user, plain(program, "task never"), 1);
    check_run(program, &settings,
              "    0.000 user 1: on start of User\n"
              "    0.000 error: no\n"
              "    0.000 a user isn't started\n"
              "    1.000 user 1: on start of User\n"
              "    1.000 error: no\n"
              "    1.500 the users are stopped\n"
              "    1.500 user 1: has ended\n");
}

TEST(an_error_ends_the_task_and_the_user_goes_on_after_its_wait)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "User", WAIT_SLEEP, SECONDS(1));
    struct virtual_settings settings = settings_of(program, SECONDS(1.5));

    task_add(program, user, fails(program, "task bad"), 1);
    check_run(program, &settings,
              "    0.000 user 1: task bad\n"
              "    0.000 error: no\n"
              "    1.000 user 1: task bad\n"
              "    1.000 error: no\n"
              "    1.500 the users are stopped\n"
              "    1.500 user 1: has ended\n");
}

/* The first user's task ends in its time, the second's is cut, with the request that it waits for. */
TEST(running_tasks_have_their_time_to_finish)
{
    static const struct virtual_answer answers[] = {{"*/slow", 200, SECONDS(60), ""}};
    struct program *program = builder_new();
    uint32_t first = kind_new(program, "First", WAIT_SLEEP, SECONDS(1));
    uint32_t second = kind_new(program, "Second", WAIT_SLEEP, SECONDS(1));
    struct virtual_settings settings = settings_of(program, SECONDS(5));

    settings.run.users = 2;
    settings.run.stop_timeout = SECONDS(4);
    settings.answers = answers;
    settings.answer_count = 1;
    program->sets[first].on_stop = plain(program, "on stop of First");
    program->sets[second].on_stop = plain(program, "on stop of Second");
    task_add(program, first, sleeps(program, "task short", SECONDS(7)), 1);
    task_add(program, second, asks(program, "task long", "/slow"), 1);
    check_run(program, &settings,
              "    0.000 user 1: task short\n"
              "    0.000 user 2: task long\n"
              "    0.000 user 2: GET http://h/slow\n"
              "    5.000 the users are stopped\n"
              "    7.000 user 1: on stop of First\n"
              "    7.000 user 1: has ended\n"
              "    9.000 user 2: its request is cut\n"
              "    9.000 user 2: on stop of Second\n"
              "    9.000 user 2: has ended\n"
              "    9.000 in flight at the end: 1, oldest 9000ms\n");
}

TEST(hooks_have_ten_seconds_at_the_end)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "User", WAIT_SLEEP, SECONDS(1));
    struct virtual_settings settings = settings_of(program, SECONDS(0.5));

    program->sets[user].on_stop = sleeps(program, "on stop of User", SECONDS(1000));
    task_add(program, user, plain(program, "task quick"), 1);
    check_run(program, &settings,
              "    0.000 user 1: task quick\n"
              "    0.500 the users are stopped\n"
              "    0.500 user 1: on stop of User\n"
              "   10.500 user 1: has ended\n");
}

TEST(a_user_may_stop_itself_and_is_not_replaced)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "User", WAIT_SLEEP, SECONDS(1));
    struct virtual_settings settings = settings_of(program, 0);

    settings.run.users = 2;
    settings.run.spawn_rate = 1;
    program->sets[user].on_stop = plain(program, "on stop of User");
    task_add(program, user, BUILD(program, "task once", 0, 0, 1, I(STOP_USER)), 1);
    check_run(program, &settings,
              "    0.000 user 1: task once\n"
              "    0.000 user 1: on stop of User\n"
              "    0.000 user 1: has ended\n"
              "    1.000 user 2: task once\n"
              "    1.000 user 2: on stop of User\n"
              "    1.000 user 2: has ended\n"
              "    1.000 the users are stopped\n");
}

/* Neither waits nor asks: each has its turn, and the iterations end it. */
TEST(users_that_never_wait_take_turns)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "Hot", WAIT_INHERIT, 0);
    struct virtual_settings settings = settings_of(program, 0);

    settings.run.users = 2;
    settings.run.iterations = 5;
    task_add(program, user, plain(program, "task spin"), 1);
    check_run(program, &settings,
              "    0.000 user 1: task spin\n"
              "    0.000 user 2: task spin\n"
              "    0.000 user 1: task spin\n"
              "    0.000 user 2: task spin\n"
              "    0.000 user 1: task spin\n"
              "    0.000 user 2: has ended\n"
              "    0.000 the users are stopped\n"
              "    0.000 user 1: has ended\n");
}

TEST(a_user_without_tasks_only_waits)
{
    struct program *program = builder_new();
    struct virtual_settings settings = settings_of(program, SECONDS(3));

    kind_new(program, "Idle", WAIT_INHERIT, 0);
    check_run(program, &settings, "    3.000 the users are stopped\n    3.000 user 1: has ended\n");
}

static const char *setup_program_run(uint32_t (*setup)(struct program *, const char *), char **told)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "User", WAIT_SLEEP, SECONDS(1));
    struct virtual_settings settings = settings_of(program, SECONDS(0.5));

    ADD(program, setups, setup(program, "setup"));
    task_add(program, user, plain(program, "task work"), 1);
    *told = virtual_run(&settings);
    program_free(program);
    return *told;
}

TEST(a_failed_setup_lets_no_user_start)
{
    char *told;

    CHECK_TEXT(setup_program_run(fails, &told), "    0.000 run: setup\n    0.000 setup failed\n");
    mem_free(told);
    CHECK_TEXT(setup_program_run(plain, &told), "    0.000 run: setup\n    0.000 user 1: task work\n"
                                                "    0.500 the users are stopped\n"
                                                "    0.500 user 1: has ended\n");
    mem_free(told);
}

/* The tasks of user 1, in order, in a run with so many others. */
static char *picks_of_first(uint64_t users, uint64_t seed)
{
    struct program *program = builder_new();
    uint32_t user = kind_new(program, "User", WAIT_SLEEP, SECONDS(1));
    struct virtual_settings settings = settings_of(program, SECONDS(200));
    struct buffer picks = {0};
    char *told, *line;

    settings.run.users = users;
    settings.run.seed = seed;
    task_add(program, user, plain(program, "task a"), 1);
    task_add(program, user, plain(program, "task b"), 1);
    task_add(program, user, plain(program, "task c"), 1);
    told = virtual_run(&settings);
    for (line = strstr(told, "user 1: task "); line; line = strstr(line + 1, "user 1: task "))
        buffer_append_char(&picks, line[strlen("user 1: task ")]);
    mem_free(told);
    program_free(program);
    return buffer_steal(&picks);
}

TEST(same_seed_same_choices_whatever_others_do)
{
    char *alone = picks_of_first(1, 7), *among = picks_of_first(5, 7), *other = picks_of_first(1, 8);

    CHECK_INT(strlen(alone), 201);
    CHECK_TEXT(among, alone);
    CHECK(strcmp(other, alone) != 0);
    mem_free(alone);
    mem_free(among);
    mem_free(other);
}

/* A million of them have to fit into 2 GiB. */
TEST(a_user_is_small)
{
    CHECK(sizeof(struct user) + sizeof(struct active_set) + sizeof(struct timers_entry) < 512);
}

TEST_MAIN(RUN(hooks_run_from_the_outside_in_and_back); RUN(a_pace_is_exact_to_the_tick);
          RUN(a_late_pace_starts_at_once_and_never_catches_up); RUN(interrupt_leaves_at_once);
          RUN(interrupt_later_lets_the_parent_wait_first); RUN(times_of_tasks_sets_and_passes);
          RUN(a_user_whose_start_fails_tries_again);
          RUN(an_error_ends_the_task_and_the_user_goes_on_after_its_wait);
          RUN(running_tasks_have_their_time_to_finish); RUN(hooks_have_ten_seconds_at_the_end);
          RUN(a_user_may_stop_itself_and_is_not_replaced); RUN(users_that_never_wait_take_turns);
          RUN(a_user_without_tasks_only_waits); RUN(a_failed_setup_lets_no_user_start);
          RUN(same_seed_same_choices_whatever_others_do); RUN(a_user_is_small))
