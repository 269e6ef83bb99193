/* The section of an HTML report about a capacity search: its steps. Its result is in the head. */
#include "runtime/base/count_of.h"
#include "runtime/report/html/html_parts.h"
#include "runtime/report/html/html_sections.h"

#include "runtime/report/report.h"

#include <inttypes.h>

static void time_cell(struct html_table *table, const struct capacity_step *step, nanos time)
{
    html_cell_time(table, &(struct times){.count = step->requests + step->unanswered}, time);
}

static void outcome_cell(struct html_table *table, const struct capacity_step *step)
{
    static const char *const marks[] = {
        [CAPACITY_MET] = "good", [CAPACITY_NOT_MET] = "bad", [CAPACITY_GENERATOR_LIMITED] = "warn"};
    struct buffer text = {0};
    report_capacity_outcome(step, &text);
    html_cell_marked(table, marks[step->outcome], buffer_text(&text));
    buffer_free(&text);
}

static void step_row(struct html_table *table, const struct capacity_step *step)
{
    html_cell_printf(table, "%" PRIu64, step->users);
    outcome_cell(table, step);
    html_cell_printf(table, "%.2f", step->rate);
    time_cell(table, step, step->p50);
    time_cell(table, step, step->p95);
    time_cell(table, step, step->p99);
    html_cell_printf(table, "%.2f%%", 100 * step->failed);
}

/* On a small screen, only the columns that say the result of a step are shown. */
static const struct html_column step_columns[] = {
    {"Users", HTML_NUMBER}, {"Condition", HTML_TEXT}, {"req/s", HTML_NUMBER},  {"50%", HTML_NUMBER},
    {"95%", HTML_NUMBER},   {"99%", HTML_NUMBER},     {"Failed", HTML_NUMBER},
};

void html_capacity(const struct snapshot *snapshot, struct buffer *out)
{
    const struct capacity_report *capacity = &snapshot->capacity;
    struct html_table table;
    if (!capacity->step_count)
        return;
    html_section_begin("capacity", "Steps of the search", out);
    html_table_begin(&table, "One line for each number of users that was measured; response times in ms",
                     step_columns, COUNT_OF(step_columns), out);
    for (size_t i = 0; i < capacity->step_count; i++)
        step_row(&table, &capacity->steps[i]);
    html_table_end(&table);
    html_section_end(out);
}
