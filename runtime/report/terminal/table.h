/* Tables for a terminal: columns fit their content and the width of the terminal.
 *
 * A table uses its preferred widths if there is room, then the widths of its content, then shortens its name
 * column, then leaves out the least important columns. Its last column may wrap.
 *
 * Without a terminal nothing is shortened or left out. */
#ifndef SWARM_REPORT_TERMINAL_TABLE_H
#define SWARM_REPORT_TERMINAL_TABLE_H

#include "runtime/base/buffer.h"
#include "runtime/base/vec.h"
#include "runtime/report/terminal/console.h"

#include <stdbool.h>
#include <stddef.h>

enum column_kind {
    COLUMN_NUMBER, /* right-aligned */
    COLUMN_WORD,   /* left-aligned */
    COLUMN_NAME,   /* left-aligned; shortened in the middle if there is no room */
    COLUMN_TEXT,   /* left-aligned, uses the remaining width and wraps; must be the last column */
};

struct column {
    const char *title;
    enum column_kind kind;
    size_t preferred;  /* width if there is room; 0: that of its content */
    bool is_set_apart; /* has a `|` before it */
    int rank;          /* 0: always shown; otherwise the lowest rank is left out first */
};

enum table_style { STYLE_PLAIN, STYLE_BOLD, STYLE_GOOD, STYLE_BAD, STYLE_WARNING, STYLE_WEAK };

enum { TABLE_COLUMNS = 16 }; /* maximum */

struct cell {
    char *text; /* owned, escaped (visible.h); may contain newlines in a COLUMN_TEXT */
    size_t length;
    enum table_style style;
};

struct table {
    const struct column *columns; /* borrowed */
    size_t column_count;
    VEC(struct cell) cells; /* row by row */
    VEC(size_t) lines;      /* numbers of the rows with a line above them */
    size_t widths[TABLE_COLUMNS];
    bool is_left_out[TABLE_COLUMNS];
};

void table_init(struct table *table, const struct column *columns, size_t count);
void table_free(struct table *table);

/* Adds the next cell; rows are filled from left to right. A newline breaks the line only in a COLUMN_TEXT. */
void table_cell(struct table *table, enum table_style style, const char *text);
void table_cell_printf(struct table *table, enum table_style style, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a line between the last row and the next one. */
void table_line(struct table *table);

/* Appends titles, a line, the rows. The last row must be complete. */
void table_print(struct table *table, const struct console_options *options, struct buffer *out);

/* Appends text in a style, or plain text if there are no colors. */
void table_styled(const struct console_options *options, enum table_style style, const char *text,
                  struct buffer *out);

/* ---- table_width.c ---- */

/* Selects the columns to show and their widths: at most `width` in total; 0: as needed. */
void table_widths_choose(struct table *table, int width);

/* The width of the gap before a shown column: 0 (the first one), 1 (a space) or 3 columns (a `|`). */
size_t table_gap(const struct table *table, size_t column);

/* The position of a column. */
size_t table_indent(const struct table *table, size_t column);

#endif
