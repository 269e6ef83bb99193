/* The parts of the JSON document. json_report.c joins them; the document of the web page uses the same
 * members. They are in json_report.c (the run, failures, errors), json_row.c (rows), json_lines.c (the
 * scenario with its numbers), json_verdict.c (thresholds, capacity, generator) and json_cluster.c (workers).
 * Each function writes members of the open object. */
#ifndef SWARM_REPORT_JSON_JSON_PARTS_H
#define SWARM_REPORT_JSON_JSON_PARTS_H

#include "runtime/stats/snapshot.h"
#include "runtime/text/json_out.h"

/* Milliseconds, exact to the nanosecond. */
void json_time(struct json_out *json, const char *key, nanos time);

/* The same; null if nothing was measured. */
void json_time_measured(struct json_out *json, const char *key, bool is_measured, nanos time);

void json_seconds(struct json_out *json, const char *key, nanos time);

/* A time of the wall clock: `key` in the form of RFC 3339, and `key`_unix_s in seconds since 1970, both to
 * the millisecond. */
void json_moment(struct json_out *json, const char *key, int64_t wall);

/* Members that are known at the start of the run: format, scenario, settings, start. */
void json_run(struct json_out *json, const struct snapshot *snapshot);

/* Elapsed and planned duration. */
void json_clock(struct json_out *json, const struct snapshot *snapshot);

/* The current state: users, arrivals, requests in flight, recent percentiles. */
void json_progress(struct json_out *json, const struct snapshot *snapshot);

/* All members of a row except its histograms. */
void json_row(struct json_out *json, const struct snapshot_row *row);

/* The status codes of a row as members, with the number of responses. */
void json_statuses(struct json_out *json, const char *key, const struct snapshot_row *row);

/* The histograms of a row in nanoseconds, in a final snapshot. The histogram of all response times is left
 * out, because it is the sum of two others. */
void json_histograms(struct json_out *json, const struct snapshot_row *row);

void json_failure(struct json_out *json, const struct snapshot_failure *failure);
void json_error(struct json_out *json, const struct snapshot_error *error);
void json_thresholds(struct json_out *json, const struct snapshot *snapshot);
void json_capacity(struct json_out *json, const struct capacity_report *capacity);
void json_health(struct json_out *json, const struct health_report *health);

/* The workers and what is missing of them, as one value; null without a cluster. */
void json_cluster(struct json_out *json, const char *key, const struct cluster_report *cluster);

/* The id of a row; null for SNAPSHOT_NO_ROW. */
void json_id(struct json_out *json, const char *key, uint32_t id);

/* The members `files` and `lines`. */
void json_lines(struct json_out *json, const struct snapshot *snapshot);

/* The numbers of a line that change during a run, also as values of an open list. */
void json_line_numbers(struct json_out *json, const struct snapshot_line *line);

#endif
