/* What a worker of Locust reports, as statistics: by way of the form in which workers of swarm report to
 * Locust. */
#include "runtime/cluster/locust/locust_numbers.h"

#include "runtime/cluster/locust/locust_report.h"
#include "tests/support/test.h"

static const struct row_name names[] = {{"GET", "/a"}, {"POST", "/b"}};

static void sample(struct stats *stats, uint32_t row, nanos time, bool failed)
{
    struct sample sample = {
        .row = row, .start = {1}, .end = {1 + time}, .failed = failed, .bytes_received = 7};

    stats_record(stats, &sample);
    if (failed)
        stats_failure(stats, row, (struct failure_event){.error = "no", .error_length = 2, .when = 5});
}

/* What `stats` has counted, as a message. */
static msgpack_unpacked message_of(struct stats *stats, struct buffer *bytes)
{
    struct locust_report *report = locust_report_new(names, 2, 0);
    struct stats_set *set = stats_take(stats, NULL);
    msgpack_packer packer = packed_writer(bytes);
    msgpack_unpacked read = {0};

    locust_report_add(report, set, NANOS_PER_S);
    msgpack_pack_map(&packer, 3);
    locust_report_write(report, &packer);
    CHECK(packed_read(bytes->data, bytes->length, &read));
    stats_set_free(set);
    locust_report_free(report);
    return read;
}

TEST(rows_come_back)
{
    struct stats *from = stats_new(names, 2), *into = stats_new(names, 2);
    struct buffer bytes = {0};
    msgpack_unpacked read;
    const struct stats_row *row;
    uint32_t other;

    for (int i = 1; i <= 100; i++)
        sample(from, 0, i * NANOS_PER_MS, i % 4 == 0);
    other = stats_row_dynamic(from, "PURGE", "/c", 2);
    sample(from, other, 1234567 * NANOS_PER_US, false);
    read = message_of(from, &bytes);
    CHECK_INT(locust_numbers_read(&read.data, (instant){9}, into), 0);

    row = &into->set->rows.items[0];
    CHECK_INT(stats_row_requests(row), 100);
    CHECK_INT(stats_row_failures(row), 25);
    CHECK_INT((int64_t)(row->successes.sum + row->failures->sum), 5050 * NANOS_PER_MS);
    CHECK_INT(row->successes.min, NANOS_PER_MS);
    CHECK_INT(row->successes.max, 100 * NANOS_PER_MS);
    CHECK_INT(row->bytes_received, 700);
    CHECK_FLOAT((double)histogram_percentile(&row->successes, 0.5), 50e6, 2e6);
    CHECK_FLOAT((double)histogram_percentile(row->failures, 0.5), 50e6, 3e6); /* spread evenly */
    row = &into->set->rows.items[stats_row_dynamic(into, "PURGE", "/c", 2)];
    CHECK_INT(stats_row_requests(row), 1);
    CHECK_INT(row->successes.max, 1234567 * NANOS_PER_US);
    CHECK_INT(into->set->failures.tally.groups.count, 1);
    CHECK_TEXT(into->set->failures.tally.groups.items[0].texts[2], "no");
    CHECK_INT(into->set->failures.tally.groups.items[0].occurrences, 25);
    CHECK_INT(into->set->last_end.ns, 9);

    msgpack_unpacked_destroy(&read);
    buffer_free(&bytes);
    stats_free(from);
    stats_free(into);
}

/* {"stats": [entry], ...} of JSON-like bytes that a test writes by hand. */
static unsigned wrong_in(const char *bytes, size_t length, struct stats *into)
{
    msgpack_unpacked read;
    unsigned wrong;

    CHECK(packed_read(bytes, length, &read));
    wrong = locust_numbers_read(&read.data, (instant){9}, into);
    msgpack_unpacked_destroy(&read);
    return wrong;
}

TEST(entries_without_sense_are_left_out)
{
    static const char number[] = "\x81\xa5stats\x91\x05",
                      nameless[] = "\x81\xa5stats\x91\x81\xacnum_requests\x05", nothing[] = "\xc0";
    struct stats *into = stats_new(names, 2);

    CHECK_INT(wrong_in(number, sizeof number - 1, into), 1);
    CHECK_INT(wrong_in(nameless, sizeof nameless - 1, into), 1);
    CHECK_INT(wrong_in(nothing, sizeof nothing - 1, into), 0);
    CHECK_INT(into->set->rows.count, 0);
    stats_free(into);
}

/* Counts that don't fit together: more failures than requests, more times than requests, requests without a
 * time. */
TEST(counts_that_contradict_each_other)
{
    struct stats *into = stats_new(names, 2);
    struct buffer bytes = {0};
    msgpack_packer packer = packed_writer(&bytes);
    const struct stats_row *row;

    msgpack_pack_map(&packer, 1);
    packed_write_word(&packer, "stats");
    msgpack_pack_array(&packer, 1);
    msgpack_pack_map(&packer, 5);
    packed_write_word(&packer, "name");
    packed_write_word(&packer, "/a");
    packed_write_word(&packer, "method");
    packed_write_word(&packer, "GET");
    packed_write_count(&packer, "num_requests", 5);
    packed_write_count(&packer, "num_failures", 9);
    packed_write_word(&packer, "response_times");
    msgpack_pack_map(&packer, 2);
    msgpack_pack_double(&packer, 150.0);
    msgpack_pack_int(&packer, 3);
    msgpack_pack_int(&packer, -1);
    msgpack_pack_int(&packer, 1000);
    CHECK_INT(wrong_in(bytes.data, bytes.length, into), 0);
    row = &into->set->rows.items[0];
    CHECK_INT(stats_row_requests(row), 5);
    CHECK_INT(stats_row_failures(row), 0);
    CHECK_INT(row->successes.max, 150 * NANOS_PER_MS);
    buffer_free(&bytes);
    stats_free(into);
}

TEST_MAIN(RUN(rows_come_back); RUN(entries_without_sense_are_left_out);
          RUN(counts_that_contradict_each_other))
