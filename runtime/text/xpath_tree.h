/* What xpath.c and xpath_check.c share of libxml2. Private to them. */
#ifndef SWARM_TEXT_XPATH_TREE_H
#define SWARM_TEXT_XPATH_TREE_H

#include "runtime/text/xpath.h"

#include <libxml/xpath.h>

/* Names that aren't there, which libxml2 would find only when it comes past them: functions, variables,
 * prefixes. */
bool xpath_check_names(const char *text, size_t length, struct xpath_error *error);

/* The expression compiled for the context; NULL with *error where it is none. */
xmlXPathCompExprPtr xpath_compile(xmlXPathContextPtr context, const char *text, size_t length,
                                  struct xpath_error *error);

/* What libxml2's error of an evaluation means, static. */
const char *xpath_error_text(int code);

#endif
