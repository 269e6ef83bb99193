/* The section of an HTML report about the load generator: its load, and warnings about it. */
#include "runtime/base/count_of.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"

#include "runtime/report/report.h"

#include <inttypes.h>

static void finding_row(struct html_table *table, const struct health_finding *finding)
{
    struct buffer began = {0}, lasted = {0};
    report_clock(finding->began, &began);
    report_interval(finding->lasted, &lasted);
    html_cell(table, buffer_text(&began));
    html_cell(table, buffer_text(&lasted));
    html_cell(table, finding->text);
    html_cell_marked(table, finding->state == HEALTH_OVERLOADED ? "bad" : "warn",
                     health_state_text(finding->state));
    buffer_free(&began);
    buffer_free(&lasted);
}

static const struct html_column finding_columns[] = {
    {"Start", HTML_NUMBER}, {"Duration", HTML_NUMBER}, {"Problem", HTML_TEXT}, {"State", HTML_WORD}};

static void findings_write(const struct health_report *health, struct buffer *out)
{
    struct html_table table;
    if (!health->finding_count)
        return;
    html_table_begin(&table,
                     "Problems of the load generator, with their start in the run and their total duration",
                     finding_columns, COUNT_OF(finding_columns), out);
    for (size_t i = 0; i < health->finding_count; i++)
        finding_row(&table, &health->findings[i]);
    html_table_end(&table);
}

static void reactor_row(struct html_table *table, const struct health_reactor *reactor, size_t number)
{
    struct buffer lag = {0};
    report_time(reactor->lag, &lag);
    html_cell_printf(table, "%zu", number);
    html_cell_printf(table, "%.1f%%", 100 * reactor->cpu);
    html_cell_printf(table, "%.1f%%", 100 * reactor->busy);
    html_cell_printf(table, "%.1f%%", 100 * reactor->busy_most);
    html_cell(table, buffer_text(&lag));
    buffer_free(&lag);
}

static const struct html_column reactor_columns[] = {{"Reactor", HTML_NAME},
                                                     {"CPU", HTML_NUMBER},
                                                     {"Busy", HTML_NUMBER},
                                                     {"Busiest second", HTML_NUMBER},
                                                     {"Longest lag", HTML_NUMBER}};

static void reactors_write(const struct health_report *health, struct buffer *out)
{
    struct html_table table;
    html_table_begin(
        &table,
        "Reactor threads: CPU time, time not spent waiting for the network, both as a ratio of the run; "
        "longest time in ms that connections waited for the thread",
        reactor_columns, COUNT_OF(reactor_columns), out);
    for (size_t i = 0; i < health->reactor_count; i++)
        reactor_row(&table, &health->reactors[i], i + 1);
    html_table_end(&table);
}

static void lateness_write(const char *name, const struct health_lateness *lateness, struct buffer *out)
{
    struct buffer text = {0};
    if (!lateness->count)
        return;
    buffer_append_text(&text, "50%: ");
    report_interval(lateness->p50, &text);
    buffer_append_text(&text, ", 99%: ");
    report_interval(lateness->p99, &text);
    buffer_append_text(&text, ", max: ");
    report_interval(lateness->max, &text);
    html_pair(name, buffer_text(&text), out);
    buffer_free(&text);
}

static void cores_write(const struct health_report *health, struct buffer *out)
{
    struct buffer text = {0};
    buffer_printf(&text, "%.4g", health->cores);
    html_pair("Cores", buffer_text(&text), out);
    buffer_clear(&text);
    buffer_printf(&text, "%.1f%% of the run", 100 * health->throttled);
    if (health->throttled > 0)
        html_pair("Throttled by the CPU quota of the container", buffer_text(&text), out);
    buffer_free(&text);
}

static void descriptors_write(const struct health_report *health, struct buffer *out)
{
    struct buffer text = {0};
    buffer_printf(&text, "at most %" PRIu64, health->descriptors);
    if (health->descriptor_limit)
        buffer_printf(&text, ", of %" PRIu64, health->descriptor_limit);
    html_pair("File descriptors", buffer_text(&text), out);
    buffer_free(&text);
}

void html_health(const struct snapshot *snapshot, struct buffer *out)
{
    const struct health_report *health = &snapshot->health;
    if (!health->reactor_count)
        return;
    html_section_begin("generator", "Load generator", out);
    findings_write(health, out);
    reactors_write(health, out);
    buffer_append_text(out, "<dl class=\"pairs\">\n");
    lateness_write("Lateness of users after a wait", &health->waits, out);
    lateness_write("Lateness of arrivals", &health->arrivals, out);
    cores_write(health, out);
    descriptors_write(health, out);
    buffer_append_text(out, "</dl>\n");
    html_section_end(out);
}
