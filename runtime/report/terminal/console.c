#include "runtime/report/terminal/console.h"

#include "runtime/base/count_of.h"
#include "runtime/report/report.h"
#include "runtime/report/terminal/table.h"

#include <inttypes.h>
#include <string.h>
#include <time.h>

static void title_print(const struct console_options *options, const char *title, struct buffer *out)
{
    table_styled(options, STYLE_BOLD, title, out);
    buffer_append_char(out, '\n');
}

static double percent_of(uint64_t part, uint64_t whole)
{
    return whole ? 100.0 * (double)part / (double)whole : 0;
}

/* A time, or "-" if nothing was measured. */
static void time_cell(struct table *table, const struct times *times, nanos time)
{
    struct buffer text = {0};
    if (times->count)
        report_time(time, &text);
    table_cell(table, STYLE_PLAIN, times->count ? buffer_text(&text) : "-");
    buffer_free(&text);
}

/* ---- requests ---- */

static void request_row(struct table *table, const struct snapshot_row *row, bool is_final)
{
    const struct rates *rates = is_final ? &row->rates : &row->recent;
    enum table_style style = row->failures ? STYLE_BAD : STYLE_PLAIN;
    table_cell(table, STYLE_PLAIN, row->type);
    table_cell(table, STYLE_PLAIN, row->name);
    table_cell_printf(table, STYLE_PLAIN, "%" PRIu64, row->requests);
    table_cell_printf(table, style, "%" PRIu64 "(%.2f%%)", row->failures,
                      percent_of(row->failures, row->requests));
    time_cell(table, &row->all, (nanos)row->all.mean);
    time_cell(table, &row->all, row->all.min);
    time_cell(table, &row->all, row->all.max);
    time_cell(table, &row->all, row->all.percentiles[SNAPSHOT_P50]);
    table_cell_printf(table, STYLE_PLAIN, "%.2f", rates->requests);
    table_cell_printf(table, STYLE_PLAIN, "%.2f", rates->failures);
}

void console_requests(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out)
{
    static const struct column columns[] = {
        {"Type", COLUMN_WORD, 8, false, 7},     {"Name", COLUMN_NAME, 0, false, 0},
        {"# reqs", COLUMN_NUMBER, 7, false, 8}, {"# fails", COLUMN_NUMBER, 12, false, 0},
        {"Avg", COLUMN_NUMBER, 7, true, 6},     {"Min", COLUMN_NUMBER, 7, false, 2},
        {"Max", COLUMN_NUMBER, 7, false, 4},    {"Med", COLUMN_NUMBER, 7, false, 3},
        {"req/s", COLUMN_NUMBER, 7, true, 5},   {"failures/s", COLUMN_NUMBER, 11, false, 1},
    };
    struct table table;
    table_init(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < snapshot->row_count; i++)
        request_row(&table, &snapshot->rows[i], snapshot->is_final);
    table_line(&table);
    request_row(&table, &snapshot->aggregated, snapshot->is_final);
    table_print(&table, options, out);
    table_free(&table);
}

/* ---- percentiles ---- */

static void percentile_row(struct table *table, const struct snapshot_row *row, const struct times *times)
{
    if (!times->count)
        return;
    table_cell(table, STYLE_PLAIN, row->type);
    table_cell(table, STYLE_PLAIN, row->name);
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        time_cell(table, times, times->percentiles[i]);
    table_cell_printf(table, STYLE_PLAIN, "%" PRIu64, times->count);
}

static const struct times *times_chosen(const struct snapshot_row *row, bool is_scheduled)
{
    return is_scheduled ? &snapshot_row_details(row)->scheduled : &row->all;
}

