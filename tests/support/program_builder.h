/* Programs built instruction by instruction, for tests of the VM and its callers:
 *
 *     struct program *program = builder_new();
 *     uint32_t hello = builder_text(program, "hello");
 *     BUILD(program, "task greet", 0, 0, 1, I(CONST, hello), I(LOG), I(CONST, builder_none(program)),
 * I(RETURN));
 *
 * Instruction i of a function stands in line 10 + i of a.swarm. */
#ifndef SWARM_TESTS_SUPPORT_PROGRAM_BUILDER_H
#define SWARM_TESTS_SUPPORT_PROGRAM_BUILDER_H

#include "runtime/program/opcode.h"
#include "runtime/program/program.h"
#include "runtime/text/jsonpath.h"
#include "runtime/text/regex.h"

#include <stdlib.h>
#include <string.h>

#define BUILDER __attribute__((unused)) static

/* An instruction: I(NAME), I(NAME, a) or I(NAME, a, b). */
#define I(...) I_OF(__VA_ARGS__, 0, 0, 0)
#define I_OF(name, a_, b_, ...) ((struct instruction){.op = OP_##name, .a = (a_), .b = (b_)})

/* Appends an entry to a table of the program and gives its index. */
#define ADD(program, table, ...)                                                                             \
    ((program)->table =                                                                                      \
         builder_grow((program), (program)->table, (program)->table##_count, sizeof *(program)->table),      \
     (program)->table[(program)->table##_count] = (__VA_ARGS__), (uint32_t)(program)->table##_count++)

#define BUILD(program, name, parameters, locals, stack, ...)                                                 \
    builder_function((program), (name), (parameters), (locals), (stack),                                     \
                     (struct instruction[]){__VA_ARGS__},                                                    \
                     sizeof((struct instruction[]){__VA_ARGS__}) / sizeof(struct instruction))

BUILDER void *builder_grow(struct program *program, const void *table, size_t count, size_t size)
{
    void *grown = arena_zalloc(&program->arena, (count + 1) * size);

    if (count)
        memcpy(grown, table, count * size);
    return grown;
}

BUILDER struct program *builder_new(void)
{
    struct program *program = program_new();

    ADD(program, files, (struct program_file){.path = "a.swarm", .folder = "."});
    return program;
}

BUILDER uint32_t builder_constant(struct program *program, value v)
{
    value_make_immortal(v);
    return ADD(program, constants, v);
}

BUILDER uint32_t builder_text(struct program *program, const char *text)
{
    return builder_constant(program, value_text(text));
}

BUILDER uint32_t builder_int(struct program *program, int64_t number)
{
    return builder_constant(program, value_int(number));
}

BUILDER uint32_t builder_none(struct program *program)
{
    return builder_constant(program, value_none());
}

BUILDER uint32_t builder_function(struct program *program, const char *name, uint16_t parameters,
                                  uint16_t locals, uint16_t stack, const struct instruction *code,
                                  size_t count)
{
    struct function function = {
        .name = name,
        .line = 9,
        .code = arena_alloc(&program->arena, count * sizeof *code),
        .lines = arena_alloc(&program->arena, count * sizeof(uint32_t)),
        .count = (uint32_t)count,
        .parameters = parameters,
        .locals = locals,
        .stack = stack,
    };

    memcpy(function.code, code, count * sizeof *code);
    for (uint32_t i = 0; i < count; i++)
        function.lines[i] = 10 + i;
    return ADD(program, functions, function);
}

/* "/a/${0}/b" as a template: constant parts and the slots of its holes. */
BUILDER struct template builder_template(struct program *program, const char *text)
{
    struct template_part *parts = arena_zalloc(&program->arena, (strlen(text) + 1) * sizeof *parts);
    size_t count = 0;

    while (*text) {
        const char *hole = strstr(text, "${");
        size_t length = hole ? (size_t)(hole - text) : strlen(text);

        if (length)
            parts[count++] = (struct template_part){arena_strndup(&program->arena, text, length),
                                                    (uint32_t)length, SLOT_NONE};
        if (!hole)
            break;
        parts[count++] = (struct template_part){.slot = (uint16_t)strtoul(hole + 2, (char **)&text, 10)};
        text++;
    }
    return (struct template){parts, count};
}

/* Adds `name: value` to a list of fields. */
BUILDER void builder_field(struct program *program, struct field_list *list, const char *name,
                           const char *text)
{
    struct field *fields = builder_grow(program, list->fields, list->count, sizeof *fields);

    fields[list->count].name = builder_template(program, name);
    fields[list->count].value = builder_template(program, text);
    *list = (struct field_list){fields, list->count + 1};
}

/* A site with nothing but a method and a URL, whose row is new. */
BUILDER struct request_site builder_site(struct program *program, const char *method, const char *url,
                                         uint16_t slots)
{
    return (struct request_site){
        .method = method,
        .row = ADD(program, rows, (struct row_name){method, url}),
        .name_slot = SLOT_NONE,
        .url = builder_template(program, url),
        .auth_user_slot = SLOT_NONE,
        .auth_secret_slot = SLOT_NONE,
        .timeout_slot = SLOT_NONE,
        .redirects_slot = SLOT_NONE,
        .slots = slots,
        .line = 5,
    };
}

BUILDER uint32_t builder_expectation(struct program *program, enum expectation_kind kind, const char *text)
{
    return ADD(program, expectations,
               (struct expectation){.kind = kind, .text = text, .source = text, .line = 6});
}

BUILDER uint32_t builder_jsonpath(struct program *program, const char *text)
{
    struct jsonpath_error error;

    return ADD(program, jsonpaths,
               (struct jsonpath_constant){text, jsonpath_compile(text, strlen(text), &error)});
}

BUILDER uint32_t builder_regex(struct program *program, const char *text)
{
    struct regex_error error;

    return ADD(program, regexes, (struct regex_constant){text, regex_compile(text, strlen(text), &error)});
}

#define SLOTS(...) (const uint32_t[]){__VA_ARGS__}, sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t)
#define NO_SLOTS NULL, 0
#define BLOCK(...)                                                                                           \
    (const struct instruction[]){__VA_ARGS__},                                                               \
        sizeof((const struct instruction[]){__VA_ARGS__}) / sizeof(struct instruction)
#define NO_BLOCK NULL, 0

/* A task that sends one request: slots are constants, and targets in its block count from the block's start
 * (its length: the block's end). It logs "on" when it gets to its end. */
BUILDER uint32_t builder_request_task(struct program *program, struct request_site site,
                                      const uint32_t *slots, size_t slots_count,
                                      const struct instruction *block, size_t block_count)
{
    struct instruction code[64] = {I(HEADERS_BEGIN), I(HEADERS_NEXT, 2)};
    uint32_t count = 2, start;

    for (size_t i = 0; i < slots_count; i++)
        code[count++] = I(CONST, slots[i]);
    code[count++] = I(REQUEST, ADD(program, requests, site));
    start = count + 1;
    code[count++] = I(BLOCK, start + (uint32_t)block_count);
    for (size_t i = 0; i < block_count; i++) {
        code[count] = block[i];
        if (opcode_operand_a((enum opcode)block[i].op) == OPERAND_TARGET)
            code[count].a += start;
        count++;
    }
    code[count++] = I(REQUEST_END);
    code[count++] = I(CONST, builder_text(program, "on"));
    code[count++] = I(LOG);
    code[count++] = I(CONST, builder_none(program));
    code[count++] = I(RETURN);
    return builder_function(program, "task request", 0, 2, 8, code, count);
}

/* An empty set. */
BUILDER struct set builder_set(const char *name)
{
    return (struct set){
        .name = name,
        .initialize = FUNCTION_NONE,
        .wait_function = FUNCTION_NONE,
        .headers = FUNCTION_NONE,
        .on_start = FUNCTION_NONE,
        .on_stop = FUNCTION_NONE,
        .setup = FUNCTION_NONE,
        .teardown = FUNCTION_NONE,
    };
}

BUILDER struct set *builder_member(struct program *program, uint32_t set, struct member member)
{
    struct set *owner = &program->sets[set];

    owner->members = builder_grow(program, owner->members, owner->member_count, sizeof member);
    owner->members[owner->member_count++] = member;
    return owner;
}

#endif
