/* Every way in which a program can be damaged, and what the verifier says to it. */
#include "runtime/native/native.h"
#include "tests/support/program_builder.h"
#include "tests/support/test.h"

static char reason[512];

/* The reason why the program is refused, or "approved". */
static const char *verdict(struct program *program)
{
    struct buffer why = {0};
    bool approved = program_verify(program, &why);

    snprintf(reason, sizeof reason, "%s", approved ? "approved" : buffer_text(&why));
    if (approved && why.length)
        snprintf(reason, sizeof reason, "approved, with a reason");
    buffer_free(&why);
    return reason;
}

/* What is said to a program that has one function of two locals and three values, and a table entry of each.
 */
#define CHECK_CODE(wanted, ...)                                                                              \
    do {                                                                                                     \
        struct program *code_program = sample();                                                             \
        BUILD(code_program, "task t", 0, 2, 3, __VA_ARGS__);                                                 \
        CHECK_TEXT(verdict(code_program), wanted);                                                           \
        program_free(code_program);                                                                          \
    } while (0)

#define AT(instruction, text) "function 1 (task t), instruction " instruction ": " text

/* Function 0 takes one argument; constant 0 is none, 1 an int, 2 a string; a request without slots, an
 * expectation, a transaction. */
static struct program *sample(void)
{
    struct program *program = builder_new();
    uint32_t none = builder_none(program);

    builder_int(program, 5);
    builder_text(program, "name");
    BUILD(program, "fn one", 1, 1, 1, I(CONST, none), I(RETURN));
    ADD(program, requests, builder_site(program, "GET", "/", 0));
    ADD(program, transactions, (struct transaction_site){.row = 0});
    ADD(program, transactions, (struct transaction_site){.row = 0});
    builder_expectation(program, EXPECTATION_EXPECT, "e");
    return program;
}

TEST(sound_code_is_approved)
{
    CHECK_CODE("approved", I(CONST, 0), I(RETURN));
    CHECK_CODE("approved", I(CONST, 1), I(CALL, 0, 1), I(RETURN));
    CHECK_CODE("approved", I(HEADERS_BEGIN), I(HEADERS_NEXT, 2), I(REQUEST), I(BLOCK, 8),
               I(TRANSACTION_BEGIN, 1), I(CONST, 0), I(FAIL_REQUEST), I(TRANSACTION_END, 1), I(REQUEST_END),
               I(CONST, 0), I(RETURN));
    CHECK_CODE("approved", I(JUMP, 0));
    CHECK_CODE("approved", I(INTERRUPT, 1));
}

TEST(operands_stay_in_their_tables)
{
    CHECK_CODE(AT("0 (?)", "unknown opcode 999"), {.op = 999});
    CHECK_CODE(AT("0 (CONST)", "invalid operand a: 3"), I(CONST, 3), I(RETURN));
    CHECK_CODE(AT("0 (LOAD)", "invalid operand a: 2"), I(LOAD, 2), I(RETURN));
    CHECK_CODE(AT("0 (USER_LOAD)", "invalid operand a: 0"), I(USER_LOAD, 0), I(RETURN));
    CHECK_CODE(AT("0 (SHARED_LOAD)", "invalid operand a: 0"), I(SHARED_LOAD, 0), I(RETURN));
    CHECK_CODE(AT("0 (TAKE)", "invalid operand a: 0"), I(TAKE, 0), I(RETURN));
    CHECK_CODE(AT("0 (NEXT)", "invalid operand a: 0"), I(NEXT, 0), I(RETURN));
    CHECK_CODE(AT("0 (CALL)", "invalid operand a: 2"), I(CALL, 2), I(RETURN));
    CHECK_CODE(AT("1 (MATCHES)", "invalid operand a: 0"), I(CONST, 0), I(MATCHES, 0), I(RETURN));
    CHECK_CODE(AT("0 (JUMP)", "invalid operand a: 1"), I(JUMP, 1));
    CHECK_CODE(AT("0 (CONTEXT_LOAD)", "invalid operand a: 7"), I(CONTEXT_LOAD, CONTEXT_FIELD_COUNT),
               I(RETURN));
    CHECK_CODE(AT("0 (INTERRUPT)", "invalid operand a: 2"), I(INTERRUPT, 2));
    CHECK_CODE(AT("0 (CONST)", "invalid operand b: 1"), I(CONST, 0, 1), I(RETURN));
    CHECK_CODE(AT("1 (POP)", "invalid operand a: 1"), I(CONST, 0), I(POP, 1), I(RETURN));
    CHECK_CODE(AT("1 (ITERATE)", "it uses locals from 1 on, which don't exist"), I(CONST, 0), I(ITERATE, 1),
               I(JUMP, 0));
    CHECK_CODE(AT("0 (NEXT_ITEM)", "it uses locals from 1 on, which don't exist"), I(NEXT_ITEM, 0, 1),
               I(RETURN));
    CHECK_CODE(AT("1 (MEMBER)", "the name of a member must be a string"), I(CONST, 0), I(MEMBER, 1),
               I(RETURN));
    CHECK_CODE("approved", I(CONST, 0), I(MEMBER, 2), I(RETURN));
}

