/* The section of an HTML report about the workers of a cluster. */
#include "runtime/base/count_of.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"
#include "runtime/report/report.h"

#include <inttypes.h>

static const struct html_column columns[] = {
    {"Worker", HTML_NAME},   {"Host", HTML_WORD},          {"Program", HTML_WORD},
    {"State", HTML_WORD},    {"# Requests", HTML_NUMBER},  {"CPU max", HTML_NUMBER},
    {"Memory", HTML_NUMBER}, {"Longest lag", HTML_NUMBER}, {"Late 99%", HTML_NUMBER},
    {"Clock", HTML_NUMBER},
};

static void time_cell(struct html_table *table, bool is_known, nanos time)
{
    struct buffer text = {0};

    if (is_known)
        report_time(time, &text);
    html_cell(table, is_known ? buffer_text(&text) : "-");
    buffer_free(&text);
}

static void memory_cell(struct html_table *table, uint64_t bytes)
{
    if (bytes > 0)
        html_cell_printf(table, "%" PRIu64, bytes / 1000000);
    else
        html_cell(table, "-");
}

static void clock_cell(struct html_table *table, const struct worker_clock *clock)
{
    if (clock->is_known)
        html_cell_printf(table, "%+.1f", (double)clock->ahead / NANOS_PER_MS);
    else
        html_cell(table, "-");
}

static void state_cell(struct html_table *table, const struct worker_report *worker)
{
    bool is_bad = worker->condition >= WORKER_IS_MISSING && worker->condition != WORKER_IS_GONE;

    if (is_bad)
        html_cell_marked(table, "bad", worker_condition_text(worker->condition));
    else
        html_cell(table, worker_condition_text(worker->condition));
}

static void worker_row(struct html_table *table, const struct worker_report *worker)
{
    html_cell_printf(table, "%" PRIu32, worker->index);
    html_cell(table, worker->host);
    html_cell(table, worker_program_text(worker->program));
    state_cell(table, worker);
    html_cell_printf(table, "%" PRIu64, worker->requests);
    html_cell_printf(table, "%.0f%%", worker->cpu_most);
    memory_cell(table, worker->memory);
    time_cell(table, worker->measures.is_known, worker->measures.lag);
    time_cell(table, worker->measures.is_known, worker->measures.late);
    clock_cell(table, &worker->clock);
}

void html_workers(const struct snapshot *snapshot, struct buffer *out)
{
    const struct cluster_report *cluster = &snapshot->cluster;
    struct html_table table;

    if (!cluster->is_there)
        return;
    html_section_begin("workers", "Workers", out);
    html_table_begin(&table,
                     "Workers: requests of the run; maximum of the CPU usage; memory in MB; longest lag of a "
                     "reactor and lateness of users in ms; how far the clock is ahead of the master's in ms",
                     columns, COUNT_OF(columns), out);
    for (size_t i = 0; i < cluster->worker_count; i++)
        worker_row(&table, &cluster->workers[i]);
    html_table_end(&table);
    html_section_end(out);
}
