/* XPath 1.0 on HTML pages and XML documents, with libxml2. Its HTML parser accepts what browsers accept.
 * Names of elements and attributes of HTML are in lower case. Nothing is ever fetched. Variables aren't
 * supported.
 *
 * In XML, the prefixes of namespaces are those of the document; a prefix that it doesn't have selects
 * nothing. A name without a prefix selects elements without a namespace and elements in the default one,
 * which also has the prefix `_`. In an expression with `_:` or namespace-uri(), names are strictly as in
 * XPath 1.0.
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

/* Parses a text in UTF-8, see body_text.h. The caller frees the page with xpath_page_free. Never NULL: if the
 * text can't be parsed, xpath_value of the page returns the reason. XML that isn't well-formed is read as far
 * as it makes sense. */
struct xpath_page *xpath_page_read(const char *text, size_t length, bool is_xml);

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
