/* The state of the parser, for the actions of the grammar (ast_build.h) and for syntax errors
 * (syntax_error.c). Only for this folder and the grammar; others use parse.h. */
#ifndef SWARM_COMPILER_PARSE_PARSER_H
#define SWARM_COMPILER_PARSE_PARSER_H

#include "compiler/parse/parse.h"
#include "compiler/parse/token_stream.h"

struct parser {
    const struct parse_job *job;
    struct token_stream stream;
    struct ast *ast;
    VEC(struct expr *) rates; /* rates that no rate_place has used yet */
    struct token head;        /* the last token that has a form (foreign_error.h) */
    bool is_too_deep;         /* an expression was too deep, which is reported */
};

struct token parser_next(struct parser *parser);

/* The last token isn't allowed here. `expected` are the names of the tokens that are allowed. */
void parser_syntax_error(struct parser *parser, const char *const *expected, size_t count);

/* The stack of the parser is full. */
void parser_too_deep(struct parser *parser, span place);

#endif
