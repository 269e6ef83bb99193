/* The live line at the bottom of a terminal during a run. */
#include "runtime/report/report.h"
#include "runtime/report/terminal/console.h"
#include "runtime/report/terminal/table.h"

#include <inttypes.h>
#include <string.h>

enum { BAR_MOST = 30, BAR_LEAST = 5, BAR_FRAME = 4 }; /* the frame is blanks and brackets */

static nanos since_began(const struct snapshot *snapshot)
{
    return snapshot->before_reset + snapshot->elapsed;
}

static void clock_print(const struct snapshot *snapshot, struct buffer *out)
{
    report_clock(since_began(snapshot), out);
    if (!snapshot->run_time)
        return;
    buffer_append_char(out, '/');
    report_clock(snapshot->run_time, out);
}

static void numbers_print(const struct snapshot *snapshot, struct buffer *out)
{
    const struct snapshot_row *all = &snapshot->aggregated;
    double failed = all->requests ? 100.0 * (double)all->failures / (double)all->requests : 0;
    buffer_printf(out, "  %" PRIu64 " user%s  %.1f req/s  %" PRIu64 " failure%s (%.2f%%)  ", snapshot->users,
                  report_plural(snapshot->users), all->recent.requests, all->failures,
                  report_plural(all->failures), failed);
    if (snapshot->error_occurrences)
        buffer_printf(out, "%" PRIu64 " error%s  ", snapshot->error_occurrences,
                      report_plural(snapshot->error_occurrences));
    if (snapshot->arrivals_dropped)
        buffer_printf(out, "%" PRIu64 " dropped  ", snapshot->arrivals_dropped);
    buffer_append_text(out, "p95 ");
    if (snapshot->recent_p95)
        report_interval(snapshot->recent_p95, out);
    else
        buffer_append_char(out, '-');
}

static double progress(const struct snapshot *snapshot)
{
    double done = (double)since_began(snapshot) / (double)snapshot->run_time;
    return done < 0 ? 0 : done > 1 ? 1 : done;
}

/* Appends "  [####......]" in at most `room` columns, or nothing if that is too little. */
static void bar_print(const struct snapshot *snapshot, size_t room, struct buffer *out)
{
    if (!snapshot->run_time || room < BAR_LEAST + BAR_FRAME)
        return;
    size_t length = room < BAR_MOST + BAR_FRAME ? room - BAR_FRAME : BAR_MOST;
    size_t done = (size_t)(progress(snapshot) * (double)length);
    buffer_append_text(out, "  [");
    for (size_t i = 0; i < length; i++)
        buffer_append_char(out, i < done ? '#' : '.');
    buffer_append_char(out, ']');
}

/* Cuts a long line between two numbers; numbers are separated by two blanks. */
static void cut(struct buffer *line, size_t width)
{
    while (line->length > width) {
        size_t at = line->length - 1;
        while (at > 1 && (line->data[at] != ' ' || line->data[at - 1] != ' '))
            at--;
        line->length = at - 1;
    }
}

static bool has_failed(const struct snapshot *snapshot)
{
    return snapshot->aggregated.failures > 0 || snapshot->error_occurrences > 0;
}

void console_live_line(const struct snapshot *snapshot, const struct console_options *options,
                       struct buffer *out)
{
    struct buffer line = {0};
    size_t width = options->width > 1 ? (size_t)options->width - 1 : 80;
    clock_print(snapshot, &line);
    numbers_print(snapshot, &line);
    cut(&line, width);
    bar_print(snapshot, width - line.length, &line);
    table_styled(options, has_failed(snapshot) ? STYLE_BAD : STYLE_PLAIN, buffer_text(&line), out);
    buffer_free(&line);
}
