#include "runtime/report/table.h"

#include "runtime/report/visible.h"
#include "runtime/text/utf8.h"

#include <stdarg.h>
#include <string.h>

enum {
    NAME_LEAST = 16,  /* columns of a name; before it gets less, other columns are left out */
    TEXT_LEAST = 40,  /* the same for a text that wraps */
    WIDTH_LEAST = 20, /* of a terminal; a narrower one breaks lines itself */
};

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

/* ---- widths ---- */

/* The widest line of a cell. */
static size_t cell_width(const struct cell *cell)
{
    size_t widest = 0;
    for (size_t at = 0; at <= cell->length;) {
        const char *newline = memchr(cell->text + at, '\n', cell->length - at);
        size_t length = newline ? (size_t)(newline - cell->text) - at : cell->length - at;
        size_t width = utf8_width(cell->text + at, length);
        widest = width > widest ? width : widest;
        at += length + 1;
    }
    return widest;
}

static void widths_natural(const struct table *table, size_t *widths)
{
    for (size_t c = 0; c < table->column_count; c++)
        widths[c] = utf8_width(table->columns[c].title, strlen(table->columns[c].title));
    for (size_t i = 0; i < table->cells.count; i++) {
        size_t width = cell_width(&table->cells.items[i]), *column = &widths[i % table->column_count];
        *column = width > *column ? width : *column;
    }
}

static size_t gap(const struct table *table, size_t column)
{
    return table->columns[column].is_set_apart ? 3 : 1;
}

static size_t total_width(const struct table *table)
{
    size_t total = 0;
    for (size_t c = 0; c < table->column_count; c++)
        if (!table->is_left_out[c])
            total += table->widths[c] + (c ? gap(table, c) : 0);
    return total;
}

/* The column that gives way, or column_count if there is none. */
static size_t elastic_column(const struct table *table)
{
    size_t c = 0;
    while (c < table->column_count && table->columns[c].kind != COLUMN_NAME &&
           table->columns[c].kind != COLUMN_TEXT)
        c++;
    return c;
}

/* Narrows the elastic column by what is too much, but not below `least`. */
static void narrow(struct table *table, size_t room, size_t least)
{
    size_t c = elastic_column(table), total = total_width(table);
    if (c == table->column_count || total <= room || table->widths[c] <= least)
        return;
    size_t excess = total - room, most = table->widths[c] - least;
    table->widths[c] -= excess < most ? excess : most;
}

/* Leaves out the column with the lowest rank; false when none is left that may go. */
static bool leave_one_out(struct table *table)
{
    size_t least = table->column_count;
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].rank && !table->is_left_out[c] &&
            (least == table->column_count || table->columns[c].rank < table->columns[least].rank))
            least = c;
    if (least == table->column_count)
        return false;
    table->is_left_out[least] = true;
    return true;
}

static size_t elastic_least(const struct table *table)
{
    size_t c = elastic_column(table);
    return c < table->column_count && table->columns[c].kind == COLUMN_TEXT ? TEXT_LEAST : NAME_LEAST;
}

static void widths_prefer(struct table *table)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].preferred > table->widths[c])
            table->widths[c] = table->columns[c].preferred;
}

static void widths_choose(struct table *table, int width)
{
    size_t natural[TABLE_COLUMNS], room = width < WIDTH_LEAST ? WIDTH_LEAST : (size_t)width;
    widths_natural(table, natural);
    memcpy(table->widths, natural, sizeof natural);
    memset(table->is_left_out, 0, sizeof table->is_left_out);
    widths_prefer(table);
    if (!width || total_width(table) <= room)
        return;
    memcpy(table->widths, natural, sizeof natural);
    narrow(table, room, elastic_least(table));
    bool goes_on = true;
    while (goes_on && total_width(table) > room)
        goes_on = leave_one_out(table);
    memcpy(table->widths, natural, sizeof natural);
    narrow(table, room, 1);
}

/* ---- printing ---- */

static const char *style_start(enum table_style style)
{
    switch (style) {
    case STYLE_BOLD: return "\x1b[1m";
    case STYLE_GOOD: return "\x1b[32m";
    case STYLE_BAD: return "\x1b[31m";
    case STYLE_PLAIN: break;
    }
    return "";
}

void table_styled(const struct console_options *options, enum table_style style, const char *text,
                  struct buffer *out)
{
    bool is_styled = options->has_colour && style != STYLE_PLAIN;
    buffer_printf(out, "%s%s%s", is_styled ? style_start(style) : "", text, is_styled ? "\x1b[0m" : "");
}

static void fill(struct buffer *out, char c, size_t count)
{
    while (count--)
        buffer_append_char(out, c);
}

/* One cell's text in its width; what would be blanks at the end of a line is left out. */
static void cell_print(const struct table *table, size_t column, const struct cell *cell,
                       const struct console_options *options, struct buffer *out)
{
    struct buffer shown = {0};
    size_t width = table->widths[column];
    size_t used = visible_shorten(cell->text, cell->length, width, &shown);
    if (table->columns[column].kind == COLUMN_NUMBER)
        fill(out, ' ', width - used);
    table_styled(options, cell->style, buffer_text(&shown), out);
    if (table->columns[column].kind != COLUMN_NUMBER && column + 1 < table->column_count)
        fill(out, ' ', width - used);
    buffer_free(&shown);
}

static void gap_print(const struct table *table, size_t column, struct buffer *out)
{
    if (column)
        buffer_append_text(out, table->columns[column].is_set_apart ? " | " : " ");
}

/* Columns before this one that are shown, with their gaps. */
static size_t indent_of(const struct table *table, size_t column)
{
    size_t indent = 0;
    for (size_t c = 0; c < column; c++)
        if (!table->is_left_out[c])
            indent += table->widths[c] + (c ? gap(table, c) : 0);
    return indent + gap(table, column);
}

/* A cell of the last column, on as many lines as it takes. */
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
            fill(out, ' ', indent_of(table, column));
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
    for (size_t c = 0; c < table->column_count; c++) {
        if (table->is_left_out[c])
            continue;
        if (c)
            buffer_append_text(out, table->columns[c].is_set_apart ? "-|-" : "|");
        fill(out, '-', table->widths[c]);
    }
    buffer_append_char(out, '\n');
}

void table_print(struct table *table, const struct console_options *options, struct buffer *out)
{
    size_t rows = table->cells.count / table->column_count, line = 0;
    widths_choose(table, options->width);
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
