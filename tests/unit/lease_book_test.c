/* The master's book of leases, with workers whose frames take their time and get lost. */
#include "runtime/cluster/master/lease_book.h"

#include "runtime/base/rng.h"
#include "runtime/user/lease_stock.h"
#include "tests/support/test.h"

enum { NODES = 4, NUMBERS = 300, STEPS_MOST = 200000 };

struct worker {
    struct lease_stock *stock;        /* NULL: it has left */
    VEC(struct lease_note) notes;     /* on their way */
    VEC(struct lease_answer) answers; /* likewise */
    int waiting;
    bool is_done; /* nothing is left, it was told */
};

static struct worker workers[NODES];
static struct lease_stock *source;
static struct lease_book *book;
static struct rng rng;
static instant now;
static int times[NUMBERS]; /* how often each was used */
static uint64_t lost;

static struct lease_range deal(void *context, uint32_t item, uint64_t most)
{
    (void)context, (void)item;
    return lease_stock_deal(source, most);
}

static void take_back(void *context, uint32_t item, struct lease_range range)
{
    (void)context, (void)item;
    lease_stock_take_back(source, range);
}

static void answer(void *context, uint32_t node, const struct lease_answer *answer)
{
    (void)context;
    vec_push(&workers[node].answers, *answer);
}

static void book_open(void)
{
    const struct lease_book_events events = {.deal = deal, .take_back = take_back, .answer = answer};

    memset(workers, 0, sizeof workers);
    memset(times, 0, sizeof times);
    lost = 0;
    now = (instant){NANOS_PER_S};
    source = lease_stock_new_source(0, (struct lease_range){0, NUMBERS});
    book = lease_book_new(1, &events);
    for (int i = 0; i < NODES; i++)
        workers[i].stock = lease_stock_new(0, rng_below(&rng, 1 << 20));
}

static void worker_end(struct worker *worker)
{
    lease_stock_free(worker->stock);
    vec_free(&worker->notes);
    vec_free(&worker->answers);
    *worker = (struct worker){.is_done = true};
}

static void book_close(void)
{
    for (int i = 0; i < NODES; i++)
        worker_end(&workers[i]);
    lease_book_free(book);
    lease_stock_free(source);
}

/* ---- what happens ---- */

static void note_send(struct worker *worker, bool is_repeat)
{
    struct lease_note note;

    if (lease_stock_ask(worker->stock, now, is_repeat, &note))
        vec_push(&worker->notes, note);
}

/* False: there was nothing. */
static bool worker_take(struct worker *worker, bool has_waited)
{
    uint64_t number;
    bool is_low;
    enum lease_taken taken = lease_stock_take(worker->stock, has_waited, &number, &is_low);

    if (taken == LEASE_TAKEN)
        times[number]++;
    if (is_low)
        note_send(worker, false);
    worker->is_done = taken == LEASE_EXHAUSTED;
    return taken != LEASE_WAITS;
}

static void user_comes(struct worker *worker)
{
    if (!worker_take(worker, false))
        worker->waiting++;
}

static void users_serve(struct worker *worker)
{
    while (worker->waiting > 0 && worker_take(worker, true))
        worker->waiting--;
}

static void answer_arrives(struct worker *worker)
{
    struct lease_answer answer;
    struct lease_note note;

    if (worker->answers.count == 0)
        return;
    answer = worker->answers.items[0];
    memmove(worker->answers.items, &worker->answers.items[1], --worker->answers.count * sizeof answer);
    if (!answer.is_recall) {
        lease_stock_answer(worker->stock, &answer);
        return;
    }
    lease_stock_return(worker->stock, answer.serial, &note);
    vec_push(&worker->notes, note);
}

static void note_arrives(struct worker *worker)
{
    struct lease_note note;

    if (worker->notes.count == 0)
        return;
    note = worker->notes.items[0];
    memmove(worker->notes.items, &worker->notes.items[1], --worker->notes.count * sizeof note);
    lease_book_note(book, (uint32_t)(worker - workers), &note);
}

/* The connection breaks: what is on its way is lost. */
static void connection_breaks(struct worker *worker)
{
    worker->notes.count = worker->answers.count = 0;
}

static void worker_leaves(struct worker *worker, bool is_killed)
{
    struct lease_note note;

    while (!is_killed && worker->waiting > 0) {
        lease_stock_cancel(worker->stock);
        worker->waiting--;
    }
    if (!is_killed) {
        lease_stock_return(worker->stock, 0, &note);
        vec_push(&worker->notes, note);
        while (worker->notes.count > 0)
            note_arrives(worker);
    }
    lost += lease_book_forget(book, (uint32_t)(worker - workers), 0);
    worker_end(worker);
}

static void second_passes(void)
{
    now = instant_add(now, NANOS_PER_S);
    lease_book_repeat(book);
    for (int i = 0; i < NODES; i++) {
        if (workers[i].stock)
            note_send(&workers[i], true);
    }
}

static bool is_over(void)
{
    for (int i = 0; i < NODES; i++) {
        if (!workers[i].is_done)
            return false;
    }
    return true;
}

static void step(bool has_losses)
{
    struct worker *worker = &workers[rng_below(&rng, NODES)];

    if (rng_below(&rng, 40) == 0)
        second_passes();
    if (!worker->stock)
        return;
    switch (rng_below(&rng, has_losses ? 5 : 4)) {
    case 0:
        if (worker->waiting < 3)
            user_comes(worker);
        break;
    case 1: answer_arrives(worker); break;
    case 2: note_arrives(worker); break;
    case 3: users_serve(worker); break;
    case 4:
        if (rng_below(&rng, 20) == 0)
            connection_breaks(worker);
        break;
    }
}

