#include "runtime/engine/try.h"

#include "runtime/base/alloc.h"
#include "runtime/base/log.h"
#include "runtime/reactor/run_plan.h"
#include "runtime/reactor/scheduler_loop.h"

#include <signal.h>

/* The only user's id. */
#define TRY_USER 1

enum try_phase { TRY_SETUP, TRY_USER_RUNS, TRY_TEARDOWN };

struct trial {
    struct scheduler_loop base; /* first */
    struct run_plan *plan;
    struct hooks hooks;
    enum try_phase phase;
    uint32_t kind;
    uint32_t root_times; /* 1 where each task runs once */
    uint64_t tasks;      /* at the most; 0: no bound */
    uint64_t begun;
    bool gives_up; /* the user's start failed: there is no second try */
    const struct try_observer *observer;
    struct try_result *result;
    struct line_count *counts; /* nobody reads them */
    struct ev_signal interrupt, terminate;
};

/* ---- what the scheduler calls ---- */

static void user_report(void *context, const struct vm_report *report, nanos lateness)
{
    struct try_result *result = ((struct trial *)context)->result;

    (void)lateness;
    if (!report->response)
        return;
    result->requests++;
    result->failed += report->failed;
}

static void user_failure(void *context, const struct vm_failure *failure)
{
    (void)context; /* the watcher has seen the expectation */
    (void)failure;
}

static void user_error(void *context, const struct vm_error *error)
{
    const struct trial *trial = context;

    trial->result->errors++;
    if (trial->observer->error)
        trial->observer->error(trial->observer->context, error);
}

static void user_not_started(void *context, int change)
{
    struct trial *trial = context;

    if (change < 0)
        return;
    log_error("`on start` failed, so the user runs no tasks");
    trial->gives_up = true;
}

static void user_log(void *context, const char *text, size_t length)
{
    const struct trial *trial = context;

    if (trial->observer->log)
        trial->observer->log(trial->observer->context, text, length);
}

static void run_publish(void *context, const char *type, value v)
{
    struct trial *trial = context;

    run_plan_hooks_message(trial->plan, &trial->hooks, type, v);
}

static void trace_event(void *context, const struct vm_event *event)
{
    const struct trial *trial = context;

    if (trial->observer->event)
        trial->observer->event(trial->observer->context, event);
}

static void trace_begins(void *context, uint64_t user, const char *what)
{
    const struct trial *trial = context;

    (void)user;
    if (trial->observer->begins)
        trial->observer->begins(trial->observer->context, what);
}

static bool run_task_begins(void *context)
{
    struct trial *trial = context;

    return trial->tasks == 0 || trial->begun++ < trial->tasks;
}

static void run_task_ended(void *context)
{
    ((struct trial *)context)->result->tasks++;
}

/* `stop run`: the user that executed it ends by itself. */
static void run_stop(void *context, const char *why)
{
    (void)context;
    (void)why;
}

static void run_user_ended(void *context, struct user *user)
{
    struct trial *trial = context;

    user_pool_release(&trial->base.pool, user);
}

static const struct user_observer users = {
    .report = user_report,
    .failure = user_failure,
    .error = user_error,
    .log = user_log,
    .not_started = user_not_started,
};

static const struct user_trace trace = {.begins = trace_begins, .event = trace_event};

static const struct run_events events = {
    .task_begins = run_task_begins,
    .task_ended = run_task_ended,
    .user_ended = run_user_ended,
    .publish = run_publish,
    .stop = run_stop,
};

/* ---- phases ---- */

static void hook_ended(void *context, const struct hook *hook, const struct vm_error *error)
{
    struct trial *trial = context;

    (void)hook;
    if (!error || trial->phase != TRY_SETUP)
        return;
    trial->result->setup_failed = true;
    hooks_cancel(&trial->hooks);
}

static bool phase_is_over(const struct trial *trial)
{
    return hooks_are_done(&trial->hooks) && trial->base.pool.count == 0;
}