TEST(calls_have_the_right_number_of_arguments)
{
    CHECK_CODE(AT("0 (CALL)", "0 arguments for fn one, which takes 1"), I(CALL, 0, 0), I(RETURN));
    CHECK_CODE(AT("0 (NATIVE)", "0 arguments for upper"), I(NATIVE, NATIVE_upper, 0), I(RETURN));
    CHECK_CODE(AT("3 (NATIVE)", "3 arguments for split"), I(CONST, 0), I(DUP), I(DUP),
               I(NATIVE, NATIVE_split, 3), I(RETURN));
    CHECK_CODE("approved", I(CONST, 0), I(DUP), I(DUP), I(NATIVE, NATIVE_max, 3), I(RETURN));
}

TEST(an_expectation_ends_where_it_leads_to)
{
    CHECK_CODE("approved", I(HEADERS_BEGIN), I(HEADERS_NEXT, 2), I(REQUEST), I(BLOCK, 8), I(CONST, 1),
               I(EXPECT, 8), I(CONST, 0), I(EXPECT_FAILED), I(REQUEST_END), I(CONST, 0), I(RETURN));
    CHECK_CODE(AT("5 (EXPECT)", "its target doesn't follow an EXPECT_FAILED"), I(HEADERS_BEGIN),
               I(HEADERS_NEXT, 2), I(REQUEST), I(BLOCK, 8), I(CONST, 1), I(EXPECT, 7), I(CONST, 0),
               I(EXPECT_FAILED), I(REQUEST_END), I(CONST, 0), I(RETURN));
    CHECK_CODE(AT("1 (EXPECT)", "its target doesn't follow an EXPECT_FAILED"), I(CONST, 1), I(EXPECT, 0),
               I(CONST, 0), I(RETURN));
}

TEST(the_stack_stays_within_its_bounds)
{
    CHECK_CODE(AT("0 (POP)", "it pops 1 values of 0"), I(POP), I(CONST, 0), I(RETURN));
    CHECK_CODE(AT("1 (LIST)", "it pops 4294967295 values of 1"), I(CONST, 0), I(LIST, UINT32_MAX), I(RETURN));
    CHECK_CODE(AT("1 (MAP)", "it pops 4294967296 values of 1"), I(CONST, 0), I(MAP, 1u << 31), I(RETURN));
    CHECK_CODE(AT("3 (DUP)", "the stack has more than 3 values"), I(CONST, 0), I(DUP), I(DUP), I(DUP),
               I(RETURN));
    CHECK_CODE(AT("1 (JUMP)", "0 is reached with 0 and with 1 values on the stack"), I(CONST, 0), I(JUMP, 0));
    CHECK_CODE(AT("0 (RETURN)", "it pops 1 values of 0"), I(RETURN));
}

TEST(every_path_ends)
{
    CHECK_CODE(AT("0 (CONST)", "the last instruction doesn't end the function"), I(CONST, 0));
    CHECK_CODE(AT("1 (JUMP_IF_TRUE)", "the last instruction doesn't end the function"), I(CONST, 0),
               I(JUMP_IF_TRUE, 0));
}

TEST(walks_push_only_while_there_is_more)
{
    CHECK_CODE("approved", I(NEXT_PAIR, 4, 0), I(POP), I(POP), I(JUMP, 0), I(CONST, 0), I(RETURN));
    CHECK_CODE(AT("0 (NEXT_ITEM)", "1 is reached with 0 and with 1 values on the stack"), I(NEXT_ITEM, 1, 0),
               I(CONST, 0), I(RETURN));
}

