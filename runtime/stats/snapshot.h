/* The state of a run at one moment, complete and immutable. It is the only thing that writers of reports
 * read. It owns copies of everything, so it may outlive the run, and several threads may read it. */
#ifndef SWARM_STATS_SNAPSHOT_H
#define SWARM_STATS_SNAPSHOT_H

#include "runtime/base/arena.h"
#include "runtime/model/capacity_report.h"
#include "runtime/model/cluster_report.h"
#include "runtime/model/health_report.h"
#include "runtime/model/run_end.h"
#include "runtime/model/run_settings.h"
#include "runtime/model/run_share.h"
#include "runtime/model/scenario_line.h"
#include "runtime/stats/thresholds.h"
#include "runtime/stats/totals.h"
#include "runtime/stats/verdict.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SNAPSHOT_PERCENTILES = 11 };

/* 50 66 75 80 90 95 98 99 99.9 99.99 100, in percent: those that Locust reports. */
extern const double snapshot_percents[SNAPSHOT_PERCENTILES];

/* The indexes of some of them. */
enum { SNAPSHOT_P50 = 0, SNAPSHOT_P90 = 4, SNAPSHOT_P95 = 5, SNAPSHOT_P99 = 7 };

/* Bounds of response times for short histograms: 1, 2.5, 5 ms and so on to 60 s. */
enum { SNAPSHOT_BOUNDS = 15 };
extern const nanos snapshot_bounds[SNAPSHOT_BOUNDS];

struct times {
    uint64_t count; /* 0: all other members are 0 */
    nanos min;
    nanos max;
    double mean; /* nanoseconds, as is the sum */
    double sum;
    nanos percentiles[SNAPSHOT_PERCENTILES];
    const uint64_t *within; /* number up to each bound; NULL in a brief snapshot, or if there are none */
    const struct histogram_bucket *buckets; /* in a final snapshot, of successes, failed and scheduled; */
    size_t bucket_count;                    /* ascending */
};

struct status_count {
    int status;
    uint64_t count;
};

/* The id of no row. */
#define SNAPSHOT_NO_ROW UINT32_MAX

/* Times of a row besides its response times. */
struct row_details {
    struct times successes; /* response times */
    struct times failed;
    struct times scheduled; /* since the intended start; count 0 if there is none */
    struct times first_byte;
    struct times connect;
    struct times tls;
};

struct snapshot_row {
    uint32_t id;      /* as in the statistics: stable within a run; SNAPSHOT_NO_ROW in Aggregated */
    const char *type; /* "" in Aggregated */
    const char *name;
    bool is_transaction;
    uint64_t requests;
    uint64_t failures;
    struct times all;                 /* response times: those of successes and failures together */
    struct rates rates;               /* whole run */
    struct rates recent;              /* last ten seconds */
    const struct times *recent_times; /* response times of those; NULL if they weren't kept */
    double average_size;              /* bytes of body received per request */
    uint64_t bytes_received;
    uint64_t bytes_sent;
    uint64_t connections_opened;
    uint64_t connections_reused;
    const struct status_count *statuses; /* ascending */
    size_t status_count;
    struct row_step second;            /* the last second of the run; zeros if the row had no requests */
    const struct row_details *details; /* NULL in a brief snapshot, except in Aggregated */
    /* The next three are empty in a brief snapshot. */
    const uint64_t *distribution;   /* response times in HEAT_BUCKETS buckets; NULL: not known */
    const struct row_step *history; /* steps of the snapshot's timeline in which the row had requests */
    size_t history_count;
};

struct snapshot_failure {
    uint32_t id;  /* in order of appearance, from 0: stable until a reset */
    uint32_t row; /* the id of its row; SNAPSHOT_NO_ROW: none, as for `(other)` */
    const char *method;
    const char *name;
    const char *error;
    const char *actual; /* the actual value; "" without one */
    uint32_t file;      /* index into files, with the line of the expectation, or that of the request */
    uint32_t line;      /* from 1; 0: unknown */
    uint64_t occurrences;
    int64_t first_seen; /* wall clock */
    int64_t last_seen;
    const struct failure_step
        *history; /* steps of the snapshot's timeline with occurrences; none in a brief one */
    size_t history_count;
};

struct snapshot_error {
    uint32_t id;       /* in order of appearance, from 0: stable until a reset */
    const char *place; /* file:line */
    const char *message;
    const char *stack; /* one frame per line; "" without one */
    uint64_t occurrences;
    int64_t first_seen;
    int64_t last_seen;
};

/* A counted place in the scenario, with its numbers. */
struct snapshot_line {
    enum line_kind kind;
    uint32_t file;         /* index into files */
    uint32_t line, column; /* from 1 */
    const char *text;
    uint32_t row;        /* id of the row of a request or transaction; SNAPSHOT_NO_ROW: several rows */
    uint64_t passed;     /* of a task, set or user: how often it was picked */
    uint64_t failed;     /* requests that failed, expectations that weren't met */
    double per_second;   /* requests and transactions per second, over the whole run */
    nanos p95;           /* of its row; 0: unknown */
    double share;        /* of a task, set or user: part of the picks among its siblings, 0 to 1 */
    double wanted_share; /* the part by weights; both are negative if there is no share */
};

