#include "compiler/emit/emit.h"

#include "runtime/program/opcode.h"

#include <string.h>

void code_begin(struct emitter *emitter, const char *name, span place, uint32_t parameters)
{
    struct code *code = &emitter->code;

    *code = (struct code){.name = name, .place = place, .parameters = parameters};
    code->locals = code->most_locals = parameters;
    code_at(emitter, place);
}

static bool has_ended(const struct code *code)
{
    return code->instructions.count && code->last_target < code->instructions.count &&
           opcode_ends_path((enum opcode)vec_last(&code->instructions).op);
}

static void *arena_copy(struct arena *arena, const void *items, size_t size)
{
    return size ? memcpy(arena_alloc(arena, size), items, size) : NULL;
}

static void check_size(struct emitter *emitter, size_t count, const char *what)
{
    if (count > UINT16_MAX)
        diag_report(emitter->diags, E0421_TOO_MANY, emitter->code.place, what, UINT16_MAX);
}

uint32_t code_end(struct emitter *emitter, uint32_t index)
{
    struct code *code = &emitter->code;
    struct function function = {0};

    if (!has_ended(code)) {
        code_op_a(emitter, OP_CONST, emit_constant(emitter, value_none()));
        code_op(emitter, OP_RETURN);
    }
    check_size(emitter, code->most_locals, "variables");
    check_size(emitter, emitter->checker->user_variable_count, "variables of users");
    check_size(emitter, code->most_height, "values in one expression");
    function = (struct function){
        .name = code->name,
        .file = code->place.file,
        .line = emit_line(emitter, code->place),
        .code = arena_copy(emitter->arena, code->instructions.items,
                           code->instructions.count * sizeof *code->instructions.items),
        .lines = arena_copy(emitter->arena, code->lines.items, code->lines.count * sizeof *code->lines.items),
        .count = (uint32_t)code->instructions.count,
        .parameters = (uint16_t)code->parameters,
        .locals = (uint16_t)code->most_locals,
        .stack = (uint16_t)code->most_height,
        .needs_user = code->needs_user,
    };
    vec_free(&code->instructions);
    vec_free(&code->lines);
    if (index == FUNCTION_NONE) {
        index = (uint32_t)emitter->tables.functions.count;
        vec_push(&emitter->tables.functions, function);
    } else {
        emitter->tables.functions.items[index] = function;
    }
    return index;
}

void code_at(struct emitter *emitter, span place)
{
    emitter->code.line = emit_line(emitter, place);
}

/* ---- instructions ---- */

/* Uses the tables of the emitter; those of the program are empty until the end. */
static size_t pops_of(const struct emitter *emitter, const struct instruction *instruction)
{
    switch (instruction->op) {
    case OP_REQUEST: return emitter->tables.requests.items[instruction->a].slots + 1u;
    case OP_CONNECT:
    case OP_SEND:
    case OP_RECEIVE: return emitter->tables.tcp.items[instruction->a].slots;
    case OP_TRANSACTION_BEGIN: return emitter->tables.transactions.items[instruction->a].slots;
    default: return instruction_pops(emitter->program, instruction);
    }
}

uint32_t code_op_ab(struct emitter *emitter, enum opcode op, uint32_t a, uint32_t b)
{
    struct code *code = &emitter->code;
    struct instruction instruction = {.op = (uint16_t)op, .a = a, .b = (uint16_t)b};
    size_t pops = pops_of(emitter, &instruction);

    code->height = code->height < pops ? 0 : code->height - (uint32_t)pops;
    code->height += (uint32_t)instruction_pushes(&instruction);
    if (code->height > code->most_height)
        code->most_height = code->height;
    if (opcode_operand_a(op) == OPERAND_USER || opcode_operand_a(op) == OPERAND_SCOPE)
        code->needs_user = true;
    vec_push(&code->instructions, instruction);
    vec_push(&code->lines, code->line);
    return (uint32_t)code->instructions.count - 1;
}

uint32_t code_op_a(struct emitter *emitter, enum opcode op, uint32_t a)
{
    return code_op_ab(emitter, op, a, 0);
}

void code_op(struct emitter *emitter, enum opcode op)
{
    code_op_ab(emitter, op, 0, 0);
}

uint32_t code_jump(struct emitter *emitter, enum opcode op)
{
    return code_op_ab(emitter, op, 0, 0);
}

uint32_t code_here(struct emitter *emitter)
{
    emitter->code.last_target = (uint32_t)emitter->code.instructions.count;
    return emitter->code.last_target;
}

void code_land(struct emitter *emitter, uint32_t jump)
{
    emitter->code.instructions.items[jump].a = code_here(emitter);
}

uint32_t code_local(struct emitter *emitter, uint32_t count)
{
    struct code *code = &emitter->code;
    uint32_t first = code->locals;

    code->locals += count;
    if (code->locals > code->most_locals)
        code->most_locals = code->locals;
    return first;
}
