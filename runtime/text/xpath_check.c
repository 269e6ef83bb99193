#include "runtime/base/count_of.h"
#include "runtime/text/xpath_tree.h"

#include "runtime/base/utf8.h"

#include <libxml/xpathInternals.h>
#include <stdio.h>
#include <string.h>

/* ---- libxml2's errors in our words ---- */

static const char *const error_texts[] = {
    [XPATH_NUMBER_ERROR] = "this isn't a number",
    [XPATH_UNFINISHED_LITERAL_ERROR] = "the text has no closing quote",
    [XPATH_START_LITERAL_ERROR] = "a text in quotes is expected here",
    [XPATH_VARIABLE_REF_ERROR] = "a variable's name is expected here",
    [XPATH_INVALID_PREDICATE_ERROR] = "the condition in `[ ]` is invalid",
    [XPATH_EXPR_ERROR] = "an expression is expected here",
    [XPATH_UNCLOSED_ERROR] = "a closing bracket is missing",
    [XPATH_INVALID_OPERAND] = "an operand has the wrong type",
    [XPATH_INVALID_TYPE] = "a value has the wrong type: it must be a set of nodes",
    [XPATH_INVALID_ARITY] = "a function has too few or too many arguments",
    [XPATH_MEMORY_ERROR] = "the XPath needs too much memory for this page",
    [XPATH_STACK_ERROR] = "a function has too few or too many arguments",
    [XPATH_OP_LIMIT_EXCEEDED] = "the XPath needs too many steps for this page",
    [XPATH_RECURSION_LIMIT_EXCEEDED] = "the expression is nested too deep",
};

const char *xpath_error_text(int code)
{
    size_t number = (size_t)(code - XML_XPATH_EXPRESSION_OK);

    if (code < XML_XPATH_EXPRESSION_OK || number >= COUNT_OF(error_texts) || !error_texts[number])
        return "the expression is invalid";
    return error_texts[number];
}

static bool refuse(struct xpath_error *error, size_t offset, const char *text)
{
    error->offset = offset;
    snprintf(error->text, sizeof error->text, "%s", text);
    return false;
}

/* ---- names ---- */

static bool name_starts(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool name_goes_on(char c)
{
    return name_starts(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
}

static bool name_is_one_of(const char *name, size_t length, const char *const *words)
{
    for (; *words; words++)
        if (strlen(*words) == length && memcmp(*words, name, length) == 0)
            return true;
    return false;
}

/* An opening bracket may only follow a function, a node type or an operator. */
static bool name_may_open_bracket(const char *name, size_t length)
{
    static const char *const words[] = {
        "and",
        "or",
        "div",
        "mod",
        "comment",
        "text",
        "node",
        "position",
        "last",
        "count",
        "id",
        "local-name",
        "name",
        "string",
        "concat",
        "starts-with",
        "contains",
        "substring-before",
        "substring",
        "translate",
        "boolean",
        "string-length",
        "true",
        "normalize-space",
        "false",
        "lang",
        "number",
        "sum",
        "floor",
        "substring-after",
        "ceiling",
        "round",
        "not",
        "namespace-uri",
        "processing-instruction",
        NULL,
    };

    return name_is_one_of(name, length, words);
}

static bool check_name(const char *text, size_t start, size_t end, size_t next, struct xpath_error *error)
{
    int shown = end - start > 40 ? 40 : (int)(end - start);

    if (text[next] == '(' && !name_may_open_bracket(text + start, end - start)) {
        error->offset = start;
        snprintf(error->text, sizeof error->text, "there is no function `%.*s` in XPath 1.0", shown,
                 text + start);
        return false;
    }
    return true;
}

bool xpath_check_names(const char *text, size_t length, struct xpath_error *error)
{
    for (size_t at = 0; at < length; at++) {
        size_t start = at, next;

        if (text[at] == '$')
            return refuse(error, at, "XPath variables aren't supported; use `${…}`");
        if (text[at] == '"' || text[at] == '\'') {
            const char *closing = memchr(text + at + 1, text[at], length - at - 1);

            at = closing ? (size_t)(closing - text) : length;
        } else if (name_starts(text[at])) {
            while (name_goes_on(text[at + 1]))
                at++;
            next = at + 1 + strspn(text + at + 1, " \t\r\n");
            if (!check_name(text, start, at + 1, next, error))
                return false;
        }
    }
    return true;
}

/* ---- the whole ---- */

xmlXPathCompExprPtr xpath_compile(xmlXPathContextPtr context, const char *text, size_t length,
                                  struct xpath_error *error)
{
    xmlXPathCompExprPtr expression;
    size_t offset;

    if (strlen(text) != length || !utf8_valid(text, length)) {
        refuse(error, strlen(text) != length ? strlen(text) : 0, "the expression isn't valid UTF-8");
        return NULL;
    }
    xmlResetError(&context->lastError);
    expression = xmlXPathCtxtCompile(context, (const xmlChar *)text);
    if (expression)
        return expression;
    offset = context->lastError.int1 > 0 ? (size_t)context->lastError.int1 : 0;
    refuse(error, offset < length ? offset : length, xpath_error_text(context->lastError.code));
    return NULL;
}

/* Evaluating the path on any page shows wrong types and numbers of arguments. */
bool xpath_check(const char *text, size_t length, struct xpath_error *error)
{
    static const char empty[] = "<html></html>";
    struct xpath_page *page = xpath_page_read(empty, sizeof empty - 1, false);
    value result = value_none();
    const char *wrong = xpath_value(page, text, length, false, &result, error);

    value_release(result);
    xpath_page_free(page);
    return !wrong || wrong == error->text ? !wrong : refuse(error, 0, wrong);
}
