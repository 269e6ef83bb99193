/* Messages between threads: each kind is made, printed and freed with all that it owns; a mailbox keeps their
 * order. */
#include "runtime/base/alloc.h"
#include "runtime/base/count_of.h"
#include "runtime/reactor/mailbox.h"
#include "tests/support/test.h"

static const enum message_kind kinds[] = {
    MESSAGE_SETUP,    MESSAGE_TEARDOWN,    MESSAGE_HOOKS_CUT,   MESSAGE_SPAWN,       MESSAGE_ARRIVE,
    MESSAGE_REMOVE,   MESSAGE_STOP,        MESSAGE_TAKE,        MESSAGE_QUIT,        MESSAGE_SHARED,
    MESSAGE_PUBLISH,  MESSAGE_HOOKS_ENDED, MESSAGE_USERS_ENDED, MESSAGE_STOPPED,     MESSAGE_STATS,
    MESSAGE_STOP_RUN, MESSAGE_LEASED,      MESSAGE_LEASE_LOW,   MESSAGE_HOOKS_AWAIT,
};

enum { KINDS = COUNT_OF(kinds) };

static void check_text(struct message *message, const char *wanted)
{
    struct buffer text = {0};

    message_print(message, &text);
    CHECK_TEXT(buffer_text(&text), wanted);
    buffer_free(&text);
    message_free(message);
}

TEST(every_kind_can_be_made_and_freed_empty)
{
    for (size_t i = 0; i < KINDS; i++) {
        struct message *message = message_new(kinds[i]);

        CHECK_INT(message->kind, kinds[i]);
        message_free(message);
    }
}

TEST(a_message_says_in_words_what_it_is)
{
    struct message_spawn *spawn = message_new(MESSAGE_SPAWN);
    struct message_users_ended *ended = message_new(MESSAGE_USERS_ENDED);
    struct message_stats *stats = message_new(MESSAGE_STATS);

    vec_push(&spawn->spawns, ((struct spawn){.id = 1}));
    vec_push(&spawn->spawns, ((struct spawn){.id = 2}));
    check_text(&spawn->head, "spawn 2 users");
    ended->count = 3;
    ended->by_itself = 1;
    check_text(&ended->head, "3 users of kind 0 ended, 1 of them unasked");
    stats->is_last = true;
    check_text(&stats->head, "last statistics: 0 requests in flight, 0 waiting");
    check_text(message_new(MESSAGE_STOP), "stop all users");
    check_text(message_new(MESSAGE_LEASED), "leased: item 0");
    check_text(message_new(MESSAGE_LEASE_LOW), "more is needed of item 0");
}

TEST(what_a_message_points_to_belongs_to_it)
{
    struct message_spawn *spawn = message_new(MESSAGE_SPAWN);
    struct message_take *take = message_new(MESSAGE_TAKE);
    struct message_stats *stats = message_new(MESSAGE_STATS);
    struct message_stop_run *stop = message_new(MESSAGE_STOP_RUN);

    vec_push(&spawn->spawns, ((struct spawn){.id = 1}));
    take->empty = mem_zalloc(1, sizeof *take->empty);
    stats->set = mem_zalloc(1, sizeof *stats->set);
    vec_push(&stats->waiting, (struct waiting){0});
    stop->why = mem_strdup("enough");
    message_free(&spawn->head);
    message_free(&take->head);
    message_free(&stats->head);
    message_free(&stop->head);
}

TEST(values_are_copies)
{
    value text = value_text("some text");
    struct message_shared *shared;
    struct message_publish *publish;

    shared = message_shared_new(&text, 1);
    publish = message_publish_new("news", text);
    CHECK(shared->values[0].as.string != text.as.string && publish->v.as.string != text.as.string);
    value_release(text);
    CHECK_INT(shared->count, 1);
    CHECK_TEXT(publish->type, "news");
    message_free(&shared->head);
    message_free(&publish->head);
}

static void woken(struct ev_loop *loop, struct ev_async *watcher, int events)
{
    (void)events;
    ++*(int *)watcher->data;
    ev_break(loop, EVBREAK_ALL);
}

TEST(a_mailbox_wakes_its_reader_and_keeps_the_order)
{
    struct ev_loop *loop = ev_loop_new(EVFLAG_AUTO);
    struct mailbox mailbox;
    int wakes = 0;

    mailbox_init(&mailbox, loop, woken, &wakes);
    for (size_t i = 0; i < KINDS; i++)
        mailbox_send(&mailbox, message_new(kinds[i]));
    ev_run(loop, 0);
    CHECK_INT(wakes, 1);
    for (size_t i = 0; i < KINDS / 2; i++)
        mailbox_send(&mailbox, message_new(MESSAGE_STOP));
    struct message *message = mailbox_take(&mailbox);

    for (size_t i = 0; i < KINDS + KINDS / 2; i++) {
        struct message *next = message->next;

        CHECK_INT(message->kind, i < KINDS ? kinds[i] : MESSAGE_STOP);
        message_free(message);
        message = next;
    }
    CHECK(!message);
    mailbox_send(&mailbox, message_new(MESSAGE_STATS)); /* nobody takes it out */
    mailbox_free(&mailbox);
    ev_loop_destroy(loop);
}

TEST_MAIN(RUN(every_kind_can_be_made_and_freed_empty); RUN(a_message_says_in_words_what_it_is);
          RUN(what_a_message_points_to_belongs_to_it); RUN(values_are_copies);
          RUN(a_mailbox_wakes_its_reader_and_keeps_the_order))
