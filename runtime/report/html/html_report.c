#include "runtime/report/html/html_report.h"

#include "runtime/report/html/html_assets.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

/* Five of a swarm, in the color of the page's links. */
#define ICON                                                                                                 \
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16' fill='%232f6fde'%3E"   \
    "%3Ccircle cx='8' cy='8' r='2.6'/%3E%3Ccircle cx='3' cy='4' r='1.8'/%3E%3Ccircle cx='13' cy='4' r='1.8'" \
    "/%3E%3Ccircle cx='3' cy='12' r='1.8'/%3E%3Ccircle cx='13' cy='12' r='1.8'/%3E%3C/svg%3E"

static void policy_write(struct buffer *out)
{
    buffer_printf(out,
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; "
                  "style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
                  html_style_hash, html_script_hash);
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
                            "<link rel=\"icon\" href=\"" ICON "\">\n");
    title_write(snapshot, out);
    buffer_append_text(out, "<style>");
    buffer_append_text(out, html_style);
    buffer_append_text(out, "</style>\n</head>\n<body>\n");
}

/* The numbers come before the script that draws them. */
static void end_write(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out, "<footer><p>Made by swarm " SWARM_VERSION "</p></footer>\n"
                            "<script type=\"application/json\" id=\"data\">");
    html_data(snapshot, out);
    buffer_append_text(out, "</script>\n<script>");
    buffer_append_text(out, html_script);
    buffer_append_text(out, "</script>\n</body>\n</html>\n");
}

void html_write(const struct snapshot *snapshot, struct buffer *out)
{
    static void (*const sections[])(const struct snapshot *, struct buffer *) = {
        html_capacity, html_thresholds, html_charts,   html_rows,   html_failures,
        html_errors,   html_health,     html_settings, html_source,
    };
    begin_write(snapshot, out);
    html_head(snapshot, out);
    buffer_append_text(out, "<main>\n");
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        sections[i](snapshot, out);
    buffer_append_text(out, "</main>\n");
    end_write(snapshot, out);
}
