/* The results in a terminal, in the format of Locust 2.12.1: request table, percentiles, failures, errors,
 * thresholds; and the live line.
 *
 * Everything is appended to a buffer, which the caller writes to stdout. Tables fit the width of the
 * terminal: columns shrink to their content, then long names are shortened in the middle, then the least
 * important columns are left out. Control characters in names and values (a server may have sent them) are
 * escaped and never reach the terminal. */
#ifndef SWARM_REPORT_TERMINAL_CONSOLE_H
#define SWARM_REPORT_TERMINAL_CONSOLE_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>

struct console_options {
    int width;      /* columns of the terminal; 0: unlimited */
    bool has_color; /* stdout is a terminal, and NO_COLOR isn't set; the caller checks this */
};

/* The table of requests. A final snapshot shows the rates of the whole run, others those of the last 10 s. */
void console_requests(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out);

/* Percentiles of response times. A second table has those measured from the intended start of requests. */
void console_percentiles(const struct snapshot *snapshot, const struct console_options *options,
                         struct buffer *out);

/* These append nothing if there is nothing to show. */
void console_failures(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out);
void console_errors(const struct snapshot *snapshot, const struct console_options *options,
                    struct buffer *out);
void console_thresholds(const struct snapshot *snapshot, const struct console_options *options,
                        struct buffer *out);

/* The workers of a cluster. */
void console_workers(const struct snapshot *snapshot, const struct console_options *options,
                     struct buffer *out);

/* The health of the load generator and its problems. */
void console_health(const struct snapshot *snapshot, const struct console_options *options,
                    struct buffer *out);

/* The steps of a capacity search and its result in one line. Nothing if there was no search. */
void console_capacity(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out);

/* --annotate: the source of the scenario with the numbers of each line in a margin. Included files follow if
 * they have lines that ran. Source that is too wide continues below, beside an empty margin. */
void console_annotated(const struct snapshot *snapshot, const struct console_options *options,
                       struct buffer *out);

/* All but the source, and remarks: requests in flight, users not started. */
void console_summary(const struct snapshot *snapshot, const struct console_options *options,
                     struct buffer *out);

/* The live line, without newline: time since the run began, users, requests/s, failures, p95, and a progress
 * bar if the length of the run is known. Always narrower than the terminal. */
void console_live_line(const struct snapshot *snapshot, const struct console_options *options,
                       struct buffer *out);

#endif
