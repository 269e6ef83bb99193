#include "runtime/vm/vm.h"

#include "runtime/native/native.h"
#include "tests/support/test.h"
#include "tests/support/vm_fake.h"

/* Runs a function that must be approved, and gives what the host was told and how it ended. */
static struct vm_fake fake;
static char told[8192];

static const char *outcome_of(struct program *program, uint32_t function, struct vm_scope *scope, int rounds)
{
    static char outcome[512];
    struct buffer why = {0};

    if (program_verify(program, &why)) {
        snprintf(outcome, sizeof outcome, "%s", fake_run(&fake, function, scope, rounds));
        snprintf(told, sizeof told, "%s", buffer_text(&fake.told));
    } else {
        snprintf(outcome, sizeof outcome, "refused: %s", buffer_text(&why));
    }
    buffer_free(&why);
    return outcome;
}

/* "log" of what the instructions leave on the stack. */
#define CHECK_VALUE(program, stack, shown, ...)                                                              \
    do {                                                                                                     \
        uint32_t check_none = builder_none(program);                                                         \
        uint32_t check_function =                                                                            \
            BUILD(program, "task value", 0, 4, stack, __VA_ARGS__, I(LOG), I(CONST, check_none), I(RETURN)); \
        fake_open(&fake, program);                                                                           \
        CHECK_TEXT(outcome_of(program, check_function, NULL, 100), "finished");                              \
        CHECK_TEXT(told, "log " shown "\n");                                                                 \
        fake_close(&fake);                                                                                   \
    } while (0)

#define CHECK_WRONG(program, stack, message, ...)                                                            \
    do {                                                                                                     \
        uint32_t check_none = builder_none(program);                                                         \
        uint32_t check_function =                                                                            \
            BUILD(program, "task wrong", 0, 4, stack, __VA_ARGS__, I(CONST, check_none), I(RETURN));         \
        fake_open(&fake, program);                                                                           \
        CHECK_TEXT(outcome_of(program, check_function, NULL, 100), message);                                 \
        fake_close(&fake);                                                                                   \
    } while (0)

TEST(values_are_reckoned_with)
{
    struct program *program = builder_new();
    uint32_t two = builder_int(program, 2), three = builder_int(program, 3), a = builder_text(program, "a");
    uint32_t half = builder_constant(program, value_float(0.5)), none = builder_none(program);

    CHECK_VALUE(program, 2, "5", I(CONST, two), I(CONST, three), I(ADD));
    CHECK_VALUE(program, 2, "-1", I(CONST, two), I(CONST, three), I(SUBTRACT));
    CHECK_VALUE(program, 2, "1.0", I(CONST, two), I(CONST, half), I(MULTIPLY));
    CHECK_VALUE(program, 2, "1.5", I(CONST, three), I(CONST, two), I(DIVIDE));
    CHECK_VALUE(program, 2, "1", I(CONST, three), I(CONST, two), I(MODULO));
    CHECK_VALUE(program, 2, "-2", I(CONST, two), I(NEGATE));
    CHECK_VALUE(program, 2, "true", I(CONST, two), I(CONST, three), I(LESS));
    CHECK_VALUE(program, 2, "false", I(CONST, two), I(CONST, three), I(GREATER_EQUAL));
    CHECK_VALUE(program, 2, "false", I(CONST, two), I(CONST, three), I(EQUAL));
    CHECK_VALUE(program, 2, "true", I(CONST, none), I(NOT));
    CHECK_VALUE(program, 2, "false", I(CONST, none), I(EXISTS));
    CHECK_VALUE(program, 3, "a2none", I(CONST, a), I(CONST, two), I(CONST, none), I(CONCAT, 3));
    CHECK_VALUE(program, 3, "[2,3]", I(CONST, two), I(CONST, three), I(LIST, 2));
    CHECK_VALUE(program, 3, "{\"a\":3}", I(CONST, a), I(CONST, three), I(MAP, 1));
    CHECK_VALUE(program, 3, "[2,3]", I(CONST, two), I(CONST, three), I(RANGE));
    CHECK_VALUE(program, 3, "3", I(CONST, a), I(CONST, three), I(MAP, 1), I(MEMBER, a));
    CHECK_VALUE(program, 3, "true", I(CONST, two), I(CONST, two), I(LIST, 1), I(IN));
    CHECK_VALUE(program, 3, "false", I(CONST, two), I(LIST, 1), I(CONST, three), I(CONTAINS));
    CHECK_VALUE(program, 3, "true", I(CONST, two), I(IS, 1 << VALUE_INT | 1 << VALUE_FLOAT));
    CHECK_VALUE(program, 3, "A", I(CONST, a), I(NATIVE, NATIVE_upper, 1));
    CHECK_VALUE(program, 3, "Visitor 7 3", I(CONTEXT_LOAD, CONTEXT_USER_KIND),
                I(CONST, builder_text(program, " ")), I(CONTEXT_LOAD, CONTEXT_USER_ID), I(CONCAT, 3),
                I(CONST, builder_text(program, " ")), I(CONTEXT_LOAD, CONTEXT_ITERATION), I(CONCAT, 3));
    program_free(program);
}

