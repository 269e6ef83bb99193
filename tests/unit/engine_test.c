/* Whole runs on real threads and real time, without a server: programs made by hand whose users send nothing.
 */
#include "runtime/engine/engine.h"

#include "runtime/net/transport.h"
#include "tests/support/program_builder.h"
#include "tests/support/run_once.h"
#include "tests/support/test.h"

#include <ev.h>
#include <inttypes.h>
#include <signal.h>

/* ---- programs ---- */

static uint32_t task_function(struct program *program, const char *name, struct instruction first,
                              struct instruction second)
{
    return BUILD(program, name, 0, 0, 2, first, second, I(CONST, builder_none(program)), I(RETURN));
}

static uint32_t plain(struct program *program, const char *name)
{
    return task_function(program, name, I(CONST, builder_none(program)), I(POP));
}

static uint32_t sleeps(struct program *program, const char *name, nanos time)
{
    return task_function(program, name, I(CONST, builder_constant(program, value_duration(time))), I(SLEEP));
}

static uint32_t kind_new(struct program *program, const char *name, double weight, uint32_t function,
                         nanos wait)
{
    uint32_t set = ADD(program, sets, builder_set(name));
    uint32_t task = ADD(program, tasks, (struct task){.name = "t", .function = function});

    ADD(program, kinds,
        (struct kind){.name = name, .weight = weight, .set = set, .client = CLIENT_SETTINGS_DEFAULT});
    builder_member(
        program, set,
        (struct member){
            .kind = MEMBER_TASK, .index = task, .weight = 1, .times = 1, .arguments = FUNCTION_NONE});
    program->sets[set].wait = WAIT_SLEEP;
    program->sets[set].wait_function =
        BUILD(program, "wait", 0, 0, 1, I(CONST, builder_constant(program, value_duration(wait))), I(RETURN));
    return set;
}

static uint32_t shared_new(struct program *program)
{
    uint32_t initialize = BUILD(program, "shared", 0, 0, 1, I(CONST, builder_int(program, 1)), I(RETURN));

    return ADD(program, shared, (struct shared_declaration){.name = "token", .initialize = initialize});
}

/* Ends the task with an error while the shared value isn't `wanted`. */
static uint32_t shared_check(struct program *program, const char *name, uint32_t shared, int64_t wanted)
{
    return BUILD(program, name, 0, 0, 2, I(SHARED_LOAD, shared), I(CONST, builder_int(program, wanted)),
                 I(EQUAL), I(JUMP_IF_TRUE, 6), I(CONST, builder_text(program, "old value")), I(FAIL_TASK),
                 I(CONST, builder_none(program)), I(RETURN));
}

static uint32_t shared_set(struct program *program, const char *name, uint32_t shared, int64_t number)
{
    return task_function(program, name, I(CONST, builder_int(program, number)), I(SHARED_STORE, shared));
}

/* ---- runs ---- */

struct seen {
    struct control *control;
    int began, ticks, reached, stops;
    const char *why;
    uint64_t users_at_tick, users_most;
    int64_t change;      /* of the number of users, at the first tick */
    int signal, signals; /* to raise at the first tick, so often */
};

static void seen_began(void *context, const struct run_settings *settings)
{
    (void)settings;
    ((struct seen *)context)->began++;
}

static void seen_tick(void *context, const struct snapshot *snapshot)
{
    struct seen *seen = context;

    seen->users_at_tick = snapshot->users;
    if (snapshot->users > seen->users_most)
        seen->users_most = snapshot->users;
    if (seen->ticks++ > 0)
        return;
    if (seen->change)
        control_change_users(seen->control, seen->change);
    for (int i = 0; i < seen->signals; i++) {
        raise(seen->signal);
        ev_run(control_loop(seen->control), EVRUN_NOWAIT);
    }
}

static void seen_reached(void *context, const struct run_settings *settings, uint64_t users)
{
    (void)settings;
    (void)users;
    ((struct seen *)context)->reached++;
}

static void seen_stopping(void *context, const char *why)
{
    struct seen *seen = context;

    seen->stops++;
    seen->why = why[0] == 'i' ? "interrupted" : "";
}