static void percentile_table(const struct snapshot *snapshot, bool is_scheduled,
                             const struct console_options *options, struct buffer *out)
{
    /* The columns that are left out first are those that can be computed from others or that are also in
     * the table of requests. */
    static const struct column columns[] = {
        {"Type", COLUMN_WORD, 8, false, 8},    {"Name", COLUMN_NAME, 0, false, 0},
        {"50%", COLUMN_NUMBER, 6, true, 0},    {"66%", COLUMN_NUMBER, 6, false, 2},
        {"75%", COLUMN_NUMBER, 6, false, 4},   {"80%", COLUMN_NUMBER, 6, false, 3},
        {"90%", COLUMN_NUMBER, 6, false, 9},   {"95%", COLUMN_NUMBER, 6, false, 0},
        {"98%", COLUMN_NUMBER, 6, false, 5},   {"99%", COLUMN_NUMBER, 6, false, 10},
        {"99.9%", COLUMN_NUMBER, 6, false, 7}, {"99.99%", COLUMN_NUMBER, 6, false, 6},
        {"100%", COLUMN_NUMBER, 6, false, 11}, {"# reqs", COLUMN_NUMBER, 7, true, 1},
    };
    struct table table;
    table_init(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < snapshot->row_count; i++)
        percentile_row(&table, &snapshot->rows[i], times_chosen(&snapshot->rows[i], is_scheduled));
    table_line(&table);
    percentile_row(&table, &snapshot->aggregated, times_chosen(&snapshot->aggregated, is_scheduled));
    table_print(&table, options, out);
    table_free(&table);
}

void console_percentiles(const struct snapshot *snapshot, const struct console_options *options,
                         struct buffer *out)
{
    if (!snapshot->row_count)
        return;
    title_print(options, "Response time percentiles (ms)", out);
    percentile_table(snapshot, false, options, out);
    if (!snapshot->has_scheduled)
        return;
    buffer_append_char(out, '\n');
    title_print(options, "Time since the scheduled start, percentiles (ms)", out);
    percentile_table(snapshot, true, options, out);
}

/* ---- failures and errors ---- */

static const struct column occurrence_columns[] = {
    {"# occurrences", COLUMN_NUMBER, 0, false, 0},
    {"First", COLUMN_WORD, 8, false, 2},
    {"Last", COLUMN_WORD, 8, false, 1},
    {"Error", COLUMN_TEXT, 0, true, 0},
};

static void time_of_day_cell(struct table *table, int64_t wall)
{
    time_t seconds = (time_t)(wall / NANOS_PER_S);
    struct tm day;
    char text[16] = "";
    if (localtime_r(&seconds, &day))
        strftime(text, sizeof text, "%H:%M:%S", &day);
    table_cell(table, STYLE_PLAIN, text);
}

static void occurrence_cells(struct table *table, uint64_t occurrences, int64_t first_seen, int64_t last_seen)
{
    table_cell_printf(table, STYLE_BAD, "%" PRIu64, occurrences);
    time_of_day_cell(table, first_seen);
    time_of_day_cell(table, last_seen);
}

/* Appends text from outside to a cell with several lines; newlines in the text are escaped. */
static void one_line_append(const char *text, struct buffer *out)
{
    for (; *text; text++)
        if (*text == '\n')
            buffer_append_text(out, "\\n");
        else
            buffer_append_char(out, *text);
}

static void failure_row(struct table *table, const struct snapshot_failure *failure)
{
    struct buffer text = {0};
    if (*failure->method || *failure->name)
        buffer_printf(&text, "%s %s: ", failure->method, failure->name);
    buffer_append_text(&text, failure->error);
    if (*failure->actual)
        buffer_printf(&text, " (found: %s)", failure->actual);
    struct buffer line = {0};
    one_line_append(buffer_text(&text), &line);
    occurrence_cells(table, failure->occurrences, failure->first_seen, failure->last_seen);
    table_cell(table, STYLE_PLAIN, buffer_text(&line));
    buffer_free(&text);
    buffer_free(&line);
}

void console_failures(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out)
{
    struct table table;
    if (!snapshot->failure_count)
        return;
    table_init(&table, occurrence_columns, COUNT_OF(occurrence_columns));
    for (size_t i = 0; i < snapshot->failure_count; i++)
        failure_row(&table, &snapshot->failures[i]);
    title_print(options, "Failures", out);
    table_print(&table, options, out);
    table_free(&table);
}

/* Below the error its call stack follows, one indented line per frame. */
static void error_row(struct table *table, const struct snapshot_error *error)
{
    struct buffer text = {0};
    if (*error->place)
        buffer_printf(&text, "%s: ", error->place);
    one_line_append(error->message, &text);
    for (const char *frame = error->stack; *frame;) {
        size_t length = strcspn(frame, "\n");
        buffer_printf(&text, "\n  %.*s", (int)length, frame);
        frame += length + (frame[length] == '\n');
    }
    occurrence_cells(table, error->occurrences, error->first_seen, error->last_seen);
    table_cell(table, STYLE_PLAIN, buffer_text(&text));
    buffer_free(&text);
}

