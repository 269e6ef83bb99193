/* The texts of a capacity search. */
#include "runtime/report/report.h"

#include <inttypes.h>

/* Appends "12 users (40.0 requests/s) meet p95 < 2s", and the failures if the condition doesn't mention
 * them. */
static void capacity_append(const struct capacity_report *capacity, struct buffer *out)
{
    const char *least = capacity->end == CAPACITY_FOUND ? "" : "at least ";
    bool is_one = capacity->users == 1;
    buffer_printf(out, "%s%" PRIu64 " user%s (%.1f requests/s) meet%s %s", least, capacity->users,
                  is_one ? "" : "s", capacity->rate, is_one ? "s" : "", capacity->condition);
    if (capacity->failed > 0)
        buffer_printf(out, "; %.3g%% of the requests failed", 100 * capacity->failed);
}

/* Appends the reason if no number of users is known to meet the condition. */
static void no_capacity_append(const struct capacity_report *capacity, struct buffer *out)
{
    switch (capacity->end) {
    case CAPACITY_FOUND:
    case CAPACITY_AT_LEAST:
        buffer_append_text(out, "not found: no request ended during the measurement");
        break;
    case CAPACITY_GENERATOR:
        buffer_append_text(out, "not found: the load generator was the limit with 1 user");
        break;
    case CAPACITY_NONE: buffer_printf(out, "none: 1 user doesn't meet %s", capacity->condition); break;
    case CAPACITY_SEARCHING: buffer_append_text(out, "not found: the search ended early"); break;
    }
}

void report_capacity(const struct capacity_report *capacity, struct buffer *out)
{
    static const char *const ends[] = {
        [CAPACITY_SEARCHING] = "; the search ended early",
        [CAPACITY_FOUND] = "",
        [CAPACITY_AT_LEAST] = "; more users weren't allowed",
        [CAPACITY_GENERATOR] = "; with more users, the load generator was the limit",
        [CAPACITY_NONE] = "",
    };
    if (capacity->users) {
        capacity_append(capacity, out);
        buffer_append_text(out, ends[capacity->end]);
    } else {
        no_capacity_append(capacity, out);
    }
}

void report_capacity_outcome(const struct capacity_step *step, struct buffer *out)
{
    static const char *const words[] = {
        [CAPACITY_MET] = "met",
        [CAPACITY_NOT_MET] = "not met",
        [CAPACITY_GENERATOR_LIMITED] = "the load generator was the limit",
    };
    buffer_printf(out, "%s%s", words[step->outcome], step->is_confirming ? ", confirmation" : "");
    if (step->outcome == CAPACITY_NOT_MET)
        buffer_printf(out, ": %s", step->missed);
    if (step->unanswered)
        buffer_printf(out, "; %" PRIu64 " user%s without a response", step->unanswered,
                      step->unanswered == 1 ? "" : "s");
}
