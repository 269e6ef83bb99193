/* The source of the scenario with numbers in a margin:
 *
 *      requests failed  req/s    p95
 *           120      3  12.00     45 | 12     get "/" {
 *           117      3               | 13         expect status == 200
 *
 * If several things that are counted stand on a line, the first one has the margin of the line, and each
 * other one a line below, with its text in its column. */
#include "runtime/base/utf8.h"
#include "runtime/report/report.h"
#include "runtime/report/terminal/console.h"
#include "runtime/report/terminal/table.h"
#include "runtime/report/visible.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define BAR " \xE2\x94\x82 " /* three columns */
#define TAB "    "

enum {
    MARGIN_COLUMNS = 4,
    SOURCE_LEAST = 20, /* minimum number of columns, also in a narrow terminal */
};

static const char *const margin_titles[][MARGIN_COLUMNS + 1] = {
    {"requests", "failed", "req/s", "p95", "requests, transactions"},
    {"passed", "failed", "", "", "expect, require, capture"},
    {"picked", "", "share", "wanted", "tasks, sets, users"},
};

enum { TITLES = sizeof margin_titles / sizeof *margin_titles };

struct margin {
    struct {
        char text[32];
        enum table_style style;
    } cells[MARGIN_COLUMNS];
};

struct annotation {
    const struct snapshot *snapshot;
    const struct console_options *options;
    struct buffer *out;
    size_t widths[MARGIN_COLUMNS];
    size_t number_width; /* of line numbers */
    size_t source_width; /* SIZE_MAX: unlimited */
};

/* ---- what is in the margin ---- */

static void cell_share(struct margin *margin, size_t column, double share)
{
    if (share >= 0)
        snprintf(margin->cells[column].text, sizeof margin->cells[column].text, "%.1f%%", 100 * share);
}

static void cell_count(struct margin *margin, size_t column, uint64_t count)
{
    snprintf(margin->cells[column].text, sizeof margin->cells[column].text, "%" PRIu64, count);
}

static void cell_failed(struct margin *margin, uint64_t failed)
{
    cell_count(margin, 1, failed);
    margin->cells[1].style = failed > 0 ? STYLE_BAD : STYLE_PLAIN;
}

static void request_fill(struct margin *margin, const struct snapshot_line *line)
{
    struct buffer time = {0};

    cell_count(margin, 0, line->passed + line->failed);
    cell_failed(margin, line->failed);
    snprintf(margin->cells[2].text, sizeof margin->cells[2].text, "%.2f", line->per_second);
    if (line->p95 > 0)
        report_time(line->p95, &time);
    snprintf(margin->cells[3].text, sizeof margin->cells[3].text, "%s", buffer_text(&time));
    buffer_free(&time);
}

static void picks_fill(struct margin *margin, const struct snapshot_line *line)
{
    cell_count(margin, 0, line->passed);
    cell_share(margin, 2, line->share);
    cell_share(margin, 3, line->wanted_share);
}

/* False for a `fail`, and for users, sets and tasks with a wanted share of 0. */
static bool should_run(const struct snapshot_line *line)
{
    bool is_picked = line->kind == LINE_KIND || line->kind == LINE_SET || line->kind == LINE_TASK;

    return line->kind != LINE_FAIL && (!is_picked || line->wanted_share != 0);
}

static void never_fill(struct margin *margin, const struct snapshot_line *line)
{
    snprintf(margin->cells[0].text, sizeof margin->cells[0].text, "never");
    margin->cells[0].style = should_run(line) ? STYLE_WARNING : STYLE_WEAK;
    if (line->wanted_share > 0)
        cell_share(margin, 3, line->wanted_share);
}

static struct margin margin_of(const struct snapshot_line *line)
{
    struct margin margin = {0};

    if (line->passed + line->failed == 0) {
        never_fill(&margin, line);
        return margin;
    }
    switch (line->kind) {
    case LINE_REQUEST:
    case LINE_TRANSACTION: request_fill(&margin, line); break;
    case LINE_KIND:
    case LINE_SET:
    case LINE_TASK: picks_fill(&margin, line); break;
    case LINE_EXPECT:
    case LINE_REQUIRE:
    case LINE_CAPTURE:
    case LINE_FAIL:
        cell_count(&margin, 0, line->passed);
        cell_failed(&margin, line->failed);
        break;
    }
    return margin;
}

/* ---- widths ---- */

static void width_raise(size_t *width, const char *text)
{
    if (strlen(text) > *width)
        *width = strlen(text);
}

