/* The state of one run of the grammar: what its actions (ast_build.h) and its reports (syntax_error.c) share.
 * Private to the front end; others see parse.h. */
#ifndef SWARM_COMPILER_PARSE_PARSER_H
#define SWARM_COMPILER_PARSE_PARSER_H

#include "compiler/parse/parse.h"
#include "compiler/parse/token_stream.h"

struct parser {
    const struct parse_job *job;
    struct token_stream stream;
    struct ast *ast;
    VEC(struct expr *) rates; /* rates that no rate place has asked for yet */
    bool is_too_deep;         /* an expression was, and it is reported */
};

struct token parser_next(struct parser *parser);

/* The last token is not allowed where it stands; `expected` are the grammar's names of those that can.
 */
void parser_syntax_error(struct parser *parser, const char *const *expected, size_t count);

/* The parser's own stack is full. */
void parser_too_deep(struct parser *parser, span place);

#endif
