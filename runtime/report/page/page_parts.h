/* The parts of the page's document, for page_document.c and page_delta.c. Each function writes members of the
 * open object. */
#ifndef SWARM_REPORT_PAGE_PAGE_PARTS_H
#define SWARM_REPORT_PAGE_PAGE_PARTS_H

#include "runtime/report/page/page_document.h"
#include "runtime/stats/snapshot.h"
#include "runtime/text/json_out.h"

/* State and number of the run. */
void page_state(struct json_out *json, const struct page_run *run);

/* Scalars that change while a run goes on: times, users, arrivals, recent percentiles. */
void page_progress(struct json_out *json, const struct snapshot *snapshot);

/* All but histories and distribution. */
void page_row(struct json_out *json, const struct snapshot_row *row);
void page_failure(struct json_out *json, const struct snapshot_failure *failure);
void page_error(struct json_out *json, const struct snapshot_error *error);

/* Thresholds, capacity search and load generator. */
void page_verdicts(struct json_out *json, const struct snapshot *snapshot);

/* ---- page_history.c ---- */

/* The member `history`: the series of the run, a list per column. */
void page_history(struct json_out *json, const struct snapshot *snapshot);

/* A point of the series: one value per column. `start` is that of the run. */
void page_point(struct json_out *json, const struct series_point *point, const struct heat *heat,
                int64_t start);

#endif
