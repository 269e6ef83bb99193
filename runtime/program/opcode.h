/* The columns of opcodes.def as data, for the disassembler and the verifier. */
#ifndef SWARM_PROGRAM_OPCODE_H
#define SWARM_PROGRAM_OPCODE_H

#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an operand means; opcodes.def describes each. */
enum operand {
    OPERAND_NONE,
    OPERAND_COUNT,
    OPERAND_CONSTANT,
    OPERAND_LOCAL,
    OPERAND_USER,
    OPERAND_SCOPE,
    OPERAND_DEPTH,
    OPERAND_SHARED,
    OPERAND_DATA,
    OPERAND_COUNTER,
    OPERAND_POOL,
    OPERAND_FUNCTION,
    OPERAND_NATIVE,
    OPERAND_REGEX,
    OPERAND_JSONPATH,
    OPERAND_REQUEST,
    OPERAND_TCP,
    OPERAND_EXPECTATION,
    OPERAND_TRANSACTION,
    OPERAND_TARGET,
    OPERAND_DEPTH_COUNT,
    OPERAND_CONTEXT,
    OPERAND_FIELD,
    OPERAND_TYPES,
    OPERAND_FLAG,
};

enum operand opcode_operand_a(enum opcode op);
enum operand opcode_operand_b(enum opcode op);

/* The number of values that the instruction pops and pushes. Its opcode must be valid, and its site must
 * exist. */
size_t instruction_pops(const struct program *program, const struct instruction *instruction);
size_t instruction_pushes(const struct instruction *instruction);

/* Whether the instruction opens the block of a request: REQUEST, RECEIVE. */
bool opcode_opens_request(enum opcode op);

/* Whether control never continues with the next instruction. */
bool opcode_ends_path(enum opcode op);

/* The name of a field in the language: "user.id", "status". */
const char *context_field_name(enum context_field field);
const char *response_field_name(enum response_field field);

#endif
