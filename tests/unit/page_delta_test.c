/* Deltas: whoever has a document and applies them has the document of each later second. */
#include "runtime/base/count_of.h"
#include "runtime/report/page/page_delta.h"

#include "runtime/base/rng.h"
#include "tests/support/page_viewer.h"
#include "tests/support/stats_samples.h"

static const struct page_run running = {.state = "running", .number = 3};

static const struct scenario_line lines[] = {
    {.kind = LINE_KIND, .line = 1, .column = 1, .text = "U", .row = LINE_NO_ROW},
    {.kind = LINE_TASK, .line = 2, .column = 1, .text = "a", .row = LINE_NO_ROW, .parent = 1},
    {.kind = LINE_TASK, .line = 3, .column = 1, .text = "b", .row = LINE_NO_ROW, .parent = 1},
    {.kind = LINE_REQUEST, .line = 4, .column = 1, .text = "GET /a", .row = 0},
    {.kind = LINE_EXPECT, .line = 5, .column = 1, .text = "expect status == 200", .row = LINE_NO_ROW},
};

enum { LINES = COUNT_OF(lines) };

static const struct scenario_outline outline = {.lines = lines, .line_count = LINES};

/* A run in virtual time: a random request, and now and then a failure or an error, per step. */
struct run {
    struct totals *totals;
    struct stats *stats;
    struct rng rng;
    nanos now;
    uint64_t seconds;
};

static void run_begin(struct run *run)
{
    *run = (struct run){
        .totals = totals_new(names, NAMES, at(0), 1000 * NANOS_PER_S),
        .stats = stats_new(names, NAMES),
    };
    rng_seed(&run->rng, 7, 1, RNG_CODE);
}

static void run_end(struct run *run)
{
    totals_free(run->totals);
    stats_free(run->stats);
}

static void run_request(struct run *run, uint32_t row)
{
    nanos time = (nanos)rng_below(&run->rng, 1000) * NANOS_PER_MS + NANOS_PER_US;
    bool failed = rng_below(&run->rng, 5) == 0;

    stats_record(run->stats, &(struct sample){.row = row,
                                              .failed = failed,
                                              .start = at(run->now - time),
                                              .end = at(run->now),
                                              .status = failed ? 500 : 200});
    if (failed)
        stats_failure(run->stats, row,
                      (struct failure_event){
                          .error = "status", .error_length = 6, .when = 1000 * NANOS_PER_S + run->now});
}

static void run_second(struct run *run)
{
    run->now += NANOS_PER_S;
    if (rng_below(&run->rng, 3) == 0)
        run_request(run, (uint32_t)rng_below(&run->rng, NAMES));
    if (rng_below(&run->rng, 20) == 0)
        run_request(run, dynamic(run->stats, "GET", rng_below(&run->rng, 2) ? "/0" : "/z"));
    if (rng_below(&run->rng, 50) == 0)
        stats_error(run->stats, rng_below(&run->rng, 2) ? "a:1" : "a:2", "bad", "", run->now);
    if (rng_below(&run->rng, 40) == 0)
        marks_add(&run->totals->marks, run->now, MARK_USERS, "9000 users");
    if (rng_below(&run->rng, 2) == 0)
        stats_lines(run->stats, LINES + 1)[1 + rng_below(&run->rng, LINES)].passed++;
    totals_merge(run->totals, run->stats->set);
    stats_set_clear(run->stats->set);
    totals_tick(run->totals, at(run->now), ++run->seconds);
}

static struct snapshot *run_snapshot(const struct run *run)
{
    return snapshot_new(&(struct snapshot_input){.totals = run->totals,
                                                 .now = at(run->now),
                                                 .wall = 1000 * NANOS_PER_S + run->now,
                                                 .users = run->seconds,
                                                 .users_goal = 9000,
                                                 .outline = &outline});
}

static value document_of(const struct snapshot *snapshot)
{
    struct buffer text = {0};

    page_document(snapshot, &running, &text);
    value document = document_parse(&text);
    buffer_free(&text);
    return document;
}

static value delta_of(const struct snapshot *before, const struct snapshot *now, uint64_t number)
{
    struct buffer text = {0};

    page_delta(before, now, &running, number, &text);
    CHECK(!strpbrk(buffer_text(&text), "<\n"));
    value delta = document_parse(&text);
    buffer_free(&text);
    return delta;
}

/* What viewers keep up by themselves: histories, from points; rates of rows and lines refer to the whole
 * span, so they change where there are no new requests. Of the times of rows, a delta has only those of the
 * responses. */
static bool is_kept_by_viewers(const char *key)
{
    return !strcmp(key, "rates") || !strcmp(key, "requests_per_s") || !strcmp(key, "history") ||
           !strcmp(key, "distribution");
}

static void row_check(value got, value want)
{
    for (size_t i = 0; i < want.as.map->count; i++) {
        struct map_entry *entry = &want.as.map->entries[i];
        value have = member(got, entry->key->bytes);

        if (!strcmp(entry->key->bytes, "times"))
            CHECK(value_equal(member(have, "all"), member(entry->value, "all")));
        else if (!is_kept_by_viewers(entry->key->bytes))
            CHECK(value_equal(have, entry->value));
    }
}

static void items_check(value got, value want)
{
    CHECK_INT(list_length(got), list_length(want));
    for (size_t i = 0; i < list_length(want); i++)
        row_check(item_by_id(got, member(list_item(want, i), "id")), list_item(want, i));
}

/* The same for lines, which stay where they are. */
static void lines_check(value got, value want)
{
    CHECK_INT(list_length(got), LINES);
    for (size_t i = 0; i < list_length(want); i++)
        row_check(list_item(got, i), list_item(want, i));
}

