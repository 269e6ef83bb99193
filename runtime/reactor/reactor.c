#include "runtime/reactor/reactor.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/reactor/reactor_state.h"
#include "runtime/reactor/record.h"
#include "runtime/user/lease_wait.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>

/* At high rates, several arrivals start at one wake-up, up to this much late: waking for each would cost
 * more than starting it. */
#define ARRIVALS_TICK (100 * NANOS_PER_US)

/* With -L DEBUG. */
static void message_log(const char *direction, const struct reactor *reactor, const struct message *message)
{
    struct buffer text = {0};

    if (!log_is_wanted(LOG_DEBUG))
        return;
    message_print(message, &text);
    log_debug("%s reactor %" PRIu32 ": %s", direction, reactor->index, buffer_text(&text));
    buffer_free(&text);
}

void reactor_notify(struct reactor *reactor, struct message *message)
{
    message->reactor = reactor->index;
    message_log("from", reactor, message);
    mailbox_send(reactor->control, message);
}

/* ---- hooks ---- */

static void shared_send(struct reactor *reactor)
{
    struct message_shared *message;
    size_t count = reactor->plan->run.program->shared_count;

    if (count == 0)
        return;
    message = message_shared_new(reactor->base.scheduler.common.shared, count);
    reactor_notify(reactor, &message->head);
}

static void hooks_phase_end(struct reactor *reactor, bool has_failed)
{
    struct message_hooks_ended *message = message_new(MESSAGE_HOOKS_ENDED);

    reactor->hooks_phase = HOOKS_FREE;
    message->has_failed = has_failed;
    reactor_notify(reactor, &message->head);
}

/* Nothing else shows what a hook hasn't done. */
static void hook_error_record(struct reactor *reactor, const struct hook *hook, const struct vm_error *error)
{
    struct buffer message = {0};

    buffer_printf(&message, "%s: %s", hook->what, error->message);
    record_error(reactor->stats, &(struct vm_error){.message = buffer_text(&message),
                                                    .location = error->location,
                                                    .trace = error->trace});
    buffer_free(&message);
}

static void hook_ended(void *context, const struct hook *hook, const struct vm_error *error)
{
    struct reactor *reactor = context;
    bool is_fatal = error && reactor->hooks_phase == HOOKS_SETUP;

    if (error)
        hook_error_record(reactor, hook, error);
    if (is_fatal)
        hooks_cancel(&reactor->hooks);
    if (!hooks_are_done(&reactor->hooks))
        return;
    shared_send(reactor);
    if (reactor->hooks_phase != HOOKS_FREE)
        hooks_phase_end(reactor, is_fatal);
}

static void hooks_phase_begin(struct reactor *reactor, enum hooks_phase phase)
{
    reactor->hooks_phase = phase;
    if (phase == HOOKS_SETUP)
        run_plan_hooks_before(reactor->plan, &reactor->hooks);
    else if (phase == HOOKS_TEARDOWN)
        run_plan_hooks_after(reactor->plan, &reactor->hooks);
    if (hooks_are_done(&reactor->hooks))
        hooks_phase_end(reactor, false);
}

static void hooks_phase_cut(struct reactor *reactor)
{
    hooks_cancel(&reactor->hooks);
    if (reactor->hooks_phase != HOOKS_FREE)
        hooks_phase_end(reactor, true);
}

/* ---- messages ---- */

/* The load of the reactor is measured from the start of the run, after `setup`. */
static void run_begin(struct reactor *reactor, instant start)
{
    if (reactor->base.scheduler.common.run_start.ns == start.ns)
        return;
    reactor->base.scheduler.common.run_start = start;
    reactor->base.busy = reactor->base.lag = 0;
    reactor->taken = reactor->base.busy_since = clock_now();
    reactor->cpu = clock_thread_cpu();
}

