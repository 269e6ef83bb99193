/* Damages a program as the input says, and runs it if the verifier accepts it: the VM doesn't check accepted
 * programs again.
 *
 * The input is a list of edits: a byte for the kind, then what that kind reads. */
#include "runtime/base/count_of.h"
#include "runtime/native/native.h"
#include "tests/support/vm_fake.h"

#define ROUNDS_MOST 30 /* returns of vm_run per function */
#define SLICE 500
#define DEPTH_MOST 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    const uint8_t *next, *end;
};

static uint32_t take(struct input *input, int bytes)
{
    uint32_t number = 0;

    while (bytes--)
        number = number << 8 | (input->next < input->end ? *input->next++ : 0);
    return number;
}

/* Mostly small numbers; 255 says that a long one follows. */
static uint32_t take_number(struct input *input, int bytes)
{
    uint32_t number = take(input, 1);

    return number == 255 ? take(input, bytes) : number;
}

/* ---- the program ---- */

static void add_constants(struct program *program)
{
    value list = value_list(2), map = value_map(1);

    value_list_append(&list, value_int(1));
    value_list_append(&list, value_text("two"));
    value_map_set(&map, "status", 6, value_float(0.5));
    builder_none(program);
    builder_int(program, 3);
    builder_text(program, "status");
    builder_text(program, "/a/${b}?c=(d+)");
    builder_constant(program, value_bool(true));
    builder_constant(program, value_duration(NANOS_PER_MS));
    builder_constant(program, list);
    builder_constant(program, map);
}

static void add_sites(struct program *program)
{
    struct request_site site = builder_site(program, "POST", "/x/${0}", 2);

    builder_field(program, &site.headers, "X-A", "${1}");
    builder_field(program, &site.query, "q", "${0}");
    site.body = BODY_JSON;
    site.body_template = builder_template(program, "{\"a\":${0},\"b\":${1}}");
    site.needs_response = true;
    ADD(program, requests, builder_site(program, "GET", "/", 0));
    ADD(program, requests, site);
    ADD(program, transactions, (struct transaction_site){.row = 0});
    ADD(program, transactions, (struct transaction_site){.row = ROW_DYNAMIC, .slots = 1});
    builder_expectation(program, EXPECTATION_EXPECT, "expect");
    builder_expectation(program, EXPECTATION_REQUIRE, "require");
    builder_expectation(program, EXPECTATION_CAPTURE, "capture");
    builder_expectation(program, EXPECTATION_FAIL, "fail ${x}");
    builder_jsonpath(program, "$.a.b");
    builder_jsonpath(program, "$..a");
    builder_regex(program, "a(b)?");
    ADD(program, data, (struct data_declaration){.name = "data"});
    ADD(program, counters, "counter");
    ADD(program, shared, (struct shared_declaration){"shared", FUNCTION_NONE});
}

static void add_functions(struct program *program)
{
    BUILD(program, "fn", 2, 4, 8, I(LOAD, 0), I(LOAD, 1), I(EQUAL), I(JUMP_IF_FALSE, 6), I(LOAD, 0),
          I(RETURN), I(CONST, 3), I(STORE, 3), I(CONST, 6), I(ITERATE, 2), I(NEXT_PAIR, 14, 2), I(POP),
          I(LOG), I(JUMP, 10), I(CONST, 1), I(RETURN));
    BUILD(program, "check", 0, 2, 8, I(RESPONSE), I(RESPONSE_FIELD, RESPONSE_STATUS), I(NOTE), I(CONST, 1),
          I(LESS), I(EXPECT, 8, 1), I(CONST, 2), I(EXPECT_FAILED, 0), I(RESPONSE), I(RESPONSE_JSON, 0),
          I(CAPTURE, 2), I(RETURN));
    BUILD(program, "headers", 0, 0, 8, I(CONST, 2), I(CONST, 3), I(MAP, 1), I(RETURN));
    BUILD(program, "task", 0, 6, 12, I(TRANSACTION_BEGIN, 0), I(HEADERS_BEGIN), I(HEADERS_NEXT, 3),
          I(CONST, 1), I(CONST, 3), I(REQUEST, 1), I(BLOCK, 16), I(CALL, 1, 0), I(POP), I(HEADERS_BEGIN),
          I(HEADERS_NEXT, 11), I(REQUEST, 0), I(BLOCK, 15), I(CONST, 2), I(FAIL_REQUEST, 3), I(REQUEST_END),
          I(RESPONSE), I(REQUEST_END), I(RESPONSE_REGEX, 0, GROUP_DEFAULT), I(LOG), I(TRANSACTION_END, 0),
          I(CONST, 1), I(CONST, 2), I(CALL, 0, 2), I(RETURN));
    BUILD(program, "loop", 0, 6, 12, I(CONST, 7), I(STORE, 4), I(CONST, 1), I(CONST, 1), I(COUNT_FROM, 0),
          I(NEXT_COUNT, 11, 0), I(CONST, 2), I(CONST, 3), I(LOCAL_SET, 4, 1), I(LOG), I(JUMP, 5), I(CONST, 5),
          I(SLEEP), I(TAKE, 0), I(POP), I(NEXT, 0), I(SCOPE_STORE, 0, 0), I(USER_LOAD, 0),
          I(NATIVE, NATIVE_json_encode, 1), I(LOG), I(INTERRUPT, 0));
    program->functions[4].needs_user = true;
}

static struct program *sample(void)
{
    struct program *program = builder_new();
    struct set body = builder_set("Visitor"), board = builder_set("Board");

