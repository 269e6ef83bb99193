/* The sections of the HTML report, in the order of the page. Those that have nothing to say append nothing.
 */
#ifndef SWARM_REPORT_HTML_HTML_SECTIONS_H
#define SWARM_REPORT_HTML_HTML_SECTIONS_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

/* What ran, when and for how long; how it ended; the verdict; the key figures. */
void html_head(const struct snapshot *snapshot, struct buffer *out);

/* Whether the run passed, in the sense of the exit status, and why, or which capacity a search has found;
 * whether this machine kept up; remarks. */
void html_verdict(const struct snapshot *snapshot, struct buffer *out);

/* The steps of a search for the capacity. */
void html_capacity(const struct snapshot *snapshot, struct buffer *out);

void html_thresholds(const struct snapshot *snapshot, struct buffer *out);

/* The history of the run in words. A script draws its charts there for paper; on a screen, the page has them.
 */
void html_charts(const struct snapshot *snapshot, struct buffer *out);

/* The tables with a row per type and name. */
void html_rows(const struct snapshot *snapshot, struct buffer *out);

void html_failures(const struct snapshot *snapshot, struct buffer *out);
void html_errors(const struct snapshot *snapshot, struct buffer *out);

/* What this machine had to do for it. */
void html_health(const struct snapshot *snapshot, struct buffer *out);

void html_settings(const struct snapshot *snapshot, struct buffer *out);
void html_source(const struct snapshot *snapshot, struct buffer *out);

#endif
