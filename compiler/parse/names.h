/* Interned words: each distinct word is stored once, so names are compared by pointer. The keywords of
 * compiler/parse/keywords.def are included from the start, so one look-up is enough for both. */
#ifndef SWARM_COMPILER_PARSE_NAMES_H
#define SWARM_COMPILER_PARSE_NAMES_H

#include "runtime/base/arena.h"
#include "runtime/base/strmap.h"

#include <stddef.h>

enum keyword_class {
    KEYWORD_NONE,     /* only a name */
    KEYWORD_RESERVED, /* never a name, except after `.`, as a map key, and after task, taskset, sequence, user
                       */
    KEYWORD_SOFT,     /* the grammar decides from the next token */
    KEYWORD_PEEK,     /* a name if `=` or `.` follows (and not `==` or `..`) */
    KEYWORD_AFTER,    /* a keyword only right after one certain word, otherwise a name */
};

struct word {
    const char *text; /* NUL-terminated, unique */
    size_t length;
    enum keyword_class class;
    int token; /* token of the grammar; only for keywords */
    int after; /* KEYWORD_AFTER: the token that must come before */
};

struct names {
    struct strmap words; /* text → struct word */
    struct arena arena;
};

void names_init(struct names *names);
void names_free(struct names *names);

/* The `struct word` of these bytes; valid as long as `names`. */
const struct word *names_intern(struct names *names, const char *text, size_t length);

#endif
