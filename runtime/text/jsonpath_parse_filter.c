#include "runtime/base/count_of.h"
#include "runtime/text/jsonpath_tree.h"
#include "runtime/text/number.h"

#include <string.h>

/* The parameters and result of a function (RFC 9535 section 2.4.1): v for a value, n for nodes, l for a
 * logical result. */
struct function_form {
    const char *name;
    const char *arguments;
    char result;
};

static const struct function_form function_forms[] = {
    [FUNCTION_LENGTH] = {"length", "v", 'v'},  [FUNCTION_COUNT] = {"count", "n", 'v'},
    [FUNCTION_VALUE] = {"value", "n", 'v'},    [FUNCTION_MATCH] = {"match", "vv", 'l'},
    [FUNCTION_SEARCH] = {"search", "vv", 'l'},
};

#define FUNCTIONS COUNT_OF(function_forms)

static struct expression *or_read(struct jsonpath_parser *parser);

static struct expression *expression_make(struct jsonpath_parser *parser, enum expression_kind kind)
{
    struct expression *expression = arena_zalloc(&parser->path->arena, sizeof *expression);

    expression->kind = kind;
    return expression;
}

/* Records the error and returns NULL. */
static struct expression *fail_at(struct jsonpath_parser *parser, const char *at, const char *text)
{
    jsonpath_fail(parser, at, "%s", text);
    return NULL;
}

/* ---- literals ---- */

static struct expression *literal_make(struct jsonpath_parser *parser, value literal)
{
    struct expression *expression = expression_make(parser, EXPRESSION_LITERAL);

    value_make_immortal(literal);
    vec_push(&parser->path->literals, literal);
    expression->literal = literal;
    return expression;
}

static struct expression *string_literal_read(struct jsonpath_parser *parser)
{
    const char *bytes;
    size_t length;

    if (!jsonpath_parse_string(parser, &bytes, &length))
        return NULL;
    return literal_make(parser, value_string(bytes, length));
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool digits_read(struct jsonpath_parser *parser)
{
    const char *start = parser->at;

    while (is_digit(jsonpath_peek(parser)))
        parser->at++;
    return parser->at > start;
}

/* Reads an optional fraction and exponent. *whole: there was none. */
static bool decimals_read(struct jsonpath_parser *parser, bool *whole)
{
    *whole = true;
    if (jsonpath_accept(parser, ".")) {
        *whole = false;
        if (!digits_read(parser))
            return false;
    }
    if (jsonpath_accept(parser, "e") || jsonpath_accept(parser, "E")) {
        *whole = false;
        if (!jsonpath_accept(parser, "+"))
            jsonpath_accept(parser, "-");
        return digits_read(parser);
    }
    return true;
}

static struct expression *number_literal_read(struct jsonpath_parser *parser)
{
    const char *start = parser->at, *digits;
    int64_t integer;
    size_t length;
    bool whole;

    jsonpath_accept(parser, "-");
    digits = parser->at;
    if (!digits_read(parser) || (*digits == '0' && parser->at > digits + 1) || !decimals_read(parser, &whole))
        return fail_at(parser, start, "this is not a number");
    length = (size_t)(parser->at - start);
    if (whole && int_parse(start, length, &integer) == NUMBER_OK)
        return literal_make(parser, value_int(integer));
    return literal_make(parser, value_float(float_read(start, length)));
}

/* ---- functions ---- */

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_';
}

/* The length of the function name or literal that comes next, which isn't consumed. */
static size_t word_length(const struct jsonpath_parser *parser)
{
    const char *at = parser->at;

    while (at < parser->end && word_byte(*at))
        at++;
    return (size_t)(at - parser->at);
}

static bool word_is(const char *word, size_t length, const char *name)
{
    return strlen(name) == length && memcmp(word, name, length) == 0;
}

static char expression_type(const struct expression *expression)
{
    return expression->kind == EXPRESSION_FUNCTION ? function_forms[expression->function].result : 'l';
}

/* True if the expression has one value or none. */
static bool is_operand(const struct expression *expression)
{
    return expression->kind == EXPRESSION_LITERAL ||
           (expression->kind == EXPRESSION_QUERY && query_is_singular(&expression->query)) ||
           (expression->kind == EXPRESSION_FUNCTION && expression_type(expression) == 'v');
}

