/* Types of operands and results of operators. */
#include "compiler/check/check.h"

#include <string.h>

/* A time (seconds since 1970, a float) and a duration: `now() + 1h`. */
static bool moves_time(enum binary_op op, unsigned left, unsigned right)
{
    return (op == BINARY_ADD && left == TYPE_DURATION && right == TYPE_FLOAT) ||
           ((op == BINARY_ADD || op == BINARY_SUBTRACT) && left == TYPE_FLOAT && right == TYPE_DURATION);
}

/* The result type of an arithmetic operator for one type on each side; 0 if there is none. */
static unsigned arithmetic_type(enum binary_op op, unsigned left, unsigned right)
{
    bool numbers = (left & TYPE_NUMBER) && (right & TYPE_NUMBER);
    bool durations = left == TYPE_DURATION && right == TYPE_DURATION;

    switch (op) {
    case BINARY_ADD:
        if (left == right && (left & (TYPE_STRING | TYPE_LIST)))
            return left;
        break;
    case BINARY_SUBTRACT: break;
    case BINARY_MULTIPLY:
        if ((left == TYPE_DURATION && (right & TYPE_NUMBER)) ||
            ((left & TYPE_NUMBER) && right == TYPE_DURATION))
            return TYPE_DURATION;
        durations = false;
        break;
    case BINARY_DIVIDE:
        if (left == TYPE_DURATION && (right & TYPE_NUMBER))
            return TYPE_DURATION;
        return durations || numbers ? TYPE_FLOAT : 0;
    default: break;
    }
    if (durations)
        return TYPE_DURATION;
    if (moves_time(op, left, right))
        return TYPE_FLOAT;
    if (!numbers)
        return 0;
    return left == TYPE_INT && right == TYPE_INT ? TYPE_INT : TYPE_FLOAT;
}

static unsigned order_type(unsigned left, unsigned right)
{
    bool numbers = (left & TYPE_NUMBER) && (right & TYPE_NUMBER);

    return numbers || (left == right && (left & (TYPE_DURATION | TYPE_STRING))) ? TYPE_BOOL : 0;
}

static unsigned contains_type(unsigned container, unsigned item)
{
    if (container == TYPE_LIST)
        return TYPE_BOOL;
    return (container & (TYPE_MAP | TYPE_STRING)) && item == TYPE_STRING ? TYPE_BOOL : 0;
}

static unsigned type_for(enum binary_op op, unsigned left, unsigned right)
{
    switch (op) {
    case BINARY_ADD:
    case BINARY_SUBTRACT:
    case BINARY_MULTIPLY:
    case BINARY_DIVIDE:
    case BINARY_MODULO: return arithmetic_type(op, left, right);
    case BINARY_LESS:
    case BINARY_LESS_EQUAL:
    case BINARY_GREATER:
    case BINARY_GREATER_EQUAL: return order_type(left, right);
    case BINARY_IN:
    case BINARY_NOT_IN: return contains_type(right, left);
    case BINARY_CONTAINS: return contains_type(left, right);
    case BINARY_STARTSWITH:
    case BINARY_ENDSWITH:
    case BINARY_MATCHES: return left == TYPE_STRING && right == TYPE_STRING ? TYPE_BOOL : 0;
    default: return TYPE_BOOL;
    }
}

/* The possible result types for all possible operand types; 0: an error in any case. */
static unsigned types_for(enum binary_op op, unsigned left, unsigned right)
{
    unsigned types = 0;

    for (unsigned l = 1; l <= TYPE_RESPONSE; l <<= 1)
        for (unsigned r = 1; (left & l) && r <= TYPE_RESPONSE; r <<= 1)
            if (right & r)
                types |= type_for(op, l, r);
    return types;
}

/* ---- what went wrong, in words ---- */

static bool is_number_beside_duration(const struct expr *number, const struct expr *duration)
{
    return number->kind == EXPR_INT && duration->types == TYPE_DURATION;
}

static bool is_float_beside_duration(const struct expr *number, const struct expr *duration)
{
    return number->kind == EXPR_FLOAT && duration->types == TYPE_DURATION;
}

