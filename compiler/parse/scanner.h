/* Splits text into tokens: the scanner of grammar/swarm.l behind two functions.
 *
 * It reports errors inside a token (a bad unit, `&&`, an unclosed string) and continues with the token that
 * was probably meant, so the grammar gets a valid stream. It doesn't depend on the parser. */
#ifndef SWARM_COMPILER_PARSE_SCANNER_H
#define SWARM_COMPILER_PARSE_SCANNER_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "compiler/parse/names.h"
#include "runtime/base/clock.h"

#include <stdbool.h>
#include <stdint.h>

/* A rate such as 200/s: `count` per `per`. */
struct rate_literal {
    double count;
    nanos per;
};

struct token {
    int kind; /* a TOKEN_… of swarm.tab.h; 0 at the end of the file */
    span span;
    bool after_junk; /* invalid characters before it were reported and left out */
    union {
        const char *word; /* of a name or keyword: interned */
        int64_t integer;
        double floating;
        nanos duration;
        struct rate_literal rate;
    };
};

struct scanner;

/* Scans one file. The arguments are borrowed until scanner_close. With `keep_comments` comments are tokens
 * too (TOKEN_COMMENT), for the formatter. */
struct scanner *scanner_open(const struct source_set *sources, uint32_t file, struct names *names,
                             struct diag_list *diags, bool keep_comments);
void scanner_close(struct scanner *scanner);

struct token scanner_next(struct scanner *scanner);

/* Whether only whitespace is between the token and the start of its line. */
bool token_starts_line(const struct source_set *sources, span place);

/* The kind in messages: "a name", "`{`", … */
const char *token_kind_text(int kind);

#endif
