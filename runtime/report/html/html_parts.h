/* What the sections of the HTML report are made of: texts, headings, tables.
 *
 * Nothing that others wrote gets into the page but by html_text and what is built on it. */
#ifndef SWARM_REPORT_HTML_HTML_PARTS_H
#define SWARM_REPORT_HTML_HTML_PARTS_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends text as content of an element or of an attribute in double quotes. What can't be seen or turns the
 * line's direction is shown as in the terminal: "\n", "\x1b", "\u{202e}". */
void html_text(const char *text, struct buffer *out);
void html_bytes(const char *text, size_t length, struct buffer *out);

/* The same line by line: newlines stay. */
void html_lines(const char *text, struct buffer *out);

/* A point in time for people, in this machine's time zone with its offset, and for programs. The script shows
 * it in the reader's time zone. */
void html_when(int64_t wall, struct buffer *out);

/* The name of the scenario's file without its folders. */
const char *html_scenario(const struct snapshot *snapshot);

/* A section is found by its id; the title is our own text, not escaped. */
void html_section_begin(const char *id, const char *title, struct buffer *out);
void html_section_end(struct buffer *out);

/* A name and its value, in a <dl class="pairs">. */
void html_pair(const char *name, const char *value, struct buffer *out);

/* ---- tables: cells fill the rows from left to right ---- */

enum html_column_kind {
    HTML_NUMBER, /* to the right */
    HTML_WORD,   /* to the left */
    HTML_TEXT,   /* to the left, in lines */
    HTML_NAME,   /* to the left; heads its row, and stays in sight when the table scrolls sideways */
};

struct html_column {
    const char *title; /* our own HTML, not escaped */
    enum html_column_kind kind;
};

struct html_table {
    const struct html_column *columns; /* borrowed */
    size_t count;
    size_t next; /* column */
    bool is_foot;
    struct buffer *out;
};

/* Begins a table in `out`; `caption` is our own text, not escaped. End the table after the last cell of a
 * row. */
void html_table_begin(struct html_table *table, const char *caption, const struct html_column *columns,
                      size_t count, struct buffer *out);

/* The rows that follow sum up those before. */
void html_table_foot(struct html_table *table);
void html_table_end(struct html_table *table);

void html_cell(struct html_table *table, const char *text);
void html_cell_printf(struct html_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A cell that says something: "good", "warn", "bad". */
void html_cell_marked(struct html_table *table, const char *mark, const char *text);

/* A time of a row in ms, or "-" where nothing was measured. */
void html_cell_time(struct html_table *table, const struct times *times, nanos time);

/* A wall-clock time as what a clock showed that started with the run. */
void html_cell_since(struct html_table *table, const struct snapshot *snapshot, int64_t wall);

/* Lines, as they are. */
void html_cell_lines(struct html_table *table, const char *text);

#endif
