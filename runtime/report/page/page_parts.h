/* The parts of the page's document, for page_document.c, page_delta.c and page_tables.c. Each function writes
 * members of the open object. */
#ifndef SWARM_REPORT_PAGE_PAGE_PARTS_H
#define SWARM_REPORT_PAGE_PAGE_PARTS_H

#include "runtime/report/page/page_document.h"
#include "runtime/stats/snapshot.h"
#include "runtime/text/json_out.h"

/* State and number of the run. */
void page_state(struct json_out *json, const struct page_run *run);

/* Scalars that change during a run: times, users, arrivals, recent percentiles. */
void page_progress(struct json_out *json, const struct snapshot *snapshot);

/* All members except histories and distribution. */
void page_row(struct json_out *json, const struct snapshot_row *row);
void page_failure(struct json_out *json, const struct snapshot_failure *failure);
void page_error(struct json_out *json, const struct snapshot_error *error);

/* Thresholds, capacity search and load generator. */
void page_verdicts(struct json_out *json, const struct snapshot *snapshot);

/* ---- page_ratio.c ---- */

/* The member `ratio`: {"per_kind": [node], "total": [node]}; the children of a node are its member
 * `tasks`. */
void page_ratio(struct json_out *json, const struct task_share *shares, size_t count);

/* The member `marks`. */
void page_marks(struct json_out *json, const struct snapshot *snapshot);

/* ---- page_history.c ---- */

/* The member `history`: the series of the run, a list per column. */
void page_history(struct json_out *json, const struct snapshot *snapshot);

/* Members `history` and `distribution` of a row: steps with requests, and the count of each bucket of
 * times. */
void page_row_history(struct json_out *json, const struct snapshot *snapshot, const struct snapshot_row *row);
void page_distribution(struct json_out *json, const struct snapshot_row *row);

/* The last second of a row, which lasted for `length`: its members, or its values in an open list. */
void page_row_point(struct json_out *json, const struct row_step *second, nanos length);

/* The member `history` of a group of failures: pairs of a time and a count. */
void page_failure_history(struct json_out *json, const struct snapshot *snapshot,
                          const struct snapshot_failure *failure);

/* A point of the series: one value per column. `start` is the start of the run. */
void page_point(struct json_out *json, const struct series_point *point, const struct heat *heat,
                int64_t start);

/* ---- page_tables.c ---- */

/* The members `rows`, `row_changes` and `line_changes` of a delta (page_delta.h). `second` is the last second
 * of the run; NULL if viewers have it already. */
void page_new_rows(struct json_out *json, const struct snapshot *before, const struct snapshot *now,
                   const struct snapshot_second *second);
void page_row_changes(struct json_out *json, const struct snapshot *before, const struct snapshot *now,
                      const struct snapshot_second *second);
void page_line_changes(struct json_out *json, const struct snapshot *before, const struct snapshot *now);

#endif
