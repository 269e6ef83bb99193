#include "runtime/report/html/html_parts.h"

#include "runtime/report/markup.h"
#include "runtime/report/report.h"
#include "runtime/report/visible.h"

#include <stdarg.h>
#include <string.h>
#include <time.h>

/* ---- texts ---- */

void html_bytes(const char *text, size_t length, struct buffer *out)
{
    struct buffer shown = {0};
    visible_append(text, length, &shown);
    markup_append(buffer_text(&shown), out);
    buffer_free(&shown);
}

void html_text(const char *text, struct buffer *out)
{
    html_bytes(text, strlen(text), out);
}

void html_lines(const char *text, struct buffer *out)
{
    while (*text) {
        size_t length = strcspn(text, "\n");
        html_bytes(text, length, out);
        text += length;
        if (*text)
            buffer_append_char(out, *text++);
    }
}

static void time_format(const char *format, const struct tm *day, struct buffer *out)
{
    char text[64];
    text[strftime(text, sizeof text - 1, format, day)] = '\0';
    buffer_append_text(out, text);
}

void html_when(int64_t wall, struct buffer *out)
{
    time_t seconds = (time_t)(wall / NANOS_PER_S);
    struct tm universal, local;
    if (!gmtime_r(&seconds, &universal) || !localtime_r(&seconds, &local))
        return;
    time_format("<time datetime=\"%Y-%m-%dT%H:%M:%SZ\">", &universal, out);
    time_format("%Y-%m-%d %H:%M:%S %z</time>", &local, out);
}

const char *html_scenario(const struct snapshot *snapshot)
{
    const char *slash = strrchr(snapshot->scenario, '/');
    return slash ? slash + 1 : snapshot->scenario;
}

/* ---- sections ---- */

void html_section_begin(const char *id, const char *title, struct buffer *out)
{
    buffer_printf(out, "<section id=\"%s\">\n<h2>%s</h2>\n", id, title);
}

void html_section_end(struct buffer *out)
{
    buffer_append_text(out, "</section>\n");
}

void html_pair(const char *name, const char *value, struct buffer *out)
{
    buffer_append_text(out, "<div><dt>");
    html_text(name, out);
    buffer_append_text(out, "</dt><dd>");
    html_text(value, out);
    buffer_append_text(out, "</dd></div>\n");
}

/* ---- tables ---- */

/* Appends the CSS classes of a cell: the kind of its column and its mark. */
static void class_append(enum html_column_kind kind, const char *mark, struct buffer *out)
{
    static const char *const kinds[] = {
        [HTML_NUMBER] = "", [HTML_WORD] = "word", [HTML_TEXT] = "text", [HTML_NAME] = "name"};
    if (*kinds[kind] || mark)
        buffer_printf(out, " class=\"%s%s%s\"", kinds[kind], *kinds[kind] && mark ? " " : "",
                      mark ? mark : "");
}

/* An element that scrolls needs a name and must be reachable by keyboard. */
void html_table_begin(struct html_table *table, const char *caption, const struct html_column *columns,
                      size_t count, struct buffer *out)
{
    *table = (struct html_table){.columns = columns, .count = count, .out = out};
    buffer_printf(out, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\">\n", caption);
    buffer_printf(out, "<table>\n<caption><span>%s</span></caption>\n<thead><tr>", caption);
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(out, "<th scope=\"col\"");
        class_append(columns[i].kind, NULL, out);
        buffer_printf(out, ">%s</th>", columns[i].title);
    }
    buffer_append_text(out, "</tr></thead>\n<tbody>\n");
}

void html_table_foot(struct html_table *table)
{
    buffer_append_text(table->out, "</tbody>\n<tfoot>\n");
    table->is_foot = true;
}

void html_table_end(struct html_table *table)
{
    buffer_append_text(table->out, table->is_foot ? "</tfoot>\n" : "</tbody>\n");
    buffer_append_text(table->out, "</table>\n</div>\n");
}

static void cell_begin(struct html_table *table, const char *mark)
{
    enum html_column_kind kind = table->columns[table->next].kind;
    if (table->next == 0)
        buffer_append_text(table->out, "<tr>");
    buffer_append_text(table->out, kind == HTML_NAME ? "<th scope=\"row\"" : "<td");
    class_append(kind, mark, table->out);
    buffer_append_char(table->out, '>');
}

static void cell_end(struct html_table *table)
{
    enum html_column_kind kind = table->columns[table->next].kind;
    buffer_append_text(table->out, kind == HTML_NAME ? "</th>" : "</td>");
    table->next = (table->next + 1) % table->count;
    if (table->next == 0)
        buffer_append_text(table->out, "</tr>\n");
}

void html_cell_marked(struct html_table *table, const char *mark, const char *text)
{
    cell_begin(table, mark);
    html_text(text, table->out);
    cell_end(table);
}

void html_cell(struct html_table *table, const char *text)
{
    html_cell_marked(table, NULL, text);
}

void html_cell_printf(struct html_table *table, const char *format, ...)
{
    struct buffer text = {0};
    va_list arguments;
    va_start(arguments, format);
    buffer_vprintf(&text, format, arguments);
    va_end(arguments);
    html_cell(table, buffer_text(&text));
    buffer_free(&text);
}

void html_cell_time(struct html_table *table, const struct times *times, nanos time)
{
    struct buffer text = {0};
    if (times->count)
        report_time(time, &text);
    html_cell(table, times->count ? buffer_text(&text) : "-");
    buffer_free(&text);
}

void html_cell_since(struct html_table *table, const struct snapshot *snapshot, int64_t wall)
{
    struct buffer text = {0};
    report_clock(wall - snapshot->start, &text);
    html_cell(table, buffer_text(&text));
    buffer_free(&text);
}

void html_cell_lines(struct html_table *table, const char *text)
{
    cell_begin(table, "lines");
    html_lines(text, table->out);
    cell_end(table);
}
