/* The words for what a search for the capacity has found. */
#include "runtime/report/report.h"

#include <inttypes.h>

/* "12 users with 40.0 requests/s hold p95 < 2s", and what the condition says nothing of. */
static void holding_append(const struct capacity_report *capacity, struct buffer *out)
{
    const char *least = capacity->end == CAPACITY_FOUND ? "" : "at least ";
    bool is_one = capacity->users == 1;
    buffer_printf(out, "%s%" PRIu64 " user%s with %.1f requests/s hold%s %s", least, capacity->users,
                  is_one ? "" : "s", capacity->rate, is_one ? "s" : "", capacity->condition);
    if (capacity->failed > 0)
        buffer_printf(out, ", though %.3g%% of the requests failed", 100 * capacity->failed);
}

/* Why not one number of users is known to be borne. */
static void nothing_append(const struct capacity_report *capacity, struct buffer *out)
{
    switch (capacity->end) {
    case CAPACITY_FOUND:
    case CAPACITY_AT_LEAST:
        buffer_append_text(out, "not found: no request ended while it was measured");
        break;
    case CAPACITY_GENERATOR:
        buffer_append_text(out, "not found: this machine was the limit with one user already");
        break;
    case CAPACITY_NONE: buffer_printf(out, "none: one user breaks %s", capacity->condition); break;
    case CAPACITY_SEARCHING: buffer_append_text(out, "not found: the search was ended early"); break;
    }
}

void report_capacity(const struct capacity_report *capacity, struct buffer *out)
{
    static const char *const ends[] = {
        [CAPACITY_SEARCHING] = "; the search was ended early",
        [CAPACITY_FOUND] = "",
        [CAPACITY_AT_LEAST] = "; more weren't allowed",
        [CAPACITY_GENERATOR] = "; with more, this machine was the limit",
        [CAPACITY_NONE] = "",
    };
    if (capacity->users) {
        holding_append(capacity, out);
        buffer_append_text(out, ends[capacity->end]);
    } else {
        nothing_append(capacity, out);
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
    if (step->unanswered)
        buffer_printf(out, "; %" PRIu64 " without an answer", step->unanswered);
}
