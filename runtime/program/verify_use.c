/* Checks how functions are used: with or without a user, inside or outside of the block of a request,
 * called by functions or started from outside. */
#include "runtime/program/opcode.h"
#include "runtime/program/verify.h"

#include <inttypes.h>

/* ---- a user or none, a response or none ---- */

static bool touches_user(const struct verifier *verifier, const struct instruction *instruction)
{
    enum opcode op = (enum opcode)instruction->op;

    if (op == OP_CALL)
        return verifier->program->functions[instruction->a].needs_user;
    return opcode_operand_a(op) == OPERAND_USER || opcode_operand_a(op) == OPERAND_SCOPE;
}

static bool verify_needs_user(struct verifier *verifier, const struct function *function)
{
    for (uint32_t i = 0; i < function->count; i++)
        if (!function->needs_user && touches_user(verifier, &function->code[i]))
            return verify_refuse_at(verifier, function, i, "the function isn't marked as needing a user");
    return true;
}

/* If a function needs a response, so do its callers. */
static void spread_needs_response(struct verifier *verifier)
{
    bool *needs = verifier->needs_response;
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t i = 0; i < verifier->calls_count; i++) {
            const struct verify_call *call = &verifier->calls[i];

            if (needs[call->callee] && !needs[call->caller])
                changed = needs[call->caller] = true;
        }
    }
}

bool verify_entry(struct verifier *verifier, uint32_t index, uint16_t parameters, bool has_user,
                  const char *what)
{
    const struct program *program = verifier->program;
    const struct function *function;

    if (index == FUNCTION_NONE)
        return true;
    if (index >= program->functions_count)
        return verify_refuse(verifier, "%s: there is no function %" PRIu32, what, index);
    function = &program->functions[index];
    if (function->parameters != parameters)
        return verify_refuse(verifier, "%s: function %" PRIu32 " (%s) takes %u arguments, not %u", what,
                             index, function->name, function->parameters, parameters);
    if (function->needs_user && !has_user)
        return verify_refuse(verifier, "%s: function %" PRIu32 " (%s) needs a user", what, index,
                             function->name);
    if (verifier->needs_response[index])
        return verify_refuse(verifier, "%s: function %" PRIu32 " (%s) needs a response", what, index,
                             function->name);
    return true;
}

static bool verify_run_entries(struct verifier *verifier)
{
    const struct program *program = verifier->program;

    for (size_t i = 0; i < program->setups_count; i++)
        if (!verify_entry(verifier, program->setups[i], 0, false, "setup"))
            return false;
    for (size_t i = 0; i < program->teardowns_count; i++)
        if (!verify_entry(verifier, program->teardowns[i], 0, false, "teardown"))
            return false;
    for (size_t i = 0; i < program->shared_count; i++)
        if (!verify_entry(verifier, program->shared[i].initialize, 0, false, program->shared[i].name))
            return false;
    for (size_t i = 0; i < program->messages_count; i++)
        if (!verify_entry(verifier, program->messages[i].function, 1, false, program->messages[i].type))
            return false;
    return true;
}

/* Only functions that run for a set may use its variables, so functions that others call may not. */
static bool verify_calls(struct verifier *verifier, const struct function *function)
{
    for (uint32_t i = 0; i < function->count; i++) {
        const struct instruction *instruction = &function->code[i];

        if (instruction->op == OP_CALL && verifier->sees_scope[instruction->a])
            return verify_refuse_at(verifier, function, i, "the called function uses the variables of a set");
    }
    return true;
}

bool verify_uses(struct verifier *verifier)
{
    const struct program *program = verifier->program;

    for (size_t i = 0; i < program->functions_count; i++)
        if (!verify_needs_user(verifier, &program->functions[i]) ||
            !verify_calls(verifier, &program->functions[i]))
            return false;
    spread_needs_response(verifier);
    return verify_run_entries(verifier) && verify_sets(verifier);
}