static struct snapshot *run(struct program *program, const struct run_settings *settings, struct seen *seen,
                            enum run_end wanted)
{
    const struct control_observer observer = {
        .context = seen,
        .began = seen_began,
        .tick = seen_tick,
        .users_reached = seen_reached,
        .stopping = seen_stopping,
    };
    struct snapshot *snapshot = run_once(program, settings, &observer, &seen->control);

    CHECK_INT(snapshot->how, wanted);
    CHECK(snapshot->is_final);
    program_free(program);
    return snapshot;
}

TEST(iterations_end_the_run)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 10, .iterations = 5000, .reactors = 3};
    struct seen seen = {0};

    kind_new(program, "Hot", 1, plain(program, "task t"), 0);
    snapshot_free(run(program, &settings, &seen, RUN_DONE));
    CHECK_INT(seen.began, 1);
    CHECK_INT(seen.reached, 1);
    CHECK_INT(seen.stops, 1);
}

TEST(iterations_are_counted_exactly)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 7, .iterations = 1000, .reactors = 2};
    struct seen seen = {0};
    struct snapshot *snapshot;

    kind_new(program, "Hot", 1,
             task_function(program, "task t", I(CONST, builder_text(program, "no")), I(FAIL_TASK)), 0);
    snapshot = run(program, &settings, &seen, RUN_DONE);
    CHECK_INT(snapshot->error_occurrences, 1000);
    snapshot_free(snapshot);
}

TEST(what_setup_puts_into_shared_is_everywhere_before_the_first_user)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 40, .iterations = 400, .reactors = 4};
    uint32_t shared = shared_new(program);
    struct seen seen = {0};
    struct snapshot *snapshot;

    ADD(program, setups, shared_set(program, "setup", shared, 7));
    kind_new(program, "User", 1, shared_check(program, "task t", shared, 7), 0);
    snapshot = run(program, &settings, &seen, RUN_DONE);
    CHECK_INT(snapshot->error_count, 0);
    snapshot_free(snapshot);
}

/* `on message` takes longer than the start of the first users would. */
TEST(what_setup_publishes_is_handled_before_the_first_user)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 40, .iterations = 400, .reactors = 4};
    uint32_t shared = shared_new(program), handler;
    struct seen seen = {0};
    struct snapshot *snapshot;

    ADD(program, setups,
        BUILD(program, "setup", 0, 0, 2, I(CONST, builder_text(program, "news")),
              I(CONST, builder_int(program, 9)), I(PUBLISH), I(CONST, builder_none(program)), I(RETURN)));
    handler = BUILD(program, "on message", 1, 1, 1,
                    I(CONST, builder_constant(program, value_duration(100 * NANOS_PER_MS))), I(SLEEP),
                    I(LOAD, 0), I(SHARED_STORE, shared), I(CONST, builder_none(program)), I(RETURN));
    ADD(program, messages, (struct message_handler){.type = "news", .function = handler});
    kind_new(program, "User", 1, shared_check(program, "task t", shared, 9), 0);
    snapshot = run(program, &settings, &seen, RUN_DONE);
    CHECK_INT(snapshot->error_count, 0);
    snapshot_free(snapshot);
}

TEST(a_failed_setup_ends_the_run)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 4, .reactors = 2};
    struct seen seen = {0};

    ADD(program, setups,
        task_function(program, "setup", I(CONST, builder_text(program, "no")), I(FAIL_TASK)));
    kind_new(program, "User", 1, plain(program, "task t"), 0);
    snapshot_free(run(program, &settings, &seen, RUN_SETUP_FAILED));
    CHECK_INT(seen.began, 0);
}

/* A user publishes; the handler on the hooks' VM changes what is shared, on all reactors. */
TEST(a_message_changes_shared_everywhere)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 3, .reactors = 3, .run_time = NANOS_PER_S};
    uint32_t shared = shared_new(program), publishes, handler;
    struct seen seen = {0};
    struct snapshot *snapshot;

    publishes =
        BUILD(program, "on start", 0, 0, 2, I(CONST, builder_text(program, "news")),
              I(CONST, builder_int(program, 9)), I(PUBLISH), I(CONST, builder_none(program)), I(RETURN));
    handler = BUILD(program, "on message", 1, 1, 1, I(LOAD, 0), I(SHARED_STORE, shared),
                    I(CONST, builder_none(program)), I(RETURN));
    ADD(program, messages, (struct message_handler){.type = "news", .function = handler});
    kind_new(program, "User", 1, shared_check(program, "task t", shared, 9), 300 * NANOS_PER_MS);
    program->sets[0].on_start = publishes;
    snapshot = run(program, &settings, &seen, RUN_DONE);
    /* The first task of each user may come before the news; none of the later ones. */
    CHECK(snapshot->error_occurrences <= 3);
    snapshot_free(snapshot);
}

