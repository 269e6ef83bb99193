#include "runtime/report/html/html_report.h"

#include "page/page_assets.h"
#include "runtime/base/count_of.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"
#include "runtime/report/page/page_document.h"

static void policy_write(struct buffer *out)
{
    buffer_printf(out,
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                  "style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
                  page_style_hash, page_script_hash);
}

static void title_write(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out, "<title>");
    html_text(html_scenario(snapshot), out);
    buffer_append_text(out, " - swarm</title>\n");
}

static void begin_write(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    policy_write(out);
    buffer_append_text(out, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                            "<meta name=\"color-scheme\" content=\"light dark\">\n"
                            "<link rel=\"icon\" href=\"");
    buffer_append_text(out, page_icon);
    buffer_append_text(out, "\">\n");
    title_write(snapshot, out);
    buffer_append_text(out, "<style>");
    buffer_append_text(out, page_style);
    buffer_append_text(out, "</style>\n</head>\n<body>\n<div id=\"app\"></div>\n<div id=\"plain\">\n");
}

/* The numbers come before the script, which reads them. */
static void end_write(const struct snapshot *snapshot, struct buffer *out)
{
    const struct page_run run = {.state = snapshot->is_final ? "stopped" : "running", .number = 1};

    buffer_append_text(out, "<footer><p>Made by swarm " SWARM_VERSION "</p></footer>\n</div>\n"
                            "<script type=\"application/json\" id=\"data\">");
    page_document(snapshot, &run, out);
    buffer_append_text(out, "</script>\n<script>");
    buffer_append_text(out, page_script);
    buffer_append_text(out, "</script>\n</body>\n</html>\n");
}

void html_write(const struct snapshot *snapshot, struct buffer *out)
{
    static void (*const sections[])(const struct snapshot *, struct buffer *) = {
        html_capacity, html_thresholds, html_charts,  html_rows,     html_failures,
        html_errors,   html_health,     html_workers, html_settings, html_source,
    };
    begin_write(snapshot, out);
    html_head(snapshot, out);
    buffer_append_text(out, "<main>\n");
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        sections[i](snapshot, out);
    buffer_append_text(out, "</main>\n");
    end_write(snapshot, out);
}
