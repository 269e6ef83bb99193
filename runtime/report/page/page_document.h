/* The state of a run as one JSON document, from which the web page and the HTML report draw everything.
 *
 * It has the members of the JSON results, with the same names and units (docs/results.schema.json), except
 * that rows have no `histograms_ns`, and that the series of points is `history`, a list per column.
 * docs/api.md describes what comes in addition. The text is one line without `<`, so it may stand in a script
 * element of HTML and in an event of a stream of server-sent events. */
#ifndef SWARM_REPORT_PAGE_PAGE_DOCUMENT_H
#define SWARM_REPORT_PAGE_PAGE_DOCUMENT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#include <stdint.h>

/* What the snapshot doesn't know of its run. */
struct page_run {
    const char *state; /* as of control_state_text; "stopped" in a report */
    uint64_t number;   /* of the run in this process, from 1; 0 before the first one */
};

/* Appends the whole document. Of a brief snapshot, histories and distributions are empty. */
void page_document(const struct snapshot *snapshot, const struct page_run *run, struct buffer *out);

/* Appends a row as in the document, with its history and distribution. */
void page_row_document(const struct snapshot *snapshot, const struct snapshot_row *row, struct buffer *out);

#endif
