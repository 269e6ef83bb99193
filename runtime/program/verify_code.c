#include "runtime/native/native.h"
#include "runtime/program/opcode.h"
#include "runtime/program/verify.h"

#include <inttypes.h>

/* The number of entries of the operand's table, which the operand must be less than. UINT32_MAX + 1: any
 * number is valid; 1: only 0 is valid. */
static uint64_t operand_bound(const struct program *program, const struct function *function,
                              enum operand operand)
{
    switch (operand) {
    case OPERAND_NONE: return 1;
    case OPERAND_FLAG: return 2;
    case OPERAND_CONSTANT: return program->constants_count;
    case OPERAND_LOCAL: return function->locals;
    case OPERAND_USER: return program->user_variables;
    case OPERAND_SHARED: return program->shared_count;
    case OPERAND_DATA: return program->data_count;
    case OPERAND_POOL: return program->pools_count;
    case OPERAND_COUNTER: return program->counters_count;
    case OPERAND_FUNCTION: return program->functions_count;
    case OPERAND_NATIVE: return NATIVE_COUNT;
    case OPERAND_REGEX: return program->regexes_count;
    case OPERAND_JSONPATH: return program->jsonpaths_count;
    case OPERAND_REQUEST: return program->requests_count;
    case OPERAND_TCP: return program->tcp_count;
    case OPERAND_EXPECTATION: return program->expectations_count;
    case OPERAND_TRANSACTION: return program->transactions_count;
    case OPERAND_TARGET: return function->count;
    case OPERAND_CONTEXT: return CONTEXT_FIELD_COUNT;
    case OPERAND_FIELD: return RESPONSE_FIELD_COUNT;
    case OPERAND_TYPES: return 2u << VALUE_RESPONSE;
    case OPERAND_COUNT:
    case OPERAND_SCOPE: /* verify_use.c checks it against the outer sets */
    case OPERAND_DEPTH:
    case OPERAND_DEPTH_COUNT: break;
    }
    return (uint64_t)UINT32_MAX + 1;
}

static bool verify_call(struct verifier *verifier, const struct function *function, uint32_t index)
{
    const struct instruction *call = &function->code[index];
    const struct function *callee = &verifier->program->functions[call->a];

    if (call->b != callee->parameters)
        return verify_refuse_at(verifier, function, index, "%u arguments for %s, which takes %u", call->b,
                                callee->name, callee->parameters);
    return true;
}

static bool verify_native(struct verifier *verifier, const struct function *function, uint32_t index)
{
    const struct instruction *call = &function->code[index];
    const struct native *native = &natives[call->a];

    if (call->b < native->least || (native->most != 255 && call->b > native->most))
        return verify_refuse_at(verifier, function, index, "%u arguments for %s", call->b, native->name);
    return true;
}

/* A loop stores its position in the local after its operand. */
static bool verify_walk(struct verifier *verifier, const struct function *function, uint32_t index,
                        uint32_t local)
{
    if (local + 1 >= function->locals)
        return verify_refuse_at(verifier, function, index,
                                "it uses locals from %" PRIu32 " on, which don't exist", local);
    return true;
}

/* BLOCK follows each REQUEST and RECEIVE, and occurs nowhere else. Nothing jumps to it. Its end is a later
 * instruction, so that `fail` can't create a loop that never yields. */
static bool verify_block_place(struct verifier *verifier, const struct function *function, uint32_t index)
{
    const struct instruction *code = function->code;
    bool is_block = code[index].op == OP_BLOCK;
    bool after_request = index > 0 && opcode_opens_request((enum opcode)code[index - 1].op);

    if (is_block != after_request)
        return verify_refuse_at(verifier, function, index, "BLOCK must follow REQUEST or RECEIVE");
    if (opcode_opens_request((enum opcode)code[index].op) && index + 1 == function->count)
        return verify_refuse_at(verifier, function, index, "no BLOCK follows it");
    if (opcode_operand_a((enum opcode)code[index].op) == OPERAND_TARGET && code[code[index].a].op == OP_BLOCK)
        return verify_refuse_at(verifier, function, index, "it jumps to a BLOCK");
    return true;
}

static bool verify_action(struct verifier *verifier, const struct function *function, uint32_t index,
                          enum tcp_action action)
{
    if (verifier->program->tcp[function->code[index].a].action != action)
        return verify_refuse_at(verifier, function, index, "its site belongs to another instruction");
    return true;
}

/* The VM reads the expectation from the EXPECT_FAILED before the target. */
static bool verify_expect(struct verifier *verifier, const struct function *function, uint32_t index)
{
    uint32_t target = function->code[index].a;

    if (target == 0 || function->code[target - 1].op != OP_EXPECT_FAILED)
        return verify_refuse_at(verifier, function, index, "its target doesn't follow an EXPECT_FAILED");
    return true;
}

static bool verify_special(struct verifier *verifier, const struct function *function, uint32_t index)
{
    const struct instruction *instruction = &function->code[index];
    const value *constants = verifier->program->constants;

    switch (instruction->op) {
    case OP_CALL: return verify_call(verifier, function, index);
    case OP_EXPECT: return verify_expect(verifier, function, index);
    case OP_NATIVE: return verify_native(verifier, function, index);
    case OP_CONNECT: return verify_action(verifier, function, index, TCP_CONNECT);
    case OP_SEND: return verify_action(verifier, function, index, TCP_SEND);
    case OP_RECEIVE: return verify_action(verifier, function, index, TCP_RECEIVE);
    case OP_ITERATE:
    case OP_COUNT_FROM: return verify_walk(verifier, function, index, instruction->a);
    case OP_NEXT_ITEM:
    case OP_NEXT_PAIR:
    case OP_NEXT_COUNT: return verify_walk(verifier, function, index, instruction->b);
    case OP_MEMBER:
        if (constants[instruction->a].type != VALUE_STRING)
            return verify_refuse_at(verifier, function, index, "the name of a member must be a string");
        return true;
    default: return true;
    }
}

bool verify_operands(struct verifier *verifier, const struct function *function)
{
    for (uint32_t i = 0; i < function->count; i++) {
        const struct instruction *instruction = &function->code[i];
        enum opcode op = (enum opcode)instruction->op;

        if (instruction->op >= OPCODE_COUNT)
            return verify_refuse_at(verifier, function, i, "unknown opcode %u", instruction->op);
        if (instruction->a >= operand_bound(verifier->program, function, opcode_operand_a(op)))
            return verify_refuse_at(verifier, function, i, "invalid operand a: %" PRIu32, instruction->a);
        if (instruction->b >= operand_bound(verifier->program, function, opcode_operand_b(op)))
            return verify_refuse_at(verifier, function, i, "invalid operand b: %u", instruction->b);
        if (!verify_special(verifier, function, i) || !verify_block_place(verifier, function, i))
            return false;
        if (opcode_operand_a(op) == OPERAND_SCOPE)
            verifier->sees_scope[function - verifier->program->functions] = true;
    }
    return true;
}
