/* The results in a terminal, as Locust 2.12.1 prints them: request table, percentiles, failures, errors,
 * thresholds; and the live line.
 *
 * Everything is appended to a buffer; the caller writes it to stdout. Tables keep to the width: columns
 * shrink to their contents, then long names lose their middle, then the least telling columns go. Control
 * characters in names and values (a server may have sent them) are shown as escapes and never reach the
 * terminal. */
#ifndef SWARM_REPORT_TERMINAL_CONSOLE_H
#define SWARM_REPORT_TERMINAL_CONSOLE_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>

struct console_options {
    int width;      /* columns of the terminal; 0: none, as wide as needed */
    bool has_color; /* a terminal, and no NO_COLOR: for the caller to find out */
};

/* The table of requests. A final snapshot shows the rates of the whole run, others those of the last 10 s. */
void console_requests(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out);

/* Percentiles of response times, and in a table of their own those since requests should have started. */
void console_percentiles(const struct snapshot *snapshot, const struct console_options *options,
                         struct buffer *out);

/* These print nothing when there is nothing to print. */
void console_failures(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out);
void console_errors(const struct snapshot *snapshot, const struct console_options *options,
                    struct buffer *out);
void console_thresholds(const struct snapshot *snapshot, const struct console_options *options,
                        struct buffer *out);

/* Whether this machine kept up, and what speaks against it. */
void console_health(const struct snapshot *snapshot, const struct console_options *options,
                    struct buffer *out);

/* What a search for the capacity has found: its steps, and the answer in one line. Nothing where there was
 * none. */
void console_capacity(const struct snapshot *snapshot, const struct console_options *options,
                      struct buffer *out);

/* All of the above and what else there is to know at the end: requests in flight, users not started. */
void console_summary(const struct snapshot *snapshot, const struct console_options *options,
                     struct buffer *out);

/* The live line, without newline: time since the run began, users, requests/s, failures, p95, and a progress
 * bar when the run's length is known. Always narrower than the terminal. */
void console_live_line(const struct snapshot *snapshot, const struct console_options *options,
                       struct buffer *out);

#endif