static void number_width_fill(struct annotation *annotation)
{
    const struct snapshot *snapshot = annotation->snapshot;
    char number[32];

    for (size_t i = 0; i < snapshot->file_count; i++) {
        if (!snapshot->files[i].source)
            continue;
        snprintf(number, sizeof number, "%zu", report_lines(snapshot->files[i].source));
        width_raise(&annotation->number_width, number);
    }
}

static void widths_fill(struct annotation *annotation)
{
    size_t width = annotation->options->width > 0 ? (size_t)annotation->options->width : SIZE_MAX;
    size_t margin = 0;

    for (int i = 0; i < TITLES * MARGIN_COLUMNS; i++)
        width_raise(&annotation->widths[i % MARGIN_COLUMNS],
                    margin_titles[i / MARGIN_COLUMNS][i % MARGIN_COLUMNS]);
    for (size_t i = 0; i < annotation->snapshot->line_count; i++) {
        struct margin cells = margin_of(&annotation->snapshot->lines[i]);

        for (int c = 0; c < MARGIN_COLUMNS; c++)
            width_raise(&annotation->widths[c], cells.cells[c].text);
    }
    number_width_fill(annotation);
    for (int i = 0; i < MARGIN_COLUMNS; i++)
        margin += annotation->widths[i] + 1;
    margin += strlen(" | ") + annotation->number_width;
    annotation->source_width = width > margin + SOURCE_LEAST ? width - margin : SOURCE_LEAST;
    if (annotation->options->width == 0)
        annotation->source_width = SIZE_MAX;
}

/* ---- lines ---- */

static void blanks(struct buffer *out, size_t count)
{
    while (count-- > 0)
        buffer_append_char(out, ' ');
}

/* Prints the text; if it is empty, without codes for its style. */
static void styled_print(const struct annotation *annotation, enum table_style style, const char *text)
{
    table_styled(annotation->options, *text ? style : STYLE_PLAIN, text, annotation->out);
}

static void margin_print(const struct annotation *annotation, const struct margin *margin)
{
    for (int i = 0; i < MARGIN_COLUMNS; i++) {
        blanks(annotation->out, annotation->widths[i] - strlen(margin->cells[i].text) + (i > 0));
        styled_print(annotation, margin->cells[i].style, margin->cells[i].text);
    }
    styled_print(annotation, STYLE_WEAK, BAR);
}

/* Removes blanks at the end of the line, for example of an empty source line. */
static void line_end(const struct annotation *annotation)
{
    struct buffer *out = annotation->out;

    while (out->length > 0 && out->data[out->length - 1] == ' ')
        out->length--;
    buffer_append_char(out, '\n');
}

/* Prints the number of a line; 0: blanks instead. */
static void number_print(const struct annotation *annotation, size_t number)
{
    char text[32] = "";

    if (number > 0)
        snprintf(text, sizeof text, "%zu", number);
    blanks(annotation->out, annotation->number_width - strlen(text));
    styled_print(annotation, STYLE_WEAK, text);
    buffer_append_char(annotation->out, ' ');
}

/* A text to the right of the margin, and its layout. */
struct beside {
    const struct margin *margin;
    size_t number; /* of the line; 0: no number */
    size_t indent; /* columns before the text, and before its continuation lines */
    size_t hanging;
    enum table_style style;
};

static void piece_print(const struct annotation *annotation, const struct beside *beside, bool is_first,
                        size_t indent, const char *text, size_t length)
{
    const struct margin empty = {0};
    struct buffer piece = {0};

    buffer_append(&piece, text, length);
    margin_print(annotation, is_first ? beside->margin : &empty);
    number_print(annotation, is_first ? beside->number : 0);
    blanks(annotation->out, indent);
    styled_print(annotation, beside->style, buffer_text(&piece));
    line_end(annotation);
    buffer_free(&piece);
}

/* Prints the text, which is escaped, on as many lines as necessary. */
static void beside_print(const struct annotation *annotation, const struct beside *beside,
                         const struct buffer *text)
{
    size_t width = annotation->source_width - 1, at = 0;

    do {
        size_t wanted = at == 0 ? beside->indent : beside->hanging;
        size_t indent = wanted < width / 2 ? wanted : width / 2;
        size_t length = visible_line(buffer_text(text) + at, text->length - at, width - indent);

        piece_print(annotation, beside, at == 0, indent, buffer_text(text) + at, length);
        at += length;
        at += strspn(buffer_text(text) + at, " ");
    } while (at < text->length);
}

/* Appends a source line, with blanks in place of tabs. */
static void source_append(const char *source, size_t length, struct buffer *out)
{
    for (size_t at = 0; at < length;) {
        const char *tab = memchr(source + at, '\t', length - at);
        size_t end = tab ? (size_t)(tab - source) : length;

        visible_append(source + at, end - at, out);
        if (tab)
            buffer_append_text(out, TAB);
        at = end + (tab != NULL);
    }
}

