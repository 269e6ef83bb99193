#include "compiler/emit/emit.h"

#include <string.h>

/* ---- what is known ---- */

bool emit_fold(struct emitter *emitter, const struct expr *expr, value *v)
{
    switch (fold_expr(&emitter->folder, expr, v)) {
    case FOLD_VALUE: return true;
    case FOLD_FAILED:
        diag_report(emitter->diags, E0316_IMPOSSIBLE, emitter->folder.where, emitter->folder.why);
        return false;
    case FOLD_UNKNOWN: break;
    }
    return false;
}

/* ---- literals ---- */

static void emit_string(struct emitter *emitter, const struct expr *expr)
{
    uint32_t count = 0;

    for (const struct string_part *part = expr->string.parts.first; part; part = part->next, count++)
        if (part->expr)
            emit_expr(emitter, part->expr);
        else
            code_op_a(emitter, OP_CONST, emit_constant(emitter, value_string(part->text, part->length)));
    code_op_a(emitter, OP_CONCAT, count);
}

static void emit_list(struct emitter *emitter, const struct expr *expr)
{
    for (const struct expr *item = expr->list.items.first; item; item = item->next)
        emit_expr(emitter, item);
    code_op_a(emitter, OP_LIST, (uint32_t)expr->list.items.count);
}

static void emit_map(struct emitter *emitter, const struct expr *expr)
{
    for (const struct map_pair *pair = expr->map.entries.first; pair; pair = pair->next) {
        emit_expr(emitter, pair->key);
        emit_expr(emitter, pair->value);
    }
    code_op_a(emitter, OP_MAP, (uint32_t)expr->map.entries.count);
}

/* ---- operators ---- */

static void emit_operand(struct emitter *emitter, const struct expr *expr, bool is_noted)
{
    emit_expr(emitter, expr);
    if (is_noted)
        code_op(emitter, OP_NOTE);
}

/* `matches` with a constant pattern, which is compiled here. */
static bool emit_matches(struct emitter *emitter, const struct expr *expr, bool is_noted)
{
    value pattern;
    uint32_t regex;

    if (!emit_fold(emitter, expr->binary.right, &pattern))
        return false;
    emit_operand(emitter, expr->binary.left, is_noted);
    regex = pattern.type == VALUE_STRING ? emit_regex(emitter, pattern.as.string->bytes,
                                                      pattern.as.string->length, expr->binary.right->span)
                                         : UINT32_MAX;
    code_op_a(emitter, OP_MATCHES, regex);
    value_release(pattern);
    return true;
}

static enum opcode binary_opcode(enum binary_op op)
{
    switch (op) {
    case BINARY_ADD: return OP_ADD;
    case BINARY_SUBTRACT: return OP_SUBTRACT;
    case BINARY_MULTIPLY: return OP_MULTIPLY;
    case BINARY_DIVIDE: return OP_DIVIDE;
    case BINARY_MODULO: return OP_MODULO;
    case BINARY_EQUAL: return OP_EQUAL;
    case BINARY_NOT_EQUAL: return OP_NOT_EQUAL;
    case BINARY_LESS: return OP_LESS;
    case BINARY_LESS_EQUAL: return OP_LESS_EQUAL;
    case BINARY_GREATER: return OP_GREATER;
    case BINARY_GREATER_EQUAL: return OP_GREATER_EQUAL;
    case BINARY_IN:
    case BINARY_NOT_IN: return OP_IN;
    case BINARY_CONTAINS: return OP_CONTAINS;
    case BINARY_STARTSWITH: return OP_STARTS_WITH;
    case BINARY_ENDSWITH: return OP_ENDS_WITH;
    default: return OP_MATCHES_TEXT;
    }
}

static void emit_operator(struct emitter *emitter, const struct expr *expr, bool is_noted)
{
    if (expr->binary.op == BINARY_MATCHES && emit_matches(emitter, expr, is_noted))
        return;
    emit_operand(emitter, expr->binary.left, is_noted);
    emit_expr(emitter, expr->binary.right);
    code_at(emitter, expr->binary.op_span);
    code_op(emitter, binary_opcode(expr->binary.op));
    if (expr->binary.op == BINARY_NOT_IN)
        code_op(emitter, OP_NOT);
}

/* `and`, `or`. The left side alone decides if it is false (for `or`: true). The result is always a bool. */
static void emit_logic(struct emitter *emitter, const struct expr *expr, bool is_noted)
{
    bool is_and = expr->binary.op == BINARY_AND;
    void (*emit)(struct emitter *, const struct expr *) = is_noted ? emit_noted : emit_expr;
    uint32_t decided, end;

    emit(emitter, expr->binary.left);
    decided = code_jump(emitter, is_and ? OP_JUMP_IF_FALSE : OP_JUMP_IF_TRUE);
    emit(emitter, expr->binary.right);
    code_op(emitter, OP_TRUTH);
    end = code_jump(emitter, OP_JUMP);
    code_land(emitter, decided);
    emitter->code.height--;
    code_op_a(emitter, OP_CONST, emit_constant(emitter, value_bool(!is_and)));
    code_land(emitter, end);
}

static void emit_binary(struct emitter *emitter, const struct expr *expr, bool is_noted)
{
    if (expr->binary.op == BINARY_AND || expr->binary.op == BINARY_OR)
        emit_logic(emitter, expr, is_noted);
    else
        emit_operator(emitter, expr, is_noted);
}

