/* Builds parts of the HTML report: text, headings, tables.
 *
 * Text from servers, data and the scenario only gets into the page through html_text and functions based
 * on it. */
#ifndef SWARM_REPORT_HTML_HTML_PARTS_H
#define SWARM_REPORT_HTML_HTML_PARTS_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends text as content of an element or of an attribute in double quotes. Invisible characters and those
 * that change the direction of text are shown as in the terminal: "\n", "\x1b",
 * "\u{202e}". */
void html_text(const char *text, struct buffer *out);
void html_bytes(const char *text, size_t length, struct buffer *out);

/* The same, but newlines stay. */
void html_lines(const char *text, struct buffer *out);

/* Appends a point in time: for people in this machine's time zone with its offset, and for programs. The
 * script shows it in the reader's time zone. */
void html_when(int64_t wall, struct buffer *out);

/* The file name of the scenario, without directories. */
const char *html_scenario(const struct snapshot *snapshot);

/* Begins a section. `id` is the target of links; `title` is trusted HTML, not escaped. */
void html_section_begin(const char *id, const char *title, struct buffer *out);
void html_section_end(struct buffer *out);

/* Appends a name and its value, in a <dl class="pairs">. */
void html_pair(const char *name, const char *value, struct buffer *out);

/* ---- tables: cells fill the rows from left to right ---- */

enum html_column_kind {
    HTML_NUMBER, /* right-aligned */
    HTML_WORD,   /* left-aligned */
    HTML_TEXT,   /* left-aligned, may have several lines */
    HTML_NAME,   /* left-aligned; the heading of its row, which stays visible when the table is scrolled
                    sideways */
};

struct html_column {
    const char *title; /* trusted HTML, not escaped */
    enum html_column_kind kind;
};

struct html_table {
    const struct html_column *columns; /* borrowed */
    size_t count;
    size_t next; /* index of the next cell's column */
    bool is_foot;
    struct buffer *out;
};

/* Begins a table in `out`; `caption` is trusted text, not escaped. End the table after the last cell of a
 * row. */
void html_table_begin(struct html_table *table, const char *caption, const struct html_column *columns,
                      size_t count, struct buffer *out);

/* Begins the foot of the table, for rows that sum up the others. */
void html_table_foot(struct html_table *table);
void html_table_end(struct html_table *table);

void html_cell(struct html_table *table, const char *text);
void html_cell_printf(struct html_table *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A cell with a rating: "good", "warn" or "bad". */
void html_cell_marked(struct html_table *table, const char *mark, const char *text);

/* A time of a row in ms, or "-" if nothing was measured. */
void html_cell_time(struct html_table *table, const struct times *times, nanos time);

/* A wall-clock time, shown as the time since the start of the run. */
void html_cell_since(struct html_table *table, const struct snapshot *snapshot, int64_t wall);

/* A text with several lines, shown as it is. */
void html_cell_lines(struct html_table *table, const char *text);

#endif