void console_errors(const struct snapshot *snapshot, const struct console_options *options,
                    struct buffer *out)
{
    struct table table;
    if (!snapshot->error_count)
        return;
    table_init(&table, occurrence_columns, COUNT_OF(occurrence_columns));
    for (size_t i = 0; i < snapshot->error_count; i++)
        error_row(&table, &snapshot->errors[i]);
    title_print(options, "Errors", out);
    table_print(&table, options, out);
    table_free(&table);
}

/* ---- thresholds ---- */

static void threshold_row(struct table *table, const struct threshold_result *result)
{
    const struct threshold *threshold = &result->threshold;
    struct buffer metric = {0}, wanted = {0}, got = {0};
    threshold_print_metric(threshold, &metric);
    report_wanted(threshold, &wanted);
    report_got(result, &got);
    table_cell(table, STYLE_PLAIN, buffer_text(&metric));
    table_cell(table, STYLE_PLAIN, buffer_text(&wanted));
    table_cell(table, STYLE_PLAIN, buffer_text(&got));
    table_cell(table, result->is_met ? STYLE_GOOD : STYLE_BAD,
               result->is_met        ? "pass"
               : result->has_aborted ? "FAIL, aborted the run"
                                     : "FAIL");
    buffer_free(&metric);
    buffer_free(&wanted);
    buffer_free(&got);
}

void console_thresholds(const struct snapshot *snapshot, const struct console_options *options,
                        struct buffer *out)
{
    static const struct column columns[] = {
        {"Metric", COLUMN_NAME, 0, false, 0},
        {"Wanted", COLUMN_WORD, 10, true, 1},
        {"Got", COLUMN_WORD, 10, false, 2},
        {"Result", COLUMN_WORD, 0, false, 0},
    };
    struct table table;
    if (!snapshot->threshold_count)
        return;
    table_init(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < snapshot->threshold_count; i++)
        threshold_row(&table, &snapshot->thresholds[i]);
    title_print(options, "Thresholds", out);
    table_print(&table, options, out);
    table_free(&table);
}

/* ---- all of it ---- */

static void finding_row(struct table *table, const struct health_finding *finding)
{
    struct buffer began = {0}, lasted = {0};
    report_clock(finding->began, &began);
    report_interval(finding->lasted, &lasted);
    table_cell(table, STYLE_PLAIN, buffer_text(&began));
    table_cell(table, STYLE_PLAIN, buffer_text(&lasted));
    table_cell(table, finding->state == HEALTH_OVERLOADED ? STYLE_BAD : STYLE_PLAIN, finding->text);
    buffer_free(&began);
    buffer_free(&lasted);
}

void console_health(const struct snapshot *snapshot, const struct console_options *options,
                    struct buffer *out)
{
    static const struct column columns[] = {
        {"Start", COLUMN_NUMBER, 5, false, 0},
        {"Duration", COLUMN_NUMBER, 8, false, 0},
        {"Problem", COLUMN_TEXT, 0, true, 0},
    };
    const struct health_report *health = &snapshot->health;
    struct table table;
    buffer_append_text(out, "generator: ");
    table_styled(options, health->state == HEALTH_OK ? STYLE_GOOD : STYLE_BAD,
                 health_state_text(health->state), out);
    buffer_append_char(out, '\n');
    if (!health->finding_count)
        return;
    table_init(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < health->finding_count; i++)
        finding_row(&table, &health->findings[i]);
    table_print(&table, options, out);
    table_free(&table);
}

void console_summary(const struct snapshot *snapshot, const struct console_options *options,
                     struct buffer *out)
{
    static void (*const parts[])(const struct snapshot *, const struct console_options *, struct buffer *) = {
        console_requests, console_percentiles, console_failures,
        console_errors,   console_thresholds,  console_workers,
    };
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        size_t before = out->length;
        parts[i](snapshot, options, out);
        if (out->length > before)
            buffer_append_char(out, '\n');
    }
    report_remarks(snapshot, out);
    console_health(snapshot, options, out);
    console_capacity(snapshot, options, out);
}
