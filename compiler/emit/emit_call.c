#include "compiler/emit/emit.h"

#define GROUP_WITHIN 65535 /* 1 if the pattern has a group, otherwise the whole match */

static uint32_t emit_arguments(struct emitter *emitter, const struct expr_list *arguments)
{
    for (const struct expr *argument = arguments->first; argument; argument = argument->next)
        emit_expr(emitter, argument);
    return (uint32_t)arguments->count;
}

/* ---- functions of a response ---- */

/* The text of a constant pattern or path. A parameter's value and type are only known here, not in the
 * checker. */
static bool fold_text(struct emitter *emitter, const struct expr *expr, const char *function, value *text)
{
    if (!emit_fold(emitter, expr, text))
        return false;
    if (text->type == VALUE_STRING)
        return true;
    diag_report(emitter->diags, E0312_ARGUMENT, expr->span, function, "a string",
                value_type_name(text->type));
    value_release(*text);
    *text = value_text("$");
    return true;
}

static uint32_t group_of(struct emitter *emitter, const struct expr *expr)
{
    const struct expr *argument = expr->call.arguments.first->next;
    value v;
    uint32_t group = GROUP_WITHIN;

    if (!argument || !emit_fold(emitter, argument, &v))
        return group;
    if (v.type == VALUE_INT && v.as.integer >= 0 && v.as.integer < GROUP_WITHIN)
        group = (uint32_t)v.as.integer;
    else
        diag_report(emitter->diags, E0417_NUMBER_RANGE, argument->span, "a group", "0 or more");
    value_release(v);
    return group;
}

/* The instruction for a pattern that is known, or for one made at run time. */
static enum opcode regex_opcode(enum accessor accessor, bool is_known)
{
    switch (accessor) {
    case ACCESSOR_REGEX_ALL: return is_known ? OP_RESPONSE_REGEX_ALL : OP_RESPONSE_REGEX_ALL_TEXT;
    case ACCESSOR_REGEX_GROUPS: return is_known ? OP_RESPONSE_REGEX_GROUPS : OP_RESPONSE_REGEX_GROUPS_TEXT;
    default: return is_known ? OP_RESPONSE_REGEX : OP_RESPONSE_REGEX_TEXT;
    }
}

static void emit_regex_accessor(struct emitter *emitter, const struct expr *expr, enum accessor accessor)
{
    const struct expr *pattern = expr->call.arguments.first;
    uint32_t group = accessor == ACCESSOR_REGEX_GROUPS ? 0 : group_of(emitter, expr);
    value text;

    if (fold_text(emitter, pattern, expr->call.name.text, &text)) {
        uint32_t regex = emit_regex(emitter, text.as.string->bytes, text.as.string->length, pattern->span);

        code_op_ab(emitter, regex_opcode(accessor, true), regex, group);
        value_release(text);
    } else {
        emit_expr(emitter, pattern);
        code_op_a(emitter, regex_opcode(accessor, false), group);
    }
}

static void emit_json_accessor(struct emitter *emitter, const struct expr *expr)
{
    const struct expr *path = expr->call.arguments.first;
    value text;

    if (fold_text(emitter, path, expr->call.name.text, &text)) {
        code_op_a(emitter, OP_RESPONSE_JSON,
                  emit_jsonpath(emitter, text.as.string->bytes, text.as.string->length, path->span));
        value_release(text);
    } else {
        emit_expr(emitter, path);
        code_op(emitter, OP_RESPONSE_JSON_TEXT);
    }
}

static void emit_xpath_accessor(struct emitter *emitter, const struct expr *expr, bool all)
{
    const struct expr *path = expr->call.arguments.first;
    value text;

    if (fold_text(emitter, path, expr->call.name.text, &text)) {
        emit_xpath(emitter, text.as.string->bytes, text.as.string->length, path->span);
        value_release(text);
    } else {
        emit_expr(emitter, path);
    }
    code_op_a(emitter, OP_RESPONSE_XPATH, all);
}

static enum opcode header_opcode(enum accessor accessor)
{
    switch (accessor) {
    case ACCESSOR_HEADER: return OP_RESPONSE_HEADER;
    case ACCESSOR_HEADER_ALL: return OP_RESPONSE_HEADER_ALL;
    default: return OP_RESPONSE_COOKIE;
    }
}

static void emit_accessor(struct emitter *emitter, const struct expr *expr)
{
    if (expr->call.object)
        emit_expr(emitter, expr->call.object);
    else
        code_op(emitter, OP_RESPONSE);
    switch ((enum accessor)expr->symbol->index) {
    case ACCESSOR_JSON: emit_json_accessor(emitter, expr); break;
    case ACCESSOR_REGEX:
    case ACCESSOR_REGEX_ALL:
    case ACCESSOR_REGEX_GROUPS: emit_regex_accessor(emitter, expr, (enum accessor)expr->symbol->index); break;
    case ACCESSOR_XPATH:
    case ACCESSOR_XPATH_ALL:
        emit_xpath_accessor(emitter, expr, expr->symbol->index == ACCESSOR_XPATH_ALL);
        break;
    default:
        emit_expr(emitter, expr->call.arguments.first);
        code_op(emitter, header_opcode((enum accessor)expr->symbol->index));
        break;
    }
}

/* ---- calls ---- */

void emit_call(struct emitter *emitter, const struct expr *expr)
{
    const struct symbol *symbol = expr->symbol;
    uint32_t count;

    switch (symbol->kind) {
    case SYMBOL_ACCESSOR: emit_accessor(emitter, expr); break;
    case SYMBOL_PUSH:
        emit_expr(emitter, expr->call.arguments.first->next);
        code_at(emitter, expr->call.name.span);
        code_op_a(emitter, OP_POOL_PUSH, expr->call.arguments.first->symbol->index);
        break;
    case SYMBOL_PICK: code_op_a(emitter, OP_POOL_PICK, expr->call.arguments.first->symbol->index); break;
    case SYMBOL_NEXT: code_op_a(emitter, OP_NEXT, expr->call.arguments.first->symbol->index); break;
    case SYMBOL_NATIVE:
        count = emit_arguments(emitter, &expr->call.arguments);
        code_at(emitter, expr->call.name.span);
        code_op_ab(emitter, OP_NATIVE, symbol->index, count);
        break;
    default:
        count = emit_arguments(emitter, &expr->call.arguments);
        code_at(emitter, expr->call.name.span);
        code_op_ab(emitter, OP_CALL, symbol->index, count);
        break;
    }
}