TEST(texts_are_compared)
{
    struct program *program = builder_new();
    uint32_t text = builder_text(program, "hello"), start = builder_text(program, "he");
    uint32_t end = builder_text(program, "lo"), pattern = builder_text(program, "l+");
    uint32_t regex = builder_regex(program, "^h.*o$"), bad = builder_text(program, "(");

    CHECK_VALUE(program, 2, "true", I(CONST, text), I(CONST, start), I(STARTS_WITH));
    CHECK_VALUE(program, 2, "false", I(CONST, start), I(CONST, text), I(STARTS_WITH));
    CHECK_VALUE(program, 2, "true", I(CONST, text), I(CONST, end), I(ENDS_WITH));
    CHECK_VALUE(program, 2, "true", I(CONST, text), I(MATCHES, regex));
    CHECK_VALUE(program, 2, "true", I(CONST, text), I(CONST, pattern), I(MATCHES_TEXT));
    CHECK_WRONG(program, 2, "invalid regex: missing closing parenthesis", I(CONST, text), I(CONST, bad),
                I(MATCHES_TEXT), I(POP));
    CHECK_WRONG(program, 2, "matches searches in a string, not in none", I(CONST, builder_none(program)),
                I(MATCHES, regex), I(POP));
    program_free(program);
}

TEST(places_in_containers_are_set)
{
    struct program *program = builder_new();
    uint32_t key = builder_text(program, "k"), one = builder_int(program, 1), zero = builder_int(program, 0);

    /* local 0 = { k: [1] }; local 1 = local 0; local0.k[0] = "k" */
    CHECK_VALUE(program, 4, "{\"k\":[\"k\"]} {\"k\":[1]}", I(CONST, key), I(CONST, one), I(LIST, 1),
                I(MAP, 1), I(DUP), I(STORE, 0), I(STORE, 1), I(CONST, key), I(CONST, zero), I(CONST, key),
                I(LOCAL_SET, 0, 2), I(LOAD, 0), I(CONST, builder_text(program, " ")), I(LOAD, 1),
                I(CONCAT, 3));
    CHECK_WRONG(program, 4, "none has no members that can be set", I(CONST, key), I(CONST, one),
                I(LOCAL_SET, 0, 1));
    program_free(program);
}

TEST(lists_maps_and_numbers_are_walked)
{
    struct program *program = builder_new();
    uint32_t one = builder_int(program, 1), three = builder_int(program, 3), none = builder_none(program);
    uint32_t a = builder_text(program, "a"), b = builder_text(program, "b");
    uint32_t most = builder_int(program, INT64_MAX), last_but_one = builder_int(program, INT64_MAX - 1);
    uint32_t list = BUILD(program, "task list", 0, 2, 3, I(CONST, one), I(CONST, three), I(LIST, 2),
                          I(ITERATE, 0), I(NEXT_ITEM, 7, 0), I(LOG), I(JUMP, 4), I(CONST, none), I(RETURN));
    uint32_t map = BUILD(program, "task map", 0, 2, 4, I(CONST, a), I(CONST, one), I(CONST, b),
                         I(CONST, three), I(MAP, 2), I(ITERATE, 0), I(NEXT_PAIR, 10, 0), I(LOG), I(LOG),
                         I(JUMP, 6), I(CONST, none), I(RETURN));
    uint32_t keys = BUILD(program, "task keys", 0, 2, 4, I(CONST, a), I(CONST, one), I(MAP, 1), I(ITERATE, 0),
                          I(NEXT_ITEM, 7, 0), I(LOG), I(JUMP, 4), I(CONST, none), I(RETURN));
    uint32_t count =
        BUILD(program, "task count", 0, 2, 4, I(CONST, last_but_one), I(CONST, most), I(COUNT_FROM, 0),
              I(NEXT_COUNT, 6, 0), I(LOG), I(JUMP, 3), I(CONST, none), I(RETURN));

    fake_open(&fake, program);
    CHECK_TEXT(outcome_of(program, list, NULL, 10), "finished");
    CHECK_TEXT(told, "log 1\nlog 3\n");
    buffer_clear(&fake.told);
    CHECK_TEXT(outcome_of(program, map, NULL, 10), "finished");
    CHECK_TEXT(told, "log 1\nlog a\nlog 3\nlog b\n");
    buffer_clear(&fake.told);
    CHECK_TEXT(outcome_of(program, keys, NULL, 10), "finished");
    CHECK_TEXT(told, "log a\n");
    buffer_clear(&fake.told);
    CHECK_TEXT(outcome_of(program, count, NULL, 10), "finished");
    CHECK_TEXT(told, "log 9223372036854775806\nlog 9223372036854775807\n");
    fake_close(&fake);
    program_free(program);
}

