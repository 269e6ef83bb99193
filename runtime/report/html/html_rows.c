/* The tables of the HTML report that have a row per type and name. */
#include "runtime/base/count_of.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"

#include <inttypes.h>

#define NO_BREAK "\xc2\xa0" /* no-break space */

/* A table of rows. */
struct row_table {
    const char *id;
    const char *title;
    const char *caption;
    const struct html_column *columns;
    size_t column_count;
    bool (*has)(const struct snapshot_row *row); /* rows to show; NULL: all */
    void (*cells)(struct html_table *table, const struct snapshot_row *row, bool is_final);
};

static void row_write(struct html_table *table, const struct row_table *what, const struct snapshot_row *row,
                      bool is_final)
{
    if (what->has && !what->has(row))
        return;
    html_cell(table, row->type);
    html_cell(table, row->name);
    what->cells(table, row, is_final);
}

/* Aggregated isn't checked: it only has what some other row has. */
static bool is_empty(const struct row_table *what, const struct snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->row_count; i++)
        if (!what->has || what->has(&snapshot->rows[i]))
            return false;
    return true;
}

static void row_table_write(const struct row_table *what, const struct snapshot *snapshot, struct buffer *out)
{
    struct html_table table;
    if (is_empty(what, snapshot))
        return;
    html_section_begin(what->id, what->title, out);
    html_table_begin(&table, what->caption, what->columns, what->column_count, out);
    for (size_t i = 0; i < snapshot->row_count; i++)
        row_write(&table, what, &snapshot->rows[i], snapshot->is_final);
    html_table_foot(&table);
    row_write(&table, what, &snapshot->aggregated, snapshot->is_final);
    html_table_end(&table);
    html_section_end(out);
}

/* ---- requests ---- */

static void count_cell(struct html_table *table, uint64_t count)
{
    html_cell_printf(table, "%" PRIu64, count);
}

static void failure_cells(struct html_table *table, const struct snapshot_row *row)
{
    struct buffer count = {0};
    buffer_printf(&count, "%" PRIu64, row->failures);
    html_cell_marked(table, row->failures ? "bad" : NULL, buffer_text(&count));
    html_cell_printf(table, "%.2f%%",
                     row->requests ? 100.0 * (double)row->failures / (double)row->requests : 0);
    buffer_free(&count);
}

static void request_cells(struct html_table *table, const struct snapshot_row *row, bool is_final)
{
    const struct rates *rates = is_final ? &row->rates : &row->recent;
    count_cell(table, row->requests);
    failure_cells(table, row);
    html_cell_time(table, &row->all, (nanos)row->all.mean);
    html_cell_time(table, &row->all, row->all.min);
    html_cell_time(table, &row->all, row->all.max);
    html_cell_time(table, &row->all, row->all.percentiles[SNAPSHOT_P50]);
    html_cell_printf(table, "%.0f", row->average_size);
    html_cell_printf(table, "%.2f", rates->requests);
    html_cell_printf(table, "%.2f", rates->failures);
}

static const struct html_column request_columns[] = {
    {"Type", HTML_WORD},           {"Name", HTML_NAME},    {"#&nbsp;reqs", HTML_NUMBER},
    {"#&nbsp;fails", HTML_NUMBER}, {"Fails", HTML_NUMBER}, {"Avg", HTML_NUMBER},
    {"Min", HTML_NUMBER},          {"Max", HTML_NUMBER},   {"Med", HTML_NUMBER},
    {"Avg size", HTML_NUMBER},     {"req/s", HTML_NUMBER}, {"failures/s", HTML_NUMBER},
};

/* ---- percentiles ---- */

static void times_cells(struct html_table *table, const struct times *times)
{
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        html_cell_time(table, times, times->percentiles[i]);
    count_cell(table, times->count);
}

static void percentile_cells(struct html_table *table, const struct snapshot_row *row, bool is_final)
{
    (void)is_final;
    times_cells(table, &row->all);
}

static bool has_scheduled(const struct snapshot_row *row)
{
    return snapshot_row_details(row)->scheduled.count > 0;
}

static void scheduled_cells(struct html_table *table, const struct snapshot_row *row, bool is_final)
{
    (void)is_final;
    times_cells(table, &snapshot_row_details(row)->scheduled);
}

static const struct html_column percentile_columns[] = {
    {"Type", HTML_WORD},   {"Name", HTML_NAME},          {"50%", HTML_NUMBER},   {"66%", HTML_NUMBER},
    {"75%", HTML_NUMBER},  {"80%", HTML_NUMBER},         {"90%", HTML_NUMBER},   {"95%", HTML_NUMBER},
    {"98%", HTML_NUMBER},  {"99%", HTML_NUMBER},         {"99.9%", HTML_NUMBER}, {"99.99%", HTML_NUMBER},
    {"100%", HTML_NUMBER}, {"#&nbsp;reqs", HTML_NUMBER},
};

