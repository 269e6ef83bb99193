#include "runtime/cli/try/try_view.h"

#include "runtime/base/mask.h"
#include "runtime/base/utf8.h"
#include "runtime/report/visible.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ACTUAL_SHOWN 60 /* characters */

void try_line(const struct try_view *view, enum try_color color, struct buffer *line)
{
    static const char *const colors[] = {"", "\033[32m", "\033[31m", "\033[1m", "\033[2m"};
    struct buffer masked = {0}, shown = {0};
    bool colored = view->has_color && color != TRY_PLAIN;

    if (view->shows_secrets)
        buffer_append(&masked, buffer_text(line), line->length);
    else
        mask_apply(buffer_text(line), line->length, &masked);
    visible_append(buffer_text(&masked), masked.length, &shown);
    printf("%s%s%s\n", colored ? colors[color] : "", buffer_text(&shown), colored ? "\033[0m" : "");
    buffer_free(&shown);
    buffer_free(&masked);
    buffer_free(line);
}

void try_count(struct buffer *line, uint64_t count, const char *noun)
{
    buffer_printf(line, "%" PRIu64 " %s%s", count, noun, count == 1 ? "" : "s");
}

void try_begins(const struct try_view *view, const char *what)
{
    struct buffer line = {0};

    buffer_append_text(&line, what);
    putchar('\n');
    try_line(view, TRY_BOLD, &line);
}

/* If the assertion holds, the value is shortened. */
static void actual_append(const struct try_view *view, const struct vm_event *event, struct buffer *line)
{
    size_t length = event->text ? strlen(event->text) : 0, most = length;
    struct buffer masked = {0};

    if (length == 0)
        return;
    if (view->shows_secrets)
        buffer_append(&masked, event->text, length);
    else
        mask_apply(event->text, length, &masked);
    if (event->holds && view->detail == TRY_SHORT)
        most = ACTUAL_SHOWN;
    length = utf8_substring(masked.data, masked.length, 0, most).length;
    buffer_append_text(line, "   got: ");
    buffer_append(line, masked.data, length);
    buffer_append_text(line, length < masked.length ? "…" : "");
    buffer_free(&masked);
}

/* The text of `else`, with its values. */
static void said_show(const struct try_view *view, const char *said)
{
    struct buffer line = {0}, masked = {0};

    if (view->shows_secrets)
        buffer_append_text(&masked, said);
    else
        mask_apply(said, strlen(said), &masked);
    buffer_printf(&line, "      %s", buffer_text(&masked));
    try_line(view, TRY_BAD, &line);
    buffer_free(&masked);
}

static void skip_show(const struct try_view *view)
{
    struct buffer line = {0};

    buffer_append_text(&line, "      the rest of the task is skipped");
    try_line(view, TRY_PLAIN, &line);
}

void try_expectation(const struct try_view *view, const struct vm_event *event)
{
    struct buffer line = {0};

    buffer_printf(&line, "    %s %s", event->holds ? "✓" : "✗", event->expectation->source);
    actual_append(view, event, &line);
    try_line(view, event->holds ? TRY_GOOD : TRY_BAD, &line);
    if (event->said)
        said_show(view, event->said);
    if (!event->holds && event->expectation->kind == EXPECTATION_REQUIRE)
        skip_show(view);
}

void try_capture(const struct try_view *view, const struct vm_event *event)
{
    const char *name = strchr(event->expectation->source, ' ');
    struct buffer line = {0};
    bool is_secret = name && !view->shows_secrets && try_name_is_secret(name + 1, strcspn(name + 1, " ="));

    if (is_secret && event->actual.type == VALUE_STRING)
        mask_add(event->actual.as.string->bytes, event->actual.as.string->length);
    buffer_printf(&line, "    %s %s: %s", event->holds ? "=" : "✗", event->expectation->source,
                  is_secret && event->holds ? "***" : event->text);
    try_line(view, event->holds ? TRY_PLAIN : TRY_BAD, &line);
    if (!event->holds)
        skip_show(view);
}

void try_report(const struct try_view *view, const struct vm_report *report)
{
    struct buffer line = {0};

    if (!report->failed)
        return;
    buffer_printf(&line, "    %s failed", report->type);
    try_line(view, TRY_BAD, &line);
}

void try_error(const struct try_view *view, const struct vm_error *error)
{
    struct buffer line = {0};

    buffer_printf(&line, "  ! %s: %s", error->location, error->message);
    try_line(view, TRY_BAD, &line);
    for (const char *frame = error->trace; *frame;) {
        size_t length = strcspn(frame, "\n");

        buffer_printf(&line, "  %.*s", (int)length, frame);
        try_line(view, TRY_BAD, &line);
        frame += length + (frame[length] == '\n');
    }
}

void try_log(const struct try_view *view, const char *text, size_t length)
{
    struct buffer line = {0};

    buffer_append_text(&line, "    log: ");
    buffer_append(&line, text, length);
    try_line(view, TRY_PLAIN, &line);
}
