/* Expressions. */
#include "compiler/parse/ast_build.h"
#include "runtime/base/count_of.h"

#include "compiler/diag/foreign_words.h"
#include "compiler/diag/suggest.h"

#include <string.h>

static uint16_t deeper(uint16_t a, uint16_t b)
{
    return a > b ? a : b;
}

struct expr *expr_new(struct parser *parser, span place, enum expr_kind kind)
{
    struct expr *expr = arena_zalloc(parser->job->arena, sizeof *expr);
    expr->kind = kind;
    expr->span = place;
    expr->depth = 1;
    return expr;
}

/* Sets the depth of an expression from its deepest child. An expression that is too deep is reported once
 * per file and replaced by an error, so that tree walks can't overflow the stack. */
static struct expr *expr_over(struct parser *parser, struct expr *expr, uint16_t depth)
{
    expr->depth = (uint16_t)(depth + 1);
    if (expr->depth <= AST_MAX_DEPTH)
        return expr;
    if (!parser->is_too_deep)
        diag_label(diag_report(parser->job->diags, E0110_TOO_DEEP, expr->span),
                   "an expression has at most %d levels", AST_MAX_DEPTH);
    parser->is_too_deep = true;
    return expr_error(parser, expr->span);
}

struct expr *expr_error(struct parser *parser, span place)
{
    return expr_new(parser, place, EXPR_ERROR);
}

struct expr *expr_boolean(struct parser *parser, span place, bool value)
{
    struct expr *expr = expr_new(parser, place, EXPR_BOOL);
    expr->boolean = value;
    return expr;
}

struct expr *expr_integer(struct parser *parser, span place, int64_t value)
{
    struct expr *expr = expr_new(parser, place, EXPR_INT);
    expr->integer = value;
    return expr;
}

struct expr *expr_floating(struct parser *parser, span place, double value)
{
    struct expr *expr = expr_new(parser, place, EXPR_FLOAT);
    expr->floating = value;
    return expr;
}

struct expr *expr_duration(struct parser *parser, span place, nanos value)
{
    struct expr *expr = expr_new(parser, place, EXPR_DURATION);
    expr->duration = value;
    return expr;
}

struct expr *expr_rate(struct parser *parser, span place, struct rate_literal rate)
{
    struct expr *expr = expr_new(parser, place, EXPR_RATE);
    span count = {place.file, place.offset, place.length - 2};
    bool is_whole = rate.count < 9e15 && rate.count == (double)(int64_t)rate.count;
    expr->rate.count = is_whole ? expr_integer(parser, count, (int64_t)rate.count)
                                : expr_floating(parser, count, rate.count);
    expr->rate.per = rate.per;
    expr->depth = 2;
    vec_push(&parser->rates, expr);
    return expr;
}

static uint16_t deepest(const struct expr_list *list)
{
    uint16_t depth = 0;
    for (const struct expr *expr = list->first; expr != NULL; expr = expr->next)
        depth = deeper(depth, expr->depth);
    return depth;
}

struct expr *expr_list(struct parser *parser, span place, struct expr_list items)
{
    struct expr *expr = expr_new(parser, place, EXPR_LIST);
    expr->list.items = items;
    return expr_over(parser, expr, deepest(&items));
}

struct expr *expr_map(struct parser *parser, span place, struct map_pair_list entries)
{
    struct expr *expr = expr_new(parser, place, EXPR_MAP);
    expr->map.entries = entries;
    uint16_t depth = 0;
    for (const struct map_pair *entry = entries.first; entry != NULL; entry = entry->next)
        depth = deeper(depth, deeper(entry->key->depth, entry->value->depth));
    return expr_over(parser, expr, depth);
}

struct expr *expr_name(struct parser *parser, struct name name)
{
    struct expr *expr = expr_new(parser, name.span, EXPR_NAME);
    expr->name = name;
    return expr;
}

struct expr *expr_member(struct parser *parser, span place, struct expr *object, struct name name)
{
    struct expr *expr = expr_new(parser, place, EXPR_MEMBER);
    expr->member.object = object;
    expr->member.name = name;
    return expr_over(parser, expr, object->depth);
}

struct expr *expr_index(struct parser *parser, span place, struct expr *object, struct expr *index,
                        span bracket)
{
    layout_mark(parser, LAYOUT_GLUED, bracket);
    struct expr *expr = expr_new(parser, place, EXPR_INDEX);
    expr->index.object = object;
    expr->index.index = index;
    return expr_over(parser, expr, deeper(object->depth, index->depth));
}

struct expr *expr_call(struct parser *parser, span place, struct expr *object, struct name name,
                       struct expr_list arguments, span paren)
{
    layout_mark(parser, LAYOUT_GLUED, paren);
    struct expr *expr = expr_new(parser, place, EXPR_CALL);
    expr->call.object = object;
    expr->call.name = name;
    expr->call.arguments = arguments;
    return expr_over(parser, expr, deeper(object != NULL ? object->depth : 0, deepest(&arguments)));
}

struct expr *expr_negate(struct parser *parser, span place, span minus, struct expr *operand)
{
    layout_mark(parser, LAYOUT_MINUS, minus);
    return expr_unary(parser, place, UNARY_NEGATE, operand);
}

struct expr *expr_unary(struct parser *parser, span place, enum unary_op op, struct expr *operand)
{
    struct expr *expr = expr_new(parser, place, EXPR_UNARY);
    expr->unary.op = op;
    expr->unary.operand = operand;
    return expr_over(parser, expr, operand->depth);
}

