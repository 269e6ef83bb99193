/* The section of the HTML report about settings and scenario. */
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"
#include "runtime/report/report.h"

#include <string.h>

/* ---- settings ---- */

void html_settings(const struct snapshot *snapshot, struct buffer *out)
{
    if (!snapshot->setting_count)
        return;
    html_section_begin("settings", "Settings", out);
    buffer_append_text(out, "<dl class=\"pairs\">\n");
    for (size_t i = 0; i < snapshot->setting_count; i++)
        html_pair(snapshot->settings[i].name, snapshot->settings[i].value, out);
    buffer_append_text(out, "</dl>\n");
    html_section_end(out);
}

/* ---- the scenario ---- */

/* Keeps tabs, which html_text would escape. */
static void source_line(const char *line, size_t length, struct buffer *out)
{
    buffer_append_text(out, "<span>");
    for (size_t at = 0, tab; at < length; at = tab + 1) {
        const char *found = memchr(line + at, '\t', length - at);
        tab = found ? (size_t)(found - line) : length;
        html_bytes(line + at, tab - at, out);
        if (found)
            buffer_append_char(out, '\t');
    }
    buffer_append_text(out, "</span>\n");
}

void html_source(const struct snapshot *snapshot, struct buffer *out)
{
    if (!*snapshot->source)
        return;
    html_section_begin("scenario", "Scenario", out);
    buffer_append_text(out, "<details>\n<summary>");
    html_text(snapshot->scenario, out);
    buffer_printf(out, ", %zu lines</summary>\n", report_lines(snapshot->source));
    buffer_append_text(
        out,
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Text of the scenario\">\n<pre>");
    for (const char *line = snapshot->source; *line;) {
        size_t length = strcspn(line, "\n");
        source_line(line, length, out);
        line += length + (line[length] == '\n');
    }
    buffer_append_text(out, "</pre>\n</div>\n</details>\n");
    html_section_end(out);
}
