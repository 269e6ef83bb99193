/* The changes of a run since an earlier snapshot, once a second, for web pages that have its document
 * (page_document.h).
 *
 * The text depends only on two snapshots, so one text serves all viewers. It turns the document of `before`,
 * or of any moment between the two, into the state of `now`, except for the details of rows (struct
 * row_details). The text is one line without `<`. Brief snapshots are enough.
 *
 * - run, seq, state, and the scalars of the document that change.
 * - point: the last second of the run, one value per column of `history`, if it ended after `before`.
 * - coarsened: points that each replace all points of `history` in [start_s, start_s + length_s), if any.
 * - rows: complete rows that are new, without history and distribution. `point` is the last second; it has no
 * requests if the row had none in it, or if viewers have it already.
 * - row_changes: a table of the rows that have changed: {"columns": [path], "values": [[value]]}. A path
 * names a member of the row, such as "rates/requests_per_s". The first column is the id.
 * - aggregated, without distribution.
 * - failures and errors that have changed, without history. Each replaces the one with the same `id`.
 * - line_changes: tables of the lines that have changed, one per kind of numbers. The first column is the
 * index in `lines`.
 * - marks: all of them, if there is a new one.
 * - thresholds, capacity, generator: complete. */
#ifndef SWARM_REPORT_PAGE_PAGE_DELTA_H
#define SWARM_REPORT_PAGE_PAGE_DELTA_H

#include "runtime/base/buffer.h"
#include "runtime/report/page/page_document.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* True if both snapshots belong to the same run without a reset in between. Otherwise viewers need a new
 * document. */
bool page_delta_fits(const struct snapshot *before, const struct snapshot *now);

/* Appends the changes. `number` is the number of the delta within the run. */
void page_delta(const struct snapshot *before, const struct snapshot *now, const struct page_run *run,
                uint64_t number, struct buffer *out);

#endif
