/* Syntax errors that come from the habits of other languages: what to write instead. */
#ifndef SWARM_COMPILER_PARSE_FOREIGN_ERROR_H
#define SWARM_COMPILER_PARSE_FOREIGN_ERROR_H

#include "compiler/parse/expected.h"
#include "compiler/parse/parser.h"

/* Reports the last token with specific advice. False: no habit is known that leads to it. */
bool foreign_error(struct parser *parser, const struct expected *expected);

/* An example of the statement, declaration or phase that starts with a token of this kind; NULL: none. */
const char *form_of(int kind);

#endif