/* `elapsed + 1.5` means a duration; the sum of a duration and a float that is computed is a time. */
static bool lacks_unit(const struct expr *expr)
{
    const struct expr *left = expr->binary.left, *right = expr->binary.right;

    return (expr->binary.op == BINARY_ADD || expr->binary.op == BINARY_SUBTRACT) &&
           (is_float_beside_duration(left, right) || is_float_beside_duration(right, left));
}

static void report_operands(struct checker *checker, struct expr *expr)
{
    struct expr *left = expr->binary.left, *right = expr->binary.right;
    struct diag *diag =
        diag_report(checker->diags, E0310_OPERANDS, expr->binary.op_span, binary_op_text(expr->binary.op),
                    types_text(left->types, checker->arena), types_text(right->types, checker->arena));
    const struct expr *number = is_number_beside_duration(right, left)   ? right
                                : is_number_beside_duration(left, right) ? left
                                                                         : NULL;

    if (!number && (is_float_beside_duration(left, right) || is_float_beside_duration(right, left)))
        diag_hint(diag, "durations need a unit: `%gs`",
                  left->kind == EXPR_FLOAT ? left->floating : right->floating);
    else if (number)
        diag_hint(diag, "durations need a unit: `%lldms`, `%llds`", (long long)number->integer,
                  (long long)number->integer);
    else if (expr->binary.op == BINARY_ADD && ((left->types | right->types) & TYPE_STRING))
        diag_hint(diag, "`\"${x}\"` converts x to a string");
}

/* ---- the operators ---- */

void check_compared(const struct expr *expr)
{
    bool is_user_variable = expr->kind == EXPR_MEMBER && expr->symbol;
    const struct symbol *rows = is_user_variable ? expr->symbol->rows : check_rows_of(expr);

    if (rows)
        ((struct symbol *)rows)->is_compared = true;
}

static void check_no_status(struct checker *checker, const struct expr *status, const struct expr *number)
{
    if (status->kind == EXPR_NAME && status->symbol && status->symbol->kind == SYMBOL_RESPONSE &&
        status->symbol->index == RESPONSE_STATUS && number->kind == EXPR_INT &&
        (number->integer < 100 || number->integer > 999))
        diag_report(checker->diags, W0521_NO_STATUS, number->span, (long long)number->integer);
}

static void check_statuses(struct checker *checker, const struct expr *status, const struct expr *list)
{
    if (list->kind == EXPR_LIST)
        for (const struct expr *number = list->list.items.first; number; number = number->next)
            check_no_status(checker, status, number);
}

/* The digits of a string such as "200"; NULL: it has others. */
static const char *digits_of(const struct expr *expr)
{
    const char *text = expr_is_plain_string(expr) ? expr_plain_text(expr, NULL) : "";

    return *text && strspn(text, "0123456789") == strlen(text) ? text : NULL;
}

static void report_never_equal(struct checker *checker, const struct expr *expr)
{
    const struct expr *left = expr->binary.left, *right = expr->binary.right;
    const char *digits = digits_of(left) ? digits_of(left) : digits_of(right);
    struct diag *diag =
        diag_report(checker->diags, W0330_NEVER_EQUAL, expr->binary.op_span,
                    types_text(left->types, checker->arena), types_text(right->types, checker->arena));

    if (digits && ((left->types | right->types) & TYPE_INT))
        diag_hint(diag, "write the number without quotes: `%s`", digits);
}

static unsigned check_equality(struct checker *checker, struct expr *expr)
{
    struct expr *left = expr->binary.left, *right = expr->binary.right;
    bool numbers = (left->types & TYPE_NUMBER) && (right->types & TYPE_NUMBER);

    check_no_status(checker, left, right);
    check_no_status(checker, right, left);
    if (left->kind == EXPR_NONE)
        check_compared(right);
    if (right->kind == EXPR_NONE)
        check_compared(left);
    if (!numbers && !(left->types & right->types) && left->kind != EXPR_NONE && right->kind != EXPR_NONE)
        report_never_equal(checker, expr);
    return TYPE_BOOL;
}

