/* The tokens that the grammar sees: those of the scanner, with balanced brackets and error recovery.
 *
 * Brackets: a closing bracket without an opening one is reported and left out; a missing one is reported and
 * inserted. So the grammar never sees unbalanced brackets, and the error is reported as a missing bracket.
 * AST_MAX_NESTING limits the nesting.
 *
 * Recovery: after a syntax error the parser calls token_stream_recover. The stream then skips to the next
 * line of the innermost list between braces, or to its closing brace, and returns TOKEN_SYNC before it
 * continues. */
#ifndef SWARM_COMPILER_PARSE_TOKEN_STREAM_H
#define SWARM_COMPILER_PARSE_TOKEN_STREAM_H

#include "compiler/parse/scanner.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct open_bracket {
    int kind; /* TOKEN_OPEN_… */
    span span;
};

struct token_stream {
    const struct source_set *sources;
    struct diag_list *diags;
    struct scanner *scanner; /* owned */
    VEC(struct open_bracket) open;
    struct token held[2]; /* returned tokens that come next: the last one first */
    unsigned held_count;

    struct token last;                /* the last token */
    struct token before;              /* the token before the last one */
    struct open_bracket last_bracket; /* the bracket that `last` closed, if it closes one */
    struct open_bracket suspect;      /* first brace whose `}` has another indent; kind 0: none */
    unsigned since_sync;              /* number of tokens since TOKEN_SYNC */
    uint32_t quiet_until;             /* a syntax error before this offset was reported as a bracket error */
    bool has_gaps;                    /* tokens were left out or inserted */
    bool is_blamed;                   /* an open brace was reported as the likely cause of an error */
    bool is_recovering;
    bool has_ended; /* nested too deeply: only the end of the file follows */
};

void token_stream_open(struct token_stream *stream, const struct source_set *sources, uint32_t file,
                       struct names *names, struct diag_list *diags);
void token_stream_close(struct token_stream *stream);

struct token token_stream_next(struct token_stream *stream);

/* The last token was a syntax error. */
void token_stream_recover(struct token_stream *stream);

/* Drops the open `(` and `[` inside the innermost brace, which won't be closed. */
void token_stream_close_brackets(struct token_stream *stream);

/* Whether a syntax error at the last token is only a consequence of an error that was reported already. */
bool token_stream_is_quiet(const struct token_stream *stream);

/* The innermost open bracket before the last token; NULL: none. */
const struct open_bracket *token_stream_innermost(const struct token_stream *stream);

#endif
