/* Samples go to their rows, sets are handed over empty, names are bounded. */
#include "runtime/base/mask.h"
#include "tests/support/stats_samples.h"
#include "tests/support/test.h"

TEST(a_sample_goes_to_its_row)
{
    struct stats *stats = stats_new(names, NAMES);
    stats_record(stats, &(struct sample){
                            .row = 1,
                            .is_intended = true,
                            .intended = at(1000000),
                            .start = at(3000000),
                            .end = at(8000000),
                            .connect = 400000,
                            .tls = 700000,
                            .first_byte = 4000000,
                            .status = 201,
                            .connections_opened = 1,
                            .connections_reused = 2,
                            .bytes_received = 100,
                            .bytes_sent = 50,
                        });
    const struct stats_row *row = row_of(stats, 1);
    CHECK_TEXT(row->name.type, "POST");
    CHECK_INT(stats_row_requests(row), 1);
    CHECK_INT(stats_row_failures(row), 0);
    CHECK_INT(row->successes.min, 5000000);
    CHECK_INT(row->scheduled->min, 7000000);
    CHECK_INT(row->first_byte->min, 4000000);
    CHECK_INT(row->connect->min, 400000);
    CHECK_INT(row->tls->min, 700000);
    CHECK_INT(row->statuses[2][1], 1);
    CHECK_INT(row->connections_opened, 1);
    CHECK_INT(row->connections_reused, 2);
    CHECK_INT(row->bytes_received, 100);
    CHECK_INT(row->bytes_sent, 50);
    CHECK_INT(stats->set->last_end.ns, 8000000);
    CHECK_INT(stats_row_requests(row_of(stats, 0)), 0);
    CHECK(!row->is_transaction);
    stats_record(stats, &(struct sample){.row = 2, .end = at(1)});
    CHECK(row_of(stats, 2)->is_transaction);
    stats_free(stats);
}

/* What nobody asked for takes no memory: no histogram of intended starts without an intended start. */
TEST(histograms_come_with_their_first_sample)
{
    struct stats *stats = stats_new(names, NAMES);
    struct sample sample = plain(0, NANOS_PER_MS);
    stats_record(stats, &sample);
    const struct stats_row *row = row_of(stats, 0);
    CHECK(!row->failures && !row->scheduled && !row->first_byte && !row->connect && !row->tls);
    stats_free(stats);
}

TEST(successes_and_failures_apart)
{
    struct stats *stats = stats_new(names, NAMES);
    struct histogram all = {0};
    for (int i = 1; i <= 10; i++) {
        struct sample sample = plain(0, i * NANOS_PER_MS);
        sample.failed = i > 7;
        sample.status = i > 7 ? 503 : 200;
        stats_record(stats, &sample);
    }
    const struct stats_row *row = row_of(stats, 0);
    CHECK_INT(stats_row_requests(row), 10);
    CHECK_INT(stats_row_failures(row), 3);
    CHECK_INT(row->successes.max, 7 * NANOS_PER_MS);
    CHECK_INT(row->failures->min, 8 * NANOS_PER_MS);
    stats_row_times(row, &all);
    CHECK_INT(all.count, 10);
    CHECK_INT(row->statuses[5][3], 3);
    histogram_free(&all);
    stats_free(stats);
}

TEST(strange_statuses_do_no_harm)
{
    struct stats *stats = stats_new(names, NAMES);
    static const int statuses[] = {-1, 0, 1000, 2000000000, 999};
    for (size_t i = 0; i < 5; i++) {
        struct sample sample = plain(0, NANOS_PER_MS);
        sample.status = statuses[i];
        stats_record(stats, &sample);
    }
    CHECK_INT(stats_row_requests(row_of(stats, 0)), 5);
    CHECK_INT(row_of(stats, 0)->statuses[9][99], 1);
    stats_free(stats);
}

TEST(interpolated_names_keep_their_ids)
{
    struct stats *stats = stats_new(names, NAMES);
    uint32_t x = dynamic(stats, "GET", "/x"), y = dynamic(stats, "GET", "/y");
    CHECK_INT(x, NAMES);
    CHECK_INT(y, NAMES + 1);
    CHECK_INT(dynamic(stats, "POST", "/x"), NAMES + 2);
    struct stats_set *full = stats_take(stats, NULL);
    CHECK_INT(dynamic(stats, "GET", "/y"), y);
    CHECK_INT(stats_row_dynamic(stats, "GET", "/xtra", 2), x);
    CHECK_TEXT(stats_row_name(stats, y).name, "/y");
    CHECK_TEXT(stats_row_name(stats, 2).name, "buy");
    stats_set_free(full);
    stats_free(stats);
}

