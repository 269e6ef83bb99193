#include "runtime/web/history_csv.h"

#include "tests/support/test.h"

/* The run at a second of it. */
static struct snapshot moment(int64_t second, uint64_t requests, bool is_final)
{
    struct snapshot snapshot = {.start = 1000 * NANOS_PER_S,
                                .when = (1000 + second) * NANOS_PER_S,
                                .elapsed = second * NANOS_PER_S,
                                .is_final = is_final};

    snapshot.aggregated.type = "";
    snapshot.aggregated.name = "Aggregated";
    snapshot.aggregated.requests = requests;
    return snapshot;
}

static void add(struct history_csv *history, int64_t second, uint64_t requests, bool is_final)
{
    struct snapshot snapshot = moment(second, requests, is_final);

    history_csv_add(history, &snapshot);
}

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;

    for (; (text = strstr(text, part)); text += strlen(part))
        count++;
    return count;
}

TEST(zero_bytes_are_a_history)
{
    struct history_csv history = {0};

    add(&history, 1, 10, false);
    add(&history, 2, 20, false);
    CHECK_INT(count_of(buffer_text(&history.lines), "Aggregated"), 2);
    history_csv_free(&history);
}

TEST(each_second_has_a_line)
{
    struct history_csv history = {0};
    struct buffer out = {0};

    history_csv_clear(&history);
    add(&history, 1, 5, false);
    add(&history, 2, 9, false);
    history_csv_write(&history, &out);
    CHECK(strncmp(buffer_text(&out), "Timestamp,User Count,", 21) == 0);
    CHECK(strstr(buffer_text(&out), "\n1001,0,,Aggregated,"));
    CHECK(strstr(buffer_text(&out), "\n1002,0,,Aggregated,"));
    CHECK_INT(count_of(buffer_text(&out), "\n"), 3);
    buffer_free(&out);
    history_csv_free(&history);
}

TEST(the_end_takes_the_place_of_its_second)
{
    struct history_csv history = {0};
    struct buffer out = {0};

    history_csv_clear(&history);
    add(&history, 1, 5, false);
    add(&history, 1, 6, true);
    history_csv_write(&history, &out);
    CHECK_INT(count_of(buffer_text(&out), "\n1001,"), 1);
    CHECK(strstr(buffer_text(&out), ",6,0,"));
    CHECK(!strstr(buffer_text(&out), ",5,0,"));
    buffer_free(&out);
    history_csv_free(&history);
}

/* Its numbers are those of the moment when the users were told to stop, which may be before the last second.
 */
TEST(the_end_keeps_the_users_of_the_last_second)
{
    struct history_csv history = {0};
    struct snapshot tick = moment(4, 5, false), end = moment(3, 6, true);

    tick.users = 7;
    end.users = 2;
    history_csv_add(&history, &tick);
    history_csv_add(&history, &end);
    CHECK(strncmp(buffer_text(&history.lines), "1004,7,,Aggregated,", 19) == 0);
    CHECK_INT(count_of(buffer_text(&history.lines), "\n"), 1);
    history_csv_free(&history);
}

TEST(a_second_that_has_been_is_the_next)
{
    struct history_csv history = {0};
    struct buffer out = {0};

    history_csv_clear(&history);
    add(&history, 3, 5, false);
    add(&history, 3, 6, false);
    history_csv_write(&history, &out);
    CHECK_INT(count_of(buffer_text(&out), "\n1003,"), 1);
    CHECK_INT(count_of(buffer_text(&out), "\n1004,"), 1);
    buffer_free(&out);
    history_csv_free(&history);
}

TEST(a_long_run_is_thinned_out)
{
    struct history_csv history = {0};
    struct buffer out = {0};

    history_csv_clear(&history);
    for (int64_t second = 1; second <= 400000; second++)
        add(&history, second, 5, false);
    add(&history, 400001, 77777, true);
    history_csv_write(&history, &out);
    CHECK(out.length < (size_t)17 << 20);
    CHECK(history.step > 1);
    CHECK_INT(count_of(buffer_text(&out), "\n401001,"), 1);
    CHECK(strstr(buffer_text(&out), ",77777,0,"));
    buffer_free(&out);
    history_csv_free(&history);
}

TEST_MAIN(RUN(zero_bytes_are_a_history); RUN(each_second_has_a_line);
          RUN(the_end_takes_the_place_of_its_second); RUN(the_end_keeps_the_users_of_the_last_second);
          RUN(a_second_that_has_been_is_the_next); RUN(a_long_run_is_thinned_out))
