/* Histories of the run, of rows and of failures as lists of equal length, one per column. */
#include "runtime/report/json/json_parts.h"
#include "runtime/report/page/page_parts.h"

/* Rounded, because charts show no more digits, and a report about an hour has 10,000 steps. */
static void step_seconds_write(struct json_out *json, const char *key, nanos time)
{
    json_seconds(json, key, (time + NANOS_PER_MS / 2) / NANOS_PER_MS * NANOS_PER_MS);
}

/* Four digits are as exact as the histogram. */
static void percentile_write(struct json_out *json, const char *key, bool is_measured, nanos time)
{
    nanos unit = 1;

    while (time / unit >= 10000)
        unit *= 10;
    json_time_measured(json, key, is_measured, (time + unit / 2) / unit * unit);
}

enum column {
    START,
    LENGTH,
    USERS,
    ARRIVALS,
    REQUESTS,
    FAILURES,
    ARRIVALS_DROPPED,
    P50,
    P95,
    P99,
    COLUMNS,
};

static const char *const names[COLUMNS] = {
    [START] = "start_s",
    [LENGTH] = "length_s",
    [USERS] = "users",
    [ARRIVALS] = "arrivals",
    [REQUESTS] = "requests",
    [FAILURES] = "failures",
    [ARRIVALS_DROPPED] = "arrivals_dropped",
    [P50] = "p50_ms",
    [P95] = "p95_ms",
    [P99] = "p99_ms",
};

/* `start` is the start of the run. */
static void value_write(struct json_out *json, const char *key, enum column column,
                        const struct series_point *point, int64_t start)
{
    switch (column) {
    case START: step_seconds_write(json, key, point->when - start); break;
    case LENGTH: step_seconds_write(json, key, point->length); break;
    case USERS: json_out_count(json, key, point->users); break;
    case ARRIVALS: json_out_count(json, key, point->arrivals); break;
    case REQUESTS: json_out_count(json, key, point->requests); break;
    case FAILURES: json_out_count(json, key, point->failures); break;
    case ARRIVALS_DROPPED: json_out_count(json, key, point->dropped); break;
    case P50: percentile_write(json, key, point->requests > 0, point->p50); break;
    case P95: percentile_write(json, key, point->requests > 0, point->p95); break;
    case P99: percentile_write(json, key, point->requests > 0, point->p99); break;
    case COLUMNS: break;
    }
}

static void heat_write(struct json_out *json, const char *key, const struct heat *heat)
{
    json_out_list(json, key);
    for (unsigned bucket = 0; bucket < HEAT_BUCKETS; bucket++) {
        if (heat->counts[bucket] == 0)
            continue;
        json_out_count(json, NULL, bucket);
        json_out_count(json, NULL, heat->counts[bucket]);
    }
    json_out_close(json);
}

static void heat_column_write(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_list(json, "heat");
    for (size_t i = 0; snapshot->heat && i < snapshot->series_count; i++)
        heat_write(json, NULL, &snapshot->heat[i]);
    json_out_close(json);
}

static void column_write(struct json_out *json, enum column column, const struct snapshot *snapshot)
{
    json_out_list(json, names[column]);
    for (size_t i = 0; i < snapshot->series_count; i++)
        value_write(json, NULL, column, &snapshot->series[i], snapshot->start);
    json_out_close(json);
}

void page_point(struct json_out *json, const struct series_point *point, const struct heat *heat,
                int64_t start)
{
    for (int column = 0; column < COLUMNS; column++)
        value_write(json, names[column], (enum column)column, point, start);
    heat_write(json, "heat", heat);
}

void page_history(struct json_out *json, const struct snapshot *snapshot)
{
    json_out_object(json, "history");
    for (int column = 0; column < COLUMNS; column++)
        column_write(json, (enum column)column, snapshot);
    heat_column_write(json, snapshot);
    json_out_close(json);
}

/* ---- rows ---- */

enum row_column { ROW_START, ROW_LENGTH, ROW_REQUESTS, ROW_FAILURES, ROW_P50, ROW_P95, ROW_COLUMNS };

static const char *const row_names[ROW_COLUMNS] = {
    [ROW_START] = "start_s",     [ROW_LENGTH] = "length_s", [ROW_REQUESTS] = "requests",
    [ROW_FAILURES] = "failures", [ROW_P50] = "p50_ms",      [ROW_P95] = "p95_ms",
};

static void row_value_write(struct json_out *json, const char *key, enum row_column column,
                            const struct row_step *step, struct timeline_step time)
{
    switch (column) {
    case ROW_START: step_seconds_write(json, key, time.start); break;
    case ROW_LENGTH: step_seconds_write(json, key, time.length); break;
    case ROW_REQUESTS: json_out_count(json, key, step->requests); break;
    case ROW_FAILURES: json_out_count(json, key, step->failures); break;
    case ROW_P50: percentile_write(json, key, step->requests > 0, step->p50); break;
    case ROW_P95: percentile_write(json, key, step->requests > 0, step->p95); break;
    case ROW_COLUMNS: break;
    }
}

void page_row_history(struct json_out *json, const struct snapshot *snapshot, const struct snapshot_row *row)
{
    json_out_object(json, "history");
    for (int column = 0; column < ROW_COLUMNS; column++) {
        json_out_list(json, row_names[column]);
        for (size_t i = 0; i < row->history_count; i++)
            row_value_write(json, NULL, (enum row_column)column, &row->history[i],
                            snapshot->steps[row->history[i].step]);
        json_out_close(json);
    }
    json_out_close(json);
}

void page_row_point(struct json_out *json, const struct row_step *second, nanos length)
{
    for (int column = ROW_LENGTH; column < ROW_COLUMNS; column++)
        row_value_write(json, row_names[column], (enum row_column)column, second,
                        (struct timeline_step){.length = length});
}

void page_distribution(struct json_out *json, const struct snapshot_row *row)
{
    json_out_list(json, "distribution");
    for (unsigned bucket = 0; row->distribution && bucket < HEAT_BUCKETS; bucket++) {
        if (row->distribution[bucket] == 0)
            continue;
        json_out_count(json, NULL, bucket);
        json_out_count(json, NULL, row->distribution[bucket]);
    }
    json_out_close(json);
}

/* ---- failures ---- */

void page_failure_history(struct json_out *json, const struct snapshot *snapshot,
                          const struct snapshot_failure *failure)
{
    json_out_list(json, "history");
    for (size_t i = 0; i < failure->history_count; i++) {
        json_out_list(json, NULL);
        step_seconds_write(json, NULL, snapshot->steps[failure->history[i].step].start);
        json_out_count(json, NULL, failure->history[i].occurrences);
        json_out_close(json);
    }
    json_out_close(json);
}