TEST(walking_what_is_no_list_is_an_error)
{
    struct program *program = builder_new();

    CHECK_WRONG(program, 2, "for needs a list or a map, not int", I(CONST, builder_int(program, 1)),
                I(ITERATE, 0));
    CHECK_WRONG(program, 2, "the loop has no iterator", I(NEXT_ITEM, 0, 0), I(POP));
    CHECK_WRONG(program, 2, "the loop has no counter", I(NEXT_COUNT, 0, 0), I(POP));
    program_free(program);
}

TEST(functions_are_called_with_arguments)
{
    struct program *program = builder_new();
    uint32_t two = builder_int(program, 2), five = builder_int(program, 5);
    uint32_t minus = BUILD(program, "fn minus", 2, 3, 2, I(LOAD, 0), I(LOAD, 1), I(SUBTRACT), I(STORE, 2),
                           I(LOAD, 2), I(RETURN));

    CHECK_VALUE(program, 3, "-3", I(CONST, two), I(CONST, five), I(CALL, minus, 2));
    program_free(program);
}

TEST(arguments_come_in_and_the_result_goes_out)
{
    struct program *program = builder_new();
    uint32_t one = builder_int(program, 1);
    uint32_t next = BUILD(program, "fn next", 1, 1, 2, I(LOAD, 0), I(CONST, one), I(ADD), I(RETURN));
    const value argument = value_int(41);
    struct vm_want want;

    fake_open(&fake, program);
    vm_start(fake.vm, &fake.environment, next, NULL, &argument, 1);
    CHECK_INT(vm_run(fake.vm, &want), VM_DONE);
    CHECK_INT(vm_outcome(fake.vm), VM_FINISHED);
    CHECK_INT(vm_result(fake.vm).as.integer, 42);
    fake_close(&fake);
    program_free(program);
}

TEST(an_error_names_its_place_and_the_calls)
{
    struct program *program = builder_new();
    uint32_t one = builder_int(program, 1), zero = builder_int(program, 0);
    uint32_t divide =
        BUILD(program, "fn divide", 0, 0, 2, I(CONST, one), I(CONST, zero), I(DIVIDE), I(RETURN));
    uint32_t task =
        BUILD(program, "task home", 0, 0, 2, I(CONST, one), I(CALL, divide, 0), I(POP), I(RETURN));

    fake_open(&fake, program);
    CHECK_TEXT(outcome_of(program, task, NULL, 10), "division by 0");
    CHECK_TEXT(vm_error(fake.vm)->location, "a.swarm:12");
    CHECK_TEXT(vm_error(fake.vm)->trace, "  at fn divide (a.swarm:12)\n  at task home (a.swarm:11)\n");
    fake_close(&fake);
    program_free(program);
}

TEST(calls_without_end_are_an_error)
{
    struct program *program = builder_new();

    BUILD(program, "fn again", 0, 0, 1, I(CALL, 0, 0), I(RETURN));
    fake_open(&fake, program);
    CHECK_TEXT(outcome_of(program, 0, NULL, 10), "calls are nested too deeply");
    fake_close(&fake);
    program_free(program);
}