/* ---- successes and failures ---- */

static bool has_failures(const struct snapshot_row *row)
{
    return row->failures > 0;
}

static void outcome_cells(struct html_table *table, const struct times *times)
{
    count_cell(table, times->count);
    html_cell_time(table, times, times->percentiles[SNAPSHOT_P50]);
    html_cell_time(table, times, times->percentiles[SNAPSHOT_P95]);
    html_cell_time(table, times, times->percentiles[SNAPSHOT_P99]);
    html_cell_time(table, times, times->max);
}

static void apart_cells(struct html_table *table, const struct snapshot_row *row, bool is_final)
{
    (void)is_final;
    outcome_cells(table, &snapshot_row_details(row)->successes);
    outcome_cells(table, &snapshot_row_details(row)->failed);
}

static const struct html_column apart_columns[] = {
    {"Type", HTML_WORD},
    {"Name", HTML_NAME},
    {"Succeeded", HTML_NUMBER},
    {"Succeeded 50%", HTML_NUMBER},
    {"Succeeded 95%", HTML_NUMBER},
    {"Succeeded 99%", HTML_NUMBER},
    {"Succeeded 100%", HTML_NUMBER},
    {"Failed", HTML_NUMBER},
    {"Failed 50%", HTML_NUMBER},
    {"Failed 95%", HTML_NUMBER},
    {"Failed 99%", HTML_NUMBER},
    {"Failed 100%", HTML_NUMBER},
};

/* ---- status codes and connections ---- */

static bool is_request(const struct snapshot_row *row)
{
    return !row->is_transaction;
}

static void status_cell(struct html_table *table, const struct snapshot_row *row)
{
    struct buffer text = {0};
    for (size_t i = 0; i < row->status_count; i++)
        buffer_printf(&text, "%s%d:" NO_BREAK "%" PRIu64, i ? ", " : "", row->statuses[i].status,
                      row->statuses[i].count);
    html_cell(table, row->status_count ? buffer_text(&text) : "-");
    buffer_free(&text);
}

static void phase_cells(struct html_table *table, const struct times *times)
{
    html_cell_time(table, times, times->percentiles[SNAPSHOT_P50]);
    html_cell_time(table, times, times->percentiles[SNAPSHOT_P95]);
}

static void network_cells(struct html_table *table, const struct snapshot_row *row, bool is_final)
{
    (void)is_final;
    status_cell(table, row);
    phase_cells(table, &snapshot_row_details(row)->first_byte);
    phase_cells(table, &snapshot_row_details(row)->connect);
    phase_cells(table, &snapshot_row_details(row)->tls);
    count_cell(table, row->connections_opened);
    count_cell(table, row->connections_reused);
    html_cell_printf(table, "%.1f", (double)row->bytes_received / 1000);
    html_cell_printf(table, "%.1f", (double)row->bytes_sent / 1000);
}

static const struct html_column network_columns[] = {
    {"Type", HTML_WORD},
    {"Name", HTML_NAME},
    {"Status codes", HTML_TEXT},
    {"First&nbsp;byte 50%", HTML_NUMBER},
    {"First&nbsp;byte 95%", HTML_NUMBER},
    {"Connect 50%", HTML_NUMBER},
    {"Connect 95%", HTML_NUMBER},
    {"TLS 50%", HTML_NUMBER},
    {"TLS 95%", HTML_NUMBER},
    {"Opened", HTML_NUMBER},
    {"Reused", HTML_NUMBER},
    {"kB&nbsp;received", HTML_NUMBER},
    {"kB&nbsp;sent", HTML_NUMBER},
};

/* ---- all of them ---- */

static const struct row_table row_tables[] = {
    {"requests", "Requests", "Response times in ms, sizes of bodies in bytes", request_columns,
     COUNT_OF(request_columns), NULL, request_cells},
    {"percentiles", "Response time percentiles", "In ms, including failed requests", percentile_columns,
     COUNT_OF(percentile_columns), NULL, percentile_cells},
    {"scheduled", "Time since the scheduled start",
     "Percentiles in ms of the lateness plus the response time", percentile_columns,
     COUNT_OF(percentile_columns), has_scheduled, scheduled_cells},
    {"apart", "Successful and failed requests",
     "Response times in ms for rows with failures: first of the successful requests, then of the "
     "failed requests",
     apart_columns, COUNT_OF(apart_columns), has_failures, apart_cells},
    {"network", "Status codes and connections",
     "Times in ms from the start of a request to its first byte, of connecting and of the TLS handshake "
     "where "
     "a connection was opened; connections opened and reused; bodies",
     network_columns, COUNT_OF(network_columns), is_request, network_cells},
};

void html_rows(const struct snapshot *snapshot, struct buffer *out)
{
    for (size_t i = 0; i < COUNT_OF(row_tables); i++)
        row_table_write(&row_tables[i], snapshot, out);
}
