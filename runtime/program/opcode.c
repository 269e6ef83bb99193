#include "runtime/program/opcode.h"

const char *opcode_name(enum opcode op)
{
    static const char *const names[] = {
#define OP(name, a, b, pops, pushes) #name,
#include "runtime/program/opcodes.def"
#undef OP
    };

    return (size_t)op < OPCODE_COUNT ? names[op] : "?";
}

enum operand opcode_operand_a(enum opcode op)
{
    static const uint8_t operands[] = {
#define OP(name, a, b, pops, pushes) OPERAND_##a,
#include "runtime/program/opcodes.def"
#undef OP
    };

    return (enum operand)operands[op];
}

enum operand opcode_operand_b(enum opcode op)
{
    static const uint8_t operands[] = {
#define OP(name, a, b, pops, pushes) OPERAND_##b,
#include "runtime/program/opcodes.def"
#undef OP
    };

    return (enum operand)operands[op];
}

static size_t site_slots(const struct program *program, const struct instruction *instruction)
{
    switch (instruction->op) {
    case OP_REQUEST: return program->requests[instruction->a].slots;
    case OP_CONNECT:
    case OP_SEND:
    case OP_RECEIVE: return program->tcp[instruction->a].slots;
    case OP_TRANSACTION_BEGIN: return program->transactions[instruction->a].slots;
    default: return 0;
    }
}

/* N, M, K and SITE have the meanings of opcodes.def. */
size_t instruction_pops(const struct program *program, const struct instruction *instruction)
{
    const size_t N = instruction->a;
    const size_t M = instruction->b;
    const size_t K = instruction->b % 256;
    const size_t SITE = site_slots(program, instruction);

    switch ((enum opcode)instruction->op) {
#define OP(name, a, b, pops, pushes)                                                                         \
    case OP_##name:                                                                                          \
        return pops;
#include "runtime/program/opcodes.def"
#undef OP
    case OPCODE_COUNT: break;
    }
    return 0;
}

size_t instruction_pushes(const struct instruction *instruction)
{
    static const uint8_t counts[] = {
#define OP(name, a, b, pops, pushes) pushes,
#include "runtime/program/opcodes.def"
#undef OP
    };

    return counts[instruction->op];
}

bool opcode_opens_request(enum opcode op)
{
    return op == OP_REQUEST || op == OP_RECEIVE;
}

bool opcode_ends_path(enum opcode op)
{
    switch (op) {
    case OP_JUMP:
    case OP_RETURN:
    case OP_INTERRUPT:
    case OP_FAIL_TASK:
    case OP_STOP_USER:
    case OP_STOP_RUN:
    case OP_FAIL_REQUEST: return true;
    default: return false;
    }
}

const char *context_field_name(enum context_field field)
{
    switch (field) {
    case CONTEXT_USER_ID: return "user.id";
    case CONTEXT_USER_KIND: return "user.kind";
    case CONTEXT_ITERATION: return "iteration";
    case CONTEXT_WORKER_INDEX: return "worker.index";
    case CONTEXT_WORKER_COUNT: return "worker.count";
    case CONTEXT_HOST: return "host";
    case CONTEXT_RUN_ELAPSED: return "run.elapsed";
    case CONTEXT_FIELD_COUNT: break;
    }
    return "?";
}

const char *response_field_name(enum response_field field)
{
    switch (field) {
    case RESPONSE_STATUS: return "status";
    case RESPONSE_ELAPSED: return "elapsed";
    case RESPONSE_BODY: return "body";
    case RESPONSE_RAW_BODY: return "bytes";
    case RESPONSE_SIZE: return "size";
    case RESPONSE_URL: return "url";
    case RESPONSE_HEADERS: return "headers";
    case RESPONSE_FIRST_BYTE: return "first_byte";
    case RESPONSE_VERSION: return "version";
    case RESPONSE_PEER: return "peer";
    case RESPONSE_CERTIFICATE: return "certificate";
    case RESPONSE_REDIRECTS: return "redirects";
    case RESPONSE_ERROR: return "error";
    case RESPONSE_FIELD_COUNT: break;
    }
    return "?";
}
