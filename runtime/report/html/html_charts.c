/* The history of the run in words, where the script draws charts for paper. */
#include "runtime/base/count_of.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"

#include "runtime/report/report.h"

#include <inttypes.h>

/* The end of a run leaves a step of a few milliseconds, in which a single request would count as a
 * thousand per second. It is left out. */
static size_t points_count(const struct snapshot *snapshot)
{
    size_t count = snapshot->series_count;
    return count && snapshot->series[count - 1].length < NANOS_PER_S / 2 ? count - 1 : count;
}

/* A notable point of the history; NULL: there is none. */
struct peak {
    const struct series_point *point;
    double value;
};

static void peak_consider(struct peak *peak, const struct series_point *point, double value)
{
    if (value > 0 && (!peak->point || value > peak->value))
        *peak = (struct peak){point, value};
}

static double rate_of(uint64_t count, const struct series_point *point)
{
    return point->length > 0 ? (double)count * NANOS_PER_S / (double)point->length : 0;
}

/* Appends a time such as " at 1:23". */
static void at_append(const struct snapshot *snapshot, const struct peak *peak, struct buffer *out)
{
    buffer_append_text(out, " at ");
    report_clock(peak->point->when + peak->point->length - snapshot->start, out);
}

/* ---- one chart each ---- */

static void rate_append(const struct snapshot *snapshot, const char *what, const struct peak *peak,
                        struct buffer *out)
{
    if (!peak->point) {
        buffer_printf(out, "%s: none", what);
        return;
    }
    buffer_printf(out, "%s up to %.1f/s", what, peak->value);
    at_append(snapshot, peak, out);
}

static void rate_describe(const struct snapshot *snapshot, struct buffer *out)
{
    struct peak requests = {0}, failures = {0};
    for (size_t i = 0; i < points_count(snapshot); i++) {
        const struct series_point *point = &snapshot->series[i];
        peak_consider(&requests, point, rate_of(point->requests, point));
        peak_consider(&failures, point, rate_of(point->failures, point));
    }
    rate_append(snapshot, "Requests", &requests, out);
    rate_append(snapshot, ", failures", &failures, out);
}

static void time_append(const struct snapshot *snapshot, const char *what, const struct peak *peak,
                        struct buffer *out)
{
    if (!peak->point)
        return;
    buffer_printf(out, "%s up to ", what);
    report_interval((nanos)peak->value, out);
    at_append(snapshot, peak, out);
}

static void times_describe(const struct snapshot *snapshot, struct buffer *out)
{
    struct peak p50 = {0}, p95 = {0}, p99 = {0};
    for (size_t i = 0; i < points_count(snapshot); i++) {
        const struct series_point *point = &snapshot->series[i];
        peak_consider(&p50, point, (double)point->p50);
        peak_consider(&p95, point, (double)point->p95);
        peak_consider(&p99, point, (double)point->p99);
    }
    time_append(snapshot, "Median", &p50, out);
    time_append(snapshot, ", 95%", &p95, out);
    time_append(snapshot, ", 99%", &p99, out);
}

static void users_describe(const struct snapshot *snapshot, struct buffer *out)
{
    struct peak users = {0};
    for (size_t i = 0; i < points_count(snapshot); i++)
        peak_consider(&users, &snapshot->series[i], (double)snapshot->series[i].users);
    buffer_printf(out, "Up to %.0f", users.value);
    if (users.point)
        at_append(snapshot, &users, out);
}

static bool has_dropped(const struct snapshot *snapshot)
{
    return snapshot->arrivals_dropped > 0;
}

static void dropped_describe(const struct snapshot *snapshot, struct buffer *out)
{
    struct peak dropped = {0};
    for (size_t i = 0; i < points_count(snapshot); i++) {
        const struct series_point *point = &snapshot->series[i];
        peak_consider(&dropped, point, rate_of(point->dropped, point));
    }
    rate_append(snapshot, "Dropped", &dropped, out);
}

static const struct chart {
    const char *title;
    void (*describe)(const struct snapshot *snapshot, struct buffer *out);
    bool (*has)(const struct snapshot *snapshot); /* true if there is something to show; NULL: always */
} charts[] = {
    {"Requests per second", rate_describe, NULL},
    {"Response times in ms", times_describe, NULL},
    {"Users", users_describe, NULL},
    {"Arrivals dropped per second", dropped_describe, has_dropped},
};

static void chart_write(const struct snapshot *snapshot, const struct chart *chart, struct buffer *out)
{
    buffer_printf(out, "<li><strong>%s</strong> ", chart->title);
    chart->describe(snapshot, out);
    buffer_append_text(out, "</li>\n");
}

void html_charts(const struct snapshot *snapshot, struct buffer *out)
{
    if (!points_count(snapshot))
        return;
    html_section_begin("charts", "Charts", out);
    buffer_append_text(out, "<noscript><p>Charts need JavaScript. The tables don't.</p></noscript>\n"
                            "<div id=\"paper\"><ul class=\"peaks\">\n");
    for (size_t i = 0; i < COUNT_OF(charts); i++)
        if (!charts[i].has || charts[i].has(snapshot))
            chart_write(snapshot, &charts[i], out);
    buffer_append_text(out, "</ul></div>\n");
    html_section_end(out);
}
