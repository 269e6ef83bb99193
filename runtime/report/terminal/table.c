#include "runtime/report/terminal/table.h"

#include "runtime/base/utf8.h"
#include "runtime/report/visible.h"

#include <stdarg.h>
#include <stdint.h>
#include <string.h>

void table_init(struct table *table, const struct column *columns, size_t count)
{
    *table = (struct table){.columns = columns, .column_count = count};
}

void table_free(struct table *table)
{
    for (size_t i = 0; i < table->cells.count; i++)
        mem_free(table->cells.items[i].text);
    vec_free(&table->cells);
    vec_free(&table->lines);
}

static enum column_kind kind_of_next(const struct table *table)
{
    return table->columns[table->cells.count % table->column_count].kind;
}

void table_cell(struct table *table, enum table_style style, const char *text)
{
    bool breaks = kind_of_next(table) == COLUMN_TEXT;
    struct buffer visible = {0};
    while (*text) {
        size_t length = breaks ? strcspn(text, "\n") : strlen(text);
        visible_append(text, length, &visible);
        text += length;
        if (*text && buffer_append_char(&visible, '\n'))
            text++;
    }
    struct cell cell = {.length = visible.length, .style = style};
    cell.text = buffer_steal(&visible);
    vec_push(&table->cells, cell);
}

void table_cell_printf(struct table *table, enum table_style style, const char *format, ...)
{
    struct buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vprintf(&text, format, arguments);
    va_end(arguments);
    table_cell(table, style, buffer_text(&text));
    buffer_free(&text);
}

void table_line(struct table *table)
{
    vec_push(&table->lines, table->cells.count / table->column_count);
}

/* ---- printing ---- */

static const char *style_start(enum table_style style)
{
    switch (style) {
    case STYLE_BOLD: return "\x1b[1m";
    case STYLE_GOOD: return "\x1b[32m";
    case STYLE_BAD: return "\x1b[31m";
    case STYLE_WARNING: return "\x1b[33m";
    case STYLE_WEAK: return "\x1b[2m";
    case STYLE_PLAIN: break;
    }
    return "";
}

void table_styled(const struct console_options *options, enum table_style style, const char *text,
                  struct buffer *out)
{
    bool is_styled = options->has_color && style != STYLE_PLAIN;
    buffer_printf(out, "%s%s%s", is_styled ? style_start(style) : "", text, is_styled ? "\x1b[0m" : "");
}

static void fill(struct buffer *out, char c, size_t count)
{
    while (count--)
        buffer_append_char(out, c);
}

/* Prints the text of a cell, padded to its width, except at the end of the line. A name can only be wider
 * than its column if the output isn't a terminal. Then it shifts the rest of its row, as in Locust. */
static void cell_print(const struct table *table, size_t column, const struct cell *cell,
                       const struct console_options *options, struct buffer *out)
{
    struct buffer shown = {0};
    size_t width = table->widths[column], most = options->width ? width : SIZE_MAX;
    size_t used = visible_shorten(cell->text, cell->length, most, &shown);
    size_t blanks = used < width ? width - used : 0;
    if (table->columns[column].kind == COLUMN_NUMBER)
        fill(out, ' ', blanks);
    table_styled(options, cell->style, buffer_text(&shown), out);
    if (table->columns[column].kind != COLUMN_NUMBER && column + 1 < table->column_count)
        fill(out, ' ', blanks);
    buffer_free(&shown);
}

static void gap_print(const struct table *table, size_t column, struct buffer *out)
{
    static const char *const gaps[] = {"", " ", "", " | "};
    buffer_append_text(out, gaps[table_gap(table, column)]);
}

/* Prints a cell of the last column on several lines if necessary. */
static void text_print(const struct table *table, size_t column, const struct cell *cell,
                       const struct console_options *options, struct buffer *out)
{
    size_t at = 0;
    while (at < cell->length) {
        struct cell line = *cell;
        line.text = cell->text + at;
        line.length = visible_line(line.text, cell->length - at, table->widths[column]);
        if (at) {
            buffer_append_char(out, '\n');
            fill(out, ' ', table_indent(table, column));
        }
        cell_print(table, column, &line, options, out);
        at += line.length;
        at += at < cell->length && (cell->text[at] == ' ' || cell->text[at] == '\n');
    }
}

static void row_print(const struct table *table, const struct cell *cells,
                      const struct console_options *options, struct buffer *out)
{
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->is_left_out[c])
            continue;
        gap_print(table, c, out);
        if (table->columns[c].kind == COLUMN_TEXT)
            text_print(table, c, &cells[c], options, out);
        else
            cell_print(table, c, &cells[c], options, out);
    }
    buffer_append_char(out, '\n');
}

static void titles_print(const struct table *table, const struct console_options *options, struct buffer *out)
{
    struct cell titles[TABLE_COLUMNS];
    for (size_t c = 0; c < table->column_count; c++) {
        char *title = (char *)table->columns[c].title;
        titles[c] = (struct cell){.text = title, .length = strlen(title), .style = STYLE_BOLD};
    }
    row_print(table, titles, options, out);
}

static void line_print(const struct table *table, struct buffer *out)
{
    static const char *const gaps[] = {"", "|", "", "-|-"};
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->is_left_out[c])
            continue;
        buffer_append_text(out, gaps[table_gap(table, c)]);
        fill(out, '-', table->widths[c]);
    }
    buffer_append_char(out, '\n');
}

void table_print(struct table *table, const struct console_options *options, struct buffer *out)
{
    size_t rows = table->cells.count / table->column_count, line = 0;
    table_widths_choose(table, options->width);
    titles_print(table, options, out);
    line_print(table, out);
    for (size_t i = 0; i < rows; i++) {
        if (line < table->lines.count && table->lines.items[line] == i) {
            line_print(table, out);
            line++;
        }
        row_print(table, &table->cells.items[i * table->column_count], options, out);
    }
}
