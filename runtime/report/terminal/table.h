/* Tables for a terminal: columns that fit what is in them and the width there is.
 *
 * A table takes its preferred widths if there is room, then what its contents need, then shortens its name
 * column, then leaves out the columns that tell least. Its last column may wrap onto more lines.
 *
 * Where there is no terminal, nothing is shortened or left out. */
#ifndef SWARM_REPORT_TERMINAL_TABLE_H
#define SWARM_REPORT_TERMINAL_TABLE_H

#include "runtime/base/buffer.h"
#include "runtime/base/vec.h"
#include "runtime/report/terminal/console.h"

#include <stdbool.h>
#include <stddef.h>

enum column_kind {
    COLUMN_NUMBER, /* to the right */
    COLUMN_WORD,   /* to the left */
    COLUMN_NAME,   /* to the left; loses its middle where there is no room */
    COLUMN_TEXT,   /* to the left, as wide as there is room, goes on in the next line; the last one */
};

struct column {
    const char *title;
    enum column_kind kind;
    size_t preferred;  /* width if there is room for all; 0: as its contents need */
    bool is_set_apart; /* a `|` before it */
    int rank;          /* 0: always there; else the lowest is left out first */
};

enum table_style { STYLE_PLAIN, STYLE_BOLD, STYLE_GOOD, STYLE_BAD };

enum { TABLE_COLUMNS = 16 }; /* at most */

struct cell {
    char *text; /* owned, visible; may hold newlines in a COLUMN_TEXT */
    size_t length;
    enum table_style style;
};

struct table {
    const struct column *columns; /* borrowed */
    size_t column_count;
    VEC(struct cell) cells; /* row by row */
    VEC(size_t) lines;      /* numbers of the rows that have a line above them */
    size_t widths[TABLE_COLUMNS];
    bool is_left_out[TABLE_COLUMNS];
};

void table_init(struct table *table, const struct column *columns, size_t count);
void table_free(struct table *table);

/* Adds the next cell; rows fill up from left to right. Only in a COLUMN_TEXT a newline breaks the line. */
void table_cell(struct table *table, enum table_style style, const char *text);
void table_cell_printf(struct table *table, enum table_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A line between the row before and the next one. */
void table_line(struct table *table);

/* Appends titles, a line, the rows. Every cell of the last row must be there. */
void table_print(struct table *table, const struct console_options *options, struct buffer *out);

/* Appends text in a style, plain where there are no colors. */
void table_styled(const struct console_options *options, enum table_style style, const char *text,
                  struct buffer *out);

/* ---- table_width.c ---- */

/* Chooses which columns are shown, and how wide: `width` columns in all at most, as wide as needed for
 * 0. */
void table_widths_choose(struct table *table, int width);

/* What stands before a column that is shown: 0 (the first one), 1 (a blank) or 3 columns (a `|`). */
size_t table_gap(const struct table *table, size_t column);

/* Where a column begins. */
size_t table_indent(const struct table *table, size_t column);

#endif