static void document_check(value got, value want)
{
    CHECK_INT(got.as.map->count, want.as.map->count);
    for (size_t i = 0; i < want.as.map->count; i++) {
        struct map_entry *entry = &want.as.map->entries[i];
        const char *key = entry->key->bytes;

        if (!strcmp(key, "rows") || !strcmp(key, "failures") || !strcmp(key, "errors"))
            items_check(member(got, key), entry->value);
        else if (!strcmp(key, "lines"))
            lines_check(member(got, key), entry->value);
        else if (!strcmp(key, "aggregated"))
            row_check(member(got, key), entry->value);
        else
            CHECK(value_equal(member(got, key), entry->value));
    }
}

/* Follows a run from second `first` to `last`. */
static void follow(uint64_t first, uint64_t last)
{
    struct run run;
    struct snapshot *before;
    value document, want;

    run_begin(&run);
    while (run.seconds < first)
        run_second(&run);
    before = run_snapshot(&run);
    document = document_of(before);
    while (run.seconds < last) {
        run_second(&run);
        struct snapshot *now = run_snapshot(&run);
        value delta = delta_of(before, now, run.seconds);

        CHECK(page_delta_fits(before, now));
        delta_apply(&document, delta);
        value_release(delta);
        snapshot_free(before);
        before = now;
    }
    want = document_of(before);
    document_check(document, want);
    value_release(document);
    value_release(want);
    snapshot_free(before);
    run_end(&run);
}

TEST(a_viewer_from_the_start)
{
    follow(0, 100);
}

TEST(a_viewer_who_comes_later)
{
    follow(37, 150);
}

/* Points of the history are replaced by coarser ones. */
TEST(after_the_first_half_hour)
{
    follow(1790, 1840);
}

/* The rows that a delta names: the new ones, and those that have changed. */
static value rows_named(value delta)
{
    value rows = table_items(member(delta, "row_changes")), added = member(delta, "rows");

    for (size_t i = 0; i < list_length(added); i++)
        value_list_append(&rows, value_copy(list_item(added, i)));
    return rows;
}

static void points_add(value delta, uint64_t *requests)
{
    value rows = rows_named(delta);

    for (size_t i = 0; i < list_length(rows); i++) {
        value row = list_item(rows, i), point = member(row, "point");

        requests[member(row, "id").as.integer] += (uint64_t)member(point, "requests").as.integer;
    }
    value_release(rows);
}

/* The requests in the points of a row, and in its history, are all its requests. */
TEST(points_of_rows)
{
    struct run run;
    struct snapshot *before;
    uint64_t requests[8] = {0};
    value document;

    run_begin(&run);
    before = run_snapshot(&run);
    while (run.seconds < 200) {
        run_second(&run);
        struct snapshot *now = run_snapshot(&run);
        value delta = delta_of(before, now, run.seconds);

        points_add(delta, requests);
        value_release(delta);
        snapshot_free(before);
        before = now;
    }
    document = document_of(before);
    value rows = member(document, "rows");
    CHECK_INT(list_length(rows), 5);
    for (size_t i = 0; i < list_length(rows); i++) {
        value row = list_item(rows, i), steps = member(member(row, "history"), "requests");
        uint64_t sum = 0;

        for (size_t k = 0; k < list_length(steps); k++)
            sum += (uint64_t)list_item(steps, k).as.integer;
        CHECK_INT(requests[member(row, "id").as.integer], member(row, "requests").as.integer);
        CHECK_INT(sum, member(row, "requests").as.integer); /* 200 s are 100 steps of 2 s */
    }
    value_release(document);
    snapshot_free(before);
    run_end(&run);
}

TEST(only_what_changed)
{
    struct run run;
    struct snapshot *before, *now;
    value delta, rows;

    run_begin(&run);
    run.now = NANOS_PER_S;
    run_request(&run, 0);
    run_request(&run, 1);
    totals_merge(run.totals, run.stats->set);
    stats_set_clear(run.stats->set);
    totals_tick(run.totals, at(run.now), 1);
    before = run_snapshot(&run);
    run.now += NANOS_PER_S / 2;
    run_request(&run, 1);
    totals_merge(run.totals, run.stats->set);
    now = run_snapshot(&run);
    delta = delta_of(before, now, 8);
    rows = rows_named(delta);
    CHECK_INT(list_length(member(delta, "rows")), 0);
    CHECK_INT(list_length(rows), 1);
    CHECK_INT(number_of(member(list_item(rows, 0), "id")), 1);
    CHECK_INT(number_of(member(delta, "seq")), 8);
    CHECK_INT(number_of(member(delta, "run")), 3);
    CHECK_INT(member(delta, "point").type, VALUE_NONE); /* no second is over since */
    value_release(rows);
    value_release(delta);
    snapshot_free(before);
    snapshot_free(now);
    run_end(&run);
}

TEST(not_over_a_reset)
{
    struct run run;
    struct snapshot *before, *now;

    run_begin(&run);
    run_second(&run);
    before = run_snapshot(&run);
    CHECK_INT(before->mark_count, 0);
    totals_reset(run.totals, at(run.now), 1000 * NANOS_PER_S + run.now);
    run_second(&run);
    now = run_snapshot(&run);
    CHECK(!page_delta_fits(before, now));
    CHECK_INT(now->mark_count, 1);
    snapshot_free(before);
    snapshot_free(now);
    run_end(&run);
}

TEST_MAIN(RUN(a_viewer_from_the_start); RUN(a_viewer_who_comes_later); RUN(after_the_first_half_hour);
          RUN(points_of_rows); RUN(only_what_changed); RUN(not_over_a_reset))
