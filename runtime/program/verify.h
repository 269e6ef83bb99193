/* What the parts of the verifier share: tables (verify_tables.c), the code of each function (verify_code.c,
 * verify_flow.c), and what functions are used for (verify_use.c, verify_sets.c). Each part relies on those
 * before it having found nothing. */
#ifndef SWARM_PROGRAM_VERIFY_H
#define SWARM_PROGRAM_VERIFY_H

#include "runtime/program/program.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A call made outside of any request block: what the callee needs of a response, the caller needs too. */
struct verify_call {
    uint32_t caller, callee;
};

struct verifier {
    const struct program *program;
    struct buffer *why;
    bool *needs_response; /* per function: looks at the response of a block it isn't in itself */
    bool *sees_scope;     /* per function: reads or writes the variables of a set */
    struct verify_call *calls;
    size_t calls_count, calls_capacity;
};

/* Appends the reason; always false, so that a check can return it. */
bool verify_refuse(struct verifier *verifier, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* "function 3 (task home), instruction 12 (CONST): " and the reason; always false. */
bool verify_refuse_at(struct verifier *verifier, const struct function *function, uint32_t instruction,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Every table's entries by themselves: indexes into other tables, slots of templates, texts that must be
 * there. */
bool verify_tables(struct verifier *verifier);

/* Every instruction of the function by itself: a known opcode, operands within their tables. Notes in the
 * verifier whether it sees the variables of a set. */
bool verify_operands(struct verifier *verifier, const struct function *function);

/* All paths through the function: the height of the stack, the blocks, where they end. Notes in the verifier
 * what the function needs of a response. */
bool verify_flow(struct verifier *verifier, const struct function *function);

/* What each function is used for suits it: parameters, a user or none, variables of the sets around it, a
 * response. */
bool verify_uses(struct verifier *verifier);

/* Sets without a cycle, and their functions. Part of verify_uses. */
bool verify_sets(struct verifier *verifier);

/* That a function can be started from outside, not by a call: `what` says as what. FUNCTION_NONE is fine. */
bool verify_entry(struct verifier *verifier, uint32_t index, uint16_t parameters, bool has_user,
                  const char *what);

#endif
