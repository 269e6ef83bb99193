#include "runtime/native/native.h"
#include "tests/support/program_builder.h"
#include "tests/support/test.h"

static struct program *program;

static void add_sites(void)
{
    struct request_site site = builder_site(program, "POST", "/api/${0}", 3);

    builder_field(program, &site.headers, "X-Id", "${0}");
    builder_field(program, &site.query, "q", "a b");
    site.body = BODY_JSON;
    site.body_template = builder_template(program, "{\"a\":${1}}");
    site.auth = HTTP_AUTH_BEARER;
    site.auth_secret_slot = 2;
    site.raw = true;
    ADD(program, requests, site);
    ADD(program, transactions, (struct transaction_site){.row = ROW_DYNAMIC, .slots = 1});
    builder_expectation(program, EXPECTATION_REQUIRE, "require status == 200");
}

static void add_users(void)
{
    static const char *const tags[] = {"read", "fast", NULL};
    struct set body = builder_set("Visitor"), board = builder_set("Board");

    body.wait = WAIT_SLEEP;
    body.wait_function = 0;
    board.kind = SET_SEQUENCE;
    ADD(program, tasks, (struct task){"home", 1});
    ADD(program, sets, body);
    ADD(program, sets, board);
    builder_member(program, 0,
                   (struct member){MEMBER_SET, 1, 2.5, .set_times = 3, .arguments = FUNCTION_NONE});
    builder_member(program, 1,
                   (struct member){MEMBER_TASK, 0, 1, .times = 2, .arguments = FUNCTION_NONE, .tags = tags});
    ADD(program, kinds, (struct kind){.name = "Visitor", .weight = 7, .host = "h:1"});
    ADD(program, data, (struct data_declaration){.name = "accounts", .order = DATA_UNIQUE});
    ADD(program, counters, "orders");
    ADD(program, setups, 0);
}

TEST(tables_come_first)
{
    struct buffer out = {0};

    program = builder_new();
    BUILD(program, "wait of Visitor", 0, 0, 1, I(CONST, builder_none(program)), I(RETURN));
    add_sites();
    add_users();
    program_disassemble(program, &out);
    CHECK_TEXT(buffer_text(&out),
               "rows\n"
               "     0  POST /api/${0}\n"
               "\nrequests\n"
               "     0  a.swarm:5  POST \"/api/${0}\", row 0, slots 3, raw\n"
               "        header \"X-Id\": \"${0}\"\n"
               "        query \"q\": \"a b\"\n"
               "        json \"{\\\"a\\\":${1}}\"\n"
               "        auth bearer ${2}\n"
               "\ntransactions\n"
               "     0  named ${0}\n"
               "\nexpectations\n"
               "     0  a.swarm:6  require \"require status == 200\"\n"
               "\ntasks\n"
               "     0  home: function 1\n"
               "\nsets\n"
               "     0  tasks Visitor, parameters 0, variables 0\n"
               "        wait: function 0 (wait of Visitor)\n"
               "        set 1 Board, weight 2.5, times 3\n"
               "     1  sequence Board, parameters 0, variables 0\n"
               "        task 0 home, weight 1, times 2, tags read fast\n"
               "\nusers\n"
               "     0  Visitor, weight 7, set 0, host h:1\n"
               "\ndata\n"
               "     0  accounts, csv unique\n"
               "\nrun\n"
               "        counter orders\n"
               "        setup: function 0 (wait of Visitor)\n"
               "\nfunction 0: wait of Visitor, a.swarm:9, parameters 0, locals 0, stack 1\n"
               "     0    10  CONST                   0        none\n"
               "     1    11  RETURN\n");
    buffer_free(&out);
    program_free(program);
}

TEST(operands_are_resolved)
{
    struct buffer out = {0};
    uint32_t hello, task;

    program = builder_new();
    add_sites();
    hello = builder_text(program, "say \"hi\"\n");
    task = BUILD(program, "task home", 0, 2, 4, I(CONST, hello), I(NATIVE, NATIVE_upper, 1), I(IS, 0x41),
                 I(JUMP_IF_FALSE, 5), I(SCOPE_SET, 1, 0x203), I(HEADERS_BEGIN), I(REQUEST, 0), I(BLOCK, 8),
                 I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_STATUS), I(MATCHES, builder_regex(program, "\\d")),
                 I(EXPECT, 13, 1), I(EXPECT_FAILED, 0), I(REQUEST_END), I(CONTEXT_LOAD, CONTEXT_USER_ID),
                 I(RETURN));
    program->functions[task].needs_user = true;
    program_disassemble(program, &out);
    CHECK_TEXT(strstr(buffer_text(&out), "function 0: "),
               "function 0: task home, a.swarm:9, parameters 0, locals 2, stack 4, needs a user\n"
               "     0    10  CONST                   0        \"say \\\"hi\\\"\\n\"\n"
               "     1    11  NATIVE                  1 1      upper\n"
               "     2    12  IS                      65       none|string\n"
               "     3    13  JUMP_IF_FALSE           -> 5\n"
               "     4    14  SCOPE_SET               1 2 3\n"
               "     5    15  HEADERS_BEGIN\n"
               "     6    16  REQUEST                 0        POST /api/${0}\n"
               "     7    17  BLOCK                   -> 8\n"
               "     8    18  RESPONSE\n"
               "     9    19  RESPONSE_FIELD          0        status\n"
               "    10    20  MATCHES                 0        \"\\\\d\"\n"
               "    11    21  EXPECT                  -> 13 1\n"
               "    12    22  EXPECT_FAILED           0        \"require status == 200\"\n"
               "    13    23  REQUEST_END\n"
               "    14    24  CONTEXT_LOAD            0        user.id\n"
               "    15    25  RETURN\n");
    buffer_free(&out);
    program_free(program);
}

TEST(every_opcode_has_a_name)
{
    CHECK_TEXT(opcode_name(OP_CONST), "CONST");
    CHECK_TEXT(opcode_name(OPCODE_COUNT - 1), "FAIL_REQUEST");
    CHECK_TEXT(opcode_name(OPCODE_COUNT), "?");
}

TEST_MAIN(RUN(tables_come_first); RUN(operands_are_resolved); RUN(every_opcode_has_a_name))
