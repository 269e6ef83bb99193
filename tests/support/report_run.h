/* A fixed run for the golden texts of writers: two rows, one of which has a name that would break formats. */
#ifndef SWARM_TESTS_SUPPORT_REPORT_RUN_H
#define SWARM_TESTS_SUPPORT_REPORT_RUN_H

#include "runtime/base/count_of.h"
#include "runtime/stats/snapshot.h"

#define MS NANOS_PER_MS
#define ODD_NAME "/\"b\"\\\n\x01\xff"

/* How many of `count` times are up to each bound. The memory is used again after 8 calls. */
static const uint64_t *within_of(uint64_t count, nanos time)
{
    static uint64_t within[8][SNAPSHOT_BOUNDS];
    static unsigned next;
    uint64_t *counts = within[next++ % 8];

    for (int i = 0; i < SNAPSHOT_BOUNDS; i++)
        counts[i] = time <= snapshot_bounds[i] ? count : 0;
    return counts;
}

/* `count` samples of `time` each, in that bucket. */
static struct times times_of(uint64_t count, nanos time, const struct histogram_bucket *bucket)
{
    struct times times = {.count = count, .min = time, .max = time, .mean = (double)time};
    times.sum = (double)time * (double)count;
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        times.percentiles[i] = time;
    times.within = within_of(count, time);
    times.buckets = bucket;
    times.bucket_count = bucket ? 1 : 0;
    return times;
}

static struct snapshot_row plain_row(void)
{
    static const struct histogram_bucket bucket = {.place = 11 * 512 + 464, .count = 3};
    static const uint64_t distribution[HEAT_BUCKETS] = {[22] = 1, [23] = 2};
    static const struct row_step steps[] = {{.step = 0, .requests = 3, .p50 = 2 * MS, .p95 = 2 * MS}};
    static const struct status_count statuses[] = {{200, 2}, {304, 1}};
    static struct row_details details;

    details = (struct row_details){
        .successes = times_of(3, 2 * MS, &bucket),
        .connect = times_of(1, 500 * NANOS_PER_US, NULL),
    };
    return (struct snapshot_row){
        .id = 4,
        .type = "GET",
        .name = "/a",
        .requests = 3,
        .all = times_of(3, 2 * MS, NULL),
        .details = &details,
        .rates = {1.5, 0},
        .recent = {0.3, 0},
        .average_size = 100.5,
        .bytes_received = 301,
        .bytes_sent = 7,
        .connections_opened = 1,
        .connections_reused = 2,
        .distribution = distribution,
        .history = steps,
        .history_count = 1,
        .statuses = statuses,
        .status_count = 2,
    };
}

static struct snapshot_row odd_row(void)
{
    static const struct histogram_bucket bucket = {.place = 26 * 512 + 398, .count = 1};
    static struct row_details details;

    details = (struct row_details){
        .failed = times_of(1, 61100 * MS, &bucket),
        .scheduled = times_of(1, 61100 * MS, &bucket),
    };
    return (struct snapshot_row){
        .id = 0,
        .type = STATS_TRANSACTION,
        .name = ODD_NAME,
        .is_transaction = true,
        .requests = 1,
        .failures = 1,
        .all = times_of(1, 61100 * MS, NULL),
        .details = &details,
        .rates = {0.5, 0.5},
    };
}

/* A worker of swarm with a hostile name that was lost, one of Locust, and one that was refused. */
static struct cluster_report cluster_of_run(void)
{
    static const struct health_finding finding = {HEALTH_DEGRADED, "worker 0 (b): slow", 0, 1000 * MS};
    static const struct worker_report workers[] = {
        {.index = 1,
         .id = "a_b_01",
         .host = "a_b",
         .program = WORKER_OF_LOCUST,
         .condition = WORKER_IS_RUNNING,
         .users = 3,
         .requests = 40,
         .cpu = 50,
         .cpu_most = 95.5,
         .silent = 500 * MS},
        {.id = "<b>\x1b\n_00",
         .host = "<b>\x1b\n",
         .condition = WORKER_IS_MISSING,
         .requests = 20,
         .memory = 18000000,
         .measures = {.is_known = true, .in_flight = 1, .oldest = 3 * MS, .lag = 2 * MS, .late = 1500 * MS},
         .clock = {.is_known = true, .ahead = -1500 * MS, .error = 250 * NANOS_PER_US},
         .silent = 5900 * MS,
         .findings = &finding,
         .finding_count = 1},
        {.index = 2,
         .id = "c_02",
         .host = "c",
         .program = WORKER_OF_OTHERS,
         .condition = WORKER_IS_REFUSED,
         .refusal = "another version"},
    };
    static const struct worker_loss losses[] = {
        {.index = 0, .host = "<b>\x1b\n", .when = 12900 * MS, .span = 1300 * MS, .requests = 50},
        {.index = 1, .host = "a_b", .was_stopping = true, .when = 60000 * MS, .span = 3000 * MS},
    };

