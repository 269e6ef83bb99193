/* The words for what a search for the capacity has found. */
#include "runtime/report/report.h"

#include <inttypes.h>

static void holding_append(const struct capacity_report *capacity, struct buffer *out)
{
    const char *least = capacity->end == CAPACITY_FOUND ? "" : "at least ";
    buffer_printf(out, "%s%" PRIu64 " user%s with %.1f requests/s hold %s", least, capacity->users,
                  capacity->users == 1 ? "" : "s", capacity->rate, capacity->condition);
}

void report_capacity(const struct capacity_report *capacity, struct buffer *out)
{
    if (capacity->users)
        holding_append(capacity, out);
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

void report_capacity_outcome(const struct capacity_step *step, struct buffer *out)
{
    static const char *const words[] = {
        [CAPACITY_HELD] = "held",
        [CAPACITY_BROKEN] = "broken",
        [CAPACITY_STRAINED] = "this machine was the limit",
    };
    buffer_printf(out, "%s%s", words[step->outcome], step->is_confirming ? ", confirming" : "");
    if (step->outcome == CAPACITY_BROKEN)
        buffer_printf(out, ": %s", step->broken);
}
