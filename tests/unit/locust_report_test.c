/* The numbers of a node in the form of Locust's `stats`. */
#include "runtime/cluster/locust/locust_report.h"

#include "tests/support/test.h"

static const struct row_name names[] = {{"GET", "/a"}, {"TXN", "buy"}};

enum { ROW_A, ROW_BUY };

static const int64_t noon = INT64_C(1800000000) * NANOS_PER_S;

static void sample(struct stats *stats, uint32_t row, nanos time, bool failed, uint64_t bytes)
{
    struct sample sample = {.row = row,
                            .start = {1},
                            .end = {1 + time},
                            .failed = failed,
                            .status = 200,
                            .bytes_received = bytes};

    stats_record(stats, &sample);
    if (failed)
        stats_failure(stats, row,
                      (struct failure_event){.error = "no \"ok\"", .error_length = 7, .when = noon});
}

/* Passes what was counted on to the report, as a node does each second. */
static void second_pass(struct stats *stats, struct locust_report *report, int64_t wall)
{
    struct stats_set *set = stats_take(stats, NULL);

    locust_report_add(report, set, wall);
    stats_set_free(set);
}

static msgpack_unpacked written(const struct locust_report *report, struct buffer *bytes)
{
    msgpack_packer packer = packed_writer(bytes);
    msgpack_unpacked read = {0};

    msgpack_pack_map(&packer, 3);
    locust_report_write(report, &packer);
    CHECK(packed_read(bytes->data, bytes->length, &read));
    return read;
}

static double number(const msgpack_object *map, const char *key)
{
    double number = -1;

    return packed_number(packed_get(map, key), &number) ? number : -1;
}

/* "key:count key:count" */
static void check_counts(const msgpack_object *map, const char *want)
{
    struct buffer got = {0};

    CHECK(map && map->type == MSGPACK_OBJECT_MAP);
    for (uint32_t i = 0; map && i < map->via.map.size; i++)
        buffer_printf(&got, "%s%" PRIu64 ":%" PRIu64, i > 0 ? " " : "", map->via.map.ptr[i].key.via.u64,
                      map->via.map.ptr[i].val.via.u64);
    CHECK_TEXT(buffer_text(&got), want);
    buffer_free(&got);
}

TEST(times_are_rounded_as_in_python)
{
    static const double times[][2] = {{0.5, 0},     {1.5, 2},      {99.4, 99},     {99.5, 100},
                                      {145, 140},   {155, 160},    {995, 1000},    {1050, 1000},
                                      {1150, 1200}, {9950, 10000}, {10500, 10000}, {11500, 12000}};

    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        CHECK_INT(locust_rounded(times[i][0]), (uint64_t)times[i][1]);
}

TEST(rows_total_and_errors)
{
    struct stats *stats = stats_new(names, 2);
    struct locust_report *report = locust_report_new(names, 2, noon);
    struct buffer bytes = {0};
    msgpack_unpacked read;
    const msgpack_object *rows, *row, *total, *errors, *error;

    sample(stats, ROW_A, 147300 * NANOS_PER_US, false, 512);
    sample(stats, ROW_A, 12 * NANOS_PER_MS, true, 0);
    sample(stats, ROW_BUY, 3 * NANOS_PER_S, false, 0);
    second_pass(stats, report, noon + NANOS_PER_S);
    sample(stats, ROW_A, 12 * NANOS_PER_MS, true, 0);
    second_pass(stats, report, noon + 2 * NANOS_PER_S);
    read = written(report, &bytes);

    rows = packed_get(&read.data, "stats");
    CHECK_INT(rows->via.array.size, 2);
    row = &rows->via.array.ptr[0];
    CHECK(packed_is(packed_get(row, "name"), "/a"));
    CHECK(packed_is(packed_get(row, "method"), "GET"));
    CHECK_FLOAT(number(row, "num_requests"), 3, 0);
    CHECK_FLOAT(number(row, "num_failures"), 2, 0);
    CHECK_FLOAT(number(row, "total_response_time"), 171.3, 1e-9);
    CHECK_FLOAT(number(row, "min_response_time"), 12, 0);
    CHECK_FLOAT(number(row, "max_response_time"), 147.3, 0);
    CHECK_FLOAT(number(row, "total_content_length"), 512, 0);
    CHECK_FLOAT(number(row, "start_time"), 1800000000, 0);
    check_counts(packed_get(row, "response_times"), "12:2 150:1");
    check_counts(packed_get(row, "num_reqs_per_sec"), "1800000000:2 1800000001:1");
    check_counts(packed_get(row, "num_fail_per_sec"), "1800000000:1 1800000001:1");

    total = packed_get(&read.data, "stats_total"); /* without the transaction */
    CHECK(packed_is(packed_get(total, "name"), "Aggregated"));
    CHECK_FLOAT(number(total, "num_requests"), 3, 0);
    check_counts(packed_get(total, "response_times"), "12:2 150:1");

    errors = packed_get(&read.data, "errors");
    CHECK_INT(errors->via.map.size, 1);
    error = &errors->via.map.ptr[0].val;
    CHECK(packed_is(packed_get(error, "error"), "CatchResponseError(no \"ok\")"));
    CHECK_FLOAT(number(error, "occurrences"), 2, 0);

    msgpack_unpacked_destroy(&read);
    buffer_free(&bytes);
    locust_report_free(report);
    stats_free(stats);
}

/* An idle worker must not send a minimum of 0. */
TEST(a_report_without_requests)
{
    struct stats *stats = stats_new(names, 2);
    struct locust_report *report = locust_report_new(names, 2, noon);
    struct buffer bytes = {0};
    msgpack_unpacked read;
    const msgpack_object *total;

    sample(stats, ROW_A, 5 * NANOS_PER_MS, true, 0);
    second_pass(stats, report, noon);
    locust_report_clear(report, noon + 9 * NANOS_PER_S);
    read = written(report, &bytes);
    total = packed_get(&read.data, "stats_total");
    CHECK_INT(packed_get(&read.data, "stats")->via.array.size, 0);
    CHECK_INT(packed_get(&read.data, "errors")->via.map.size, 0);
    CHECK_FLOAT(number(total, "num_requests"), 0, 0);
    CHECK_INT(packed_get(total, "min_response_time")->type, MSGPACK_OBJECT_NIL);
    CHECK_INT(packed_get(total, "last_request_timestamp")->type, MSGPACK_OBJECT_NIL);
    CHECK_FLOAT(number(total, "start_time"), 1800000009, 0);
    msgpack_unpacked_destroy(&read);
    buffer_free(&bytes);
    locust_report_free(report);
    stats_free(stats);
}

TEST_MAIN(RUN(times_are_rounded_as_in_python); RUN(rows_total_and_errors); RUN(a_report_without_requests))