static struct expression *operand_read(struct jsonpath_parser *parser);

static bool argument_read(struct jsonpath_parser *parser, char type, struct expression **argument)
{
    const char *start;

    jsonpath_skip_blanks(parser);
    start = parser->at;
    *argument = operand_read(parser);
    if (!*argument)
        return false;
    if (type == 'n' && (*argument)->kind != EXPRESSION_QUERY)
        return jsonpath_fail(parser, start, "this argument must be a path");
    if (type == 'v' && !is_operand(*argument))
        return jsonpath_fail(parser, start,
                             "this argument must be one value: a literal, a path of names and "
                             "indexes, or a function");
    jsonpath_skip_blanks(parser);
    return true;
}

static bool arguments_read(struct jsonpath_parser *parser, const char *types, struct expression *call)
{
    struct expression **last = &call->operands;

    for (const char *type = types; *type; type++) {
        if (type > types && !jsonpath_accept(parser, ","))
            return jsonpath_fail(parser, parser->at, "a comma and another argument is expected here");
        if (!argument_read(parser, *type, last))
            return false;
        last = &(*last)->next;
    }
    if (!jsonpath_accept(parser, ")"))
        return jsonpath_fail(parser, parser->at, "`)` is expected here");
    return true;
}

/* Compiles a constant pattern. An invalid pattern makes the call false (section 2.4.6). */
static void pattern_compile(struct jsonpath_parser *parser, struct expression *call)
{
    const struct expression *pattern = call->operands->next;

    if (pattern->kind != EXPRESSION_LITERAL)
        return;
    call->regex_is_constant = true;
    if (pattern->literal.type != VALUE_STRING)
        return;
    call->regex = iregexp_compile(pattern->literal, call->function == FUNCTION_MATCH);
    if (call->regex)
        vec_push(&parser->path->regexes, call->regex);
}

static struct expression *call_read(struct jsonpath_parser *parser, size_t length)
{
    struct expression *call = expression_make(parser, EXPRESSION_FUNCTION);
    const char *name = parser->at;
    size_t i = 0;

    while (i < FUNCTIONS && !word_is(name, length, function_forms[i].name))
        i++;
    if (i == FUNCTIONS)
        return fail_at(parser, name, "the functions are length, count, match, search and value");
    call->function = (enum jsonpath_function)i;
    parser->at += length + 1;
    if (!jsonpath_deepen(parser) || !arguments_read(parser, function_forms[i].arguments, call))
        return NULL;
    parser->depth--;
    if (function_forms[i].result == 'l')
        pattern_compile(parser, call);
    return call;
}

static struct expression *word_read(struct jsonpath_parser *parser)
{
    size_t length = word_length(parser);
    const char *word = parser->at;

    if (length && parser->at + length < parser->end && word[length] == '(')
        return call_read(parser, length);
    parser->at += length;
    if (word_is(word, length, "true"))
        return literal_make(parser, value_bool(true));
    if (word_is(word, length, "false"))
        return literal_make(parser, value_bool(false));
    if (word_is(word, length, "null"))
        return literal_make(parser, value_none());
    return fail_at(parser, word, "`@`, `$`, a literal or a function is expected here");
}

/* ---- operands and what joins them ---- */

static struct expression *query_read(struct jsonpath_parser *parser)
{
    struct expression *expression = expression_make(parser, EXPRESSION_QUERY);

    expression->query.relative = *parser->at++ == '@';
    if (!jsonpath_deepen(parser) || !jsonpath_parse_segments(parser, &expression->query))
        return NULL;
    parser->depth--;
    return expression;
}

static struct expression *operand_read(struct jsonpath_parser *parser)
{
    char c = jsonpath_peek(parser);

    if (c == '@' || c == '$')
        return query_read(parser);
    if (c == '"' || c == '\'')
        return string_literal_read(parser);
    if (c == '-' || is_digit(c))
        return number_literal_read(parser);
    return word_read(parser);
}

static bool comparison_read(struct jsonpath_parser *parser, enum comparison *comparison)
{
    static const struct {
        const char *text;
        enum comparison comparison;
    } signs[] = {
        {"==", COMPARE_EQUAL},      {"!=", COMPARE_UNEQUAL}, {"<=", COMPARE_LESS_EQUAL},
        {">=", COMPARE_MORE_EQUAL}, {"<", COMPARE_LESS},     {">", COMPARE_MORE},
    };

    for (size_t i = 0; i < COUNT_OF(signs); i++) {
        if (jsonpath_accept(parser, signs[i].text)) {
            *comparison = signs[i].comparison;
            return true;
        }
    }
    return false;
}

