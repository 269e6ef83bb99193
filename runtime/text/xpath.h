/* XPath 1.0 on HTML pages, with libxml2. Its HTML parser accepts what browsers accept. Names of elements and
 * attributes are in lower case. Nothing is ever fetched. Namespaces and variables aren't supported.
 *
 * A page is parsed once and used for several expressions. It belongs to one thread at a time. libxml2 writes
 * to an expression while it evaluates it, so each thread compiles the text for itself, which costs little
 * compared with parsing a page. libxml2 prints nothing. */
#ifndef SWARM_TEXT_XPATH_H
#define SWARM_TEXT_XPATH_H

#include "runtime/value/value.h"

#include <stdbool.h>
#include <stddef.h>

#define XPATH_BODY_MOST ((size_t)16 << 20)   /* bytes of a page; its tree takes about ten times as much */
#define XPATH_RESULT_MOST ((size_t)64 << 20) /* bytes of the texts of one result */

struct xpath_error {
    size_t offset;  /* position of the error in bytes from the start of the expression */
    char text[120]; /* "there is no function `ends-with` in XPath 1.0" */
};

/* Whether the text is a valid expression; otherwise sets *error. It finds all errors that don't depend on a
 * page. */
bool xpath_check(const char *text, size_t length, struct xpath_error *error);

struct xpath_page;

/* Parses a body. The caller frees the page with xpath_page_free. `content_type` is the value of the header,
 * or NULL. As in browsers, its charset comes first, then a byte order mark, then the declaration in the page;
 * without any of them the charset is UTF-8, or windows-1252 if the body isn't valid UTF-8. Never NULL: if the
 * body can't be parsed, xpath_value of the page returns the reason. */
struct xpath_page *xpath_page_read(const char *body, size_t length, const char *content_type,
                                   size_t content_type_length);

/* NULL is allowed. */
void xpath_page_free(struct xpath_page *page);

/* Sets *result to the value of the expression in the page, owned by the caller: for a node set the text of
 * its first node in document order, or none if it is empty; a string; a bool; a number, which is an int if it
 * is whole, and none if it is NaN or infinite. With `all` it is the list of the texts of all nodes, or of the
 * one value. Returns NULL, or an error text (static, or in *error): a bad expression, a page that can't be
 * parsed, too many steps, or a result that is too large. */
const char *xpath_value(struct xpath_page *page, const char *text, size_t length, bool all, value *result,
                        struct xpath_error *error);

#endif
