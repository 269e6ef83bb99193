/* For the files of the formatter: the file as a list of pieces, one per token and comment. */
#ifndef SWARM_COMPILER_FORMAT_FORMAT_PIECE_H
#define SWARM_COMPILER_FORMAT_FORMAT_PIECE_H

#include "compiler/diag/source.h"
#include "runtime/base/vec.h"

#include <stdbool.h>
#include <stdint.h>

struct piece {
    int kind; /* kind of the token */
    span span;
    unsigned marks; /* 1 << layout_mark_kind */
    bool starts_line;
    bool blank_line_before;
    bool continues_comment; /* a comment on its own line that continues the comment at the end of the line
                               above */
    uint32_t column;        /* position in the source line, in characters from 0 */
    uint32_t gap_written;   /* spaces before it in the source, if it doesn't start a line */
    uint32_t gap;           /* spaces before it in the result; the indent if it starts a line */
};

struct piece_list {
    const struct source_set *sources;
    VEC(struct piece) pieces;
};

/* Whether `piece` is an opening or a closing bracket: ( [ { ${ */
bool piece_opens(const struct piece *piece);
bool piece_closes(const struct piece *piece);

/* format_indent.c: sets the gap of each piece that starts a line. */
void format_indent(struct piece_list *list);

/* format_space.c: sets the gap of all others: 0 or 1, 2 before a comment. */
void format_space(struct piece_list *list);

/* format_align.c: widens gaps so that aligned columns stay aligned. */
void format_align(struct piece_list *list);

#endif
