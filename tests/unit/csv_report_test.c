/* The CSV files of fixed runs, byte by byte; tests/csv.sh holds them to what Locust writes. */
#include "runtime/report/csv/csv_report.h"

#include "tests/support/test.h"

#define MS NANOS_PER_MS

#define PERCENTILES "50%,66%,75%,80%,90%,95%,98%,99%,99.9%,99.99%,100%"
#define STATS_HEAD                                                                                           \
    "Type,Name,Request Count,Failure Count,Median Response Time,Average Response Time,Min Response Time,"    \
    "Max Response Time,Average Content Size,Requests/s,Failures/s," PERCENTILES "\r\n"
#define HISTORY_HEAD                                                                                         \
    "Timestamp,User Count,Type,Name,Requests/s,Failures/s," PERCENTILES ",Total Request Count,"              \
    "Total Failure Count,Total Median Response Time,Total Average Response Time,Total Min Response Time,"    \
    "Total Max Response Time,Total Average Content Size\r\n"

typedef void writer(const struct snapshot *snapshot, struct buffer *out);

static void write_check(writer *write, const struct snapshot *snapshot, const char *want)
{
    struct buffer out = {0};
    write(snapshot, &out);
    CHECK_TEXT(buffer_text(&out), want);
    buffer_free(&out);
}

static void history_default(const struct snapshot *snapshot, struct buffer *out)
{
    csv_history_write(snapshot, 1002, false, out);
}

static void history_full(const struct snapshot *snapshot, struct buffer *out)
{
    csv_history_write(snapshot, 1002, true, out);
}

/* Percentiles of 1, 2, … times the median; the last one is the maximum. */
static struct times times(uint64_t count, nanos median, nanos max)
{
    struct times times = {.count = count, .min = median / 2, .max = max, .mean = 1.25 * (double)median};
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        times.percentiles[i] = (i + 1) * median;
    times.percentiles[SNAPSHOT_PERCENTILES - 1] = max;
    return times;
}

static struct snapshot_row row(const char *type, const char *name, struct times all)
{
    return (struct snapshot_row){
        .type = type,
        .name = name,
        .requests = all.count,
        .failures = all.count / 4,
        .all = all,
        .rates = {(double)all.count / 3, (double)(all.count / 4) / 3},
        .recent = {(double)all.count / 8, (double)(all.count / 4) / 8},
        .average_size = 692,
    };
}

static struct snapshot snapshot_of(const struct snapshot_row *rows, size_t count,
                                   struct snapshot_row aggregated)
{
    return (struct snapshot){
        .users = 20,
        .rows = rows,
        .row_count = count,
        .aggregated = aggregated,
    };
}

TEST(a_line_per_row_and_one_for_all)
{
    const struct snapshot_row rows[] = {row("GET", "/", times(8, 20 * MS, 1234 * MS)),
                                        row("POST", "/b", times(4, 1500 * MS, 60 * NANOS_PER_S))};
    struct snapshot snapshot =
        snapshot_of(rows, 2, row("", "Aggregated", times(12, 30 * MS, 60 * NANOS_PER_S)));
    write_check(csv_stats_write, &snapshot,
                STATS_HEAD
                "GET,/,8,2,20,25.0,10.0,1234.0,692.0,2.6666666666666665,0.6666666666666666,"
                "20,40,60,80,100,120,140,160,180,200,1234\r\n"
                "POST,/b,4,1,1500,1875.0,750.0,60000.0,692.0,1.3333333333333333,0.3333333333333333,"
                "1500,3000,4500,6000,7500,9000,10500,12000,13500,15000,60000\r\n"
                ",Aggregated,12,3,30,37.5,15.0,60000.0,692.0,4.0,1.0,"
                "30,60,90,120,150,180,210,240,270,300,60000\r\n");
}