/* What the last second of a run added to its series. */
struct snapshot_second {
    struct series_point point;
    struct heat heat;
    struct series_point coarsened[SERIES_COARSENED]; /* see series_coarsened */
    struct heat coarsened_heat[SERIES_COARSENED];
    size_t coarsened_count;
};

/* The state of a run. The engine makes one each second, and the final one at the end. */
struct snapshot {
    int64_t start;      /* wall clock; of the run or the last reset */
    int64_t when;       /* wall clock; of this snapshot */
    nanos elapsed;      /* from start to this snapshot */
    nanos span;         /* from start to the last sample; rates refer to it */
    nanos before_reset; /* duration of the run before the start: above 0 after a reset */
    nanos run_time;     /* planned duration; 0: until stopped */
    bool is_final;      /* the run is over */
    bool is_brief;    /* without series, histories, distributions, details of rows, and the text and shares of
                         the scenario; with more than 256 rows, it computes the percentiles of 256 of them in
                         turn, and those of the others are some seconds old */
    const char *end;  /* in a final snapshot the reason, such as "the run time has ended"; otherwise "" */
    enum run_end how; /* the same as a value; RUN_DONE during the run */
    bool has_aborted; /* a threshold ended it early; `end` names it */
    uint64_t users;   /* running */
    uint64_t users_goal; /* target users at the end of the current ramp; 0 for arrivals */
    uint64_t users_not_started;
    uint64_t arrivals; /* started; 0 if the load is a number of users */
    uint64_t arrivals_dropped;
    uint64_t in_flight; /* requests; in the final snapshot, those that the end of the run cut off */
    nanos oldest_in_flight;
    const struct snapshot_row *rows; /* rows with samples, by name and then type, as in Locust */
    size_t row_count;
    struct snapshot_row aggregated;          /* without transactions */
    bool has_scheduled;                      /* some row has times since the intended start */
    const struct snapshot_failure *failures; /* by method, name, error */
    size_t failure_count;
    const struct snapshot_error *errors; /* in order of appearance */
    size_t error_count;
    uint64_t error_occurrences;
    const struct threshold_result *thresholds;
    size_t threshold_count;
    struct verdict verdict;
    struct health_report health;
    struct capacity_report capacity;
    struct cluster_report cluster;
    struct run_progress progress;  /* of a node in a run over many; else of no use, as is the next one */
    const struct waiting *waiting; /* requests in flight for longer than a step of a capacity search */
    size_t waiting_count;
    const struct series_point *series;
    const struct heat *heat; /* of each point of the series; NULL: not known */
    size_t series_count;
    const struct timeline_step
        *steps; /* of the histories of rows and failures; the last one isn't complete */
    size_t step_count;
    const struct snapshot_second *second; /* the last complete second; NULL: none yet */
    nanos recent_p50;                     /* over the last ten seconds; 0 without requests */
    nanos recent_p95;
    const char *scenario;              /* path of the main file */
    const char *source;                /* its text; secrets are "***", as in settings */
    const struct scenario_file *files; /* the main file first; secrets are "***" */
    size_t file_count;
    const struct snapshot_line *lines; /* by file, line and column */
    size_t line_count;
    const struct task_share *shares; /* a tree: how often kinds, sets and tasks should be picked */
    size_t share_count;
    const struct mark *marks; /* in the order in which they were added */
    size_t mark_count;
    const struct run_setting *settings;
    size_t setting_count;
    struct arena arena;      /* owns all of the above */
    atomic_uint more_owners; /* besides the first */
};

/* The input of a snapshot, in addition to the totals. Everything is borrowed and copied. */
struct snapshot_input {
    const struct totals *totals;
    instant now;
    int64_t wall;
    nanos before_reset;
    nanos run_time;
    bool is_final;
    bool is_brief;   /* as in the snapshot */
    const char *end; /* NULL during the run */
    enum run_end how;
    uint64_t users;
    uint64_t users_goal;
    uint64_t in_flight; /* summed over the reactors */
    nanos oldest_in_flight;
    const struct threshold_result *thresholds; /* evaluated again, except those that have ended the run */
    size_t threshold_count;
    const struct health_report *health;     /* NULL: no problems */
    const struct capacity_report *capacity; /* NULL: no search */
    const struct cluster_report *cluster;   /* NULL: no cluster */
    const struct run_progress *progress;    /* NULL: not known */
    const struct waiting *waiting;
    size_t waiting_count;
    const char *scenario; /* may be NULL, as may be the outline */
    const struct scenario_outline *outline;
    const struct run_setting *settings;
    size_t setting_count;
};

/* Takes a few milliseconds for a thousand rows, a brief one about one. The caller frees it. */
struct snapshot *snapshot_new(const struct snapshot_input *input);

/* The empty state before the first run. The caller frees it. */
struct snapshot *snapshot_new_empty(void);

/* The details of a row; zeros if it has none. */
const struct row_details *snapshot_row_details(const struct snapshot_row *row);

/* Adds an owner of the same snapshot, who must call snapshot_free too. Any thread; returns the snapshot. */
struct snapshot *snapshot_hold(const struct snapshot *snapshot);

/* Frees it when the last owner calls this. NULL is allowed. */
void snapshot_free(struct snapshot *snapshot);

#endif