    return (struct cluster_report){
        .is_there = true,
        .workers = workers,
        .worker_count = COUNT_OF(workers),
        .counts = {[WORKER_IS_RUNNING] = 1, [WORKER_IS_MISSING] = 1, [WORKER_IS_REFUSED] = 1},
        .losses = losses,
        .loss_count = COUNT_OF(losses),
    };
}

/* Everything but rows is borrowed from static memory; the rows are the caller's two. */
static struct snapshot report_run(struct snapshot_row rows[2])
{
    static const struct failure_step failure_steps[] = {{0, 1}, {1, 1}};
    static const struct snapshot_failure failure = {
        .id = 2,
        .row = 4,
        .method = "GET",
        .name = ODD_NAME,
        .error = "expect status == 200",
        .actual = "\xe2\x82\xac \xed\xa0\x80",
        .file = 1,
        .line = 7,
        .occurrences = 2,
        .first_seen = 1500 * MS,
        .last_seen = 86400000 * MS,
        .history = failure_steps,
        .history_count = 2,
    };
    static const struct snapshot_error error = {
        .id = 1,
        .place = "a.swarm:3",
        .message = "division by 0",
        .stack = "fn f\ntask t",
        .occurrences = 4,
        .first_seen = 1500 * MS,
        .last_seen = 1501 * MS,
    };
    static const struct mark marks[] = {
        {0, MARK_PHASE, "ramp to 20 users over 10s"},
        {1500 * MS, MARK_USERS, "30 users"},
        {2000 * MS, MARK_RESET, "statistics reset"},
    };
    static const struct threshold_result thresholds[] = {
        {.threshold = {.name = "GET /a",
                       .metric = THRESHOLD_PERCENTILE,
                       .percent = 99.9,
                       .wanted = 800 * MS,
                       .text = "\"GET /a\" p99.9 < 800ms"},
         .got = 2 * MS,
         .is_measured = true,
         .is_met = true},
        {.threshold = {.metric = THRESHOLD_FAILED,
                       .op = THRESHOLD_LESS_EQUAL,
                       .wanted = 0.01,
                       .aborts = true,
                       .abort_after = 1500 * MS,
                       .text = "failed <= 1% abort after 1500ms"},
         .got = 0.25,
         .is_measured = true,
         .has_aborted = true},
        {.threshold = {.metric = THRESHOLD_RPS, .op = THRESHOLD_GREATER, .wanted = 10, .text = "rps > 10"}},
    };
    static const struct health_finding finding = {HEALTH_DEGRADED, "a reactor was busy 97 % of its time",
                                                  2500 * MS, 1000 * MS};
    static const struct health_reactor reactor = {.cpu = 0.25, .busy = 0.5, .busy_most = 0.97, .lag = 3 * MS};
    static const struct capacity_step steps[] = {
        {.users = 8, .rate = 80.5, .requests = 800, .p50 = MS, .p95 = 2 * MS, .p99 = 3 * MS, .missed = ""},
        {.users = 16,
         .outcome = CAPACITY_NOT_MET,
         .is_confirming = true,
         .failed = 0.5,
         .missed = "p95 < 2s"},
    };
    static const struct series_point points[] = {
        {.when = 1500 * MS,
         .length = 1000 * MS,
         .users = 2,
         .requests = 3,
         .p50 = 2 * MS,
         .p95 = 2 * MS,
         .p99 = 2 * MS},
        {.when = 2500 * MS, .length = 500 * MS, .users = 1, .arrivals = 85, .dropped = 5},
    };
    static const struct heat heat[2] = {{.counts = {[0] = 1, [23] = 2}}};
    static const struct timeline_step timeline[] = {{0, 1000 * MS}, {1000 * MS, 500 * MS}};
    static const struct run_setting settings[] = {{"host", "http://127.0.0.1:8080"}, {"users", "2"}};
    static const struct scenario_file files[] = {{"shop.swarm", "user Shopper {}\n"}, {"std/http", NULL}};
    static const struct task_share shares[] = {{SHARE_OF_KIND, 0, "Shopper", 1, 1},
                                               {SHARE_OF_SET, 1, "Shop", 0.25, 0.25},
                                               {SHARE_OF_TASK, 2, "pay", 0.25, 0.25},
                                               {SHARE_OF_TASK, 1, "buy", 0.75, 0.75}};
    static const struct snapshot_line lines[] = {
        {.kind = LINE_KIND,
         .line = 1,
         .column = 1,
         .text = "Shopper",
         .row = SNAPSHOT_NO_ROW,
         .passed = 2,
         .share = 1,
         .wanted_share = 1},
        {.kind = LINE_TASK,
         .line = 2,
         .column = 5,
         .text = "buy",
         .row = SNAPSHOT_NO_ROW,
         .share = -1,
         .wanted_share = -1},
        {.kind = LINE_REQUEST,
         .line = 3,
         .column = 9,
         .text = "GET /a",
         .row = 4,
         .passed = 2,
         .failed = 1,
         .per_second = 1.5,
         .p95 = 2 * MS},
        {.kind = LINE_TRANSACTION, .line = 4, .column = 9, .text = "\"b\"", .row = SNAPSHOT_NO_ROW},
        {.kind = LINE_EXPECT,
         .file = 1,
         .line = 7,
         .column = 5,
         .text = "expect status == 200",
         .row = SNAPSHOT_NO_ROW,
         .passed = 1,
         .failed = 2},
    };
    rows[0] = plain_row();
    rows[1] = odd_row();
    struct snapshot snapshot = {
        .start = 1500 * MS,
        .elapsed = 62500 * MS,
        .span = 61500 * MS,
        .run_time = 120 * NANOS_PER_S,
        .is_final = true,
        .end = "a threshold is missed",
        .has_aborted = true,
        .users = 2,
        .users_goal = 3,
        .users_not_started = 1,
        .arrivals = 90,
        .arrivals_dropped = 5,
        .in_flight = 1,
        .oldest_in_flight = 30200 * MS,
        .rows = rows,
        .row_count = 2,
        .aggregated = {.id = SNAPSHOT_NO_ROW, .type = "", .name = "Aggregated", .requests = 3},
        .failures = &failure,
        .failure_count = 1,
        .errors = &error,
        .error_count = 1,
        .error_occurrences = 4,
        .marks = marks,
        .mark_count = COUNT_OF(marks),
        .thresholds = thresholds,
        .threshold_count = 3,
        .health = {.state = HEALTH_DEGRADED,
                   .findings = &finding,
                   .finding_count = 1,
                   .reactors = &reactor,
                   .reactor_count = 1,
                   .waits = {7, 1 * MS, 2 * MS, 3 * MS},
                   .cores = 2,
                   .throttled = 0.125,
                   .descriptors = 40,
                   .descriptor_limit = 1024},
        .cluster = cluster_of_run(),
        .capacity = {.is_wanted = true,
                     .condition = "p95 < 2s and failed < 1%",
                     .end = CAPACITY_FOUND,
                     .users = 8,
                     .rate = 80.5,
                     .steps = steps,
                     .step_count = 2},
        .series = points,
        .heat = heat,
        .steps = timeline,
        .step_count = 2,
        .series_count = 2,
        .recent_p95 = 2 * MS,
        .scenario = "shop.swarm",
        .source = files[0].source,
        .files = files,
        .file_count = 2,
        .lines = lines,
        .line_count = 5,
        .shares = shares,
        .share_count = 4,
        .settings = settings,
        .setting_count = 2,
    };
    snapshot.verdict = verdict_judge(&snapshot);
    return snapshot;
}

#endif