static void users_spawn(struct reactor *reactor, const struct message_spawn *message)
{
    run_begin(reactor, message->start);
    for (size_t i = 0; i < message->spawns.count; i++)
        user_pool_spawn(&reactor->base.pool, message->spawns.items[i].kind, message->spawns.items[i].id, 0);
}

static void arrivals_due(void *context)
{
    struct reactor *reactor = context;
    instant when, tick;

    arrivals_turn(&reactor->arrivals);
    if (!arrivals_next(&reactor->arrivals, &when))
        return;
    tick = instant_add(clock_now(), ARRIVALS_TICK);
    alarm_set(&reactor->alarm, instant_before(when, tick) ? tick : when);
}

static void arrivals_start(struct reactor *reactor, const struct message_arrive *message)
{
    const struct arrival_deal deal = {
        .from = message->from, .index = message->first + reactor->index, .count = message->reactors};

    if (reactor->arrivals.plan) {
        arrivals_deal(&reactor->arrivals, deal);
    } else {
        run_begin(reactor, message->start);
        arrivals_begin(&reactor->arrivals, reactor->plan, &reactor->base.pool, message->start,
                       message->first_id, deal);
    }
    arrivals_due(reactor);
}

/* Arrivals that are due now start before the stop. */
static void users_stop(struct reactor *reactor)
{
    arrivals_turn(&reactor->arrivals);
    arrivals_end(&reactor->arrivals);
    alarm_stop(&reactor->alarm);
    user_pool_stop(&reactor->base.pool);
    reactor->is_stopping = true;
}

static void reactor_quit(struct reactor *reactor, struct message_take *message)
{
    user_pool_kill(&reactor->base.pool);
    hooks_cancel(&reactor->hooks);
    reactor_hand_over(reactor, message, true);
    ev_break(reactor->base.loop, EVBREAK_ALL);
}

static void users_remove(struct reactor *reactor, const struct message_remove *message)
{
    user_pool_remove(&reactor->base.pool, message->user_kind, message->count);
}

static void shared_receive(struct reactor *reactor, struct message_shared *message)
{
    scheduler_shared_set(&reactor->base.scheduler, message->values);
    message->count = 0;
}

static void lease_receive(struct reactor *reactor, const struct message_lease *message)
{
    lease_waits_serve(&reactor->base.scheduler, message->item);
}

static void publish_receive(struct reactor *reactor, const struct message_publish *message)
{
    run_plan_hooks_message(reactor->plan, &reactor->hooks, message->type, message->v);
}

static void reactor_hear(struct reactor *reactor, struct message *message)
{
    switch (message->kind) {
    case MESSAGE_SETUP: hooks_phase_begin(reactor, HOOKS_SETUP); break;
    case MESSAGE_TEARDOWN: hooks_phase_begin(reactor, HOOKS_TEARDOWN); break;
    case MESSAGE_HOOKS_AWAIT: hooks_phase_begin(reactor, HOOKS_AWAITED); break;
    case MESSAGE_HOOKS_CUT: hooks_phase_cut(reactor); break;
    case MESSAGE_SPAWN: users_spawn(reactor, (const struct message_spawn *)message); break;
    case MESSAGE_ARRIVE: arrivals_start(reactor, (const struct message_arrive *)message); break;
    case MESSAGE_REMOVE: users_remove(reactor, (const struct message_remove *)message); break;
    case MESSAGE_STOP: users_stop(reactor); break;
    case MESSAGE_TAKE: reactor_hand_over(reactor, (struct message_take *)message, false); break;
    case MESSAGE_QUIT: reactor_quit(reactor, (struct message_take *)message); break;
    case MESSAGE_SHARED: shared_receive(reactor, (struct message_shared *)message); break;
    case MESSAGE_PUBLISH: publish_receive(reactor, (const struct message_publish *)message); break;
    case MESSAGE_LEASED: lease_receive(reactor, (const struct message_lease *)message); break;
    case MESSAGE_HOOKS_ENDED:
    case MESSAGE_USERS_ENDED:
    case MESSAGE_STOPPED:
    case MESSAGE_STATS:
    case MESSAGE_STOP_RUN:
    case MESSAGE_LEASE_LOW: break; /* sent by reactors only */
    }
}

