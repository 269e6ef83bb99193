/* Blocks of rows and numbers: ranges, the size of a block, and the stock of a node. */
#include "runtime/model/lease.h"
#include "runtime/user/lease_stock.h"
#include "tests/support/test.h"

/* The ranges that are left, as "1-3 7-7". */
static const char *shown(struct lease_ranges *ranges)
{
    static char text[200];
    size_t length = 0;

    *text = '\0';
    while (ranges->held > 0) {
        struct lease_range range = lease_ranges_cut(ranges, UINT64_MAX);

        length += (size_t)snprintf(text + length, sizeof text - length, "%s%d-%d", length ? " " : "",
                                   (int)range.first, (int)(range.first + range.count - 1));
    }
    lease_ranges_free(ranges);
    return text;
}

static struct lease_range range_of(uint64_t first, uint64_t count)
{
    return (struct lease_range){first, count};
}

TEST(ranges_are_used_in_the_order_of_their_coming)
{
    struct lease_ranges ranges = {0};

    lease_ranges_add(&ranges, range_of(10, 5));
    lease_ranges_add(&ranges, range_of(15, 5));
    lease_ranges_add(&ranges, range_of(1, 3));
    lease_ranges_add(&ranges, range_of(9, 0));
    CHECK_INT(ranges.held, 13);
    CHECK_INT(lease_ranges_cut(&ranges, 2).first, 10);
    CHECK_INT(lease_ranges_cut_last(&ranges, 2).first, 2);
    CHECK_INT(lease_ranges_cut_last(&ranges, 5).count, 1);
    CHECK_INT(lease_ranges_cut_last(&ranges, 3).first, 17);
    CHECK_INT(lease_ranges_cut(&ranges, 0).count, 0);
    CHECK_TEXT(shown(&ranges), "12-16");
    CHECK_INT(lease_ranges_cut(&ranges, 1).count, 0);
    CHECK_INT(lease_ranges_cut_last(&ranges, 1).count, 0);
}

TEST(what_comes_back_is_sorted_and_joined)
{
    struct lease_ranges ranges = {0};

    lease_ranges_add(&ranges, range_of(20, 10));
    lease_ranges_insert(&ranges, range_of(5, 2));
    lease_ranges_insert(&ranges, range_of(1, 2));
    lease_ranges_insert(&ranges, range_of(15, 5));
    lease_ranges_insert(&ranges, range_of(3, 2));
    lease_ranges_insert(&ranges, range_of(40, 1));
    CHECK_INT(ranges.held, 22);
    CHECK_TEXT(shown(&ranges), "1-6 15-29 40-40");
}

TEST(a_block_lasts_two_seconds)
{
    CHECK_INT(lease_block(0, 0, 0), 1);
    CHECK_INT(lease_block(0, NANOS_PER_S, 7), 7);
    CHECK_INT(lease_block(100, NANOS_PER_S, 0), 200);
    CHECK_INT(lease_block(100, 4 * NANOS_PER_S, 3), 53);
    CHECK_INT(lease_block(1, 60 * NANOS_PER_S, 0), 1);
    CHECK_INT(lease_block(3, 1, 0), 6); /* a short time says nothing about the rate */
    CHECK_INT(lease_block(UINT64_MAX, NANOS_PER_S, UINT64_MAX), LEASE_MOST);
}

/* ---- the stock ---- */

static struct lease_stock *stock;
static instant now;

static int take(bool has_waited, bool *is_low)
{
    uint64_t number;
    enum lease_taken taken = lease_stock_take(stock, has_waited, &number, is_low);

    return taken == LEASE_TAKEN ? (int)number : taken == LEASE_WAITS ? -1 : -2;
}

static void answer(uint64_t serial, uint64_t first, uint64_t count)
{
    const struct lease_answer answer = {.serial = serial, .range = {first, count}};

    lease_stock_answer(stock, &answer);
}

static void stock_open(void)
{
    now = (instant){NANOS_PER_S};
    stock = lease_stock_new(0, 0);
}