struct expr *expr_binary(struct parser *parser, span place, enum binary_op op, span op_span,
                         struct expr *left, struct expr *right)
{
    struct expr *expr = expr_new(parser, place, EXPR_BINARY);
    expr->binary.op = op;
    expr->binary.op_span = op_span;
    expr->binary.left = left;
    expr->binary.right = right;
    return expr_over(parser, expr, deeper(left->depth, right->depth));
}

static const struct {
    const char *name;
    unsigned types;
} type_names[] = {
    {"none", TYPE_NONE},     {"bool", TYPE_BOOL},     {"int", TYPE_INT},
    {"float", TYPE_FLOAT},   {"number", TYPE_NUMBER}, {"duration", TYPE_DURATION},
    {"string", TYPE_STRING}, {"list", TYPE_LIST},     {"map", TYPE_MAP},
};

static unsigned types_named(struct parser *parser, struct name type)
{
    struct suggest search;
    suggest_start(&search, type.text);
    for (size_t i = 0; i < COUNT_OF(type_names); i++) {
        if (strcmp(type_names[i].name, type.text) == 0)
            return type_names[i].types;
        suggest_offer(&search, type_names[i].name);
    }
    struct diag *diag = diag_report(parser->job->diags, E0301_UNKNOWN_TYPE, type.span, type.text);
    const char *advice = foreign_advice(FOREIGN_TYPE, type.text);
    if (advice != NULL)
        diag_label(diag, "%s", advice);
    else if (search.best != NULL)
        diag_label(diag, "did you mean `%s`?", search.best);
    diag_hint(diag, "the types are string int float number bool duration list map none");
    return TYPE_ANY;
}

struct expr *expr_is(struct parser *parser, span place, struct expr *value, bool negated, struct name type)
{
    struct expr *expr = expr_new(parser, place, EXPR_IS);
    expr->is.value = value;
    expr->is.type = type;
    expr->is.types = types_named(parser, type);
    expr->is.negated = negated;
    return expr_over(parser, expr, value->depth);
}

struct expr *expr_range(struct parser *parser, span place, struct expr *first, struct expr *last)
{
    struct expr *expr = expr_new(parser, place, EXPR_RANGE);
    expr->range.first = first;
    expr->range.last = last;
    return expr_over(parser, expr, deeper(first->depth, last->depth));
}

struct expr *expr_conditional(struct parser *parser, span place, struct expr *condition, struct expr *then,
                              struct expr *otherwise, span colon)
{
    layout_mark(parser, LAYOUT_COLON, colon);
    struct expr *expr = expr_new(parser, place, EXPR_CONDITIONAL);
    expr->conditional.condition = condition;
    expr->conditional.then = then;
    expr->conditional.otherwise = otherwise;
    return expr_over(parser, expr, deeper(condition->depth, deeper(then->depth, otherwise->depth)));
}

struct expr *expr_parenthesized(span place, struct expr *inner)
{
    inner->span = place;
    inner->parenthesized = true;
    return inner;
}

struct expr *expr_take(struct parser *parser, span place, struct name name)
{
    struct expr *expr = expr_new(parser, place, EXPR_TAKE);
    expr->take = name;
    return expr;
}

struct expr *expr_request(struct parser *parser, span place, struct request *request)
{
    struct expr *expr = expr_new(parser, place, EXPR_REQUEST);
    expr->request = request;
    return expr_over(parser, expr, request->url->depth);
}

struct map_pair *map_pair_new(struct parser *parser, span place, struct expr *key, struct expr *value)
{
    struct map_pair *pair = arena_zalloc(parser->job->arena, sizeof *pair);
    pair->span = place;
    pair->key = key;
    pair->value = value;
    layout_mark(parser, LAYOUT_ITEM, place);
    return pair;
}

void map_add(struct map_pair_list *entries, struct map_pair *entry)
{
    LIST_ADD(entries, entry);
}

void expr_add(struct expr_list *list, struct expr *expr)
{
    LIST_ADD(list, expr);
}

/* ---- rates ---- */

static void rate_is_wanted(struct parser *parser, const struct expr *rate)
{
    for (size_t i = parser->rates.count; i > 0; i--) {
        if (parser->rates.items[i - 1] != rate)
            continue;
        parser->rates.items[i - 1] = vec_last(&parser->rates);
        parser->rates.count--;
        return;
    }
}

/* The unit after a division, such as the s in `peak/s`. */
static nanos unit_of(const struct expr *expr)
{
    if (expr->kind != EXPR_NAME || expr->name.text[0] == '\0' || expr->name.text[1] != '\0')
        return 0;
    switch (expr->name.text[0]) {
    case 's': return NANOS_PER_S;
    case 'm': return 60 * NANOS_PER_S;
    case 'h': return 3600 * NANOS_PER_S;
    default: return 0;
    }
}

struct expr *rate_place(struct parser *parser, struct expr *expr)
{
    if (expr->kind == EXPR_RATE)
        rate_is_wanted(parser, expr);
    if (expr->kind != EXPR_BINARY || expr->binary.op != BINARY_DIVIDE || unit_of(expr->binary.right) == 0)
        return expr;
    struct expr *rate = expr_new(parser, expr->span, EXPR_RATE);
    rate->rate.count = expr->binary.left;
    rate->rate.per = unit_of(expr->binary.right);
    rate->depth = expr->depth;
    return rate;
}
