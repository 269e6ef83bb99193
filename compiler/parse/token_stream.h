/* The tokens that the grammar sees: the scanner's, with brackets in balance and recovery prepared.
 *
 * Brackets. A closing one that matches nothing is reported and left out; one that is missing is reported and
 * put in. So the grammar never sees an unbalanced file, and a missing bracket is told as such. Nesting is
 * bounded by AST_MAX_NESTING.
 *
 * Recovery. After a syntax error the parser calls token_stream_recover; the stream then skips to the next
 * line of the innermost list between braces, or to its closing brace, and hands out TOKEN_SYNC before it goes
 * on. */
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
    struct token held[2]; /* given back, to be handed out next: the last first */
    unsigned held_count;

    struct token last;                /* handed out last */
    struct token before;              /* … and before that */
    struct open_bracket last_bracket; /* what `last` closed, if it closes */
    struct open_bracket suspect;      /* first brace whose `}` stands at another indent: kind 0 for none */
    unsigned since_sync;              /* tokens handed out since TOKEN_SYNC */
    uint32_t quiet_until; /* a syntax error that starts before this offset was told as a bracket's */
    bool has_gaps;        /* tokens were left out or put in */
    bool is_blamed;       /* an open brace was shown as the likely reason of an error */
    bool is_recovering;
    bool has_ended; /* nested too deeply: nothing but the end of the file from here on */
};

void token_stream_open(struct token_stream *stream, const struct source_set *sources, uint32_t file,
                       struct names *names, struct diag_list *diags);
void token_stream_close(struct token_stream *stream);

struct token token_stream_next(struct token_stream *stream);

/* The token handed out last was no good. */
void token_stream_recover(struct token_stream *stream);

/* The `(` and `[` that are open inside the innermost brace won't be closed: forgets them. */
void token_stream_close_brackets(struct token_stream *stream);

/* Whether a syntax error at the last token is only the consequence of something that is reported already. */
bool token_stream_is_quiet(const struct token_stream *stream);

/* The innermost bracket that is open before the last token, or NULL. */
const struct open_bracket *token_stream_innermost(const struct token_stream *stream);

#endif