/* Reads the right side of a comparison. `start` is the start of the left side. */
static struct expression *comparison_finish(struct jsonpath_parser *parser, const char *start,
                                            struct expression *left, enum comparison comparison)
{
    static const char one_value[] =
        "a comparison takes a literal, a path of names and indexes, or a function "
        "that returns a value";
    struct expression *compare = expression_make(parser, EXPRESSION_COMPARE), *right;
    const char *right_start;

    if (!is_operand(left))
        return fail_at(parser, start, one_value);
    jsonpath_skip_blanks(parser);
    right_start = parser->at;
    right = operand_read(parser);
    if (!right)
        return NULL;
    if (!is_operand(right))
        return fail_at(parser, right_start, one_value);
    compare->comparison = comparison;
    compare->operands = left;
    left->next = right;
    return compare;
}

/* Checks that an operand without a comparison is allowed as a test. */
static struct expression *test_check(struct jsonpath_parser *parser, const char *start,
                                     struct expression *operand)
{
    if (operand->kind == EXPRESSION_LITERAL)
        return fail_at(parser, start, "a literal must be compared");
    if (expression_type(operand) != 'l')
        return fail_at(parser, start, "the result of this function must be compared");
    return operand;
}

static struct expression *comparison_or_test_read(struct jsonpath_parser *parser)
{
    const char *start = parser->at;
    struct expression *left = operand_read(parser);
    enum comparison comparison;

    if (!left)
        return NULL;
    jsonpath_skip_blanks(parser);
    if (comparison_read(parser, &comparison))
        return comparison_finish(parser, start, left, comparison);
    return test_check(parser, start, left);
}

static struct expression *parentheses_read(struct jsonpath_parser *parser)
{
    const char *start = parser->at++;
    struct expression *inner;

    if (!jsonpath_deepen(parser))
        return NULL;
    inner = or_read(parser);
    if (!inner)
        return NULL;
    parser->depth--;
    jsonpath_skip_blanks(parser);
    if (!jsonpath_accept(parser, ")"))
        return fail_at(parser, start, "this `(` is never closed");
    return inner;
}

static struct expression *negation_read(struct jsonpath_parser *parser)
{
    struct expression *negation = expression_make(parser, EXPRESSION_NOT);
    const char *start;

    jsonpath_skip_blanks(parser);
    start = parser->at;
    if (jsonpath_peek(parser) == '(')
        negation->operands = parentheses_read(parser);
    else
        negation->operands = operand_read(parser);
    if (!negation->operands || !test_check(parser, start, negation->operands))
        return NULL;
    return negation;
}

static struct expression *basic_read(struct jsonpath_parser *parser)
{
    jsonpath_skip_blanks(parser);
    if (jsonpath_accept(parser, "!"))
        return negation_read(parser);
    if (jsonpath_peek(parser) == '(')
        return parentheses_read(parser);
    return comparison_or_test_read(parser);
}

/* Reads one or more items with `read`, separated by `sign`. */
static struct expression *chain_read(struct jsonpath_parser *parser, enum expression_kind kind,
                                     const char *sign,
                                     struct expression *(*read)(struct jsonpath_parser *parser))
{
    struct expression *first = read(parser), *chain, **last;

    if (!first)
        return NULL;
    jsonpath_skip_blanks(parser);
    if (!jsonpath_accept(parser, sign))
        return first;
    chain = expression_make(parser, kind);
    chain->operands = first;
    last = &first->next;
    do {
        *last = read(parser);
        if (!*last)
            return NULL;
        last = &(*last)->next;
        jsonpath_skip_blanks(parser);
    } while (jsonpath_accept(parser, sign));
    return chain;
}

static struct expression *and_read(struct jsonpath_parser *parser)
{
    return chain_read(parser, EXPRESSION_AND, "&&", basic_read);
}

static struct expression *or_read(struct jsonpath_parser *parser)
{
    return chain_read(parser, EXPRESSION_OR, "||", and_read);
}

struct expression *jsonpath_parse_filter(struct jsonpath_parser *parser)
{
    return or_read(parser);
}