/* Whole milliseconds to the nearest, extremes to the nanosecond. */
TEST(times_are_rounded_once)
{
    struct times all = {.count = 1, .min = 1499999, .max = 2500001, .mean = 2000000.5};
    for (int i = 0; i < SNAPSHOT_PERCENTILES; i++)
        all.percentiles[i] = i < 4 ? 1499999 : 2500001;
    struct snapshot snapshot = snapshot_of(NULL, 0, row("", "Aggregated", all));
    write_check(csv_stats_write, &snapshot,
                STATS_HEAD
                ",Aggregated,1,0,1.499999,2.0000005,1.499999,2.500001,692.0,0.3333333333333333,0.0,"
                "1,1,1,1,3,3,3,3,3,3,3\r\n");
}

/* Where Locust has a float too: its median never leaves min and max. */
TEST(a_median_outside_of_min_and_max_is_exact)
{
    struct times below = {.count = 5, .min = 271104, .max = 900000, .percentiles = {300000}};
    struct times above = {.count = 5, .min = 600000, .max = 900000, .percentiles = {800000}};
    const struct snapshot_row rows[] = {row("GET", "/above", above)};
    struct snapshot snapshot = snapshot_of(rows, 1, row("", "Aggregated", below));
    write_check(csv_stats_write, &snapshot,
                STATS_HEAD
                "GET,/above,5,1,0.8,0.0,0.6,0.9,692.0,1.6666666666666667,0.3333333333333333,1,0,0,0,0,0,0,"
                "0,0,0,0\r\n"
                ",Aggregated,5,1,0.3,0.0,0.271104,0.9,692.0,1.6666666666666667,0.3333333333333333,0,0,0,0,0,"
                "0,0,0,0,0,0\r\n");
}

TEST(without_requests)
{
    struct snapshot snapshot = snapshot_of(NULL, 0, (struct snapshot_row){.type = "", .name = "Aggregated"});
    write_check(csv_stats_write, &snapshot,
                STATS_HEAD ",Aggregated,0,0,0,0.0,0,0,0,0.0,0.0,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A"
                           "\r\n");
    write_check(history_full, &snapshot,
                "1002,20,,Aggregated,0.000000,0.000000,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,N/A,"
                "0,0,0,0.0,0,0,0\r\n");
    write_check(csv_failures_write, &snapshot, "Method,Name,Error,Occurrences\r\n");
    write_check(csv_exceptions_write, &snapshot, "Count,Message,Traceback,Nodes\r\n");
}

TEST(the_history_has_all_by_default)
{
    const struct snapshot_row rows[] = {row("GET", "/", times(8, 20 * MS, 1234 * MS))};
    struct snapshot snapshot = snapshot_of(rows, 1, row("", "Aggregated", times(8, 20 * MS, 1234 * MS)));
    struct buffer head = {0};
    csv_history_head(&head);
    CHECK_TEXT(buffer_text(&head), HISTORY_HEAD);
    buffer_free(&head);
    write_check(history_default, &snapshot,
                "1002,20,,Aggregated,1.000000,0.250000,20,40,60,80,100,120,140,160,180,200,1234,"
                "8,2,20,25.0,10.0,1234.0,692.0\r\n");
}

/* 0 where a row had none in the last seconds; N/A is for what never had any. */
TEST(the_full_history_has_rows_and_recent_percentiles)
{
    const struct snapshot_row rows[] = {row("GET", "/", times(8, 20 * MS, 1234 * MS)),
                                        row("GET", "/old", times(2, 20 * MS, 1234 * MS))};
    struct snapshot_row quick = rows[0];
    const struct times recent = times(4, 2 * MS, 30 * MS), none = {0};
    struct snapshot_row old = rows[1];
    quick.recent_times = &recent;
    old.recent_times = &none;
    struct snapshot snapshot = snapshot_of((const struct snapshot_row[]){quick, old}, 2, quick);
    snapshot.aggregated.type = "";
    snapshot.aggregated.name = "Aggregated";
    write_check(
        history_full, &snapshot,
        "1002,20,GET,/,1.000000,0.250000,2,4,6,8,10,12,14,16,18,20,30,8,2,20,25.0,10.0,1234.0,692.0\r\n"
        "1002,20,GET,/old,0.250000,0.000000,0,0,0,0,0,0,0,0,0,0,0,2,0,20,25.0,10.0,1234.0,692.0\r\n"
        "1002,20,,Aggregated,1.000000,0.250000,2,4,6,8,10,12,14,16,18,20,30,"
        "8,2,20,25.0,10.0,1234.0,692.0\r\n");
}