static void mail_arrived(struct ev_loop *loop, struct ev_async *watcher, int events)
{
    struct reactor *reactor = watcher->data;
    struct message *message = mailbox_take(&reactor->mailbox);

    (void)loop;
    (void)events;
    while (message) {
        struct message *next = message->next;

        reactor_hear(reactor, message);
        message_free(message);
        message = next;
    }
}

/* ---- the thread ---- */

static void ended_send(struct reactor *reactor)
{
    for (uint32_t kind = 0; reactor->any_ended && kind < reactor->plan->run.program->kinds_count; kind++) {
        struct ended *ended = &reactor->ended[kind];
        struct message_users_ended *message;

        if (ended->count == 0)
            continue;
        message = message_new(MESSAGE_USERS_ENDED);
        message->user_kind = kind;
        message->count = ended->count;
        message->by_itself = ended->by_itself;
        *ended = (struct ended){0};
        reactor_notify(reactor, &message->head);
    }
    reactor->any_ended = false;
}

static void reactor_turned(struct scheduler_loop *scheduler_loop)
{
    struct reactor *reactor = (struct reactor *)scheduler_loop;

    ended_send(reactor);
    if (reactor->is_stopping && reactor->base.pool.count == 0) {
        reactor->is_stopping = false;
        reactor_notify(reactor, message_new(MESSAGE_STOPPED));
    }
}

static void *reactor_run(void *context)
{
    struct reactor *reactor = context;
    sigset_t all;

    /* The control thread handles signals. */
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, NULL);
    reactor->base.busy_since = reactor->taken = clock_now();
    scheduler_loop_probe(&reactor->base);
    ev_run(reactor->base.loop, 0);
    return NULL;
}

/* ---- from outside ---- */

struct reactor *reactor_new(uint32_t index, struct run_plan *plan, struct mailbox *control)
{
    struct reactor *reactor = mem_zalloc(1, sizeof *reactor);
    const struct program *program = plan->run.program;
    struct scheduler_owner owner = reactor_as_owner(reactor);

    reactor->index = index;
    reactor->plan = plan;
    reactor->control = control;
    scheduler_loop_init(&reactor->base, &plan->run, &owner, plan->stop_timeout);
    reactor->base.after_turn = reactor_turned;
    alarm_init(&reactor->alarm, reactor->base.loop, arrivals_due, reactor);
    mailbox_init(&reactor->mailbox, reactor->base.loop, mail_arrived, reactor);
    hooks_init(&reactor->hooks, &reactor->base.scheduler, hook_ended, reactor);
    reactor->stats = stats_new(program->rows, (uint32_t)program->rows_count);
    reactor_count_lines(reactor);
    reactor->ended = mem_zalloc(program->kinds_count, sizeof *reactor->ended);
    return reactor;
}

bool reactor_start(struct reactor *reactor)
{
    int error = pthread_create(&reactor->thread, NULL, reactor_run, reactor);

    reactor->has_thread = error == 0;
    errno = error;
    return reactor->has_thread;
}

void reactor_send(struct reactor *reactor, struct message *message)
{
    message_log("to", reactor, message);
    mailbox_send(&reactor->mailbox, message);
}

void reactor_free(struct reactor *reactor)
{
    if (!reactor)
        return;
    if (reactor->has_thread)
        pthread_join(reactor->thread, NULL);
    hooks_free(&reactor->hooks);
    arrivals_free(&reactor->arrivals);
    alarm_free(&reactor->alarm);
    mailbox_free(&reactor->mailbox);
    scheduler_loop_free(&reactor->base);
    stats_free(reactor->stats);
    mem_free(reactor->ended);
    mem_free(reactor);
}
