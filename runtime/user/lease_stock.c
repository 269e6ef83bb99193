#include "runtime/user/lease_stock.h"

#include "runtime/base/alloc.h"

#include <pthread.h>

#define AHEAD 2.0 /* seconds that a block should last */
#define REPEAT_AFTER NANOS_PER_S

struct lease_stock {
    pthread_mutex_t lock;
    uint32_t item;
    bool is_source;
    bool is_exhausted; /* the master has nothing left */
    bool is_low;       /* more is needed, and the control thread knows or will know */
    bool is_urgent;    /* it knows that users wait */
    bool is_asked;     /* a question isn't answered */
    struct lease_ranges ranges;
    uint64_t block;   /* size of the last lease */
    uint64_t used;    /* handed to users */
    uint64_t waiting; /* users that wait */
    uint64_t serial;  /* of the last question */
    uint64_t wanted;  /* in it */
    instant asked;    /* when it was asked last */
    instant since;    /* the rate is measured from here on */
    uint64_t used_then;
};

static struct lease_stock *stock_new(uint32_t item)
{
    struct lease_stock *stock = mem_zalloc(1, sizeof *stock);

    pthread_mutex_init(&stock->lock, NULL);
    stock->item = item;
    return stock;
}

struct lease_stock *lease_stock_new(uint32_t item, uint64_t serial)
{
    struct lease_stock *stock = stock_new(item);

    stock->serial = serial;
    return stock;
}

struct lease_stock *lease_stock_new_source(uint32_t item, struct lease_range all)
{
    struct lease_stock *stock = stock_new(item);

    stock->is_source = stock->is_exhausted = true;
    lease_ranges_add(&stock->ranges, all);
    return stock;
}

void lease_stock_free(struct lease_stock *stock)
{
    if (!stock)
        return;
    pthread_mutex_destroy(&stock->lock);
    lease_ranges_free(&stock->ranges);
    mem_free(stock);
}

/* ---- users ---- */

/* More is asked for when half of a block is left, so that users rarely wait. True once per question. */
static bool becomes_low(struct lease_stock *stock)
{
    bool was_low = stock->is_low;

    if (stock->is_exhausted || (stock->ranges.held > 0 && 2 * stock->ranges.held >= stock->block))
        return false;
    stock->is_low = true;
    return !was_low;
}

/* The master must know that a user waits, also if it was asked before. */
static bool becomes_urgent(struct lease_stock *stock)
{
    bool was_urgent = stock->is_urgent;

    stock->is_low = stock->is_urgent = true;
    return !was_urgent;
}

enum lease_taken lease_stock_take(struct lease_stock *stock, bool has_waited, uint64_t *number, bool *is_low)
{
    enum lease_taken taken = LEASE_TAKEN;
    struct lease_range one;

    pthread_mutex_lock(&stock->lock);
    one = lease_ranges_cut(&stock->ranges, 1);
    *number = one.first;
    if (one.count == 0)
        taken = stock->is_exhausted ? LEASE_EXHAUSTED : LEASE_WAITS;
    stock->used += one.count;
    if (has_waited && taken != LEASE_WAITS)
        stock->waiting--;
    else if (!has_waited && taken == LEASE_WAITS)
        stock->waiting++;
    *is_low = taken == LEASE_WAITS ? becomes_urgent(stock) : becomes_low(stock);
    pthread_mutex_unlock(&stock->lock);
    return taken;
}

void lease_stock_cancel(struct lease_stock *stock)
{
    pthread_mutex_lock(&stock->lock);
    stock->waiting--;
    pthread_mutex_unlock(&stock->lock);
}

/* ---- a worker ---- */

uint64_t lease_block(uint64_t used, nanos span, uint64_t waiting)
{
    double seconds = span > NANOS_PER_S ? (double)span / NANOS_PER_S : 1.0;
    double count = (double)used * AHEAD / seconds + (double)waiting;

    if (count < 1)
        return 1;
    return count < LEASE_MOST ? (uint64_t)count : LEASE_MOST;
}

static void question_begin(struct lease_stock *stock, instant now)
{
    nanos span = stock->since.ns ? instant_since(now, stock->since) : 0;

    stock->is_asked = true;
    stock->serial++;
    stock->wanted = lease_block(stock->used - stock->used_then, span, stock->waiting);
    if (stock->since.ns && span < NANOS_PER_S)
        return;
    if (stock->since.ns)
        stock->used_then = stock->used;
    stock->since = now;
}

static bool question_is_due(const struct lease_stock *stock, instant now, bool is_repeat)
{
    if (is_repeat)
        return stock->is_asked && instant_since(now, stock->asked) >= REPEAT_AFTER;
    return stock->is_low && !stock->is_exhausted;
}

bool lease_stock_ask(struct lease_stock *stock, instant now, bool is_repeat, struct lease_note *note)
{
    bool is_due;

    pthread_mutex_lock(&stock->lock);
    is_due = question_is_due(stock, now, is_repeat);
    if (is_due) {
        if (!stock->is_asked)
            question_begin(stock, now);
        stock->asked = now;
        if (stock->wanted < stock->waiting)
            stock->wanted = stock->waiting;
        *note = (struct lease_note){.item = stock->item,
                                    .serial = stock->serial,
                                    .wanted = stock->wanted,
                                    .waiting = stock->waiting,
                                    .used = stock->used};
    }
    pthread_mutex_unlock(&stock->lock);
    return is_due;
}

void lease_stock_answer(struct lease_stock *stock, const struct lease_answer *answer)
{
    pthread_mutex_lock(&stock->lock);
    if (stock->is_asked && answer->serial == stock->serial) {
        stock->is_asked = stock->is_low = stock->is_urgent = false;
        stock->is_exhausted = answer->range.count == 0;
        stock->block = answer->range.count;
        lease_ranges_add(&stock->ranges, answer->range);
    }
    pthread_mutex_unlock(&stock->lock);
}

void lease_stock_return(struct lease_stock *stock, uint64_t serial, struct lease_note *note)
{
    pthread_mutex_lock(&stock->lock);
    while (stock->ranges.held > stock->waiting)
        lease_ranges_cut_last(&stock->ranges, stock->ranges.held - stock->waiting);
    *note = (struct lease_note){.item = stock->item,
                                .is_return = true,
                                .serial = serial,
                                .kept = stock->ranges.held,
                                .used = stock->used};
    pthread_mutex_unlock(&stock->lock);
}

/* ---- the master ---- */

struct lease_range lease_stock_deal(struct lease_stock *stock, uint64_t most)
{
    struct lease_range range;

    pthread_mutex_lock(&stock->lock);
    range = lease_ranges_cut(&stock->ranges, most);
    pthread_mutex_unlock(&stock->lock);
    return range;
}

void lease_stock_take_back(struct lease_stock *stock, struct lease_range range)
{
    pthread_mutex_lock(&stock->lock);
    lease_ranges_insert(&stock->ranges, range);
    pthread_mutex_unlock(&stock->lock);
}
