#include "runtime/base/count_of.h"
#include "runtime/report/report.h"
#include "runtime/report/terminal/console.h"
#include "runtime/report/terminal/table.h"

#include <inttypes.h>

enum { LISTED_MOST = 20 }; /* the JSON results have all of them */

static void time_cell(struct table *table, bool is_known, nanos time)
{
    struct buffer text = {0};

    if (is_known)
        report_time(time, &text);
    table_cell(table, STYLE_PLAIN, is_known ? buffer_text(&text) : "-");
    buffer_free(&text);
}

static void memory_cell(struct table *table, uint64_t bytes)
{
    if (bytes > 0)
        table_cell_printf(table, STYLE_PLAIN, "%" PRIu64 " MB", bytes / 1000000);
    else
        table_cell(table, STYLE_PLAIN, "-");
}

static void worker_row(struct table *table, const struct worker_report *worker)
{
    bool is_bad = worker->condition == WORKER_IS_MISSING || worker->condition == WORKER_IS_REFUSED;

    table_cell_printf(table, STYLE_PLAIN, "%" PRIu32, worker->index);
    table_cell(table, STYLE_PLAIN, worker->host);
    table_cell(table, STYLE_PLAIN, worker_program_text(worker->program));
    table_cell(table, is_bad ? STYLE_BAD : STYLE_PLAIN, worker_condition_text(worker->condition));
    table_cell_printf(table, STYLE_PLAIN, "%" PRIu64, worker->requests);
    table_cell_printf(table, STYLE_PLAIN, "%.0f%%", worker->cpu_most);
    memory_cell(table, worker->memory);
    time_cell(table, worker->measures.is_known, worker->measures.lag);
    time_cell(table, worker->measures.is_known, worker->measures.late);
}

void console_workers(const struct snapshot *snapshot, const struct console_options *options,
                     struct buffer *out)
{
    static const struct column columns[] = {
        {"Worker", COLUMN_NUMBER, 0, false, 0},   {"Host", COLUMN_NAME, 0, false, 0},
        {"Program", COLUMN_WORD, 0, false, 1},    {"State", COLUMN_WORD, 0, false, 0},
        {"# reqs", COLUMN_NUMBER, 7, true, 0},    {"CPU max", COLUMN_NUMBER, 0, false, 5},
        {"Memory", COLUMN_NUMBER, 0, false, 2},   {"Lag", COLUMN_NUMBER, 0, false, 4},
        {"Late 99%", COLUMN_NUMBER, 0, false, 3},
    };
    const struct cluster_report *cluster = &snapshot->cluster;
    size_t listed = cluster->worker_count < LISTED_MOST ? cluster->worker_count : LISTED_MOST;
    struct table table;

    if (listed == 0)
        return;
    table_init(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < listed; i++)
        worker_row(&table, &cluster->workers[i]);
    table_styled(options, STYLE_BOLD, "Workers (times in ms)", out);
    buffer_append_char(out, '\n');
    table_print(&table, options, out);
    table_free(&table);
    if (cluster->worker_count > listed)
        buffer_printf(out, "and %zu more\n", cluster->worker_count - listed);
}