TEST(secrets_in_names_are_masked)
{
    struct stats *stats = stats_new(names, NAMES);
    mask_add("hunter2-secret", 14);
    uint32_t row = dynamic(stats, "GET", "/of/hunter2-secret");
    CHECK_TEXT(stats_row_name(stats, row).name, "/of/***");
    CHECK_INT(dynamic(stats, "GET", "/of/hunter2-secret"), row);
    stats_free(stats);
}

/* A name may hold the body of an answer: what is kept of it is bounded, and so is what tells names apart. */
TEST(long_names_are_cut)
{
    struct stats *stats = stats_new(names, NAMES);
    char name[STATS_NAME + 100];
    memset(name, 'x', sizeof name);
    memcpy(name + STATS_NAME - 1, "\xE2\x82\xAC", 3);
    uint32_t row = stats_row_dynamic(stats, "GET", name, sizeof name);
    CHECK_INT(strlen(stats_row_name(stats, row).name), STATS_NAME - 1);
    CHECK_INT(stats_row_dynamic(stats, "GET", name, sizeof name - 1), row);
    name[0] = 'y';
    CHECK_INT(stats_row_dynamic(stats, "GET", name, sizeof name), row + 1);
    stats_free(stats);
}

TEST(a_thousand_names_and_the_rest)
{
    log_sink_set(count_warnings, NULL);
    struct stats *stats = stats_new(names, NAMES);
    record_names(stats, 0, STATS_NAMES + 300);
    uint32_t other = dynamic(stats, "PUT", "/another");
    CHECK_INT(other, NAMES + STATS_NAMES);
    CHECK_TEXT(stats_row_name(stats, other).name, STATS_OTHER);
    CHECK_INT(stats_row_requests(row_of(stats, other)), 300);
    uint32_t transactions = dynamic(stats, "TXN", "one more");
    CHECK_INT(transactions, NAMES + STATS_NAMES + 1);
    CHECK_TEXT(stats_row_name(stats, transactions).type, "TXN");
    CHECK_INT(dynamic(stats, "GET", "/item/0"), NAMES);
    CHECK_INT(warnings, 1);
    log_sink_set(NULL, NULL);
    stats_free(stats);
}

TEST(taking_leaves_an_empty_set)
{
    struct stats *stats = stats_new(names, NAMES);
    struct sample sample = plain(0, NANOS_PER_MS);
    stats_record(stats, &sample);
    stats_failure(stats, 0, (struct failure_event){.error = "e", .error_length = 1, .when = 5});
    stats_error(stats, "a:1", "m", "", 5);
    stats_users_not_started(stats, 1);
    struct stats_set *first = stats_take(stats, NULL);
    CHECK_INT(stats->set->rows.count, 0);
    CHECK_INT(stats->set->users_not_started, 0);
    CHECK_INT(stats_row_requests(&first->rows.items[0]), 1);
    CHECK_TEXT(first->failures.tally.groups.items[0].texts[1], "/a");
    CHECK_INT(first->users_not_started, 1);
    stats_set_clear(first);
    CHECK_INT(first->failures.tally.groups.count, 0);
    CHECK_INT(first->errors.tally.groups.count, 0);
    struct stats_set *second = stats_take(stats, first);
    CHECK(stats->set == first);
    CHECK_INT(stats_row_requests(row_of(stats, 0)), 0);
    stats_record(stats, &sample);
    CHECK_INT(stats_row_requests(row_of(stats, 0)), 1);
    stats_set_free(second);
    stats_free(stats);
}

TEST_MAIN(RUN(a_sample_goes_to_its_row); RUN(histograms_come_with_their_first_sample);
          RUN(successes_and_failures_apart); RUN(strange_statuses_do_no_harm);
          RUN(interpolated_names_keep_their_ids); RUN(secrets_in_names_are_masked); RUN(long_names_are_cut);
          RUN(a_thousand_names_and_the_rest); RUN(taking_leaves_an_empty_set))