    add_constants(program);
    add_sites(program);
    add_functions(program);
    program->user_variables = 2;
    body.headers = 2;
    board.variables = 2;
    ADD(program, sets, body);
    ADD(program, sets, board);
    ADD(program, tasks, (struct task){"task", 3});
    ADD(program, tasks, (struct task){"loop", 4});
    ADD(program, kinds, (struct kind){.name = "Visitor"});
    builder_member(program, 0, (struct member){.kind = MEMBER_SET, .index = 1, .arguments = FUNCTION_NONE});
    builder_member(program, 0, (struct member){.kind = MEMBER_TASK, .index = 0, .arguments = FUNCTION_NONE});
    builder_member(program, 1, (struct member){.kind = MEMBER_TASK, .index = 1, .arguments = FUNCTION_NONE});
    return program;
}

/* ---- the damage ---- */

static void edit_instruction(struct program *program, struct input *input)
{
    struct function *function = &program->functions[take(input, 1) % program->functions_count];
    struct instruction *instruction = &function->code[take(input, 1) % function->count];

    instruction->op = (uint16_t)take(input, 1);
    instruction->a = take_number(input, 4);
    instruction->b = (uint16_t)take_number(input, 2);
}

static void edit_function(struct program *program, struct input *input)
{
    struct function *function = &program->functions[take(input, 1) % program->functions_count];

    function->parameters = (uint16_t)take_number(input, 2);
    function->locals = (uint16_t)take_number(input, 2);
    function->stack = (uint16_t)take_number(input, 2);
    function->needs_user = take(input, 1) & 1;
}

static void edit_site(struct program *program, struct input *input)
{
    struct request_site *site = &program->requests[take(input, 1) % program->requests_count];

    site->slots = (uint16_t)take_number(input, 2);
    site->row = take_number(input, 4);
    site->name_slot = (uint16_t)take_number(input, 2);
    site->timeout_slot = (uint16_t)take_number(input, 2);
    site->auth_secret_slot = (uint16_t)take_number(input, 2);
    site->auth = (enum http_auth)take(input, 1);
    site->body = (enum body_kind)take(input, 1);
    site->raw = take(input, 1) & 1;
}

static void edit_transaction(struct program *program, struct input *input)
{
    struct transaction_site *site = &program->transactions[take(input, 1) % program->transactions_count];

    site->row = take_number(input, 4);
    site->slots = (uint16_t)take_number(input, 2);
}

static uint32_t take_function(struct input *input)
{
    uint32_t index = take(input, 1);

    return index == 255 ? FUNCTION_NONE : index;
}

static void edit_set(struct program *program, struct input *input)
{
    struct set *set = &program->sets[take(input, 1) % program->sets_count];
    struct member *member = &set->members[take(input, 1) % set->member_count];

    set->variables = (uint16_t)take_number(input, 2);
    set->parameters = (uint16_t)take_number(input, 2);
    set->headers = take_function(input);
    set->on_start = take_function(input);
    member->kind = (enum member_kind)take(input, 1);
    member->index = take_number(input, 4);
    member->arguments = take_function(input);
    program->user_variables = (uint16_t)(take(input, 1) % 4);
}

static void damage(struct program *program, struct input *input)
{
    while (input->next < input->end) {
        switch (take(input, 1) % 8) {
        default: edit_instruction(program, input); break;
        case 4: edit_function(program, input); break;
        case 5: edit_site(program, input); break;
        case 6: edit_transaction(program, input); break;
        case 7: edit_set(program, input); break;
        }
    }
}

/* ---- the run ---- */

static struct vm_fake fake;

static void run(uint32_t function, struct vm_scope *scope)
{
    if (function == FUNCTION_NONE)
        return;
    fake_run(&fake, function, scope, ROUNDS_MOST);
    buffer_clear(&fake.told);
}

/* What a user does who goes through every set once, as the engine would have it. */
static void visit(const struct program *program, uint32_t index, struct vm_scope *outer, int depth)
{
    const struct set *set = &program->sets[index];
    value *variables = outer ? mem_zalloc(set->variables + 1, sizeof *variables) : fake.user_variables;
    struct vm_scope scope = {outer, variables, index};

    run(set->on_start, &scope);
    for (size_t i = 0; i < set->member_count; i++) {
        const struct member *member = &set->members[i];

        if (member->kind == MEMBER_TASK) {
            run(program->tasks[member->index].function, &scope);
        } else if (depth < DEPTH_MOST) {
            run(member->arguments, &scope);
            visit(program, member->index, &scope, depth + 1);
        }
    }
    for (size_t i = 0; outer && i < set->variables; i++)
        value_release(variables[i]);
    if (outer)
        mem_free(variables);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct answer answers[] = {
        {.status = 200, .body = "{\"a\":{\"b\":[1]}}", .headers = "Status: 1\r\n"},
        {.status = 404, .body = "ab"},
        {.error = NET_ERROR_TIMEOUT},
    };
    struct input input = {data, data + size};
    struct program *program = sample();
    struct buffer why = {0};

    damage(program, &input);
    if (program_verify(program, &why)) {
        fake_open(&fake, program);
        vm_free(fake.vm);
        fake.vm = vm_new(SLICE);
        fake.answers = answers;
        fake.answers_count = COUNT_OF(answers);
        for (size_t i = 0; i < program->kinds_count; i++)
            visit(program, program->kinds[i].set, NULL, 0);
        fake_close(&fake);
    } else if (!why.length || !size) {
        abort(); /* refused without a reason, or though it is undamaged */
    }
    buffer_free(&why);
    program_free(program);
    return 0;
}
