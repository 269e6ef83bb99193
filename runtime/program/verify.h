/* The parts of the verifier: tables (verify_tables.c), the code of each function (verify_code.c,
 * verify_flow.c), and what functions are used for (verify_use.c, verify_sets.c), in this order. Each part
 * relies on the earlier ones. */
#ifndef SWARM_PROGRAM_VERIFY_H
#define SWARM_PROGRAM_VERIFY_H

#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A call outside of any request block. If the callee needs a response, so does the caller. */
struct verify_call {
    uint32_t caller, callee;
};

struct verifier {
    const struct program *program;
    struct buffer *why;
    bool *needs_response; /* per function: uses the response of a block that its caller opened */
    bool *sees_scope;     /* per function: reads or writes variables of a set */
    struct verify_call *calls;
    size_t calls_count, calls_capacity;
};

/* Appends the reason to verifier->why. Returns false, so that a check can return the call. */
bool verify_refuse(struct verifier *verifier, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same, after "function 3 (task home), instruction 12 (CONST): ". */
bool verify_refuse_at(struct verifier *verifier, const struct function *function, uint32_t instruction,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Checks each entry of the tables: indexes into other tables, slots of templates, required texts. */
bool verify_tables(struct verifier *verifier);

/* Checks each instruction: its opcode is known, its operands are within their tables. Sets sees_scope. */
bool verify_operands(struct verifier *verifier, const struct function *function);

/* Checks all paths through the function: the height of the stack, open blocks, how the path ends. Sets
 * needs_response and adds to calls. */
bool verify_flow(struct verifier *verifier, const struct function *function);

/* Checks that each function fits its use: number of parameters, whether there is a user, a scope, a response.
 */
bool verify_uses(struct verifier *verifier);

/* Checks that sets have no cycle and that their functions fit. Part of verify_uses. */
bool verify_sets(struct verifier *verifier);

/* Checks that the runtime can start the function directly. `what` names the use in the reason. FUNCTION_NONE
 * is allowed. */
bool verify_entry(struct verifier *verifier, uint32_t index, uint16_t parameters, bool has_user,
                  const char *what);

#endif