TEST(a_user_may_stop_the_run)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 5, .reactors = 2};
    struct seen seen = {0};

    kind_new(program, "User", 1, BUILD(program, "task t", 0, 0, 1, I(STOP_RUN)), NANOS_PER_S);
    snapshot_free(run(program, &settings, &seen, RUN_STOPPED));
}

TEST(it_ends_when_all_users_have)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 5, .reactors = 2, .spawn_rate = 100};
    struct seen seen = {0};

    kind_new(program, "User", 1, BUILD(program, "task t", 0, 0, 1, I(STOP_USER)), NANOS_PER_S);
    snapshot_free(run(program, &settings, &seen, RUN_DONE));
}

TEST(an_interrupt_lets_tasks_finish_and_hooks_run)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 2, .reactors = 2, .stop_timeout = 30 * NANOS_PER_S};
    struct seen seen = {.signal = SIGINT, .signals = 1};
    uint32_t shared = shared_new(program);

    kind_new(program, "User", 1, sleeps(program, "task t", 1300 * NANOS_PER_MS), 60 * NANOS_PER_S);
    ADD(program, teardowns, shared_set(program, "teardown", shared, 2));
    snapshot_free(run(program, &settings, &seen, RUN_STOPPED));
    CHECK_TEXT(seen.why, "interrupted");
    CHECK_INT(seen.users_at_tick, 2);
}

TEST(a_second_signal_ends_it_at_once)
{
    struct program *program = builder_new();
    struct run_settings settings = {.users = 2, .reactors = 2, .stop_timeout = 300 * NANOS_PER_S};
    struct seen seen = {.signal = SIGTERM, .signals = 2};
    instant begin = clock_now();

    kind_new(program, "User", 1, sleeps(program, "task t", 200 * NANOS_PER_S), 0);
    snapshot_free(run(program, &settings, &seen, RUN_CUT));
    CHECK(instant_since(clock_now(), begin) < 20 * NANOS_PER_S);
}

TEST(users_come_and_go_by_key)
{
    struct program *program = builder_new();
    struct run_settings settings = {
        .users = 10, .reactors = 2, .run_time = 2500 * NANOS_PER_MS, .spawn_rate = 1000};
    struct seen seen = {.change = -4};

    kind_new(program, "A", 7, plain(program, "task t"), NANOS_PER_S / 10);
    kind_new(program, "B", 3, plain(program, "task u"), NANOS_PER_S / 10);
    snapshot_free(run(program, &settings, &seen, RUN_DONE));
    CHECK_INT(seen.users_at_tick, 6);
    CHECK_INT(seen.reached, 2);
}

/* ---- arrivals ---- */

/* Every arrival of the timetable is started or dropped, and each that is started runs its one task, whatever
 * the number of reactors; nobody is left over. */
TEST(arrivals_are_those_of_the_timetable)
{
    for (uint32_t reactors = 1; reactors <= 3; reactors++) {
        struct program *program = builder_new();
        struct run_settings settings = {
            .has_load = true, .reactors = reactors, .stop_timeout = 30 * NANOS_PER_S};
        struct seen seen = {0};
        struct snapshot *snapshot;

        kind_new(program, "Hot", 1,
                 task_function(program, "task t", I(CONST, builder_text(program, "no")), I(FAIL_TASK)), 0);
        ADD(program, load, (struct load_phase){.kind = LOAD_RATE, .target = 10000, .duration = NANOS_PER_S});
        snapshot = run(program, &settings, &seen, RUN_DONE);
        CHECK_INT(snapshot->arrivals, 10000);
        CHECK_INT(snapshot->arrivals_dropped, 0);
        CHECK_INT(snapshot->error_occurrences, 10000);
        CHECK_INT(snapshot->run_time, NANOS_PER_S);
        CHECK_INT(seen.reached, 0);
        snapshot_free(snapshot);
    }
}

