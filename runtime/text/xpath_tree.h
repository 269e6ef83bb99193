/* The use of libxml2 that xpath.c and xpath_check.c share. Not for other files. */
#ifndef SWARM_TEXT_XPATH_TREE_H
#define SWARM_TEXT_XPATH_TREE_H

#include "runtime/text/xpath.h"

#include <libxml/xpath.h>

/* Finds unknown functions and variables. libxml2 would report them only when it evaluates them. */
bool xpath_check_names(const char *text, size_t length, struct xpath_error *error);

/* Compiles the expression for the context. NULL with *error: it isn't valid. */
xmlXPathCompExprPtr xpath_compile(xmlXPathContextPtr context, const char *text, size_t length,
                                  struct xpath_error *error);

/* The text of an error of libxml2 during evaluation. Static. */
const char *xpath_error_text(int code);

#endif
