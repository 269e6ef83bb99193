#include "runtime/cluster/master/lease_book.h"

#include "runtime/base/alloc.h"

/* What a worker has of an item. */
struct account {
    struct lease_ranges held;   /* as of its last note, in the order in which it uses them */
    uint64_t used;              /* as it says */
    uint64_t serial;            /* of its last question; 0: none, or what answered it was taken back */
    struct lease_range granted; /* the answer to it */
    bool is_asking;             /* it hasn't got an answer */
    bool is_recalled;           /* it was asked to give back, and hasn't answered */
    uint64_t recalls;           /* the serial of the last recall */
    uint64_t wanted, waiting;   /* as in its question */
};

struct item {
    bool is_scarce;       /* nothing was left once: only what users wait for is leased */
    uint32_t awaited;     /* accounts that are recalled */
    VEC(uint32_t) asking; /* nodes, in order of their questions */
};

struct lease_book {
    struct lease_book_events events;
    uint32_t count; /* of items */
    struct item *items;
    VEC(struct account *) nodes; /* each [count] */
};

struct lease_book *lease_book_new(uint32_t items, const struct lease_book_events *events)
{
    struct lease_book *book = mem_zalloc(1, sizeof *book);

    book->events = *events;
    book->count = items;
    book->items = mem_zalloc((size_t)items + 1, sizeof *book->items);
    return book;
}

static void accounts_free(const struct lease_book *book, struct account *accounts)
{
    for (uint32_t i = 0; i < book->count; i++)
        lease_ranges_free(&accounts[i].held);
    mem_free(accounts);
}

void lease_book_free(struct lease_book *book)
{
    if (!book)
        return;
    for (size_t i = 0; i < book->nodes.count; i++)
        accounts_free(book, book->nodes.items[i]);
    for (uint32_t i = 0; i < book->count; i++)
        vec_free(&book->items[i].asking);
    vec_free(&book->nodes);
    mem_free(book->items);
    mem_free(book);
}

static struct account *account_of(struct lease_book *book, uint32_t node, uint32_t item)
{
    while (book->nodes.count <= node) {
        struct account *accounts = mem_zalloc((size_t)book->count + 1, sizeof *accounts);

        vec_push(&book->nodes, accounts);
    }
    return &book->nodes.items[node][item];
}

/* ---- what workers hold ---- */

static void account_use(struct account *account, uint64_t used)
{
    uint64_t left = used > account->used ? used - account->used : 0;

    while (left > 0 && account->held.held > 0)
        left -= lease_ranges_cut(&account->held, left).count;
    if (used > account->used)
        account->used = used;
}

/* A block that was lost on the way goes back, too: the worker doesn't have it, and must not get it again. */
static void account_give_back(const struct lease_book *book, struct account *account, uint32_t item,
                              uint64_t kept)
{
    while (account->held.held > kept)
        book->events.take_back(book->events.context, item,
                               lease_ranges_cut_last(&account->held, account->held.held - kept));
    if (!account->is_asking)
        account->serial = 0;
}

/* ---- answers ---- */

static void answer(const struct lease_book *book, uint32_t node, uint32_t item)
{
    const struct account *account = &book->nodes.items[node][item];
    const struct lease_answer answer = {.item = item, .serial = account->serial, .range = account->granted};

    book->events.answer(book->events.context, node, &answer);
}

static void grant(struct lease_book *book, uint32_t node, uint32_t item, struct lease_range range)
{
    struct account *account = account_of(book, node, item);

    account->is_asking = false;
    account->granted = range;
    lease_ranges_add(&account->held, range);
    answer(book, node, item);
}

/* False: it must wait for its answer. */
static bool node_serve(struct lease_book *book, uint32_t node, uint32_t item)
{
    const struct account *account = account_of(book, node, item);
    uint64_t most = book->items[item].is_scarce ? account->waiting : account->wanted;
    struct lease_range range = book->events.deal(book->events.context, item, most);

    if (range.count > 0)
        grant(book, node, item, range);
    return range.count > 0;
}

/* True: users wait for what isn't there. */
static bool nodes_serve(struct lease_book *book, uint32_t item)
{
    struct item *it = &book->items[item];
    size_t count = it->asking.count, left = 0;
    bool is_short = false;

    for (size_t i = 0; i < count; i++) {
        uint32_t node = it->asking.items[i];

        if (node_serve(book, node, item))
            continue;
        is_short = is_short || account_of(book, node, item)->waiting > 0;
        it->asking.items[left++] = node;
    }
    it->asking.count = left;
    return is_short;
}

