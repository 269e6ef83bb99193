/* What a reactor's scheduler calls: most of it is counted, some the control thread has to hear of. */
#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/reactor/reactor_state.h"
#include "runtime/reactor/record.h"

static void outside_report(void *context, const struct vm_report *report, nanos lateness)
{
    record_report(((struct reactor *)context)->stats, report, lateness);
}

static void outside_failure(void *context, const struct vm_failure *failure)
{
    record_failure(((struct reactor *)context)->stats, failure);
}

static void outside_error(void *context, const struct vm_error *error)
{
    record_error(((struct reactor *)context)->stats, error);
}

static void outside_not_started(void *context, int change)
{
    stats_users_not_started(((struct reactor *)context)->stats, change);
}

static void outside_log(void *context, const char *text, size_t length)
{
    (void)context;
    log_info("%.*s", (int)length, text);
}

static void outside_publish(void *context, const char *type, value v)
{
    struct message *message = message_new(MESSAGE_PUBLISH);

    message->text = mem_strdup(type);
    message_values_set(message, &v, 1);
    reactor_notify(context, message);
}

static void run_end(struct reactor *reactor, enum run_end end, const char *why)
{
    struct message *message = message_new(MESSAGE_STOP_RUN);

    message->end = end;
    message->text = mem_strdup(why);
    reactor_notify(reactor, message);
}

static void outside_run_stop(void *context, const char *why)
{
    run_end(context, RUN_STOPPED, why);
}

static void outside_woken(void *context, nanos lateness)
{
    stats_late_wait(((struct reactor *)context)->stats, lateness);
}

static void outside_arrived(void *context, nanos lateness)
{
    stats_late_arrival(((struct reactor *)context)->stats, lateness);
}

static bool outside_task_begins(void *context)
{
    struct run_plan *plan = ((struct reactor *)context)->plan;

    return plan->iterations == 0 ||
           atomic_fetch_add_explicit(&plan->tasks_begun, 1, memory_order_relaxed) < plan->iterations;
}

static void outside_task_ended(void *context)
{
    struct run_plan *plan = ((struct reactor *)context)->plan;

    if (plan->iterations > 0 &&
        atomic_fetch_add_explicit(&plan->tasks_ended, 1, memory_order_relaxed) + 1 == plan->iterations)
        run_end(context, RUN_DONE, "all iterations are done");
}

static void outside_user_ended(void *context, struct user *user)
{
    struct reactor *reactor = context;

    struct ended *ended = &reactor->ended[user->kind];
    bool by_itself = user_pool_forget(&reactor->base.pool, user);

    if (user->is_arrival) {
        arrival_ended(reactor->plan);
        return;
    }
    ended->count++;
    ended->by_itself += by_itself;
    reactor->any_ended = true;
}

const struct scheduler_outside reactor_outside = {
    .session_open = scheduler_loop_session_open,
    .session_close = scheduler_loop_session_close,
    .cookie = scheduler_loop_cookie,
    .submit = scheduler_loop_submit,
    .exchange = scheduler_loop_exchange,
    .begun = scheduler_loop_begun,
    .cancel = scheduler_loop_cancel,
    .report = outside_report,
    .failure = outside_failure,
    .error = outside_error,
    .not_started = outside_not_started,
    .log = outside_log,
    .publish = outside_publish,
    .woken = outside_woken,
    .arrived = outside_arrived,
    .task_begins = outside_task_begins,
    .task_ended = outside_task_ended,
    .run_stop = outside_run_stop,
    .user_ended = outside_user_ended,
};