TEST(a_loop_without_end_yields)
{
    struct program *program = builder_new();
    uint32_t loop = BUILD(program, "task loop", 0, 0, 0, I(JUMP, 0));
    struct vm_want want;

    fake_open(&fake, program);
    vm_start(fake.vm, &fake.environment, loop, NULL, NULL, 0);
    for (int i = 0; i < 3; i++)
        CHECK_INT(vm_run(fake.vm, &want), VM_YIELD);
    vm_cancel(fake.vm);
    fake_close(&fake);
    program_free(program);
}

TEST(a_loop_goes_on_after_a_yield)
{
    struct program *program = builder_new();
    uint32_t one = builder_int(program, 1), many = builder_int(program, 100000), none = builder_none(program);
    uint32_t count =
        BUILD(program, "task count", 0, 3, 2, I(CONST, one), I(CONST, many), I(COUNT_FROM, 0),
              I(NEXT_COUNT, 6, 0), I(STORE, 2), I(JUMP, 3), I(LOAD, 2), I(LOG), I(CONST, none), I(RETURN));

    fake_open(&fake, program);
    CHECK_TEXT(outcome_of(program, count, NULL, 3), "cut");
    CHECK_TEXT(outcome_of(program, count, NULL, 1000), "finished");
    CHECK_TEXT(told, "log 100000\n");
    fake_close(&fake);
    program_free(program);
}

TEST(wants_suspend_through_calls)
{
    struct program *program = builder_new();
    uint32_t second = builder_constant(program, value_duration(NANOS_PER_S)), none = builder_none(program);
    uint32_t pause = BUILD(program, "fn pause", 0, 0, 1, I(CONST, second), I(SLEEP), I(NEXT, 0), I(RETURN));
    uint32_t task = BUILD(program, "task wants", 0, 0, 2, I(CALL, pause, 0), I(LOG), I(TAKE, 0), I(LOG),
                          I(CONST, none), I(RETURN));

    ADD(program, data, (struct data_declaration){.name = "accounts"});
    ADD(program, counters, "orders");
    fake_open(&fake, program);
    CHECK_TEXT(outcome_of(program, task, NULL, 10), "finished");
    CHECK_TEXT(told, "sleep 1000ms\nlog 1\nlog 2\n");
    fake_close(&fake);
    fake_open(&fake, program);
    fake.is_dry = true;
    CHECK_TEXT(outcome_of(program, task, NULL, 10), "finished");
    CHECK_TEXT(told, "sleep 1000ms\nlease 1\nlog 1\nlease 0\nlog 2\n");
    fake_close(&fake);
    program_free(program);
}

TEST(random_waits_are_durations)
{
    struct program *program = builder_new();
    uint32_t low = builder_constant(program, value_duration(NANOS_PER_S));
    uint32_t high = builder_constant(program, value_duration(2 * NANOS_PER_S));

    CHECK_VALUE(program, 3, "true", I(CONST, high), I(CONST, low), I(RANDOM_BETWEEN), I(CONST, low),
                I(GREATER_EQUAL));
    CHECK_VALUE(program, 3, "true", I(CONST, low), I(RANDOM_EXPONENTIAL), I(IS, 1 << VALUE_DURATION));
    CHECK_VALUE(program, 3, "true", I(CONST, low), I(CONST, high), I(RANDOM_NORMAL),
                I(IS, 1 << VALUE_DURATION));
    CHECK_WRONG(program, 3, "wait takes a duration, not int", I(CONST, builder_int(program, 1)),
                I(RANDOM_EXPONENTIAL), I(POP));
    CHECK_WRONG(program, 3, "wait takes a duration, not int", I(CONST, builder_int(program, 1)), I(SLEEP));
    program_free(program);
}

