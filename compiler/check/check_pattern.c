/* Compiles constant patterns and paths, so that an error in one is reported at the exact place. */
#include "compiler/check/check.h"

#include "runtime/text/jsonpath.h"
#include "runtime/text/regex.h"
#include "runtime/text/xpath.h"

#include <string.h>

/* The byte of the literal at `offset` bytes into its text. Source and text only agree up to the first
 * escape; after one, the span of the whole literal. */
static span place_in_literal(struct checker *checker, const struct expr *expr, size_t offset)
{
    const char *source = source_text(&checker->modules->sources, expr->span);
    size_t opening = 0;
    size_t length;

    if (!expr_is_plain_string(expr) || expr->parenthesized)
        return expr->span;
    expr_plain_text(expr, &length);
    opening += source[opening] == 'r';
    opening += strncmp(source + opening, "\"\"\"", 3) == 0 ? 3 : 1;
    if (opening + length > expr->span.length || offset > length ||
        memcmp(source + opening, expr_plain_text(expr, NULL), length) != 0)
        return expr->span;
    return (span){expr->span.file, (uint32_t)(expr->span.offset + opening + offset), offset < length ? 1 : 0};
}

/* The text of a constant string; false if it isn't a string or isn't constant. The caller releases *text. */
static bool known_text(struct checker *checker, const struct expr *expr, value *text)
{
    if (!expr->may_fold || fold_expr(&checker->folder, expr, text) != FOLD_VALUE)
        return false;
    if (text->type == VALUE_STRING)
        return true;
    value_release(*text);
    return false;
}

void check_regex(struct checker *checker, const struct expr *expr)
{
    struct regex_error error;
    struct regex *regex;
    value text;

    if (!known_text(checker, expr, &text))
        return;
    regex = regex_compile(text.as.string->bytes, text.as.string->length, &error);
    if (!regex)
        diag_report(checker->diags, E0320_BAD_REGEX, place_in_literal(checker, expr, error.offset),
                    error.text);
    else
        regex_free(regex);
    value_release(text);
}

void check_jsonpath(struct checker *checker, const struct expr *expr)
{
    struct jsonpath_error error;
    struct jsonpath *path;
    value text;

    if (!known_text(checker, expr, &text))
        return;
    path = jsonpath_compile(text.as.string->bytes, text.as.string->length, &error);
    if (!path)
        diag_report(checker->diags, E0321_BAD_JSONPATH, place_in_literal(checker, expr, error.offset),
                    error.text);
    else
        jsonpath_free(path);
    value_release(text);
}

void check_xpath(struct checker *checker, const struct expr *expr)
{
    struct xpath_error error;
    value text;

    if (!known_text(checker, expr, &text))
        return;
    if (!xpath_check(text.as.string->bytes, text.as.string->length, &error))
        diag_report(checker->diags, E0322_BAD_XPATH, place_in_literal(checker, expr, error.offset),
                    error.text);
    value_release(text);
}
