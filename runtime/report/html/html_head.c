/* The head of the HTML report: what a reader wants to know first. */
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"

#include "runtime/report/report.h"

#include <inttypes.h>

/* ---- what ran, and when ---- */

static uint64_t users_most(const struct snapshot *snapshot)
{
    uint64_t most = snapshot->users;
    for (size_t i = 0; i < snapshot->series_count; i++)
        if (snapshot->series[i].users > most)
            most = snapshot->series[i].users;
    return most;
}

static void host_write(const struct snapshot *snapshot, struct buffer *out)
{
    const char *host = report_host(snapshot);

    if (!host)
        return;
    buffer_append_text(out, "<p class=\"host\">Host ");
    html_text(host, out);
    buffer_append_text(out, "</p>\n");
}

static void when_write(const struct snapshot *snapshot, struct buffer *out)
{
    uint64_t users = users_most(snapshot);
    buffer_append_text(out, "<p class=\"when\">");
    html_when(snapshot->start, out);
    buffer_append_text(out, ", for ");
    report_clock(snapshot->elapsed, out);
    buffer_printf(out, " with up to %" PRIu64 " user%s", users, users == 1 ? "" : "s");
    if (*snapshot->end)
        buffer_append_text(out, "<br>\nEnded: ");
    html_text(snapshot->end, out);
    buffer_append_text(out, "</p>\n");
}

/* ---- key figures ---- */

static void figure_write(const char *title, const char *value, const char *unit, struct buffer *out)
{
    buffer_printf(out, "<div><dt>%s</dt><dd>%s", title, value);
    if (*unit)
        buffer_printf(out, " <small>%s</small>", unit);
    buffer_append_text(out, "</dd></div>\n");
}

static void time_figure(const char *title, const struct times *times, nanos time, struct buffer *out)
{
    struct buffer value = {0};
    report_time(time, &value);
    figure_write(title, times->count ? buffer_text(&value) : "-", times->count ? "ms" : "", out);
    buffer_free(&value);
}

static void rate_figures(const struct snapshot *snapshot, struct buffer *out)
{
    const struct snapshot_row *all = &snapshot->aggregated;
    const struct rates *rates = snapshot->is_final ? &all->rates : &all->recent;
    struct buffer value = {0}, unit = {0};
    report_count(all->requests, &value);
    figure_write("Requests", buffer_text(&value), "", out);
    buffer_clear(&value);
    buffer_printf(&value, "%.2f", rates->requests);
    figure_write("Requests/s", buffer_text(&value), "", out);
    buffer_clear(&value);
    buffer_printf(&value, "%.2f%%",
                  all->requests ? 100.0 * (double)all->failures / (double)all->requests : 0);
    report_count(all->failures, &unit);
    buffer_append_text(&unit, all->failures == 1 ? " request" : " requests");
    figure_write("Failed", buffer_text(&value), buffer_text(&unit), out);
    buffer_free(&value);
    buffer_free(&unit);
}

static void figures_write(const struct snapshot *snapshot, struct buffer *out)
{
    const struct times *times = &snapshot->aggregated.all;
    buffer_append_text(out, "<dl class=\"figures\">\n");
    rate_figures(snapshot, out);
    time_figure("Median", times, times->percentiles[SNAPSHOT_P50], out);
    time_figure("95%", times, times->percentiles[SNAPSHOT_P95], out);
    time_figure("99%", times, times->percentiles[SNAPSHOT_P99], out);
    buffer_append_text(out, "</dl>\n");
}

void html_head(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out, "<header>\n<p class=\"brand\">swarm load test</p>\n<h1>");
    html_text(html_scenario(snapshot), out);
    buffer_append_text(out, "</h1>\n");
    host_write(snapshot, out);
    when_write(snapshot, out);
    html_verdict(snapshot, out);
    figures_write(snapshot, out);
    buffer_append_text(out, "</header>\n");
}