TEST(variables_of_users_sets_and_the_run_are_kept)
{
    struct program *program = builder_new();
    uint32_t a = builder_text(program, "a"), one = builder_int(program, 1), none = builder_none(program);
    uint32_t task =
        BUILD(program, "task vars", 0, 0, 2, I(CONST, a), I(USER_STORE, 1), I(CONST, a), I(CONST, one),
              I(MAP, 1), I(SCOPE_STORE, 0, 0), I(CONST, a), I(CONST, a), I(SCOPE_SET, 0, 1),
              I(SCOPE_LOAD, 0, 0), I(LOG), I(SCOPE_LOAD, 1, 1), I(LOG), I(CONST, one), I(SHARED_STORE, 0),
              I(SHARED_LOAD, 0), I(LOG), I(CONST, none), I(RETURN));
    value variables[1] = {value_none()};
    struct vm_scope outer = {.set = 0}, inner = {.outer = &outer, .variables = variables, .set = 1};
    struct set body = builder_set("Visitor"), set = builder_set("Board");

    program->functions[task].needs_user = true;
    program->user_variables = 2;
    body.variables = 2;
    set.variables = 1;
    ADD(program, sets, body);
    ADD(program, sets, set);
    ADD(program, tasks, (struct task){"vars", task});
    ADD(program, shared, (struct shared_declaration){"token", FUNCTION_NONE});
    ADD(program, kinds, (struct kind){.name = "Visitor", .weight = 1});
    builder_member(program, 0, (struct member){.kind = MEMBER_SET, .index = 1, .arguments = FUNCTION_NONE});
    builder_member(program, 1, (struct member){.kind = MEMBER_TASK, .index = 0, .arguments = FUNCTION_NONE});
    fake_open(&fake, program);
    outer.variables = fake.user_variables;
    CHECK_TEXT(outcome_of(program, task, &inner, 10), "finished");
    CHECK_TEXT(told, "log {\"a\":\"a\"}\nlog a\nlog 1\n");
    value_release(variables[0]);
    fake_close(&fake);
    program_free(program);
}

TEST(a_task_ends_in_the_way_it_says)
{
    struct program *program = builder_new();
    uint32_t text = builder_text(program, "no luck"), type = builder_text(program, "news");
    uint32_t stop = BUILD(program, "fn stop", 0, 0, 1, I(STOP_USER));
    uint32_t later = BUILD(program, "fn later", 0, 0, 1, I(INTERRUPT, 1));
    uint32_t fail = BUILD(program, "task fail", 0, 0, 1, I(CONST, text), I(FAIL_TASK));
    uint32_t calls = BUILD(program, "task calls", 0, 0, 1, I(CALL, stop, 0), I(RETURN));
    uint32_t run =
        BUILD(program, "task run", 0, 0, 2, I(CONST, type), I(CONST, text), I(PUBLISH), I(STOP_RUN));

    fake_open(&fake, program);
    CHECK_TEXT(outcome_of(program, calls, NULL, 5), "stop user");
    CHECK_TEXT(outcome_of(program, later, NULL, 5), "interrupted later");
    CHECK_TEXT(outcome_of(program, fail, NULL, 5), "no luck");
    CHECK_TEXT(vm_error(fake.vm)->location, "a.swarm:11");
    CHECK_TEXT(outcome_of(program, run, NULL, 5), "stop run");
    CHECK_TEXT(told, "publish news no luck\n");
    fake_close(&fake);
    program_free(program);
}

TEST(strings_have_a_bound)
{
    struct program *program = builder_new();
    uint32_t text = builder_text(program, "0123456789abcdef");
    uint32_t grow = BUILD(program, "task grow", 0, 1, 2, I(CONST, text), I(STORE, 0), I(LOAD, 0), I(LOAD, 0),
                          I(ADD), I(STORE, 0), I(JUMP, 2));
    uint32_t join = BUILD(program, "task join", 0, 1, 2, I(CONST, text), I(STORE, 0), I(LOAD, 0), I(LOAD, 0),
                          I(CONCAT, 2), I(STORE, 0), I(JUMP, 2));

    fake_open(&fake, program);
    CHECK_TEXT(outcome_of(program, grow, NULL, 100), "the string is longer than 64 MiB");
    CHECK_TEXT(outcome_of(program, join, NULL, 100), "the string is longer than 64 MiB");
    fake_close(&fake);
    program_free(program);
}

TEST_MAIN(RUN(values_are_reckoned_with); RUN(texts_are_compared); RUN(places_in_containers_are_set);
          RUN(lists_maps_and_numbers_are_walked); RUN(walking_what_is_no_list_is_an_error);
          RUN(functions_are_called_with_arguments); RUN(arguments_come_in_and_the_result_goes_out);
          RUN(an_error_names_its_place_and_the_calls); RUN(calls_without_end_are_an_error);
          RUN(a_loop_without_end_yields); RUN(a_loop_goes_on_after_a_yield); RUN(wants_suspend_through_calls);
          RUN(random_waits_are_durations); RUN(variables_of_users_sets_and_the_run_are_kept);
          RUN(a_task_ends_in_the_way_it_says); RUN(strings_have_a_bound))