/* 100 users of 100 ms can't take 2,000/s. The kind with `fixed` is there besides. */
TEST(max_users_bounds_arrivals)
{
    struct program *program = builder_new();
    struct run_settings settings = {.has_load = true, .reactors = 3, .stop_timeout = 30 * NANOS_PER_S};
    struct seen seen = {.change = 5};
    struct snapshot *snapshot;

    kind_new(program, "Slow", 1, sleeps(program, "task t", 100 * NANOS_PER_MS), 0);
    kind_new(program, "Always", 1, plain(program, "task t"), NANOS_PER_S);
    program->kinds[1].fixed = 2;
    program->load_max_users = 100;
    ADD(program, load,
        (struct load_phase){.kind = LOAD_RATE, .target = 2000, .duration = 1500 * NANOS_PER_MS});
    snapshot = run(program, &settings, &seen, RUN_DONE);
    CHECK_INT(snapshot->arrivals + snapshot->arrivals_dropped, 3000);
    CHECK(snapshot->arrivals >= 100);
    CHECK(snapshot->arrivals <= 1600);
    CHECK(seen.users_at_tick > 2);
    CHECK(seen.users_at_tick <= 102);
    snapshot_free(snapshot);
}

TEST(the_numbers_start_anew_at_the_peak)
{
    struct program *program = builder_new();
    struct run_settings settings = {.has_load = true, .reactors = 2, .reset_stats = true};
    struct seen seen = {0};
    struct snapshot *snapshot;

    kind_new(program, "Hot", 1, plain(program, "task t"), 0);
    ADD(program, load,
        (struct load_phase){.kind = LOAD_RAMP_RATE, .target = 1000, .duration = 1200 * NANOS_PER_MS});
    ADD(program, load, (struct load_phase){.kind = LOAD_RAMP_RATE, .target = 0, .duration = NANOS_PER_S});
    snapshot = run(program, &settings, &seen, RUN_DONE);
    CHECK(snapshot->arrivals > 0);
    CHECK(snapshot->arrivals < 1100);
    snapshot_free(snapshot);
}

TEST(tasks_and_users_end_a_run_of_arrivals)
{
    struct program *program = builder_new();
    struct run_settings settings = {.has_load = true, .reactors = 2, .iterations = 50};
    struct seen seen = {0};

    kind_new(program, "Hot", 1, plain(program, "task t"), 0);
    ADD(program, load, (struct load_phase){.kind = LOAD_RATE, .target = 100, .duration = 600 * NANOS_PER_S});
    snapshot_free(run(program, &settings, &seen, RUN_DONE));
    program = builder_new();
    kind_new(program, "Hot", 1, BUILD(program, "task t", 0, 0, 1, I(STOP_RUN)), 0);
    ADD(program, load, (struct load_phase){.kind = LOAD_RATE, .target = 100, .duration = 600 * NANOS_PER_S});
    settings.iterations = 0;
    snapshot_free(run(program, &settings, &seen, RUN_STOPPED));
}

/* A load of users has all of them at its peak, and none at its end: who is on the way out is still running
 * its task, and isn't removed a second time in place of another. */
TEST(a_load_goes_up_and_down)
{
    struct program *program = builder_new();
    struct run_settings settings = {.has_load = true, .reactors = 2};
    struct seen seen = {0};
    struct snapshot *snapshot;

    kind_new(program, "User", 1, sleeps(program, "task t", 500 * NANOS_PER_MS), 0);
    ADD(program, load,
        (struct load_phase){.kind = LOAD_RAMP_USERS, .target = 9, .duration = 200 * NANOS_PER_MS});
    ADD(program, load, (struct load_phase){.kind = LOAD_HOLD, .duration = 2 * NANOS_PER_S});
    ADD(program, load,
        (struct load_phase){.kind = LOAD_RAMP_USERS, .target = 0, .duration = 200 * NANOS_PER_MS});
    ADD(program, load, (struct load_phase){.kind = LOAD_HOLD, .duration = 2100 * NANOS_PER_MS});
    snapshot = run(program, &settings, &seen, RUN_DONE);
    CHECK_INT(seen.users_most, 9);
    CHECK_INT(seen.users_at_tick, 0);
    CHECK_INT(seen.reached, 1);
    CHECK_INT(snapshot->run_time, 4500 * NANOS_PER_MS);
    CHECK_INT(snapshot->arrivals, 0);
    snapshot_free(snapshot);
}

