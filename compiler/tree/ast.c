#include "compiler/tree/ast.h"

#include "runtime/base/buffer.h"
#include "runtime/base/count_of.h"

#include <string.h>

bool expr_is_plain_string(const struct expr *expr)
{
    if (expr->kind != EXPR_STRING)
        return false;
    const struct string_part *first = expr->string.parts.first;
    return first == NULL || (first->expr == NULL && first->next == NULL);
}

const char *expr_plain_text(const struct expr *expr, size_t *length)
{
    const struct string_part *part = expr->string.parts.first;
    if (length != NULL)
        *length = part != NULL ? part->length : 0;
    return part != NULL ? part->text : "";
}

const char *binary_op_text(enum binary_op op)
{
    static const char *const texts[] = {
        [BINARY_ADD] = "+",
        [BINARY_SUBTRACT] = "-",
        [BINARY_MULTIPLY] = "*",
        [BINARY_DIVIDE] = "/",
        [BINARY_MODULO] = "%",
        [BINARY_EQUAL] = "==",
        [BINARY_NOT_EQUAL] = "!=",
        [BINARY_LESS] = "<",
        [BINARY_LESS_EQUAL] = "<=",
        [BINARY_GREATER] = ">",
        [BINARY_GREATER_EQUAL] = ">=",
        [BINARY_IN] = "in",
        [BINARY_NOT_IN] = "not in",
        [BINARY_CONTAINS] = "contains",
        [BINARY_STARTSWITH] = "startswith",
        [BINARY_ENDSWITH] = "endswith",
        [BINARY_MATCHES] = "matches",
        [BINARY_AND] = "and",
        [BINARY_OR] = "or",
    };
    return texts[op];
}

static unsigned bits_in(unsigned set)
{
    return (unsigned)__builtin_popcount(set);
}

const char *types_text(unsigned types, struct arena *arena)
{
    static const struct {
        unsigned types;
        const char *text;
    } names[] = {
        {TYPE_BOOL, "a bool"},   {TYPE_NUMBER, "a number"},     {TYPE_INT, "an int"},
        {TYPE_FLOAT, "a float"}, {TYPE_DURATION, "a duration"}, {TYPE_STRING, "a string"},
        {TYPE_LIST, "a list"},   {TYPE_MAP, "a map"},           {TYPE_RESPONSE, "a response"},
        {TYPE_NONE, "none"},
    };
    if ((types & TYPE_ANY) == TYPE_ANY)
        return "any value";
    struct buffer text = {0};
    for (size_t i = 0; i < COUNT_OF(names) && types != 0; i++) {
        if ((types & names[i].types) != names[i].types)
            continue;
        types &= ~names[i].types;
        if (text.length > 0)
            buffer_append_text(&text, bits_in(types) > 0 ? ", " : " or ");
        buffer_append_text(&text, names[i].text);
    }
    const char *copy = arena_strndup(arena, buffer_text(&text), text.length);
    buffer_free(&text);
    return copy;
}

const char *clause_kind_text(enum clause_kind kind)
{
    static const char *const texts[] = {
        [CLAUSE_HEADERS] = "headers",
        [CLAUSE_QUERY] = "query",
        [CLAUSE_COOKIES] = "cookies",
        [CLAUSE_FORM] = "form",
        [CLAUSE_MULTIPART] = "multipart",
        [CLAUSE_JSON] = "json",
        [CLAUSE_BODY] = "body",
        [CLAUSE_TIMEOUT] = "timeout",
        [CLAUSE_REDIRECTS] = "redirects",
        [CLAUSE_AUTH] = "auth",
        [CLAUSE_RAW] = "raw",
    };
    return texts[kind];
}
