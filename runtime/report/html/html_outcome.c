/* The sections of an HTML report about thresholds, failures and errors. */
#include "runtime/base/count_of.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"

#include "runtime/report/report.h"

#include <inttypes.h>

/* ---- thresholds ---- */

static void threshold_row(struct html_table *table, const struct threshold_result *result)
{
    struct buffer text = {0};
    threshold_print_metric(&result->threshold, &text);
    html_cell(table, buffer_text(&text));
    buffer_clear(&text);
    report_wanted(&result->threshold, &text);
    html_cell(table, buffer_text(&text));
    buffer_clear(&text);
    report_got(result, &text);
    html_cell(table, buffer_text(&text));
    html_cell_marked(table, result->is_met ? "good" : "bad",
                     result->is_met        ? "pass"
                     : result->has_aborted ? "FAIL, aborted the run"
                                           : "FAIL");
    buffer_free(&text);
}

static const struct html_column threshold_columns[] = {
    {"Metric", HTML_NAME}, {"Wanted", HTML_WORD}, {"Got", HTML_WORD}, {"Result", HTML_WORD}};

void html_thresholds(const struct snapshot *snapshot, struct buffer *out)
{
    struct html_table table;
    if (!snapshot->threshold_count)
        return;
    html_section_begin("thresholds", "Thresholds", out);
    html_table_begin(&table, "Conditions that the run must meet", threshold_columns,
                     COUNT_OF(threshold_columns), out);
    for (size_t i = 0; i < snapshot->threshold_count; i++)
        threshold_row(&table, &snapshot->thresholds[i]);
    html_table_end(&table);
    html_section_end(out);
}

/* ---- failures ---- */

static void failure_row(struct html_table *table, const struct snapshot *snapshot,
                        const struct snapshot_failure *failure)
{
    html_cell(table, failure->method);
    html_cell(table, failure->name);
    html_cell(table, failure->error);
    html_cell(table, failure->actual);
    html_cell_printf(table, "%" PRIu64, failure->occurrences);
    html_cell_since(table, snapshot, failure->first_seen);
    html_cell_since(table, snapshot, failure->last_seen);
}

static const struct html_column failure_columns[] = {
    {"Type", HTML_WORD},          {"Name", HTML_NAME},    {"Error", HTML_TEXT}, {"Found", HTML_TEXT},
    {"Occurrences", HTML_NUMBER}, {"First", HTML_NUMBER}, {"Last", HTML_NUMBER}};

void html_failures(const struct snapshot *snapshot, struct buffer *out)
{
    struct html_table table;
    if (!snapshot->failure_count)
        return;
    html_section_begin("failures", "Failures", out);
    html_table_begin(
        &table,
        "One line for each reason of failed requests, with a sample of the actual value; first and last time "
        "since the start of the run",
        failure_columns, COUNT_OF(failure_columns), out);
    for (size_t i = 0; i < snapshot->failure_count; i++)
        failure_row(&table, snapshot, &snapshot->failures[i]);
    html_table_end(&table);
    html_section_end(out);
}

/* ---- errors ---- */

static void error_row(struct html_table *table, const struct snapshot *snapshot,
                      const struct snapshot_error *error)
{
    html_cell(table, error->place);
    html_cell(table, error->message);
    html_cell_lines(table, error->stack);
    html_cell_printf(table, "%" PRIu64, error->occurrences);
    html_cell_since(table, snapshot, error->first_seen);
    html_cell_since(table, snapshot, error->last_seen);
}

static const struct html_column error_columns[] = {{"Place", HTML_NAME},   {"Error", HTML_TEXT},
                                                   {"Stack", HTML_TEXT},   {"Occurrences", HTML_NUMBER},
                                                   {"First", HTML_NUMBER}, {"Last", HTML_NUMBER}};

void html_errors(const struct snapshot *snapshot, struct buffer *out)
{
    struct html_table table;
    if (!snapshot->error_count)
        return;
    html_section_begin("errors", "Errors", out);
    html_table_begin(&table, "Runtime errors of the scenario; first and last time since the start of the run",
                     error_columns, COUNT_OF(error_columns), out);
    for (size_t i = 0; i < snapshot->error_count; i++)
        error_row(&table, snapshot, &snapshot->errors[i]);
    html_table_end(&table);
    html_section_end(out);
}
