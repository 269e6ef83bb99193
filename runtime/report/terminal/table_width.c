/* Computes the widths of the columns of a table, and which columns are left out. */
#include "runtime/report/terminal/table.h"

#include "runtime/base/utf8.h"

#include <string.h>

enum {
    NAME_LEAST = 16,  /* columns of a name; other columns are left out first */
    NAME_PART = 5,    /* in a narrow terminal, the width divided by this instead */
    NAME_MOST = 80,   /* without a terminal; a longer name shifts the rest of its row */
    TEXT_LEAST = 40,  /* like NAME_LEAST, for a text that wraps */
    WIDTH_LEAST = 20, /* of a terminal; a narrower one wraps lines itself */
};

/* ---- what cells need ---- */

/* The width of the widest line of a cell. */
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
    for (size_t i = 0, c = 0; i < table->cells.count; i++, c = c + 1 < table->column_count ? c + 1 : 0) {
        size_t width = cell_width(&table->cells.items[i]);
        widths[c] = width > widths[c] ? width : widths[c];
    }
}

/* ---- gaps between columns ---- */

static bool is_first(const struct table *table, size_t column)
{
    for (size_t c = 0; c < column; c++)
        if (!table->is_left_out[c])
            return false;
    return true;
}

size_t table_gap(const struct table *table, size_t column)
{
    if (is_first(table, column))
        return 0;
    return table->columns[column].is_set_apart ? 3 : 1;
}

size_t table_indent(const struct table *table, size_t column)
{
    size_t indent = 0;
    for (size_t c = 0; c < column; c++)
        if (!table->is_left_out[c])
            indent += table_gap(table, c) + table->widths[c];
    return indent + table_gap(table, column);
}

static size_t total_width(const struct table *table)
{
    size_t total = 0;
    for (size_t c = 0; c < table->column_count; c++)
        if (!table->is_left_out[c])
            total += table_gap(table, c) + table->widths[c];
    return total;
}

/* ---- giving way ---- */

/* The column that shrinks or grows, or column_count if there is none. */
static size_t elastic_column(const struct table *table)
{
    size_t c = 0;
    while (c < table->column_count && table->columns[c].kind != COLUMN_NAME &&
           table->columns[c].kind != COLUMN_TEXT)
        c++;
    return c;
}

/* Shrinks the elastic column until the table fits, but not below `least`. */
static void narrow(struct table *table, size_t room, size_t least)
{
    size_t c = elastic_column(table), total = total_width(table);
    if (c == table->column_count || total <= room || table->widths[c] <= least)
        return;
    size_t excess = total - room, most = table->widths[c] - least;
    table->widths[c] -= excess < most ? excess : most;
}

/* Removes the column with the lowest rank; false if none may be removed. */
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

static size_t elastic_least(const struct table *table, size_t room)
{
    size_t c = elastic_column(table);
    if (c < table->column_count && table->columns[c].kind == COLUMN_TEXT)
        return TEXT_LEAST;
    return room / NAME_PART < NAME_LEAST ? room / NAME_PART : NAME_LEAST;
}

/* ---- choosing ---- */

static void widths_prefer(struct table *table)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].preferred > table->widths[c])
            table->widths[c] = table->columns[c].preferred;
}

/* Limits the width, so that one very long name doesn't widen every row. */
static void names_bound(struct table *table)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (table->columns[c].kind == COLUMN_NAME && table->widths[c] > NAME_MOST)
            table->widths[c] = NAME_MOST;
}

/* Removes columns if necessary, then gives the elastic column the remaining width. */
static void widths_fit(struct table *table, const size_t *natural, size_t room)
{
    bool goes_on = true;
    memcpy(table->widths, natural, sizeof table->widths);
    narrow(table, room, elastic_least(table, room));
    while (goes_on && total_width(table) > room)
        goes_on = leave_one_out(table);
    memcpy(table->widths, natural, sizeof table->widths);
    narrow(table, room, 1);
}

void table_widths_choose(struct table *table, int width)
{
    size_t natural[TABLE_COLUMNS] = {0}, room = width < WIDTH_LEAST ? WIDTH_LEAST : (size_t)width;
    widths_natural(table, natural);
    memcpy(table->widths, natural, sizeof natural);
    memset(table->is_left_out, 0, sizeof table->is_left_out);
    widths_prefer(table);
    if (!width)
        names_bound(table);
    else if (total_width(table) > room)
        widths_fit(table, natural, room);
}
