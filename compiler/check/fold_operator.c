/* Operators on constants. */
#include "compiler/check/fold_internal.h"

#include "runtime/text/regex.h"

#include <string.h>

static const char *order(enum binary_op op, value left, value right, value *result)
{
    int order;
    const char *why = value_compare(left, right, &order);

    if (why)
        return why;
    switch (op) {
    case BINARY_LESS: *result = value_bool(order < 0); break;
    case BINARY_LESS_EQUAL: *result = value_bool(order <= 0); break;
    case BINARY_GREATER: *result = value_bool(order == 1); break;
    default: *result = value_bool(order == 0 || order == 1); break;
    }
    return NULL;
}

static const char *membership(value item, value container, bool wanted, value *result)
{
    bool is_in = false;
    const char *why = value_in(item, container, &is_in);

    *result = value_bool(is_in == wanted);
    return why;
}

static const char *edge(value text, value part, bool at_end, value *result)
{
    const struct string *whole = text.as.string, *piece = part.as.string;
    size_t offset;

    if (text.type != VALUE_STRING || part.type != VALUE_STRING)
        return "`startswith` and `endswith` compare strings";
    offset = at_end && whole->length >= piece->length ? whole->length - piece->length : 0;
    *result = value_bool(whole->length >= piece->length &&
                         memcmp(whole->bytes + offset, piece->bytes, piece->length) == 0);
    return NULL;
}

static const char *match(value text, value pattern, value *result)
{
    struct regex_error error;
    struct regex *regex;
    const char *why;
    bool found = false;

    if (text.type != VALUE_STRING || pattern.type != VALUE_STRING)
        return "`matches` compares strings";
    regex = regex_compile(pattern.as.string->bytes, pattern.as.string->length, &error);
    if (!regex)
        return "the pattern is invalid";
    why = regex_search(regex, text.as.string->bytes, text.as.string->length, 0, &found, NULL, 0);
    regex_free(regex);
    *result = value_bool(found);
    return why;
}

static const char *compute(enum binary_op op, value left, value right, value *result)
{
    switch (op) {
    case BINARY_ADD: return value_add(left, right, result);
    case BINARY_SUBTRACT: return value_subtract(left, right, result);
    case BINARY_MULTIPLY: return value_multiply(left, right, result);
    case BINARY_DIVIDE: return value_divide(left, right, result);
    case BINARY_MODULO: return value_modulo(left, right, result);
    case BINARY_EQUAL: *result = value_bool(value_equal(left, right)); return NULL;
    case BINARY_NOT_EQUAL: *result = value_bool(!value_equal(left, right)); return NULL;
    case BINARY_IN: return membership(left, right, true, result);
    case BINARY_NOT_IN: return membership(left, right, false, result);
    case BINARY_CONTAINS: return membership(right, left, true, result);
    case BINARY_STARTSWITH: return edge(left, right, false, result);
    case BINARY_ENDSWITH: return edge(left, right, true, result);
    case BINARY_MATCHES: return match(left, right, result);
    default: return order(op, left, right, result);
    }
}

static enum fold_result fold_truth(struct constant_folding *folder, const struct expr *expr, bool *result)
{
    value v;
    enum fold_result folded = fold_expr(folder, expr, &v);

    if (folded != FOLD_VALUE)
        return folded;
    folded = fold_outcome(folder, expr, value_truth(v, result));
    value_release(v);
    return folded;
}

static enum fold_result fold_logic(struct constant_folding *folder, const struct expr *expr, value *result)
{
    bool truth = false;
    bool is_and = expr->binary.op == BINARY_AND;
    enum fold_result folded = fold_truth(folder, expr->binary.left, &truth);

    if (folded == FOLD_VALUE && truth == is_and)
        folded = fold_truth(folder, expr->binary.right, &truth);
    *result = value_bool(truth);
    return folded;
}

enum fold_result fold_binary(struct constant_folding *folder, const struct expr *expr, value *result)
{
    value left, right;
    enum fold_result folded;

