/* The results as one HTML page. It needs no network, and is readable without script.
 *
 * Tables are HTML. The script of page/ draws the charts from the data in the document. Text from servers,
 * data and the scenario is always escaped (html_parts.h). The page's Content-Security-Policy allows its own
 * style and script, by their hashes, and nothing else. */
#ifndef SWARM_REPORT_HTML_HTML_REPORT_H
#define SWARM_REPORT_HTML_HTML_REPORT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

/* Appends the whole page. Rates cover the whole run in a final snapshot, otherwise the last ten seconds. */
void html_write(const struct snapshot *snapshot, struct buffer *out);

#endif