static void phase_next(struct trial *trial)
{
    if (trial->phase == TRY_SETUP && !trial->result->interrupted) {
        trial->phase = TRY_USER_RUNS;
        user_pool_spawn(&trial->base.pool, trial->kind, TRY_USER, trial->root_times);
    } else {
        trial->phase = TRY_TEARDOWN;
        run_plan_hooks_after(trial->plan, &trial->hooks);
    }
}

/* After each turn: on to the next phase that has something to do. Nothing would wake the loop for it later.
 */
static void phases_advance(struct scheduler_loop *scheduler_loop)
{
    struct trial *trial = (struct trial *)scheduler_loop;

    if (trial->gives_up)
        user_pool_stop(&scheduler_loop->pool);
    while (phase_is_over(trial) && trial->phase != TRY_TEARDOWN && !trial->result->setup_failed)
        phase_next(trial);
    if (phase_is_over(trial))
        ev_break(scheduler_loop->loop, EVBREAK_ALL);
}

static void signal_came(struct ev_loop *loop, struct ev_signal *watcher, int events)
{
    struct trial *trial = watcher->data;

    (void)events;
    if (trial->result->interrupted)
        ev_break(loop, EVBREAK_ALL);
    trial->result->interrupted = true;
    hooks_cancel(&trial->hooks);
    user_pool_stop(&trial->base.pool);
}

static void try_loop(struct trial *trial)
{
    ev_signal_init(&trial->interrupt, signal_came, SIGINT);
    ev_signal_init(&trial->terminate, signal_came, SIGTERM);
    trial->interrupt.data = trial->terminate.data = trial;
    ev_signal_start(trial->base.loop, &trial->interrupt);
    ev_signal_start(trial->base.loop, &trial->terminate);
    run_plan_hooks_before(trial->plan, &trial->hooks);
    ev_run(trial->base.loop, 0);
    ev_signal_stop(trial->base.loop, &trial->interrupt);
    ev_signal_stop(trial->base.loop, &trial->terminate);
}

/* Only the selected kind takes part. */
static uint32_t first_kind(const struct run_plan *plan)
{
    uint32_t kind = 0;

    while (!plan->takes_part[kind])
        kind++;
    return kind;
}

/* A user without tasks ends after `on start`. */
static bool has_tasks(const struct trial *trial)
{
    const struct program *program = trial->plan->run.program;

    return trial->plan->selectors[program->kinds[trial->kind].set].count > 0;
}

static struct run_plan *plan_make(const struct program *program, const struct try_settings *settings,
                                  struct buffer *why)
{
    struct run_plan_extras extras = {.task = settings->task, .in_order = settings->tasks == 0};
    struct run_settings run = settings->run;

    if (settings->kind) {
        run.selection.kinds = &settings->kind;
        run.selection.kind_count = 1;
    }
    run.iterations = 0;
    run.stop_timeout = 0;
    return run_plan_new(program, &run, &extras, why);
}

bool try_run(const struct program *program, const struct try_settings *settings,
             const struct try_observer *observer, struct try_result *result, struct buffer *why)
{
    struct trial trial = {.plan = plan_make(program, settings, why), .observer = observer, .result = result};
    struct scheduler_owner owner = {
        .observer = &users, .trace = &trace, .events = &events, .context = &trial};

    if (!trial.plan)
        return false;
    *result = (struct try_result){0};
    trial.kind = first_kind(trial.plan);
    trial.tasks = settings->tasks;
    trial.root_times = settings->tasks == 0 || !has_tasks(&trial) ? 1 : 0;
    scheduler_loop_init(&trial.base, &trial.plan->run, &owner, 0);
    trial.base.after_turn = phases_advance;
    trial.counts = mem_zalloc(program->lines_count + 1, sizeof *trial.counts);
    scheduler_counts_set(&trial.base.scheduler, trial.counts);
    if (observer->wire)
        transport_watch(trial.base.transport, observer->wire, observer->context);
    hooks_init(&trial.hooks, &trial.base.scheduler, hook_ended, &trial);
    try_loop(&trial);
    user_pool_kill(&trial.base.pool);
    hooks_free(&trial.hooks);
    scheduler_loop_free(&trial.base);
    mem_free(trial.counts);
    run_plan_free(trial.plan);
    return true;
}