TEST(blocks_are_nested)
{
    CHECK_CODE(AT("0 (REQUEST_END)", "no block of a request is open"), I(REQUEST_END), I(INTERRUPT));
    CHECK_CODE(AT("1 (REQUEST_END)", "no block of a request is open"), I(TRANSACTION_BEGIN, 0),
               I(REQUEST_END), I(INTERRUPT));
    CHECK_CODE(AT("1 (TRANSACTION_END)", "the transaction isn't open"), I(TRANSACTION_BEGIN, 0),
               I(TRANSACTION_END, 1), I(INTERRUPT));
    CHECK_CODE(AT("1 (JUMP)", "0 is reached in two different blocks"), I(TRANSACTION_BEGIN, 0), I(JUMP, 0));
    CHECK_CODE("approved", I(TRANSACTION_BEGIN, 0), I(TRANSACTION_END, 0), I(JUMP, 0));
    CHECK_CODE("approved", I(TRANSACTION_BEGIN, 0), I(CONST, 0), I(RETURN));
}

/* The same, with a site of TCP whose one slot is the operand. */
static const char *tcp_verdict(struct tcp_site site, enum opcode op)
{
    struct program *program = sample();

    site.slots = 1;
    site.name_slot = site.port_slot = site.timeout_slot = site.max_slot = SLOT_NONE;
    ADD(program, tcp, site);
    BUILD(program, "task t", 0, 2, 3, I(CONST, 2), {.op = (uint16_t)op}, I(INTERRUPT));
    verdict(program);
    program_free(program);
    return reason;
}

TEST(sites_of_tcp_have_what_they_do)
{
    CHECK_TEXT(tcp_verdict((struct tcp_site){.action = TCP_SEND}, OP_SEND), "approved");
    CHECK_TEXT(tcp_verdict((struct tcp_site){.action = TCP_SEND}, OP_CONNECT),
               AT("1 (CONNECT)", "its site belongs to another instruction"));
    CHECK_TEXT(tcp_verdict((struct tcp_site){.action = TCP_RECEIVE}, OP_RECEIVE),
               AT("2 (INTERRUPT)", "BLOCK must follow REQUEST or RECEIVE"));
    CHECK_TEXT(tcp_verdict((struct tcp_site){.action = TCP_SEND, .operand_slot = SLOT_NONE}, OP_SEND),
               "TCP site 0: the action is unknown or lacks a slot");
    CHECK_TEXT(tcp_verdict((struct tcp_site){.action = TCP_SEND, .operand_slot = 1}, OP_SEND),
               "TCP site 0: a slot is not below 1");
    CHECK_TEXT(tcp_verdict((struct tcp_site){.action = TCP_SEND, .udp_row = 99}, OP_SEND),
               "TCP site 0: there is no row");
    CHECK_TEXT(tcp_verdict((struct tcp_site){.action = TCP_DISCONNECT}, OP_SEND),
               "TCP site 0: the action is unknown or lacks a slot");
    CHECK_TEXT(
        tcp_verdict((struct tcp_site){.action = TCP_RECEIVE, .goal = TCP_MATCHING, .regex = 7}, OP_SEND),
        "TCP site 0: the action is unknown or lacks a slot");
}

TEST(request_and_block_belong_together)
{
    CHECK_CODE(AT("2 (REQUEST)", "no BLOCK follows it"), I(HEADERS_BEGIN), I(HEADERS_NEXT, 2), I(REQUEST));
    CHECK_CODE(AT("2 (REQUEST_END)", "BLOCK must follow REQUEST or RECEIVE"), I(HEADERS_BEGIN), I(REQUEST),
               I(REQUEST_END), I(INTERRUPT));
    CHECK_CODE(AT("0 (BLOCK)", "BLOCK must follow REQUEST or RECEIVE"), I(BLOCK, 1), I(INTERRUPT));
    CHECK_CODE(AT("0 (JUMP)", "it jumps to a BLOCK"), I(JUMP, 3), I(HEADERS_BEGIN), I(REQUEST), I(BLOCK, 4),
               I(REQUEST_END), I(INTERRUPT));
    CHECK_CODE(AT("1 (BLOCK)", "it jumps to a BLOCK"), I(REQUEST), I(BLOCK, 1), I(INTERRUPT));
    /* `fail` must find the block's end as it was at its start */
    CHECK_CODE(AT("3 (REQUEST_END)", "4 is reached in two different blocks"), I(HEADERS_BEGIN), I(REQUEST),
               I(BLOCK, 4), I(REQUEST_END), I(INTERRUPT));
}

