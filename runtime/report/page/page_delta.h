/* What has changed in a run, once a second, for web pages that have its document (page_document.h).
 *
 * The text depends on two snapshots only, so it is made once for all viewers. Whoever has the document of
 * `before`, or of any moment between the two, has the state of `now` afterwards: whatever stands in the delta
 * replaces what was there, by `id`. The text is one line without `<`. Brief snapshots suffice.
 *
 * - run, seq, state, and the scalars of the document that change.
 * - point: the last second of the run, a value per column of `history`, if it was over after `before`.
 * - coarsened: points that each replace all points of `history` in [start_s, start_s + length_s), if any.
 * - rows: those that changed, whole, without history and distribution. Each has its last second as `point`,
 * if it had requests in it.
 * - aggregated, without distribution.
 * - failures and errors: those that changed, without history.
 * - lines: the numbers of those that changed, by their index `i` in `lines`.
 * - thresholds, capacity, generator: whole.
 */
#ifndef SWARM_REPORT_PAGE_PAGE_DELTA_H
#define SWARM_REPORT_PAGE_PAGE_DELTA_H

#include "runtime/base/buffer.h"
#include "runtime/report/page/page_document.h"
#include "runtime/stats/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

/* Whether a delta leads from one snapshot to the other: both are of the same run, without a reset between. If
 * not, viewers need a new document. */
bool page_delta_fits(const struct snapshot *before, const struct snapshot *now);

/* Appends the changes. `number` is that of the delta within the run. */
void page_delta(const struct snapshot *before, const struct snapshot *now, const struct page_run *run,
                uint64_t number, struct buffer *out);

#endif