static void check_refused(struct program *program, const struct run_settings *settings, const char *wanted)
{
    const struct run_backend backend = engine_backend(program);
    struct control *control = control_new(&backend);
    struct buffer why = {0};

    CHECK(!control_start(control, settings, &why));
    CHECK_TEXT(buffer_text(&why), wanted);
    CHECK_INT(control_state(control), CONTROL_READY);
    control_free(control);
    buffer_free(&why);
}

TEST(what_can_not_run_is_said)
{
    struct program *program = builder_new();
    const char *const kinds[] = {"Vistor"};

    check_refused(program, &(struct run_settings){.users = 1}, "there is no `user` in the scenario");
    kind_new(program, "Visitor", 1, plain(program, "task t"), 0);
    check_refused(program,
                  &(struct run_settings){.users = 1, .selection.kinds = kinds, .selection.kind_count = 1},
                  "there is no user `Vistor`; the users are `Visitor`");
    check_refused(program, &(struct run_settings){0}, "the number of users is 0, so there is nothing to run");
    program->load = &(struct load_phase){.kind = LOAD_RAMP_USERS, .target = 5};
    program->load_count = 1;
    check_refused(program, &(struct run_settings){.has_load = true},
                  "all phases of `load` have length 0, so there is nothing to run");
    program->load->kind = LOAD_HOLD;
    check_refused(program, &(struct run_settings){.has_load = true},
                  "`load` never has a user, so there is nothing to run");
    program->load->kind = LOAD_RATE;
    check_refused(program, &(struct run_settings){.has_load = true},
                  "this `load` has no arrivals, so there is nothing to run");
    program->kinds[0].fixed = 1;
    check_refused(program, &(struct run_settings){.has_load = true},
                  "`load` has arrivals, but all users that run are `fixed`");
    program->kinds[0].fixed = 0;
    program->kinds[0].weight = 0;
    check_refused(program, &(struct run_settings){.users = 1},
                  "there is no user to run: no user has selected tasks and a weight greater than 0");
    program_free(program);
}

TEST(the_task_ratio_is_that_of_the_weights)
{
    struct program *program = builder_new();
    struct buffer out = {0}, why = {0};

    kind_new(program, "A", 7, plain(program, "task t"), 0);
    kind_new(program, "B", 3, plain(program, "task u"), 0);
    CHECK(engine_task_ratio(program, &(struct run_settings){.users = 10}, &out, &why));
    CHECK_TEXT(buffer_text(&out), "Task ratio per kind of user\n"
                                  "   70.0 %  A\n    100.0 %  t\n   30.0 %  B\n    100.0 %  t\n"
                                  "\nTotal task ratio\n"
                                  "   70.0 %  A\n     70.0 %  t\n   30.0 %  B\n     30.0 %  t\n");
    buffer_free(&out);
    buffer_free(&why);
    program_free(program);
}

TEST_MAIN(transport_setup(); RUN(iterations_end_the_run); RUN(iterations_are_counted_exactly);
          RUN(what_setup_puts_into_shared_is_everywhere_before_the_first_user);
          RUN(what_setup_publishes_is_handled_before_the_first_user); RUN(a_failed_setup_ends_the_run);
          RUN(a_message_changes_shared_everywhere); RUN(a_user_may_stop_the_run);
          RUN(it_ends_when_all_users_have); RUN(an_interrupt_lets_tasks_finish_and_hooks_run);
          RUN(a_second_signal_ends_it_at_once); RUN(users_come_and_go_by_key);
          RUN(arrivals_are_those_of_the_timetable); RUN(max_users_bounds_arrivals);
          RUN(the_numbers_start_anew_at_the_peak); RUN(tasks_and_users_end_a_run_of_arrivals);
          RUN(a_load_goes_up_and_down); RUN(what_can_not_run_is_said);
          RUN(the_task_ratio_is_that_of_the_weights))