static void recall_send(const struct lease_book *book, uint32_t node, uint32_t item)
{
    const struct lease_answer recall = {
        .item = item, .is_recall = true, .serial = book->nodes.items[node][item].recalls};

    book->events.answer(book->events.context, node, &recall);
}

static void holders_recall(struct lease_book *book, uint32_t item)
{
    for (uint32_t i = 0; i < book->nodes.count; i++) {
        struct account *account = account_of(book, i, item);

        if (account->held.held == 0)
            continue;
        account->is_recalled = true;
        account->recalls++;
        book->items[item].awaited++;
        recall_send(book, i, item);
    }
}

static void exhausted_tell(struct lease_book *book, uint32_t item)
{
    struct item *it = &book->items[item];

    for (size_t i = 0; i < it->asking.count; i++)
        grant(book, it->asking.items[i], item, (struct lease_range){0});
    it->asking.count = 0;
}

static void item_serve(struct lease_book *book, uint32_t item)
{
    struct item *it = &book->items[item];

    if (it->awaited > 0 || !nodes_serve(book, item))
        return;
    it->is_scarce = true;
    holders_recall(book, item);
    if (it->awaited == 0)
        exhausted_tell(book, item);
}

/* ---- notes ---- */

static void recall_end(struct lease_book *book, struct account *account, uint32_t item)
{
    book->items[item].awaited -= account->is_recalled;
    account->is_recalled = false;
}

static void ask_take(struct lease_book *book, uint32_t node, const struct lease_note *note)
{
    struct account *account = account_of(book, node, note->item);

    if (!account->is_asking && account->serial == note->serial) { /* the answer was lost */
        if (!account->is_recalled) /* else it goes back, and must not come after the recall */
            answer(book, node, note->item);
        return;
    }
    account->serial = note->serial;
    account->wanted = note->wanted < LEASE_MOST ? note->wanted : LEASE_MOST;
    account->wanted += account->wanted == 0;
    account->waiting = note->waiting < account->wanted ? note->waiting : account->wanted;
    if (!account->is_asking)
        vec_push(&book->items[note->item].asking, node);
    account->is_asking = true;
}

static void asking_remove(struct lease_book *book, uint32_t node, uint32_t item)
{
    struct item *it = &book->items[item];
    size_t left = 0;

    for (size_t i = 0; i < it->asking.count; i++) {
        if (it->asking.items[i] != node)
            it->asking.items[left++] = it->asking.items[i];
    }
    it->asking.count = left;
    account_of(book, node, item)->is_asking = false;
}

/* An answer to a recall that was repeated comes twice. What was leased after it isn't known to the second. */
static void return_take(struct lease_book *book, uint32_t node, const struct lease_note *note)
{
    struct account *account = account_of(book, node, note->item);

    if (note->serial > 0 && (!account->is_recalled || note->serial != account->recalls))
        return;
    if (note->serial == 0) /* the end of its run, which needs no more */
        asking_remove(book, node, note->item);
    account_give_back(book, account, note->item, note->kept);
    recall_end(book, account, note->item);
}

void lease_book_note(struct lease_book *book, uint32_t node, const struct lease_note *note)
{
    struct account *account;

    if (note->item >= book->count || (!note->is_return && note->serial == 0))
        return;
    account = account_of(book, node, note->item);
    account_use(account, note->used);
    if (note->is_return)
        return_take(book, node, note);
    else
        ask_take(book, node, note);
    item_serve(book, note->item);
}

void lease_book_repeat(const struct lease_book *book)
{
    for (uint32_t node = 0; node < book->nodes.count; node++) {
        for (uint32_t item = 0; item < book->count; item++) {
            if (book->nodes.items[node][item].is_recalled)
                recall_send(book, node, item);
        }
    }
}

/* What it got last, it gets again if it comes back and repeats its question: that block is lost anyway, and
 * it may be on its way. */
uint64_t lease_book_forget(struct lease_book *book, uint32_t node, uint32_t item)
{
    struct account *account = account_of(book, node, item);
    uint64_t lost = account->held.held;

    recall_end(book, account, item);
    if (account->is_asking)
        account->serial = 0;
    asking_remove(book, node, item);
    lease_ranges_free(&account->held);
    account->used = 0;
    item_serve(book, item);
    return lost;
}
