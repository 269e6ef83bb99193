/* Diagnostics as text: message, place, the line, a caret below it. swarmc(1) shows an example. */
#include "compiler/diag/diag.h"
#include "runtime/base/utf8.h"

#include <stdio.h>
#include <string.h>

/* Longer lines are cut to a window around the caret. */
enum { TAB_COLUMNS = 4, LINE_MAX_COLUMNS = 160, LINE_BEFORE_CARET = 60 };

struct painter {
    const struct source_set *sources;
    struct buffer *out;
    bool color;
    unsigned gutter; /* columns of the line numbers */
};

static const char *const severity_names[] = {"note", "warning", "error"};
static const char *const severity_colors[] = {"\033[1;36m", "\033[1;33m", "\033[1;31m"};
static const char gutter_color[] = "\033[1;34m";
static const char bold[] = "\033[1m";

static void paint(const struct painter *painter, const char *color, const char *text)
{
    if (painter->color)
        buffer_printf(painter->out, "%s%s\033[0m", color, text);
    else
        buffer_append_text(painter->out, text);
}

/* One character of a line: its bytes, and the columns that it takes on a terminal. */
struct glyph {
    size_t bytes; /* 1 for a byte that isn't UTF-8 */
    unsigned columns;
    bool is_valid;
};

/* C0 and C1 controls, which must not reach the terminal. */
static bool is_control(uint32_t code)
{
    return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static struct glyph glyph_at(const char *text, size_t length, unsigned column)
{
    size_t count = utf8_sequence(text, length);
    uint32_t code;

    if (*text == '\t')
        return (struct glyph){1, TAB_COLUMNS - column % TAB_COLUMNS, true};
    utf8_decode(text, length, &code);
    if (count == 0 || is_control(code))
        return (struct glyph){count > 0 ? count : 1, 1, false};
    return (struct glyph){count, (unsigned)utf8_width(text, count), true};
}

/* The columns of the first `bytes` bytes of a line. */
static unsigned columns_of(const char *line, size_t length, size_t bytes)
{
    unsigned column = 0;
    for (size_t at = 0; at < bytes && at < length;) {
        struct glyph glyph = glyph_at(line + at, length - at, column);
        at += glyph.bytes;
        column += glyph.columns;
    }
    return column;
}

static void paint_glyph(const struct painter *painter, const char *text, struct glyph glyph)
{
    if (*text == '\t')
        buffer_printf(painter->out, "%*s", (int)glyph.columns, "");
    else if (glyph.is_valid)
        buffer_append(painter->out, text, glyph.bytes);
    else
        buffer_append_text(painter->out, UTF8_REPLACEMENT);
}

/* The part of the line from column `first` to column `last`. */
static void paint_line(const struct painter *painter, const char *line, size_t length, unsigned first,
                       unsigned last)
{
    unsigned column = 0;
    for (size_t at = 0; at < length && column < last;) {
        struct glyph glyph = glyph_at(line + at, length - at, column);
        if (column >= first)
            paint_glyph(painter, line + at, glyph);
        at += glyph.bytes;
        column += glyph.columns;
    }
    while (painter->out->length > 0 && painter->out->data[painter->out->length - 1] == ' ')
        painter->out->length--;
}

static void paint_gutter(const struct painter *painter, uint32_t line)
{
    char text[32];
    if (line > 0)
        snprintf(text, sizeof text, "%*u |", (int)painter->gutter, line);
    else
        snprintf(text, sizeof text, "%*s |", (int)painter->gutter, "");
    paint(painter, gutter_color, text);
}

static void paint_marks(const struct painter *painter, const char *color, char mark, unsigned from,
                        unsigned count, const char *text)
{
    paint_gutter(painter, 0);
    buffer_printf(painter->out, " %*s", (int)from, "");
    struct buffer marks = {0};
    for (unsigned i = 0; i < count; i++)
        buffer_append_char(&marks, mark);
    if (*text != '\0')
        buffer_printf(&marks, " %s", text);
    paint(painter, color, buffer_text(&marks));
    buffer_free(&marks);
    buffer_append_char(painter->out, '\n');
}

/* Prints the line of a place, with marks below. If a place has several lines, only its first line is
 * marked. */
static void paint_place(const struct painter *painter, const struct diag_place *place, const char *color,
                        char mark)
{
    const struct source_file *file = source_file(painter->sources, place->span.file);
    span visible = source_visible(painter->sources, place->span);
    uint32_t number = source_position(painter->sources, place->span).line;
    size_t length;
    const char *line = source_line(painter->sources, place->span.file, number, &length);
    size_t start = visible.offset < file->length ? visible.offset : file->length;
    start -= (size_t)(line - file->text);
    size_t end = start + visible.length < length ? start + visible.length : length;
    unsigned from = columns_of(line, length, start);
    unsigned to = columns_of(line, length, end);
    unsigned all = columns_of(line, length, length);
    unsigned first = 0;
    if (all > LINE_MAX_COLUMNS && from > LINE_BEFORE_CARET)
        first = from - LINE_BEFORE_CARET;
    unsigned last = all - first > LINE_MAX_COLUMNS ? first + LINE_MAX_COLUMNS : all;
    if (to > last)
        to = last;
    paint_gutter(painter, number);
    if (length > 0)
        buffer_append_char(painter->out, ' ');
    paint_line(painter, line, length, first, last);
    buffer_append_char(painter->out, '\n');
    paint_marks(painter, color, mark, from - first, to > from ? to - from : 1, place->text);
}

static unsigned digits_of(uint32_t number)
{
    unsigned digits = 1;
    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

static unsigned gutter_of(const struct source_set *sources, const struct diag *diag)
{
    uint32_t largest = source_position(sources, diag->place.span).line;
    for (const struct diag_place *place = diag->related; place != NULL; place = place->next) {
        uint32_t line = source_position(sources, place->span).line;
        largest = line > largest ? line : largest;
    }
    return digits_of(largest);
}

static void paint_where(const struct painter *painter, const char *arrow, span place)
{
    struct source_position position = source_position(painter->sources, place);
    buffer_printf(painter->out, "%*s", (int)painter->gutter, "");
    paint(painter, gutter_color, arrow);
    buffer_printf(painter->out, " %s:%u:%u\n", source_file(painter->sources, place.file)->path, position.line,
                  position.column);
}

static void paint_empty_gutter(const struct painter *painter)
{
    paint_gutter(painter, 0);
    buffer_append_char(painter->out, '\n');
}

static void paint_places(const struct painter *painter, const struct diag *diag)
{
    span main_place = diag->place.span;
    paint_where(painter, "-->", main_place);
    paint_empty_gutter(painter);
    paint_place(painter, &diag->place, severity_colors[diag->severity], '^');
    uint32_t file = main_place.file;
    for (const struct diag_place *place = diag->related; place != NULL; place = place->next) {
        if (place->span.file != file)
            paint_where(painter, ":::", place->span);
        file = place->span.file;
        paint_empty_gutter(painter);
        paint_place(painter, place, gutter_color, '-');
    }
}

static void paint_diag(struct painter *painter, const struct diag *diag)
{
    char head[32];
    snprintf(head, sizeof head, "%s[%s]", severity_names[diag->severity], diag_code_text(diag->code));
    paint(painter, severity_colors[diag->severity], head);
    paint(painter, bold, ": ");
    paint(painter, bold, diag->message);
    buffer_append_char(painter->out, '\n');
    painter->gutter = 1;
    if (diag->place.span.file != UINT32_MAX) {
        painter->gutter = gutter_of(painter->sources, diag);
        paint_places(painter, diag);
    }
    if (diag->hint != NULL) {
        buffer_printf(painter->out, "%*s", (int)painter->gutter + 1, "");
        paint(painter, gutter_color, "=");
        buffer_printf(painter->out, " hint: %s\n", diag->hint);
    }
}

static void paint_left_out(struct buffer *out, unsigned all, unsigned kept, const char *what)
{
    if (all > kept)
        buffer_printf(out, "\nand %u more %s\n", all - kept, what);
}

void diag_write_text(struct diag_list *list, struct buffer *out, bool color)
{
    diag_sort(list);
    struct painter painter = {.sources = list->sources, .out = out, .color = color};
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            buffer_append_char(out, '\n');
        paint_diag(&painter, list->items[i]);
    }
    paint_left_out(out, list->errors, list->kept_errors, "errors");
    if (list->kept_warnings == DIAG_MAX_KEPT)
        paint_left_out(out, list->warnings, list->kept_warnings, "warnings");
}