static void emit_unary(struct emitter *emitter, const struct expr *expr, bool is_noted)
{
    switch (expr->unary.op) {
    case UNARY_NEGATE:
        emit_operand(emitter, expr->unary.operand, is_noted);
        code_op(emitter, OP_NEGATE);
        break;
    case UNARY_NOT:
        if (is_noted)
            emit_noted(emitter, expr->unary.operand);
        else
            emit_expr(emitter, expr->unary.operand);
        code_op(emitter, OP_NOT);
        break;
    case UNARY_EXISTS:
        emit_operand(emitter, expr->unary.operand, is_noted);
        code_op(emitter, OP_EXISTS);
        break;
    }
}

static void emit_is(struct emitter *emitter, const struct expr *expr, bool is_noted)
{
    emit_operand(emitter, expr->is.value, is_noted);
    code_op_a(emitter, OP_IS, fold_type_mask(expr->is.types));
    if (expr->is.negated)
        code_op(emitter, OP_NOT);
}

static void emit_conditional(struct emitter *emitter, const struct expr *expr)
{
    uint32_t otherwise, end;

    emit_expr(emitter, expr->conditional.condition);
    otherwise = code_jump(emitter, OP_JUMP_IF_FALSE);
    emit_expr(emitter, expr->conditional.then);
    end = code_jump(emitter, OP_JUMP);
    code_land(emitter, otherwise);
    emitter->code.height--;
    emit_expr(emitter, expr->conditional.otherwise);
    code_land(emitter, end);
}

/* ---- access ---- */

static void emit_member_of(struct emitter *emitter, const struct expr *expr)
{
    if (expr->symbol) {
        emit_load(emitter, expr->symbol, expr->span); /* user.NAME, worker.index … */
        return;
    }
    emit_expr(emitter, expr->member.object);
    code_at(emitter, expr->member.name.span);
    code_op_a(emitter, OP_MEMBER, emit_text_constant(emitter, expr->member.name.text));
}

static void emit_index(struct emitter *emitter, const struct expr *expr)
{
    emit_expr(emitter, expr->index.object);
    emit_expr(emitter, expr->index.index);
    code_op(emitter, OP_INDEX);
}

static void emit_range(struct emitter *emitter, const struct expr *expr)
{
    emit_expr(emitter, expr->range.first);
    emit_expr(emitter, expr->range.last);
    code_op(emitter, OP_RANGE);
}

/* n/m: a rate per second. */
static void emit_rate(struct emitter *emitter, const struct expr *expr)
{
    emit_expr(emitter, expr->rate.count);
    code_op_a(emitter, OP_CONST,
              emit_constant(emitter, value_float((double)expr->rate.per / (double)NANOS_PER_S)));
    code_op(emitter, OP_DIVIDE);
}

/* ---- the dispatch ---- */

static void emit_kind(struct emitter *emitter, const struct expr *expr)
{
    switch (expr->kind) {
    case EXPR_RATE: emit_rate(emitter, expr); break;
    case EXPR_STRING: emit_string(emitter, expr); break;
    case EXPR_LIST: emit_list(emitter, expr); break;
    case EXPR_MAP: emit_map(emitter, expr); break;
    case EXPR_NAME: emit_load(emitter, expr->symbol, expr->span); break;
    case EXPR_MEMBER: emit_member_of(emitter, expr); break;
    case EXPR_INDEX: emit_index(emitter, expr); break;
    case EXPR_CALL: emit_call(emitter, expr); break;
    case EXPR_UNARY: emit_unary(emitter, expr, false); break;
    case EXPR_BINARY: emit_binary(emitter, expr, false); break;
    case EXPR_IS: emit_is(emitter, expr, false); break;
    case EXPR_RANGE: emit_range(emitter, expr); break;
    case EXPR_CONDITIONAL: emit_conditional(emitter, expr); break;
    case EXPR_TAKE:
        code_op_a(emitter, expr->symbol->kind == SYMBOL_POOL ? OP_POOL_TAKE : OP_TAKE, expr->symbol->index);
        break;
    case EXPR_REQUEST: emit_request(emitter, expr->request, true); break;
    default: code_op_a(emitter, OP_CONST, emit_constant(emitter, value_none())); break;
    }
}

/* Ranges with more items, such as `1..1000000`, are made at run time instead of stored as a constant. */
#define LIST_MOST 1000

static bool emit_known(struct emitter *emitter, const struct expr *expr)
{
    value v;

    if (!expr->may_fold || !emit_fold(emitter, expr, &v))
        return false;
    if (v.type == VALUE_LIST && v.as.list->count > LIST_MOST && expr->kind != EXPR_NAME) {
        value_release(v);
        return false;
    }
    code_op_a(emitter, OP_CONST, emit_constant(emitter, v));
    return true;
}

void emit_expr(struct emitter *emitter, const struct expr *expr)
{
    code_at(emitter, expr->span);
    if (!emit_known(emitter, expr))
        emit_kind(emitter, expr);
}

void emit_noted(struct emitter *emitter, const struct expr *expr)
{
    code_at(emitter, expr->span);
    switch (expr->kind) {
    case EXPR_BINARY: emit_binary(emitter, expr, true); break;
    case EXPR_UNARY: emit_unary(emitter, expr, true); break;
    case EXPR_IS: emit_is(emitter, expr, true); break;
    default: emit_operand(emitter, expr, true); break;
    }
}
