/* From text to tokens: the scanner of grammar/swarm.l behind two functions.
 *
 * It reports what is wrong with a piece of text on its own (a bad unit, `&&`, an unclosed string) and goes on
 * with the token that was meant, so the grammar sees a sound stream. It knows nothing of the parser. */
#ifndef SWARM_COMPILER_PARSE_SCANNER_H
#define SWARM_COMPILER_PARSE_SCANNER_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "compiler/parse/names.h"
#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stdint.h>

/* A rate such as 200/s: `count` in each `per`. */
struct rate_literal {
    double count;
    nanos per;
};

struct token {
    int kind; /* a TOKEN_… of swarm.tab.h; 0 at the end of the file */
    span span;
    bool after_junk; /* characters before it were reported and left out */
    union {
        const char *word; /* of a name or keyword: interned */
        int64_t integer;
        double floating;
        nanos duration;
        struct rate_literal rate;
    };
};

struct scanner;

/* Scans one file. All arguments are used until scanner_close and not owned. With `keep_comments` comments are
 * tokens too (TOKEN_COMMENT), for the formatter. */
struct scanner *scanner_open(const struct source_set *sources, uint32_t file, struct names *names,
                             struct diag_list *diags, bool keep_comments);
void scanner_close(struct scanner *scanner);

struct token scanner_next(struct scanner *scanner);

/* Whether a blank line or the start of the file, or only blanks, stand between the token and its line's
 * start. */
bool token_starts_line(const struct source_set *sources, span place);

/* `a name`, "`{`", … as messages call it. */
const char *token_kind_text(int kind);

#endif