static const char *text_of(const struct checker *checker, const struct expr *expr)
{
    return arena_strndup(checker->arena, source_text(&checker->modules->sources, expr->span),
                         expr->span.length);
}

/* The comparison at the left of `a == 1 or 2 or 3`. */
static const struct expr *first_comparison(const struct expr *expr, enum binary_op logic)
{
    while (expr->kind == EXPR_BINARY && expr->binary.op == logic)
        expr = expr->binary.left;
    return expr;
}

/* Reports `status == 200 or 304`, whose right side isn't a condition. False: it isn't of this sort. */
static bool report_half_comparison(struct checker *checker, struct expr *expr)
{
    struct expr *right = expr->binary.right;
    const struct expr *first = first_comparison(expr->binary.left, expr->binary.op);
    bool is_or = expr->binary.op == BINARY_OR;
    unsigned types = check_expr(checker, right);
    struct diag *diag;

    if ((types & TYPE_BOOL) || types == TYPE_NONE || first->kind != EXPR_BINARY)
        return false;
    diag = diag_report(checker->diags, E0311_CONDITION, right->span, types_text(types, checker->arena));
    if (types == TYPE_STRING && first->binary.right->types != TYPE_STRING)
        diag_hint(diag, "the text of a failure follows `else`: `else \"…\"`");
    else if (first->binary.op == (is_or ? BINARY_EQUAL : BINARY_NOT_EQUAL))
        diag_hint(diag, "write `%s %s [%s, %s]`", text_of(checker, first->binary.left),
                  is_or ? "in" : "not in", text_of(checker, first->binary.right), text_of(checker, right));
    else
        diag_hint(diag, "write a comparison on both sides of `%s`", is_or ? "or" : "and");
    return true;
}

static unsigned check_logic(struct checker *checker, struct expr *expr)
{
    check_condition(checker, expr->binary.left);
    if (!report_half_comparison(checker, expr))
        check_truth(checker, expr->binary.right);
    return TYPE_BOOL;
}

static unsigned check_operands(struct checker *checker, struct expr *expr)
{
    enum binary_op op = expr->binary.op;
    unsigned left = check_expr(checker, expr->binary.left);
    unsigned right = check_expr(checker, expr->binary.right);
    unsigned types;

    if (op == BINARY_EQUAL || op == BINARY_NOT_EQUAL)
        return check_equality(checker, expr);
    types = types_for(op, left, right);
    if (!types || lacks_unit(expr)) {
        report_operands(checker, expr);
        return TYPE_ANY;
    }
    if (op == BINARY_IN || op == BINARY_NOT_IN)
        check_statuses(checker, expr->binary.left, expr->binary.right);
    if (op == BINARY_MATCHES)
        check_regex(checker, expr->binary.right);
    return types;
}

unsigned check_binary(struct checker *checker, struct expr *expr)
{
    bool is_logic = expr->binary.op == BINARY_AND || expr->binary.op == BINARY_OR;
    unsigned types = is_logic ? check_logic(checker, expr) : check_operands(checker, expr);

    expr->may_fold = expr->binary.left->may_fold && expr->binary.right->may_fold;
    return types;
}

static unsigned check_negation(struct checker *checker, struct expr *expr)
{
    struct expr *operand = expr->unary.operand;
    unsigned types = check_expr(checker, operand);
    unsigned negated = types & (TYPE_NUMBER | TYPE_DURATION);

    if (negated)
        return negated;
    diag_report(checker->diags, E0319_OPERAND, expr->span, "-", types_text(types, checker->arena));
    return TYPE_ANY;
}

unsigned check_unary(struct checker *checker, struct expr *expr)
{
    unsigned types = TYPE_BOOL;

    switch (expr->unary.op) {
    case UNARY_NEGATE: types = check_negation(checker, expr); break;
    case UNARY_NOT: check_condition(checker, expr->unary.operand); break;
    case UNARY_EXISTS:
        check_expr(checker, expr->unary.operand);
        check_compared(expr->unary.operand);
        break;
    }
    expr->may_fold = expr->unary.operand->may_fold;
    return types;
}
