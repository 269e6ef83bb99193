/* The results as one HTML page: complete in itself, without network, readable without script.
 *
 * Tables are HTML; the charts are drawn by assets/report.js from numbers in the page. What servers, data and
 * the scenario wrote is text wherever it stands (html_parts.h); the page's Content-Security-Policy allows its
 * own style and script, by their hashes, and nothing else. */
#ifndef SWARM_REPORT_HTML_HTML_REPORT_H
#define SWARM_REPORT_HTML_HTML_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

/* Appends the whole page. Rates are those of the whole run in a final snapshot, else of the last ten seconds.
 */
void html_write(const struct snapshot *snapshot, struct buffer *out);

#endif
