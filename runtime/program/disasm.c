#include "runtime/program/disasm.h"

#include "runtime/native/native.h"
#include "runtime/program/opcode.h"

#include <inttypes.h>
#include <string.h>

void disassemble_quoted(const char *text, size_t length, struct buffer *out)
{
    buffer_append_char(out, '"');
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];

        if (byte == '"' || byte == '\\')
            buffer_printf(out, "\\%c", byte);
        else if (byte == '\n')
            buffer_append_text(out, "\\n");
        else if (byte < 0x20 || byte == 0x7f)
            buffer_printf(out, "\\x%02x", byte);
        else
            buffer_append_char(out, (char)byte);
    }
    buffer_append_char(out, '"');
}

void disassemble_place(const struct program *program, uint32_t file, uint32_t line, struct buffer *out)
{
    const char *path = file < program->files_count ? program->files[file].path : "?";

    buffer_printf(out, "%s:%" PRIu32, path, line);
}

const char *disassemble_function_name(const struct program *program, uint32_t function)
{
    return function < program->functions_count ? program->functions[function].name : "?";
}

static void append_constant(const struct program *program, uint32_t index, struct buffer *out)
{
    value constant;

    if (index >= program->constants_count)
        return;
    constant = program->constants[index];
    if (constant.type == VALUE_STRING)
        disassemble_quoted(constant.as.string->bytes, constant.as.string->length, out);
    else
        value_show(constant, out);
}

static void append_types(uint32_t types, struct buffer *out)
{
    const char *before = "";

    for (int type = VALUE_NONE; type <= VALUE_RESPONSE; type++) {
        if (types & (1u << type) && type != VALUE_BIG) {
            buffer_printf(out, "%s%s", before, value_type_name((enum value_type)type));
            before = "|";
        }
    }
}

static void append_request(const struct program *program, uint32_t index, struct buffer *out)
{
    const struct request_site *site;

    if (index >= program->requests_count)
        return;
    site = &program->requests[index];
    buffer_printf(out, "%s ", site->method);
    for (size_t i = 0; i < site->url.count; i++) {
        const struct template_part *part = &site->url.parts[i];

        if (part->text)
            buffer_append(out, part->text, part->length);
        else
            buffer_printf(out, "${%u}", part->slot);
    }
}

static void append_action(const struct program *program, uint32_t index, struct buffer *out)
{
    if (index < program->tcp_count)
        disassemble_tcp(&program->tcp[index], out);
}

static void append_quoted_text(const char *text, struct buffer *out)
{
    disassemble_quoted(text, strlen(text), out);
}

/* Appends the meaning of an operand; nothing if the number says enough. */
static void append_meaning(const struct program *program, enum operand operand, uint32_t n,
                           struct buffer *out)
{
    switch (operand) {
    case OPERAND_CONSTANT: append_constant(program, n, out); break;
    case OPERAND_FUNCTION: buffer_append_text(out, disassemble_function_name(program, n)); break;
    case OPERAND_NATIVE: buffer_append_text(out, n < NATIVE_COUNT ? natives[n].name : "?"); break;
    case OPERAND_REQUEST: append_request(program, n, out); break;
    case OPERAND_TCP: append_action(program, n, out); break;
    case OPERAND_TYPES: append_types(n, out); break;
    case OPERAND_CONTEXT: buffer_append_text(out, context_field_name((enum context_field)n)); break;
    case OPERAND_FIELD: buffer_append_text(out, response_field_name((enum response_field)n)); break;
    case OPERAND_REGEX:
        if (n < program->regexes_count)
            append_quoted_text(program->regexes[n].text, out);
        break;
    case OPERAND_JSONPATH:
        if (n < program->jsonpaths_count)
            append_quoted_text(program->jsonpaths[n].text, out);
        break;
    case OPERAND_EXPECTATION:
        if (n < program->expectations_count)
            append_quoted_text(program->expectations[n].text, out);
        break;
    case OPERAND_SHARED:
        if (n < program->shared_count)
            buffer_append_text(out, program->shared[n].name);
        break;
    case OPERAND_DATA:
        if (n < program->data_count)
            buffer_append_text(out, program->data[n].name);
        break;
    case OPERAND_POOL:
        if (n < program->pools_count)
            buffer_append_text(out, program->pools[n].name);
        break;
    case OPERAND_COUNTER:
        if (n < program->counters_count)
            buffer_append_text(out, program->counters[n]);
        break;
    default: break;
    }
}

static void append_number(enum operand operand, uint32_t n, struct buffer *out)
{
    if (operand == OPERAND_TARGET)
        buffer_printf(out, "-> %" PRIu32, n);
    else if (operand == OPERAND_DEPTH_COUNT)
        buffer_printf(out, "%" PRIu32 " %" PRIu32, n / 256, n % 256);
    else
        buffer_printf(out, "%" PRIu32, n);
}

static void append_instruction(const struct program *program, const struct instruction *instruction,
                               struct buffer *out)
{
    enum opcode op = (enum opcode)instruction->op;
    struct buffer numbers = {0};
    struct buffer meaning = {0};

    if (op < OPCODE_COUNT && opcode_operand_a(op) != OPERAND_NONE) {
        append_number(opcode_operand_a(op), instruction->a, &numbers);
        append_meaning(program, opcode_operand_a(op), instruction->a, &meaning);
        if (opcode_operand_b(op) != OPERAND_NONE) {
            buffer_append_char(&numbers, ' ');
            append_number(opcode_operand_b(op), instruction->b, &numbers);
        }
    }
    if (meaning.length)
        buffer_printf(out, "%-23s %-8s %s\n", opcode_name(op), buffer_text(&numbers), buffer_text(&meaning));
    else if (numbers.length)
        buffer_printf(out, "%-23s %s\n", opcode_name(op), buffer_text(&numbers));
    else
        buffer_printf(out, "%s\n", opcode_name(op));
    buffer_free(&numbers);
    buffer_free(&meaning);
}

static void disassemble_function(const struct program *program, const struct function *function,
                                 struct buffer *out)
{
    buffer_printf(out, "function %zu: %s, ", (size_t)(function - program->functions), function->name);
    disassemble_place(program, function->file, function->line, out);
    buffer_printf(out, ", parameters %u, locals %u, stack %u%s\n", function->parameters, function->locals,
                  function->stack, function->needs_user ? ", needs a user" : "");
    for (uint32_t i = 0; i < function->count; i++) {
        buffer_printf(out, "  %4" PRIu32 "  %4" PRIu32 "  ", i, function->lines[i]);
        append_instruction(program, &function->code[i], out);
    }
}

void program_disassemble(const struct program *program, struct buffer *out)
{
    disassemble_tables(program, out);
    for (size_t i = 0; i < program->functions_count; i++) {
        if (out->length)
            buffer_append_char(out, '\n');
        disassemble_function(program, &program->functions[i], out);
    }
}
