/* XPath 1.0 over HTML pages, by libxml2: its HTML parser reads what browsers read, names of elements and
 * attributes come in lower case, and nothing is ever fetched. Namespaces and variables don't exist here.
 *
 * A page is read once and asked often; it belongs to one thread at a time. libxml2 keeps notes in an
 * expression while it evaluates it, so threads share the text and each compiles it anew, which costs little
 * beside reading a page. libxml2 prints nothing. */
#ifndef SWARM_TEXT_XPATH_H
#define SWARM_TEXT_XPATH_H

#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>

#define XPATH_BODY_MOST ((size_t)16 << 20)   /* bytes of a page: its tree takes some ten times as much */
#define XPATH_RESULT_MOST ((size_t)64 << 20) /* bytes of the texts of one result */

struct xpath_error {
    size_t offset;  /* bytes from the start of the expression to what is wrong */
    char text[120]; /* "there is no function `ends-with` in XPath 1.0" */
};

/* Whether the text is an expression that can be asked of a page; otherwise *error says why not. Whatever can
 * be wrong with an expression without looking at a page is found here. */
bool xpath_check(const char *text, size_t length, struct xpath_error *error);

struct xpath_page;

/* Reads a body; the caller frees the page with xpath_page_free. `content_type` is the header's value, or
 * NULL: its charset counts first, then a byte order mark, then what the page says of itself, as browsers have
 * it; without any of them it is UTF-8, or windows-1252 where it isn't valid as that. Never NULL: a body that
 * can't be read gives a page that answers with the reason. */
struct xpath_page *xpath_page_read(const char *body, size_t length, const char *content_type,
                                   size_t content_type_length);

/* NULL is fine. */
void xpath_page_free(struct xpath_page *page);

/* The expression's value in the page, owned by the caller. Of a node set the text of the first node in the
 * page's order, none when it is empty; a string; a bool; a number, an int where it is whole, none where it is
 * NaN or infinite. With `all` a list of the texts of all nodes, or of that one value. Returns NULL, or the
 * text of what went wrong (static, or in *error): a bad expression, a page that can't be read, too many steps
 * or too large a result. */
const char *xpath_value(struct xpath_page *page, const char *text, size_t length, bool all, value *result,
                        struct xpath_error *error);

#endif