static int64_t second_after(nanos start, nanos elapsed)
{
    struct snapshot snapshot = {.start = start, .when = start + elapsed};
    return csv_history_second(&snapshot);
}

/* Ticks come a little early or late; no two of them fall into one second, wherever the run has started. */
TEST(each_second_of_a_run_has_a_timestamp_of_its_own)
{
    for (nanos fraction = 0; fraction < NANOS_PER_S; fraction += 50 * MS)
        for (int tick = 0; tick < 10; tick++) {
            nanos start = 1000 * NANOS_PER_S + fraction;
            CHECK_INT(second_after(start, tick * NANOS_PER_S - (tick ? 40 * MS : 0)), 1000 + tick);
            CHECK_INT(second_after(start, tick * NANOS_PER_S + 400 * MS), 1000 + tick);
        }
}

TEST(failures_are_plain_texts)
{
    const struct snapshot_failure failures[] = {
        {.method = "GET",
         .name = "/\"a\", b",
         .error = "expect status == 200",
         .actual = "503",
         .occurrences = 12,
         .first_seen = 0,
         .last_seen = 0},
        {.method = "POST",
         .name = "日本",
         .error = "it said \"no\",\nagain",
         .actual = "",
         .occurrences = 3,
         .first_seen = 0,
         .last_seen = 0},
        {.method = "",
         .name = "",
         .error = "(other)",
         .actual = "",
         .occurrences = 7,
         .first_seen = 0,
         .last_seen = 0},
    };
    struct snapshot snapshot = {.failures = failures, .failure_count = 3};
    write_check(csv_failures_write, &snapshot,
                "Method,Name,Error,Occurrences\r\n"
                "GET,\"/\"\"a\"\", b\",expect status == 200,12\r\n"
                "POST,日本,\"it said \"\"no\"\",\nagain\",3\r\n"
                ",,(other),7\r\n");
}

TEST(exceptions_are_errors_with_their_stacks)
{
    const struct snapshot_error errors[] = {
        {.place = "shop.swarm:14",
         .message = "division by 0",
         .stack = "  at buy (shop.swarm:14)\n  at Shopper (shop.swarm:3)\n",
         .occurrences = 5,
         .first_seen = 0,
         .last_seen = 0},
        {.place = "shop.swarm:20",
         .message = "a member of none",
         .stack = "",
         .occurrences = 1,
         .first_seen = 0,
         .last_seen = 0},
    };
    struct snapshot snapshot = {.errors = errors, .error_count = 2};
    write_check(csv_exceptions_write, &snapshot,
                "Count,Message,Traceback,Nodes\r\n"
                "5,division by 0,\"  at buy (shop.swarm:14)\n  at Shopper (shop.swarm:3)\n\",local\r\n"
                "1,a member of none,shop.swarm:20,local\r\n");
}

TEST_MAIN(RUN(a_line_per_row_and_one_for_all); RUN(times_are_rounded_once);
          RUN(a_median_outside_of_min_and_max_is_exact); RUN(without_requests);
          RUN(the_history_has_all_by_default); RUN(the_full_history_has_rows_and_recent_percentiles);
          RUN(each_second_of_a_run_has_a_timestamp_of_its_own); RUN(failures_are_plain_texts);
          RUN(exceptions_are_errors_with_their_stacks))