/* Sums of times: how many were used, and whether one was used twice. */
static int used_count(void)
{
    int count = 0;

    for (int i = 0; i < NUMBERS; i++) {
        CHECK(times[i] <= 1);
        count += times[i];
    }
    return count;
}

/* The master takes it for lost: it may come back with what it has, or start anew. */
static void worker_is_missed(struct worker *worker, bool starts_anew)
{
    lost += lease_book_forget(book, (uint32_t)(worker - workers), 0);
    if (!starts_anew)
        return;
    worker_end(worker);
    worker->stock = lease_stock_new(0, rng_below(&rng, 1 << 20));
}

/* Until nothing is left, with workers that are missed again and again. */
static void run_with_losses(uint64_t seed, bool starts_anew)
{
    int steps = 0;

    rng_seed(&rng, seed, 0, RNG_CODE);
    book_open();
    for (; steps < STEPS_MOST && !is_over(); steps++) {
        if (rng_below(&rng, 200) == 0)
            worker_is_missed(&workers[rng_below(&rng, NODES)], starts_anew);
        step(true);
    }
    CHECK(steps < STEPS_MOST);
    CHECK((uint64_t)used_count() + lost >= NUMBERS);
    book_close();
}

/* Until nothing is left. After `leaves` steps one worker leaves, or is killed. */
static void run(uint64_t seed, bool has_losses, int leaves, bool is_killed)
{
    int steps = 0;

    rng_seed(&rng, seed, 0, RNG_CODE);
    book_open();
    for (; steps < STEPS_MOST && !is_over(); steps++) {
        if (steps == leaves)
            worker_leaves(&workers[1], is_killed);
        step(has_losses);
    }
    CHECK(steps < STEPS_MOST);
}

/* ---- tests ---- */

TEST(each_is_used_once)
{
    for (uint64_t seed = 0; seed < 400; seed++) {
        run(seed, false, -1, false);
        CHECK_INT(used_count(), NUMBERS);
        book_close();
    }
}

TEST(lost_frames_lose_nothing)
{
    for (uint64_t seed = 0; seed < 400; seed++) {
        run(seed, true, -1, false);
        CHECK_INT(used_count(), NUMBERS);
        book_close();
    }
}

TEST(a_worker_that_leaves_gives_back)
{
    for (uint64_t seed = 0; seed < 400; seed++) {
        run(seed, true, (int)seed * 8, false);
        CHECK_INT(lost, 0);
        CHECK_INT(used_count(), NUMBERS);
        book_close();
    }
}

TEST(what_a_killed_worker_may_have_used_is_known)
{
    for (uint64_t seed = 0; seed < 400; seed++) {
        run(seed, true, (int)seed * 8, true);
        CHECK((uint64_t)used_count() <= NUMBERS);
        CHECK((uint64_t)used_count() + lost >= NUMBERS);
        book_close();
    }
}

TEST(a_worker_that_comes_back_uses_none_twice)
{
    for (uint64_t seed = 0; seed < 400; seed++) {
        run_with_losses(seed, false);
        run_with_losses(seed, true);
    }
}

TEST(a_block_is_in_ascending_order)
{
    struct lease_note note = {.serial = 1, .wanted = 5, .waiting = 1};

    book_open();
    lease_book_note(book, 0, &note);
    lease_book_note(book, 1, &note);
    CHECK_INT(workers[0].answers.items[0].range.first, 0);
    CHECK_INT(workers[0].answers.items[0].range.count, 5);
    CHECK_INT(workers[1].answers.items[0].range.first, 5);
    lease_book_note(book, 0, &note); /* the answer was lost */
    CHECK_INT(workers[0].answers.count, 2);
    CHECK_INT(workers[0].answers.items[1].range.first, 0);
    note = (struct lease_note){.serial = 2, .wanted = 5, .used = 3};
    lease_book_note(book, 0, &note);
    CHECK_INT(workers[0].answers.items[2].range.first, 10);
    CHECK_INT(lease_book_forget(book, 0, 0), 7);
    book_close();
}

TEST(notes_without_sense_do_no_harm)
{
    const struct lease_note notes[] = {
        {.item = 1, .serial = 1, .wanted = 1},
        {.item = UINT32_MAX, .is_return = true},
        {.serial = 0, .wanted = 1},
        {.is_return = true, .kept = UINT64_MAX, .used = UINT64_MAX},
        {.serial = 7, .wanted = 0, .waiting = UINT64_MAX},
        {.serial = 7, .wanted = 0, .used = UINT64_MAX},
        {.is_return = true, .kept = 5, .used = 1},
        {.is_return = true, .serial = 9},
        {.serial = 8, .wanted = UINT64_MAX, .waiting = UINT64_MAX, .used = 1},
    };

    book_open();
    for (size_t i = 0; i < sizeof notes / sizeof *notes; i++)
        lease_book_note(book, 3, &notes[i]);
    CHECK(workers[3].answers.count > 0);
    CHECK(lease_book_forget(book, 3, 0) <= NUMBERS);
    book_close();
}

TEST_MAIN(RUN(each_is_used_once); RUN(lost_frames_lose_nothing); RUN(a_worker_that_leaves_gives_back);
          RUN(what_a_killed_worker_may_have_used_is_known); RUN(a_worker_that_comes_back_uses_none_twice);
          RUN(a_block_is_in_ascending_order); RUN(notes_without_sense_do_no_harm))
