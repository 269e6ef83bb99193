/* The result of a capacity search: its steps, and the answer in one line. */
#include "runtime/base/count_of.h"
#include "runtime/report/report.h"
#include "runtime/report/terminal/console.h"
#include "runtime/report/terminal/table.h"

#include <inttypes.h>

static void time_cell(struct table *table, const struct capacity_step *step, nanos time)
{
    struct buffer text = {0};
    if (step->requests + step->unanswered)
        report_time(time, &text);
    else
        buffer_append_char(&text, '-');
    table_cell(table, STYLE_PLAIN, buffer_text(&text));
    buffer_free(&text);
}

static void outcome_cell(struct table *table, const struct capacity_step *step)
{
    struct buffer text = {0};
    report_capacity_outcome(step, &text);
    table_cell(table, step->outcome == CAPACITY_MET ? STYLE_GOOD : STYLE_BAD, buffer_text(&text));
    buffer_free(&text);
}

static void step_row(struct table *table, const struct capacity_step *step)
{
    table_cell_printf(table, STYLE_PLAIN, "%" PRIu64, step->users);
    table_cell_printf(table, STYLE_PLAIN, "%.2f", step->rate);
    time_cell(table, step, step->p50);
    time_cell(table, step, step->p95);
    time_cell(table, step, step->p99);
    table_cell_printf(table, STYLE_PLAIN, "%.2f%%", 100 * step->failed);
    outcome_cell(table, step);
}

static void steps_print(const struct capacity_report *capacity, const struct console_options *options,
                        struct buffer *out)
{
    static const struct column columns[] = {
        {"Users", COLUMN_NUMBER, 7, false, 0},  {"req/s", COLUMN_NUMBER, 9, false, 0},
        {"50%", COLUMN_NUMBER, 6, true, 2},     {"95%", COLUMN_NUMBER, 6, false, 3},
        {"99%", COLUMN_NUMBER, 6, false, 1},    {"failed", COLUMN_NUMBER, 7, false, 4},
        {"Condition", COLUMN_TEXT, 0, true, 0},
    };
    struct table table;
    table_init(&table, columns, COUNT_OF(columns));
    for (size_t i = 0; i < capacity->step_count; i++)
        step_row(&table, &capacity->steps[i]);
    table_styled(options, STYLE_BOLD, "Steps of the search", out);
    buffer_append_char(out, '\n');
    table_print(&table, options, out);
    table_free(&table);
    buffer_append_char(out, '\n');
}

void console_capacity(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out)
{
    const struct capacity_report *capacity = &snapshot->capacity;
    if (!capacity->is_wanted)
        return;
    buffer_append_char(out, '\n');
    if (capacity->step_count)
        steps_print(capacity, options, out);
    buffer_append_text(out, "capacity: ");
    report_capacity(capacity, out);
    buffer_append_char(out, '\n');
}