TEST(responses_are_read_where_there_is_one)
{
    struct program *program = sample();
    uint32_t check = BUILD(program, "check c", 0, 0, 1, I(RESPONSE), I(RETURN));
    uint32_t deeper = BUILD(program, "check d", 0, 0, 1, I(CALL, check, 0), I(RETURN));
    uint32_t task = BUILD(program, "task t", 0, 0, 2, I(HEADERS_BEGIN), I(HEADERS_NEXT, 2), I(REQUEST),
                          I(BLOCK, 6), I(CALL, deeper, 0), I(POP), I(REQUEST_END), I(CONST, 0), I(RETURN));

    ADD(program, setups, task);
    CHECK_TEXT(verdict(program), "approved");
    ADD(program, setups, deeper);
    CHECK_TEXT(verdict(program), "setup: function 2 (check d) needs a response");
    program_free(program);
}

/* ---- what functions are for ---- */

/* A user whose body holds the set Board, whose only task is `task`. */
static struct program *sets(void)
{
    struct program *program = sample();
    struct set body = builder_set("Visitor"), board = builder_set("Board");

    body.variables = 1;
    board.variables = 2;
    program->user_variables = 1;
    ADD(program, sets, body);
    ADD(program, sets, board);
    ADD(program, kinds, (struct kind){.name = "Visitor"});
    builder_member(program, 0, (struct member){.kind = MEMBER_SET, .index = 1, .arguments = FUNCTION_NONE});
    return program;
}

static const char *task_verdict(struct instruction instruction, bool needs_user)
{
    struct program *program = sets();
    uint32_t task = BUILD(program, "task t", 0, 0, 1, instruction, I(RETURN));

    program->functions[task].needs_user = needs_user;
    ADD(program, tasks, (struct task){"t", task});
    builder_member(program, 1, (struct member){.kind = MEMBER_TASK, .index = 0, .arguments = FUNCTION_NONE});
    verdict(program);
    program_free(program);
    return reason;
}

TEST(variables_are_those_of_the_sets_around)
{
    CHECK_TEXT(task_verdict(I(SCOPE_LOAD, 1, 0), true), "approved");
    CHECK_TEXT(task_verdict(I(SCOPE_LOAD, 0, 1), true), "approved");
    CHECK_TEXT(task_verdict(I(USER_LOAD, 0), true), "approved");
    CHECK_TEXT(task_verdict(I(SCOPE_LOAD, 2, 0), true), AT("0 (SCOPE_LOAD)", "set 1 has no such variable"));
    CHECK_TEXT(task_verdict(I(SCOPE_LOAD, 1, 1), true), AT("0 (SCOPE_LOAD)", "set 1 has no such variable"));
    CHECK_TEXT(task_verdict(I(SCOPE_LOAD, 0, 2), true), AT("0 (SCOPE_LOAD)", "set 1 has no such variable"));
    CHECK_TEXT(task_verdict(I(SCOPE_LOAD, 0, 65535), true),
               AT("0 (SCOPE_LOAD)", "set 1 has no such variable"));
    CHECK_TEXT(task_verdict(I(SCOPE_LOAD, 0, 0), false),
               AT("0 (SCOPE_LOAD)", "the function isn't marked as needing a user"));
}

TEST(functions_of_sets_are_not_called)
{
    struct program *program = sets();
    uint32_t task = BUILD(program, "task t", 0, 0, 1, I(SCOPE_LOAD, 0, 0), I(RETURN));
    uint32_t caller = BUILD(program, "task u", 0, 0, 1, I(CALL, task, 0), I(RETURN));

    program->functions[task].needs_user = program->functions[caller].needs_user = true;
    CHECK_TEXT(verdict(program), "function 2 (task u), instruction 0 (CALL): the called function uses the "
                                 "variables of a set");
    program_free(program);
}

