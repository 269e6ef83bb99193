/* Interned words: each distinct word once, so that names are compared by pointer. The keywords of
 * compiler/parse/keywords.def are in it from the start, so one look-up serves both. */
#ifndef SWARM_COMPILER_PARSE_NAMES_H
#define SWARM_COMPILER_PARSE_NAMES_H

#include "runtime/base/arena.h"
#include "runtime/base/strmap.h"

#include <stddef.h>

enum keyword_class {
    KEYWORD_NONE,     /* a name and nothing else */
    KEYWORD_RESERVED, /* never a name, except after `.`, as a map key, and after task, taskset, sequence, user
                       */
    KEYWORD_SOFT,     /* the grammar decides by what follows */
    KEYWORD_PEEK,     /* a name if `=` or `.` follows (and not `==` or `..`) */
    KEYWORD_AFTER,    /* only right after one certain word, else a name */
};

struct word {
    const char *text; /* NUL-terminated, unique */
    size_t length;
    enum keyword_class class;
    int token; /* of the grammar; of a keyword only */
    int after; /* KEYWORD_AFTER: the token before */
};

struct names {
    struct strmap words; /* text → struct word */
    struct arena arena;
};

void names_init(struct names *names);
void names_free(struct names *names);

/* The one `struct word` of these bytes; lives as long as `names`. */
const struct word *names_intern(struct names *names, const char *text, size_t length);

#endif
