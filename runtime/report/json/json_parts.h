/* What the parts of the JSON document share: json_report.c (the run), json_row.c (rows), json_verdict.c
 * (thresholds, capacity, generator). Each function writes members of the object that is open. */
#ifndef SWARM_REPORT_JSON_JSON_PARTS_H
#define SWARM_REPORT_JSON_JSON_PARTS_H

#include "runtime/stats/snapshot.h"
#include "runtime/text/json_out.h"

/* Milliseconds, exact to the nanosecond. */
void json_time(struct json_out *json, const char *key, nanos time);

/* The same; null where nothing was measured. */
void json_time_measured(struct json_out *json, const char *key, bool is_measured, nanos time);

void json_seconds(struct json_out *json, const char *key, nanos time);

/* The rows, and Aggregated, which has the form of one. */
void json_rows(struct json_out *json, const struct snapshot *snapshot);
void json_thresholds(struct json_out *json, const struct snapshot *snapshot);
void json_capacity(struct json_out *json, const struct capacity_report *capacity);
void json_health(struct json_out *json, const struct health_report *health);

#endif
