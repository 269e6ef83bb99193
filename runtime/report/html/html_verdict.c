/* The verdict of the HTML report: whether the run passed, or the capacity; whether the load generator kept
 * up; remarks. */
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"

#include "runtime/report/report.h"

#include <string.h>

/* ---- why it failed, or passed ---- */

static void reason_begin(struct buffer *reasons)
{
    if (reasons->length)
        buffer_append_text(reasons, "; ");
}

static void misses_append(const struct snapshot *snapshot, struct buffer *reasons)
{
    size_t missed = snapshot->verdict.thresholds_missed;

    if (missed)
        buffer_printf(reasons, "%zu of %zu threshold%s missed", missed, snapshot->threshold_count,
                      report_plural(snapshot->threshold_count));
}

static void failures_append(const struct snapshot *snapshot, struct buffer *reasons)
{
    uint64_t counted = snapshot->verdict.failed_requests;

    if (!counted)
        return;
    reason_begin(reasons);
    report_count(counted, reasons);
    buffer_printf(reasons, " request%s failed%s", report_plural(counted),
                  counted < snapshot->aggregated.failures ? " that no threshold allows" : "");
}

static void errors_append(const struct snapshot *snapshot, struct buffer *reasons)
{
    uint64_t counted = snapshot->verdict.errors;

    if (!counted)
        return;
    reason_begin(reasons);
    report_count(counted, reasons);
    buffer_printf(reasons, " scenario error%s", report_plural(counted));
}

/* Appends the reason if the run ended early. */
static void end_append(const struct snapshot *snapshot, struct buffer *reasons)
{
    if (!snapshot->verdict.setup_failed && !snapshot->verdict.was_cut)
        return;
    reason_begin(reasons);
    buffer_append_text(reasons, snapshot->end);
}

static void merits_append(const struct snapshot *snapshot, struct buffer *reasons)
{
    if (snapshot->threshold_count)
        buffer_printf(reasons, "%zu threshold%s met", snapshot->threshold_count,
                      report_plural(snapshot->threshold_count));
    reason_begin(reasons);
    buffer_append_text(reasons, snapshot->aggregated.failures ? "no more requests failed than allowed"
                                                              : "no request failed");
}

static void line_write(const char *mark, const char *word, const char *text, struct buffer *out)
{
    buffer_printf(out, "<li class=\"%s\">", mark);
    if (*word)
        buffer_printf(out, "<strong>%s</strong> ", word);
    html_text(text, out);
    buffer_append_text(out, "</li>\n");
}

static void run_verdict(const struct snapshot *snapshot, struct buffer *out)
{
    bool has_failed = snapshot->verdict.has_failed;
    struct buffer reasons = {0};

    misses_append(snapshot, &reasons);
    failures_append(snapshot, &reasons);
    errors_append(snapshot, &reasons);
    end_append(snapshot, &reasons);
    if (!has_failed)
        merits_append(snapshot, &reasons);
    if (!snapshot->is_final)
        line_write("warn", "Running", buffer_text(&reasons), out);
    else
        line_write(has_failed ? "bad" : "good", has_failed ? "Failed" : "Passed", buffer_text(&reasons), out);
    buffer_free(&reasons);
}

/* ---- the capacity: a search has an answer or none, and nothing else is judged ---- */

static void capacity_verdict(const struct snapshot *snapshot, struct buffer *out)
{
    const struct capacity_report *capacity = &snapshot->capacity;
    struct buffer text = {0};
    if (snapshot->is_final) {
        report_capacity(capacity, &text);
        line_write(snapshot->verdict.lacks_capacity ? "answer bad" : "answer good", "Capacity",
                   buffer_text(&text), out);
    } else {
        buffer_printf(&text, "searching the maximum number of users that meet %s", capacity->condition);
        line_write("warn", "Running", buffer_text(&text), out);
    }
    buffer_free(&text);
}

/* ---- the load generator, and remarks ---- */

static void health_write(const struct health_report *health, struct buffer *out)
{
    static const char *const marks[] = {
        [HEALTH_OK] = "good", [HEALTH_DEGRADED] = "warn", [HEALTH_OVERLOADED] = "bad"};
    static const char *const means[] = {[HEALTH_OK] = "it kept up with the load",
                                        [HEALTH_DEGRADED] =
                                            "high percentiles may be caused partly by the generator",
                                        [HEALTH_OVERLOADED] = "it was the limit, not the server"};
    struct buffer word = {0}, text = {0};
    buffer_printf(&word, "Load generator %s", health_state_text(health->state));
    buffer_append_text(&text, means[health->state]);
    for (size_t i = 0; i < health->finding_count; i++)
        buffer_printf(&text, "; %s", health->findings[i].text);
    line_write(marks[health->state], buffer_text(&word), buffer_text(&text), out);
    buffer_free(&word);
    buffer_free(&text);
}

/* Without measurements there is no verdict on the load generator. */
static bool is_measured(const struct health_report *health)
{
    return health->reactor_count || health->finding_count;
}

static void remarks_write(const struct snapshot *snapshot, struct buffer *out)
{
    struct buffer remarks = {0};
    report_remarks(snapshot, &remarks);
    for (char *line = remarks.data, *end; line && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        line_write("note", "", line, out);
    }
    buffer_free(&remarks);
}

void html_verdict(const struct snapshot *snapshot, struct buffer *out)
{
    buffer_append_text(out, "<ul class=\"verdict\">\n");
    if (snapshot->capacity.is_wanted)
        capacity_verdict(snapshot, out);
    else
        run_verdict(snapshot, out);
    if (is_measured(&snapshot->health))
        health_write(&snapshot->health, out);
    remarks_write(snapshot, out);
    buffer_append_text(out, "</ul>\n");
}
