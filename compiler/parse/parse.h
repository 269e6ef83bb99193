/* Parses the text of one file to its tree. Includes are only recorded; module.h reads them. */
#ifndef SWARM_COMPILER_PARSE_PARSE_H
#define SWARM_COMPILER_PARSE_PARSE_H

#include "compiler/diag/diag.h"
#include "compiler/diag/source.h"
#include "compiler/parse/names.h"
#include "compiler/tree/ast.h"
#include "runtime/base/arena.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

/* What the formatter needs to know about a token and can't see from the token alone. */
enum layout_mark_kind {
    LAYOUT_ITEM,  /* starts an entry of a list between braces: a statement, a member, a `key: value`, … */
    LAYOUT_GLUED, /* a `(` or `[` that belongs to the expression before it: a call, an index */
    LAYOUT_MINUS, /* a `-` with one operand */
    LAYOUT_COLON, /* the `:` of a condition, not of a map */
};

struct layout_mark {
    uint32_t offset;
    enum layout_mark_kind kind;
};

struct layout_marks {
    VEC(struct layout_mark) marks; /* in any order; owned by the caller of parse_file */
};

struct parse_job {
    const struct source_set *sources;
    struct names *names;
    struct diag_list *diags;
    struct arena *arena;        /* arena of the nodes */
    struct layout_marks *marks; /* NULL: no marks are needed */
};

/* Parses one file. False: it has syntax errors, which are in job->diags; the tree contains everything that
 * could be parsed. */
bool parse_file(const struct parse_job *job, uint32_t file, struct ast *ast);

#endif
