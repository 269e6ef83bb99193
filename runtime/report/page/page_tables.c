/* What has changed in rows and lines, as tables: the names of the columns once, then a list of values per row
 * or line. A thousand rows change each second, and an object of each would mostly repeat the names. */
#include "runtime/report/page/page_parts.h"

#include "runtime/base/count_of.h"
#include "runtime/report/json/json_parts.h"

#include <math.h>
#include <string.h>

static void columns_write(struct json_out *json, const char *const *names, size_t count)
{
    json_out_list(json, "columns");
    for (size_t i = 0; i < count; i++)
        json_out_text(json, NULL, names[i]);
    json_out_close(json);
}

/* ---- rows ---- */

/* The members of a row that change, except its details, in the order of row_values. */
static const char *const row_columns[] = {
    "id",
    "requests",
    "failures",
    "rates/requests_per_s",
    "rates/failures_per_s",
    "recent_rates/requests_per_s",
    "recent_rates/failures_per_s",
    "average_size_bytes",
    "received_bytes",
    "sent_bytes",
    "connections/opened",
    "connections/reused",
    "statuses",
    "times/all/count",
    "times/all/min_ms",
    "times/all/max_ms",
    "times/all/mean_ms",
    "times/all/median_ms",
    "times/all/sum_ms",
    "times/all/percentiles_ms/50",
    "times/all/percentiles_ms/66",
    "times/all/percentiles_ms/75",
    "times/all/percentiles_ms/80",
    "times/all/percentiles_ms/90",
    "times/all/percentiles_ms/95",
    "times/all/percentiles_ms/98",
    "times/all/percentiles_ms/99",
    "times/all/percentiles_ms/99.9",
    "times/all/percentiles_ms/99.99",
    "times/all/percentiles_ms/100",
    "point/length_s",
    "point/requests",
    "point/failures",
    "point/p50_ms",
    "point/p95_ms",
};

static void rates_values(struct json_out *json, const struct rates *rates)
{
    json_out_number(json, NULL, rates->requests);
    json_out_number(json, NULL, rates->failures);
}

static void times_values(struct json_out *json, const struct times *times)
{
    json_out_count(json, NULL, times->count);
    json_time(json, NULL, times->min);
    json_time(json, NULL, times->max);
    json_time(json, NULL, llround(times->mean));
    json_time(json, NULL, times->percentiles[SNAPSHOT_P50]);
    json_out_number(json, NULL, times->sum / NANOS_PER_MS);
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        json_time(json, NULL, times->percentiles[i]);
}

/* A point without requests: the row had none, or viewers have the second already. */
static void point_values(struct json_out *json, const struct snapshot_row *row,
                         const struct snapshot_second *second)
{
    static const struct row_step none;

    page_row_point(json, second ? &row->second : &none, second ? second->point.length : 0);
}

static void row_values(struct json_out *json, const struct snapshot_row *row,
                       const struct snapshot_second *second)
{
    json_out_list(json, NULL);
    json_out_count(json, NULL, row->id);
    json_out_count(json, NULL, row->requests);
    json_out_count(json, NULL, row->failures);
    rates_values(json, &row->rates);
    rates_values(json, &row->recent);
    json_out_number(json, NULL, row->average_size);
    json_out_count(json, NULL, row->bytes_received);
    json_out_count(json, NULL, row->bytes_sent);
    json_out_count(json, NULL, row->connections_opened);
    json_out_count(json, NULL, row->connections_reused);
    json_statuses(json, NULL, row);
    times_values(json, &row->all);
    point_values(json, row, second);
    json_out_close(json);
}

/* The rates of the last seconds change after the last request, and percentiles may be computed later. */
static bool row_has_changed(const struct snapshot_row *before, const struct snapshot_row *now)
{
    return before->requests != now->requests || before->recent.requests != now->recent.requests ||
           before->recent.failures != now->recent.failures ||
           memcmp(before->all.percentiles, now->all.percentiles, sizeof now->all.percentiles) != 0;
}

/* Rows are sorted, and none is removed. So a row is new if it isn't the next one of the rows before. */
static const struct snapshot_row *row_before(const struct snapshot *before, size_t *next, uint32_t id)
{
    return *next < before->row_count && before->rows[*next].id == id ? &before->rows[(*next)++] : NULL;
}

void page_row_changes(struct json_out *json, const struct snapshot *before, const struct snapshot *now,
                      const struct snapshot_second *second)
{
    size_t next = 0;

    json_out_object(json, "row_changes");
    columns_write(json, row_columns, COUNT_OF(row_columns));
    json_out_list(json, "values");
    for (size_t i = 0; i < now->row_count; i++) {
        const struct snapshot_row *known = row_before(before, &next, now->rows[i].id);

        if (known && row_has_changed(known, &now->rows[i]))
            row_values(json, &now->rows[i], second);
    }
    json_out_close(json);
    json_out_close(json);
}

void page_new_rows(struct json_out *json, const struct snapshot *before, const struct snapshot *now,
                   const struct snapshot_second *second)
{
    size_t next = 0;

    json_out_list(json, "rows");
    for (size_t i = 0; i < now->row_count; i++) {
        const struct snapshot_row *row = &now->rows[i];

        if (row_before(before, &next, row->id))
            continue;
        json_out_object(json, NULL);
        page_row(json, row);
        json_out_object(json, "point");
        point_values(json, row, second);
        json_out_close(json);
        json_out_close(json);
    }
    json_out_close(json);
}

/* ---- lines ---- */

/* A kind of lines has the numbers that json_line_numbers writes, in its order. */
struct line_table {
    bool (*has)(enum line_kind kind);
    size_t count;
    const char *columns[5];
};

static bool is_request(enum line_kind kind)
{
    return kind == LINE_REQUEST || kind == LINE_TRANSACTION;
}

static bool is_choice(enum line_kind kind)
{
    return kind == LINE_KIND || kind == LINE_SET || kind == LINE_TASK;
}

static bool is_check(enum line_kind kind)
{
    return !is_request(kind) && !is_choice(kind);
}

static const struct line_table line_tables[] = {
    {is_request, 5, {"i", "requests", "failures", "requests_per_s", "p95_ms"}},
    {is_choice, 4, {"i", "picks", "share", "wanted_share"}},
    {is_check, 3, {"i", "passed", "failed"}},
};

/* The rate isn't compared: it changes each second, also if the line isn't reached. */
static bool line_has_changed(const struct snapshot_line *before, const struct snapshot_line *now)
{
    return before->passed != now->passed || before->failed != now->failed || before->share != now->share ||
           before->p95 != now->p95;
}

static void line_table_write(struct json_out *json, const struct line_table *table,
                             const struct snapshot *before, const struct snapshot *now)
{
    json_out_object(json, NULL);
    columns_write(json, table->columns, table->count);
    json_out_list(json, "values");
    for (size_t i = 0; i < now->line_count && i < before->line_count; i++) {
        const struct snapshot_line *line = &now->lines[i];

        if (!table->has(line->kind) || !line_has_changed(&before->lines[i], line))
            continue;
        json_out_list(json, NULL);
        json_out_count(json, NULL, i);
        json_line_numbers(json, line);
        json_out_close(json);
    }
    json_out_close(json);
    json_out_close(json);
}

void page_line_changes(struct json_out *json, const struct snapshot *before, const struct snapshot *now)
{
    json_out_list(json, "line_changes");
    for (size_t i = 0; i < COUNT_OF(line_tables); i++)
        line_table_write(json, &line_tables[i], before, now);
    json_out_close(json);
}
