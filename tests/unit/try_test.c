/* `swarm try` on programs made by hand, whose users send nothing. */
#include "runtime/engine/try.h"

#include "runtime/net/transport.h"
#include "tests/support/program_builder.h"
#include "tests/support/test.h"

static uint32_t plain(struct program *program, const char *name)
{
    return BUILD(program, name, 0, 0, 1, I(CONST, builder_none(program)), I(RETURN));
}

static uint32_t fails(struct program *program, const char *name)
{
    return BUILD(program, name, 0, 0, 1, I(CONST, builder_text(program, "no")), I(FAIL_TASK));
}

static void task_add(struct program *program, uint32_t set, const char *name, uint32_t function)
{
    uint32_t task = ADD(program, tasks, (struct task){.name = name, .function = function});

    builder_member(
        program, set,
        (struct member){
            .kind = MEMBER_TASK, .index = task, .weight = 1, .times = 3, .arguments = FUNCTION_NONE});
}

/* Two tasks, the first of which interrupts the nested set that it is in, and an hour's wait. */
static struct program *program_new_nested(void)
{
    struct program *program = builder_new();
    uint32_t root = ADD(program, sets, builder_set("Visitor")),
             inner = ADD(program, sets, builder_set("Inner"));

    ADD(program, kinds,
        (struct kind){.name = "Visitor", .weight = 1, .set = root, .client = CLIENT_SETTINGS_DEFAULT});
    builder_member(
        program, root,
        (struct member){
            .kind = MEMBER_SET, .index = inner, .weight = 1, .times = 1, .arguments = FUNCTION_NONE});
    task_add(program, inner, "leave", BUILD(program, "task leave", 0, 0, 1, I(INTERRUPT, 0)));
    task_add(program, inner, "stay", plain(program, "task stay"));
    task_add(program, root, "home", plain(program, "task home"));
    program->sets[root].on_start = plain(program, "on start of Visitor");
    program->sets[root].on_stop = plain(program, "on stop of Visitor");
    program->sets[root].wait = WAIT_SLEEP;
    program->sets[root].wait_function =
        BUILD(program, "wait", 0, 0, 1,
              I(CONST, builder_constant(program, value_duration(3600 * NANOS_PER_S))), I(RETURN));
    return program;
}

static void told_begins(void *context, const char *what)
{
    buffer_printf(context, "%s\n", what);
}

static void told_error(void *context, const struct vm_error *error)
{
    buffer_printf(context, "error: %s\n", error->message);
}

/* What begins, in order; frees the program. */
static struct try_result check_try(struct program *program, struct try_settings settings, const char *wanted)
{
    struct buffer told = {0}, why = {0};
    const struct try_observer observer = {.context = &told, .begins = told_begins, .error = told_error};
    struct try_result result = {0};
    instant begin = clock_now();

    CHECK(try_run(program, &settings, &observer, &result, &why));
    /* A loop that nobody wakes goes on by itself after a minute. */
    CHECK(instant_since(clock_now(), begin) < 30 * NANOS_PER_S);
    CHECK_TEXT(buffer_text(&told), wanted);
    CHECK_TEXT(buffer_text(&why), "");
    buffer_free(&told);
    buffer_free(&why);
    program_free(program);
    return result;
}

TEST(each_task_runs_once_in_order_and_without_waits)
{
    struct try_result result = check_try(program_new_nested(), (struct try_settings){0},
                                         "on start of Visitor\ntask leave\ntask stay\ntask home\n"
                                         "on stop of Visitor\n");

    CHECK_INT(result.tasks, 3);
    CHECK_INT(result.errors, 0);
}

TEST(one_task_by_its_name)
{
    struct try_result result = check_try(program_new_nested(), (struct try_settings){.task = "stay"},
                                         "on start of Visitor\ntask stay\non stop of Visitor\n");

    CHECK_INT(result.tasks, 1);
}

TEST(so_many_tasks)
{
    struct program *program = program_new_nested();

    program->sets[0].wait = WAIT_INHERIT;
    CHECK_INT(check_try(program, (struct try_settings){.task = "home", .tasks = 2},
                        "on start of Visitor\ntask home\ntask home\non stop of Visitor\n")
                  .tasks,
              2);
}

TEST(a_failed_setup_is_the_end)
{
    struct program *program = program_new_nested();

    ADD(program, setups, fails(program, "setup"));
    CHECK(check_try(program, (struct try_settings){0}, "setup\n").setup_failed);
}

TEST(a_failed_start_runs_no_task)
{
    struct program *program = program_new_nested();
    struct try_result result;

    program->sets[0].on_start = fails(program, "on start of Visitor");
    result = check_try(program, (struct try_settings){0}, "on start of Visitor\nerror: no\n");
    CHECK_INT(result.tasks, 0);
    CHECK_INT(result.errors, 1);
}

TEST(an_unknown_task_is_refused)
{
    struct program *program = program_new_nested();
    const struct try_observer observer = {0};
    struct try_result result;
    struct buffer why = {0};

    CHECK(!try_run(program, &(struct try_settings){.task = "hme"}, &observer, &result, &why));
    CHECK_TEXT(buffer_text(&why), "there is no task `hme`");
    buffer_free(&why);
    program_free(program);
}

TEST_MAIN(transport_setup(); RUN(each_task_runs_once_in_order_and_without_waits); RUN(one_task_by_its_name);
          RUN(so_many_tasks); RUN(a_failed_setup_is_the_end); RUN(a_failed_start_runs_no_task);
          RUN(an_unknown_task_is_refused))