    if (expr->binary.op == BINARY_AND || expr->binary.op == BINARY_OR)
        return fold_logic(folder, expr, result);
    folded = fold_expr(folder, expr->binary.left, &left);
    if (folded != FOLD_VALUE)
        return folded;
    folded = fold_expr(folder, expr->binary.right, &right);
    if (folded == FOLD_VALUE) {
        folded = fold_outcome(folder, expr, compute(expr->binary.op, left, right, result));
        value_release(right);
    }
    value_release(left);
    return folded;
}

enum fold_result fold_unary(struct constant_folding *folder, const struct expr *expr, value *result)
{
    value v;
    bool truth = false;
    enum fold_result folded = fold_expr(folder, expr->unary.operand, &v);

    if (folded != FOLD_VALUE)
        return folded;
    switch (expr->unary.op) {
    case UNARY_NEGATE: folded = fold_outcome(folder, expr, value_negate(v, result)); break;
    case UNARY_NOT:
        folded = fold_outcome(folder, expr, value_truth(v, &truth));
        *result = value_bool(!truth);
        break;
    case UNARY_EXISTS: *result = value_bool(v.type != VALUE_NONE); break;
    }
    value_release(v);
    return folded;
}

unsigned fold_type_mask(unsigned types)
{
    unsigned mask = 0;

    mask |= types & TYPE_NONE ? 1u << VALUE_NONE : 0;
    mask |= types & TYPE_BOOL ? 1u << VALUE_BOOL : 0;
    mask |= types & TYPE_INT ? 1u << VALUE_INT | 1u << VALUE_BIG : 0;
    mask |= types & TYPE_FLOAT ? 1u << VALUE_FLOAT : 0;
    mask |= types & TYPE_DURATION ? 1u << VALUE_DURATION : 0;
    mask |= types & TYPE_STRING ? 1u << VALUE_STRING : 0;
    mask |= types & TYPE_LIST ? 1u << VALUE_LIST : 0;
    mask |= types & TYPE_MAP ? 1u << VALUE_MAP : 0;
    mask |= types & TYPE_RESPONSE ? 1u << VALUE_RESPONSE : 0;
    return mask;
}

enum fold_result fold_is(struct constant_folding *folder, const struct expr *expr, value *result)
{
    value v;
    enum fold_result folded = fold_expr(folder, expr->is.value, &v);

    if (folded != FOLD_VALUE)
        return folded;
    *result = value_bool(((fold_type_mask(expr->is.types) >> v.type) & 1) != expr->is.negated);
    value_release(v);
    return FOLD_VALUE;
}

enum fold_result fold_range(struct constant_folding *folder, const struct expr *expr, value *result)
{
    value first, last;
    enum fold_result folded = fold_expr(folder, expr->range.first, &first);

    if (folded != FOLD_VALUE)
        return folded;
    folded = fold_expr(folder, expr->range.last, &last);
    if (folded == FOLD_VALUE) {
        folded = fold_outcome(folder, expr, value_range(first, last, result));
        value_release(last);
    }
    value_release(first);
    return folded;
}

enum fold_result fold_conditional(struct constant_folding *folder, const struct expr *expr, value *result)
{
    bool truth = false;
    enum fold_result folded = fold_truth(folder, expr->conditional.condition, &truth);

    if (folded != FOLD_VALUE)
        return folded;
    return fold_expr(folder, truth ? expr->conditional.then : expr->conditional.otherwise, result);
}

enum fold_result fold_rate(struct constant_folding *folder, const struct expr *expr, value *result)
{
    value count;
    enum fold_result folded = fold_expr(folder, expr->rate.count, &count);
    double per_second = (double)expr->rate.per / (double)NANOS_PER_S;

    if (folded == FOLD_VALUE)
        *result =
            value_float((count.type == VALUE_INT ? (double)count.as.integer : count.as.number) / per_second);
    return folded;
}
