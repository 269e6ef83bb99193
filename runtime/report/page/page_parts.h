/* The parts of the page's document, for page_document.c. */
#ifndef SWARM_REPORT_PAGE_PAGE_PARTS_H
#define SWARM_REPORT_PAGE_PAGE_PARTS_H

#include "runtime/stats/snapshot.h"
#include "runtime/text/json_out.h"

/* The member `history`: the series of the run, a list per column. */
void page_history(struct json_out *json, const struct snapshot *snapshot);

#endif
