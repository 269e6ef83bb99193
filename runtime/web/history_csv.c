#include "runtime/web/history_csv.h"

#include <string.h>

#define LINES_MOST ((size_t)16 << 20) /* bytes */

void history_csv_clear(struct history_csv *history)
{
    history_csv_free(history);
    *history = (struct history_csv){.step = 1};
}

void history_csv_free(struct history_csv *history)
{
    buffer_free(&history->lines);
}

static uint64_t step_of(const struct history_csv *history)
{
    return history->step > 0 ? history->step : 1;
}

/* Keeps every second line. */
static void lines_halve(struct history_csv *history)
{
    struct buffer kept = {0};
    const char *line = history->lines.data, *end = line + history->lines.length;

    for (bool keeps = true; line < end; keeps = !keeps) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        size_t length = newline ? (size_t)(newline - line) + 1 : (size_t)(end - line);

        if (keeps)
            buffer_append(&kept, line, length);
        line += length;
    }
    buffer_free(&history->lines);
    history->lines = kept;
    history->step = 2 * step_of(history);
}

void history_csv_add(struct history_csv *history, const struct snapshot *snapshot)
{
    bool replaces = csv_history_replaces(&history->last, snapshot);

    if (history->ticks++ % step_of(history) != 0 && !snapshot->is_final)
        return;
    if (replaces)
        history->lines.length = history->last_at;
    if (history->lines.length > LINES_MOST)
        lines_halve(history);
    history->last_at = history->lines.length;
    csv_history_add(&history->last, snapshot, false, replaces, &history->lines);
}

void history_csv_write(const struct history_csv *history, struct buffer *out)
{
    csv_history_head(out);
    buffer_append(out, buffer_text(&history->lines), history->lines.length);
}
