#include "runtime/program/verify.h"

#include "runtime/base/alloc.h"
#include "runtime/program/opcode.h"

#include <inttypes.h>
#include <stdarg.h>

bool verify_refuse(struct verifier *verifier, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    buffer_vprintf(verifier->why, format, arguments);
    va_end(arguments);
    return false;
}

bool verify_refuse_at(struct verifier *verifier, const struct function *function, uint32_t instruction,
                      const char *format, ...)
{
    va_list arguments;

    buffer_printf(verifier->why, "function %zu (%s), instruction %" PRIu32 " (%s): ",
                  (size_t)(function - verifier->program->functions), function->name, instruction,
                  opcode_name((enum opcode)function->code[instruction].op));
    va_start(arguments, format);
    buffer_vprintf(verifier->why, format, arguments);
    va_end(arguments);
    return false;
}

static bool verify_functions(struct verifier *verifier)
{
    for (size_t i = 0; i < verifier->program->functions_count; i++)
        if (!verify_operands(verifier, &verifier->program->functions[i]))
            return false;
    for (size_t i = 0; i < verifier->program->functions_count; i++)
        if (!verify_flow(verifier, &verifier->program->functions[i]))
            return false;
    return true;
}

bool program_verify(const struct program *program, struct buffer *why)
{
    struct verifier verifier = {.program = program, .why = why};
    bool approved;

    verifier.needs_response = mem_zalloc(program->functions_count + 1, sizeof *verifier.needs_response);
    verifier.sees_scope = mem_zalloc(program->functions_count + 1, sizeof *verifier.sees_scope);
    approved = verify_tables(&verifier) && verify_functions(&verifier) && verify_uses(&verifier);
    mem_free(verifier.needs_response);
    mem_free(verifier.sees_scope);
    mem_free(verifier.calls);
    return approved;
}
