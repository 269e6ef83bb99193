#include "runtime/base/utf8.h"
#include "runtime/text/jsonpath_tree.h"

/* ---- patterns ---- */

/* In PCRE2 the dot matches a carriage return, in RFC 9485 it doesn't. */
static void dots_translate(const struct string *pattern, struct buffer *out)
{
    bool in_class = false;

    for (uint32_t i = 0; i < pattern->length; i++) {
        char c = pattern->bytes[i];

        if (c == '\\' && i + 1 < pattern->length) {
            buffer_append(out, &pattern->bytes[i++], 2);
            continue;
        }
        if (c == '[' || c == ']')
            in_class = c == '[';
        if (c == '.' && !in_class)
            buffer_append_text(out, "[^\\n\\r]");
        else
            buffer_append_char(out, c);
    }
}

struct regex *iregexp_compile(value pattern, bool whole)
{
    struct buffer text = {0};
    struct regex_error error;
    struct regex *regex;

    buffer_append_text(&text, whole ? "\\A(?:" : "(?:");
    dots_translate(pattern.as.string, &text);
    buffer_append_text(&text, whole ? ")\\z" : ")");
    regex = regex_compile(text.data, text.length, &error);
    buffer_free(&text);
    return regex;
}

static bool pattern_matches(const struct regex *regex, value text)
{
    bool found = false;

    return regex && !regex_search(regex, text.as.string->bytes, text.as.string->length, 0, &found, NULL, 0) &&
           found;
}

/* ---- operands ---- */

/* A value or nothing (RFC 9535 section 2.4.1). The value belongs to the document or to the path. */
struct operand {
    bool present;
    value value;
};

static struct operand operand_value(struct evaluation *evaluation, const struct expression *expression,
                                    value current);

static struct selection nodes_select(struct evaluation *evaluation, const struct query *query, value current,
                                     size_t most)
{
    struct selection selection = {.most = most};

    query_select(evaluation, query, current, &selection);
    return selection;
}

static struct operand length_of(struct operand argument)
{
    size_t length;

    if (!argument.present)
        return argument;
    switch (argument.value.type) {
    case VALUE_STRING:
        length = utf8_length(argument.value.as.string->bytes, argument.value.as.string->length);
        break;
    case VALUE_LIST: length = argument.value.as.list->count; break;
    case VALUE_MAP: length = argument.value.as.map->count; break;
    default: return (struct operand){0};
    }
    return (struct operand){true, value_int((int64_t)length)};
}

static struct operand call_value(struct evaluation *evaluation, const struct expression *call, value current)
{
    const struct expression *argument = call->operands;
    struct selection nodes;

    if (call->function == FUNCTION_LENGTH)
        return length_of(operand_value(evaluation, argument, current));
    if (call->function == FUNCTION_COUNT) {
        nodes = nodes_select(evaluation, &argument->query, current, SIZE_MAX);
        return (struct operand){true, value_int((int64_t)nodes.count)};
    }
    nodes = nodes_select(evaluation, &argument->query, current, 2);
    return (struct operand){nodes.count == 1, nodes.first};
}

static struct operand operand_value(struct evaluation *evaluation, const struct expression *expression,
                                    value current)
{
    struct selection nodes;

    if (expression->kind == EXPRESSION_LITERAL)
        return (struct operand){true, expression->literal};
    if (expression->kind == EXPRESSION_FUNCTION)
        return call_value(evaluation, expression, current);
    nodes = nodes_select(evaluation, &expression->query, current, 1);
    return (struct operand){nodes.count == 1, nodes.first};
}

/* ---- tests ---- */

static bool operands_equal(struct operand a, struct operand b)
{
    return a.present && b.present ? value_equal(a.value, b.value) : a.present == b.present;
}

/* True if a < b; false for values without an order. */
static bool operands_less(struct operand a, struct operand b)
{
    int order;

    return a.present && b.present && !value_compare(a.value, b.value, &order) && order < 0;
}

static bool comparison_holds(struct evaluation *evaluation, const struct expression *compare, value current)
{
    struct operand a = operand_value(evaluation, compare->operands, current);
    struct operand b = operand_value(evaluation, compare->operands->next, current);

    switch (compare->comparison) {
    case COMPARE_EQUAL: return operands_equal(a, b);
    case COMPARE_UNEQUAL: return !operands_equal(a, b);
    case COMPARE_LESS: return operands_less(a, b);
    case COMPARE_LESS_EQUAL: return operands_less(a, b) || operands_equal(a, b);
    case COMPARE_MORE: return operands_less(b, a);
    default: return operands_less(b, a) || operands_equal(a, b);
    }
}

/* match() and search(). */
static bool call_holds(struct evaluation *evaluation, const struct expression *call, value current)
{
    struct operand text = operand_value(evaluation, call->operands, current), pattern;
    struct regex *regex;
    bool matches;

    if (!text.present || text.value.type != VALUE_STRING)
        return false;
    if (call->regex_is_constant)
        return pattern_matches(call->regex, text.value);
    pattern = operand_value(evaluation, call->operands->next, current);
    if (!pattern.present || pattern.value.type != VALUE_STRING)
        return false;
    regex = iregexp_compile(pattern.value, call->function == FUNCTION_MATCH);
    matches = pattern_matches(regex, text.value);
    regex_free(regex);
    return matches;
}

/* True if the value of any operand is `wanted`. */
static bool any_is(struct evaluation *evaluation, const struct expression *chain, value current, bool wanted)
{
    for (const struct expression *operand = chain->operands; operand; operand = operand->next) {
        if (filter_holds(evaluation, operand, current) == wanted)
            return true;
    }
    return false;
}

bool filter_holds(struct evaluation *evaluation, const struct expression *expression, value current)
{
    switch (expression->kind) {
    case EXPRESSION_OR: return any_is(evaluation, expression, current, true);
    case EXPRESSION_AND: return !any_is(evaluation, expression, current, false);
    case EXPRESSION_NOT: return !filter_holds(evaluation, expression->operands, current);
    case EXPRESSION_COMPARE: return comparison_holds(evaluation, expression, current);
    case EXPRESSION_FUNCTION: return call_holds(evaluation, expression, current);
    default: return nodes_select(evaluation, &expression->query, current, 1).count > 0;
    }
}