/* The length in bytes of the first `count` characters. */
static size_t characters_length(const char *text, size_t length, size_t count)
{
    size_t at = 0;
    uint32_t code;

    while (count-- > 0 && at < length)
        at += utf8_decode(text + at, length - at, &code);
    return at;
}

/* Prints the other items that are counted on a source line, below it. */
static void below_print(const struct annotation *annotation, const char *source, size_t length,
                        const struct snapshot_line *line)
{
    const struct margin margin = margin_of(line);
    struct buffer before = {0}, text = {0};
    struct beside beside = {.margin = &margin, .style = STYLE_WEAK};

    source_append(source, characters_length(source, length, line->column - 1), &before);
    visible_append(line->text, strlen(line->text), &text);
    beside.indent = beside.hanging = utf8_width(buffer_text(&before), before.length);
    beside_print(annotation, &beside, &text);
    buffer_free(&before);
    buffer_free(&text);
}

static void source_print(const struct annotation *annotation, const char *source, size_t length,
                         const struct margin *margin, size_t number)
{
    struct buffer text = {0};

    source_append(source, length, &text);
    beside_print(annotation,
                 &(struct beside){.margin = margin,
                                  .number = number,
                                  .hanging = strspn(buffer_text(&text), " ") + strlen(TAB)},
                 &text);
    buffer_free(&text);
}

/* The length of the first line, without its end. */
static size_t line_length(const char *source)
{
    size_t length = strcspn(source, "\n");

    return length > 0 && source[length - 1] == '\r' ? length - 1 : length;
}

/* Prints a line of a file; `line` is its first item. Returns the first item of the next line. */
static const struct snapshot_line *line_print(const struct annotation *annotation, const char *source,
                                              size_t number, const struct snapshot_line *line,
                                              const struct snapshot_line *end)
{
    bool is_counted = line < end && line->line == number;
    const struct margin margin = is_counted ? margin_of(line) : (struct margin){0};
    size_t length = line_length(source);

    source_print(annotation, source, length, &margin, number);
    for (line += is_counted; line < end && line->line == number; line++)
        below_print(annotation, source, length, line);
    return line;
}

/* ---- files ---- */

static void titles_print(const struct annotation *annotation)
{
    for (int i = 0; i < TITLES; i++) {
        struct margin margin = {0};

        for (int c = 0; c < MARGIN_COLUMNS; c++) {
            snprintf(margin.cells[c].text, sizeof margin.cells[c].text, "%s", margin_titles[i][c]);
            margin.cells[c].style = STYLE_BOLD;
        }
        margin_print(annotation, &margin);
        table_styled(annotation->options, STYLE_WEAK, margin_titles[i][MARGIN_COLUMNS], annotation->out);
        line_end(annotation);
    }
}

/* The items of one file: from `*first` up to, but not including, the returned one. */
static const struct snapshot_line *file_lines(const struct snapshot *snapshot, uint32_t file,
                                              const struct snapshot_line **first)
{
    const struct snapshot_line *line = snapshot->lines, *end = snapshot->lines + snapshot->line_count;

    while (line < end && line->file < file)
        line++;
    *first = line;
    while (line < end && line->file == file)
        line++;
    return line;
}

static bool has_run(const struct snapshot_line *line, const struct snapshot_line *end)
{
    while (line < end && line->passed + line->failed == 0)
        line++;
    return line < end;
}

static void file_print(const struct annotation *annotation, uint32_t file)
{
    const struct scenario_file *shown = &annotation->snapshot->files[file];
    const struct snapshot_line *line, *end = file_lines(annotation->snapshot, file, &line);
    struct buffer path = {0};
    size_t number = 1;

    if (!shown->source || (file > 0 && !has_run(line, end)))
        return;
    visible_append(shown->path, strlen(shown->path), &path);
    buffer_append_char(annotation->out, '\n');
    table_styled(annotation->options, STYLE_BOLD, buffer_text(&path), annotation->out);
    buffer_append_char(annotation->out, '\n');
    buffer_free(&path);
    if (file == 0)
        titles_print(annotation);
    for (const char *source = shown->source; *source; number++) {
        line = line_print(annotation, source, number, line, end);
        source += strcspn(source, "\n");
        source += *source == '\n';
    }
}

void console_annotated(const struct snapshot *snapshot, const struct console_options *options,
                       struct buffer *out)
{
    struct annotation annotation = {.snapshot = snapshot, .options = options, .out = out};

    widths_fill(&annotation);
    for (uint32_t i = 0; i < snapshot->file_count; i++)
        file_print(&annotation, i);
}
