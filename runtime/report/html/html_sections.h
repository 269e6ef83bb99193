/* The sections of the HTML report, in the order of the page. A section without content appends nothing. */
#ifndef SWARM_REPORT_HTML_HTML_SECTIONS_H
#define SWARM_REPORT_HTML_HTML_SECTIONS_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

/* Scenario, start and duration; how the run ended; the verdict; the key figures. */
void html_head(const struct snapshot *snapshot, struct buffer *out);

/* Whether the run passed, as in the exit status, and why; for a capacity search, the capacity. Whether the
 * load generator kept up; remarks. */
void html_verdict(const struct snapshot *snapshot, struct buffer *out);

/* The steps of a capacity search. */
void html_capacity(const struct snapshot *snapshot, struct buffer *out);

void html_thresholds(const struct snapshot *snapshot, struct buffer *out);

/* The history of the run in words. For paper, a script draws its charts there; on a screen, the page has
 * the charts. */
void html_charts(const struct snapshot *snapshot, struct buffer *out);

/* The tables with a row per type and name. */
void html_rows(const struct snapshot *snapshot, struct buffer *out);

void html_failures(const struct snapshot *snapshot, struct buffer *out);
void html_errors(const struct snapshot *snapshot, struct buffer *out);

/* The load of the machine that ran swarm. */
void html_health(const struct snapshot *snapshot, struct buffer *out);

/* The workers of a cluster. */
void html_workers(const struct snapshot *snapshot, struct buffer *out);

void html_settings(const struct snapshot *snapshot, struct buffer *out);
void html_source(const struct snapshot *snapshot, struct buffer *out);

#endif
