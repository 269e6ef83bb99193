/* The state of a run as one JSON document. The web page and the HTML report draw everything from it.
 *
 * It has the members of the JSON results, with the same names and units (docs/results.schema.json), except
 * that rows have no `histograms_ns`, and that `history` is the series of points, with one list per column.
 * docs/api.md describes the additional members. The text is one line without `<`, so it can be part of a
 * script element of HTML or of a server-sent event. */
#ifndef SWARM_REPORT_PAGE_PAGE_DOCUMENT_H
#define SWARM_REPORT_PAGE_PAGE_DOCUMENT_H

#include "runtime/base/buffer.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* Facts about the run that aren't in the snapshot. */
struct page_run {
    const char *state;     /* as of control_state_text; "stopped" in a report */
    uint64_t number;       /* of the run in this process, from 1; 0 before the first one */
    bool can_change_users; /* a front can set the number of users now */
};

/* Appends the whole document. For a brief snapshot, histories and distributions are empty. */
void page_document(const struct snapshot *snapshot, const struct page_run *run, struct buffer *out);

/* Appends a row as in the document, with its history and distribution. */
void page_row_document(const struct snapshot *snapshot, const struct snapshot_row *row, struct buffer *out);

#endif
