/* Records the events of users in the reactor's statistics; passes events about the whole run to the
 * control thread. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/reactor/reactor_state.h"
#include "runtime/reactor/record.h"

static void users_report(void *context, const struct vm_report *report, nanos lateness)
{
    record_report(((struct reactor *)context)->stats, report, lateness);
}

static void users_failure(void *context, const struct vm_failure *failure)
{
    record_failure(((struct reactor *)context)->stats, failure);
}

static void users_error(void *context, const struct vm_error *error)
{
    log_warning_once(error->location, "%s: %s", error->location, error->message);
    record_error(((struct reactor *)context)->stats, error);
}

static void users_not_started(void *context, int change)
{
    stats_users_not_started(((struct reactor *)context)->stats, change);
}

static void users_log(void *context, const char *text, size_t length)
{
    (void)context;
    log_info("%.*s", (int)length, text);
}

static void run_publish(void *context, const char *type, value v)
{
    reactor_notify(context, &message_publish_new(type, v)->head);
}

static void run_end(struct reactor *reactor, enum run_end end, const char *why)
{
    struct message_stop_run *message = message_new(MESSAGE_STOP_RUN);

    message->end = end;
    message->why = mem_strdup(why);
    reactor_notify(reactor, &message->head);
}

static void run_stop(void *context, const char *why)
{
    run_end(context, RUN_STOPPED, why);
}

static void users_wait_ended(void *context, nanos lateness)
{
    stats_late_wait(((struct reactor *)context)->stats, lateness);
}

static void users_arrived(void *context, nanos lateness)
{
    stats_late_arrival(((struct reactor *)context)->stats, lateness);
}

static bool run_task_begins(void *context)
{
    struct run_plan *plan = ((struct reactor *)context)->plan;

    return !plan->has_task_limit || quota_take(&plan->tasks);
}

static void run_task_ended(void *context)
{
    struct run_plan *plan = ((struct reactor *)context)->plan;

    if (plan->has_task_limit && atomic_fetch_add_explicit(&plan->tasks_ended, 1, memory_order_relaxed) + 1 ==
                                    atomic_load_explicit(&plan->tasks.limit, memory_order_relaxed))
        run_end(context, RUN_DONE, "all iterations have finished");
}

static void run_user_ended(void *context, struct user *user)
{
    struct reactor *reactor = context;

    struct ended *ended = &reactor->ended[user->kind];
    bool by_itself = user_pool_release(&reactor->base.pool, user);

    if (user->is_arrival) {
        arrival_ended(reactor->plan);
        return;
    }
    ended->count++;
    ended->by_itself += by_itself;
    reactor->any_ended = true;
}

static void run_lease_low(void *context, uint32_t item)
{
    struct message_lease *message = message_new(MESSAGE_LEASE_LOW);

    message->item = item;
    reactor_notify(context, &message->head);
}

static const struct user_observer observer = {
    .report = users_report,
    .failure = users_failure,
    .error = users_error,
    .log = users_log,
    .not_started = users_not_started,
    .wait_ended = users_wait_ended,
    .arrived = users_arrived,
};

static const struct run_events events = {
    .task_begins = run_task_begins,
    .task_ended = run_task_ended,
    .user_ended = run_user_ended,
    .publish = run_publish,
    .stop = run_stop,
    .lease_low = run_lease_low,
};

struct scheduler_owner reactor_as_owner(struct reactor *reactor)
{
    return (struct scheduler_owner){.observer = &observer, .events = &events, .context = reactor};
}