TEST(the_runs_hooks_have_no_user)
{
    struct program *program = sets();
    uint32_t hook = BUILD(program, "setup", 0, 0, 1, I(USER_LOAD, 0), I(RETURN));

    program->functions[hook].needs_user = true;
    program->sets[1].on_start = hook;
    CHECK_TEXT(verdict(program), "approved");
    ADD(program, setups, hook);
    CHECK_TEXT(verdict(program), "setup: function 1 (setup) needs a user");
    program_free(program);
}

TEST(hooks_take_what_they_are_given)
{
    struct program *program = sets();

    ADD(program, messages, (struct message_handler){"news", 0});
    CHECK_TEXT(verdict(program), "approved");
    program->sets[1].on_stop = 0;
    CHECK_TEXT(verdict(program), "on stop: function 0 (fn one) takes 1 arguments, not 0");
    program->sets[1].on_stop = 9;
    CHECK_TEXT(verdict(program), "on stop: there is no function 9");
    program->sets[1].on_stop = FUNCTION_NONE;
    program->sets[1].wait = WAIT_PACING;
    CHECK_TEXT(verdict(program), "set 1: its wait has no function");
    program_free(program);
}

TEST(sets_are_not_inside_themselves)
{
    struct program *program = sets();

    builder_member(program, 1, (struct member){.kind = MEMBER_SET, .index = 0, .arguments = FUNCTION_NONE});
    CHECK_TEXT(verdict(program), "set 0 (Visitor) contains itself");
    program_free(program);
}

TEST(a_set_gets_its_arguments)
{
    struct program *program = sets();

    program->sets[1].parameters = 1;
    CHECK_TEXT(verdict(program), "set 0: a member lacks its arguments");
    program->sets[1].parameters = 3;
    CHECK_TEXT(verdict(program), "set 1 has more parameters than variables");
    program_free(program);
}

TEST(tables_are_whole)
{
    struct program *program = sets();
    struct request_site *site = &program->requests[0];

    site->method = "GET /\r\nX:";
    CHECK_TEXT(verdict(program), "request 0: the method is not a token");
    site->method = "GET";
    site->row = 7;
    CHECK_TEXT(verdict(program), "request 0: there is no row 7");
    site->row = ROW_DYNAMIC;
    CHECK_TEXT(verdict(program), "request 0: there is no row 4294967295");
    site->row = 0;
    site->timeout_slot = 0;
    CHECK_TEXT(verdict(program), "request 0: a slot is not below 0");
    site->timeout_slot = SLOT_NONE;
    site->auth = HTTP_AUTH_BASIC;
    CHECK_TEXT(verdict(program), "request 0: the authentication lacks a slot");
    site->auth = HTTP_AUTH_NONE;
    site->file = 1;
    CHECK_TEXT(verdict(program), "request 0: there is no file 1");
    site->file = 0;
    site->counted_as = 1;
    CHECK_TEXT(verdict(program), "request 0: there is no line 1");
    site->counted_as = 0;
    program->transactions[0].slots = 2;
    CHECK_TEXT(verdict(program), "transaction 0 has no name");
    program->transactions[0].slots = 0;
    program->sets[0].members[0].index = 5;
    CHECK_TEXT(verdict(program), "set 0: there is no member 5");
    program->sets[0].members[0].index = 1;
    program->user_variables = 0;
    CHECK_TEXT(verdict(program), "user 0 has more variables than a user may have");
    program->user_variables = 1;
    ADD(program, lines, (struct scenario_line){.text = "GET /", .row = 7});
    CHECK_TEXT(verdict(program), "line 0: there is no row 7");
    program_free(program);
}

TEST_MAIN(RUN(sound_code_is_approved); RUN(operands_stay_in_their_tables);
          RUN(calls_have_the_right_number_of_arguments); RUN(an_expectation_ends_where_it_leads_to);
          RUN(the_stack_stays_within_its_bounds); RUN(every_path_ends);
          RUN(walks_push_only_while_there_is_more); RUN(blocks_are_nested);
          RUN(sites_of_tcp_have_what_they_do); RUN(request_and_block_belong_together);
          RUN(responses_are_read_where_there_is_one); RUN(variables_are_those_of_the_sets_around);
          RUN(functions_of_sets_are_not_called); RUN(the_runs_hooks_have_no_user);
          RUN(hooks_take_what_they_are_given); RUN(sets_are_not_inside_themselves);
          RUN(a_set_gets_its_arguments); RUN(tables_are_whole))