TEST(a_worker_asks_before_it_runs_dry)
{
    struct lease_note note;
    bool is_low;

    stock_open();
    CHECK(!lease_stock_ask(stock, now, false, &note));
    CHECK_INT(take(false, &is_low), -1);
    CHECK(is_low);
    CHECK_INT(take(false, &is_low), -1);
    CHECK(!is_low); /* the control thread knows already */
    CHECK(lease_stock_ask(stock, now, false, &note));
    CHECK_INT(note.serial, 1);
    CHECK_INT(note.waiting, 2);
    CHECK_INT(note.wanted, 2);
    answer(1, 100, 10);
    CHECK_INT(take(true, &is_low), 100);
    CHECK_INT(take(true, &is_low), 101);
    for (int i = 2; i < 5; i++) {
        CHECK_INT(take(false, &is_low), 100 + i);
        CHECK(!is_low);
    }
    CHECK_INT(take(false, &is_low), 105);
    CHECK(is_low); /* less than half of the block is left */
    CHECK(lease_stock_ask(stock, now, false, &note));
    CHECK_INT(note.serial, 2);
    CHECK_INT(note.used, 6);
    CHECK_INT(note.waiting, 0);
    CHECK_INT(note.wanted, 12);
    lease_stock_free(stock);
}

TEST(the_master_learns_that_a_user_waits_now)
{
    struct lease_note note;
    bool is_low;

    stock_open();
    take(false, &is_low);
    lease_stock_ask(stock, now, false, &note);
    answer(1, 1, 1);
    CHECK_INT(take(true, &is_low), 1);
    CHECK(is_low);
    lease_stock_ask(stock, now, false, &note);
    CHECK_INT(note.waiting, 0);
    CHECK_INT(take(false, &is_low), -1);
    CHECK(is_low);
    CHECK(lease_stock_ask(stock, now, false, &note));
    CHECK_INT(note.serial, 2);
    CHECK_INT(note.waiting, 1);
    lease_stock_cancel(stock);
    CHECK(lease_stock_ask(stock, now, false, &note));
    CHECK_INT(note.waiting, 0);
    lease_stock_free(stock);
}

TEST(a_question_is_repeated_and_answered_once)
{
    struct lease_note note;
    bool is_low;

    stock_open();
    take(false, &is_low);
    CHECK(!lease_stock_ask(stock, now, true, &note)); /* it wasn't asked yet */
    lease_stock_ask(stock, now, false, &note);
    CHECK(!lease_stock_ask(stock, instant_add(now, NANOS_PER_MS), true, &note));
    CHECK(lease_stock_ask(stock, instant_add(now, NANOS_PER_S), true, &note));
    CHECK_INT(note.serial, 1);
    answer(2, 50, 1);
    CHECK_INT(take(true, &is_low), -1);
    answer(1, 60, 1);
    answer(1, 60, 1);
    CHECK_INT(take(true, &is_low), 60);
    CHECK_INT(take(false, &is_low), -1);
    lease_stock_free(stock);
}

TEST(a_recall_leaves_what_users_wait_for)
{
    struct lease_note note;
    bool is_low;

    stock_open();
    take(false, &is_low);
    lease_stock_ask(stock, now, false, &note);
    answer(1, 1, 8);
    lease_stock_return(stock, 3, &note);
    CHECK(note.is_return);
    CHECK_INT(note.serial, 3);
    CHECK_INT(note.kept, 1);
    CHECK_INT(take(true, &is_low), 1);
    CHECK_INT(take(false, &is_low), -1);
    lease_stock_ask(stock, now, false, &note);
    answer(2, 0, 0);
    CHECK_INT(take(true, &is_low), -2);
    CHECK_INT(take(false, &is_low), -2);
    CHECK(!is_low);
    lease_stock_free(stock);
}

TEST(the_source_deals_what_it_has)
{
    bool is_low;

    stock = lease_stock_new_source(0, range_of(0, 10));
    CHECK_INT(take(false, &is_low), 0);
    CHECK_INT(lease_stock_deal(stock, 4).first, 1);
    lease_stock_take_back(stock, range_of(3, 2));
    CHECK_INT(take(false, &is_low), 3);
    CHECK_INT(lease_stock_deal(stock, 100).count, 6);
    CHECK_INT(take(false, &is_low), -2);
    CHECK(!is_low);
    lease_stock_free(stock);
}

TEST_MAIN(RUN(ranges_are_used_in_the_order_of_their_coming); RUN(what_comes_back_is_sorted_and_joined);
          RUN(a_block_lasts_two_seconds); RUN(a_worker_asks_before_it_runs_dry);
          RUN(the_master_learns_that_a_user_waits_now); RUN(a_question_is_repeated_and_answered_once);
          RUN(a_recall_leaves_what_users_wait_for); RUN(the_source_deals_what_it_has))
