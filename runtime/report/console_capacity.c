/* What a search for the capacity has found: its steps, and the answer in one line. */
#include "runtime/report/console.h"
#include "runtime/report/report.h"
#include "runtime/report/table.h"

#include <inttypes.h>

static void time_cell(struct table *table, const struct capacity_step *step, nanos time)
{
    struct buffer text = {0};
    if (step->requests)
        report_time(time, &text);
    table_cell(table, STYLE_PLAIN, step->requests ? buffer_text(&text) : "-");
    buffer_free(&text);
}

static void outcome_cell(struct table *table, const struct capacity_step *step)
{
    const char *confirming = step->is_confirming ? ", confirming" : "";
    switch (step->outcome) {
    case CAPACITY_HELD: table_cell_printf(table, STYLE_GOOD, "held%s", confirming); break;
    case CAPACITY_BROKEN:
        table_cell_printf(table, STYLE_BAD, "broken%s: %s", confirming, step->broken);
        break;
    case CAPACITY_STRAINED:
        table_cell_printf(table, STYLE_BAD, "this machine was the limit%s", confirming);
        break;
    }
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
    table_init(&table, columns, sizeof columns / sizeof *columns);
    for (size_t i = 0; i < capacity->step_count; i++)
        step_row(&table, &capacity->steps[i]);
    table_styled(options, STYLE_BOLD, "Steps of the search", out);
    buffer_append_char(out, '\n');
    table_print(&table, options, out);
    table_free(&table);
    buffer_append_char(out, '\n');
}

static void answer_print(const struct capacity_report *capacity, struct buffer *out)
{
    bool is_least = capacity->end != CAPACITY_FOUND;
    if (capacity->users)
        buffer_printf(out, "%s%" PRIu64 " user%s with %.1f requests/s hold %s", is_least ? "at least " : "",
                      capacity->users, capacity->users == 1 ? "" : "s", capacity->rate, capacity->condition);
    switch (capacity->end) {
    case CAPACITY_FOUND: break;
    case CAPACITY_AT_LEAST: buffer_append_text(out, "; more weren't allowed"); break;
    case CAPACITY_GENERATOR:
        buffer_append_text(out, capacity->users
                                    ? "; with more, this machine was the limit"
                                    : "not found: this machine was the limit with one user already");
        break;
    case CAPACITY_NONE: buffer_printf(out, "none: one user breaks %s", capacity->condition); break;
    case CAPACITY_SEARCHING:
        buffer_append_text(out, capacity->users ? "; the search was ended early"
                                                : "not found: the search was ended early");
        break;
    }
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
    answer_print(capacity, out);
    buffer_append_char(out, '\n');
}
