#include "runtime/control/control.h"

#include "runtime/base/alloc.h"
#include "runtime/base/event_loop.h"
#include "runtime/base/log.h"
#include "runtime/base/vec.h"

#include <ev.h>
#include <inttypes.h>
#include <signal.h>

/* Users per second, for changes after the users of the start have spawned; as in Locust. */
#define CHANGE_RATE 100.0

enum notice_kind {
    NOTICE_STARTING,
    NOTICE_BEGAN,
    NOTICE_TICK,
    NOTICE_USERS_REACHED,
    NOTICE_STOPPING,
    NOTICE_RESET,
    NOTICE_ENDED,
};

/* An event that hasn't reached all observers yet. */
struct notice {
    enum notice_kind kind;
    uint64_t users;
    char *why;                 /* owned */
    struct snapshot *snapshot; /* held */
};

struct control {
    struct run_backend backend;
    struct ev_loop *loop;
    struct ev_signal interrupt, terminate;
    bool is_signalled; /* a signal has arrived since control_run began */
    bool is_in_run;    /* control_run is active: it handles signals */
    bool is_leaving;   /* control_run ends when no run is in progress */
    bool is_notifying; /* the queue is being processed */
    enum control_state state;
    void *run;      /* of the backend; NULL: no run is in progress */
    bool has_begun; /* the run has begun */
    char *stop_why; /* a stop was requested before the run had begun; NULL: none */
    bool has_settings;
    struct run_settings settings;                   /* owned */
    struct snapshot *last;                          /* final one of the last run; NULL: none yet */
    VEC(const struct control_observer *) observers; /* NULL: removed during a call */
    VEC(struct notice) notices;
};

/* ---- signals ---- */

/* They may be blocked until somebody handles them (cluster/worker/program_fetch.h). */
static void signals_take(struct control *control)
{
    sigset_t signals;

    ev_signal_start(control->loop, &control->interrupt);
    ev_signal_start(control->loop, &control->terminate);
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

static void signals_release(struct control *control)
{
    ev_signal_stop(control->loop, &control->interrupt);
    ev_signal_stop(control->loop, &control->terminate);
}

static void signal_came(struct ev_loop *loop, struct ev_signal *watcher, int events)
{
    struct control *control = watcher->data;
    bool is_first = !control->is_signalled;

    (void)loop;
    (void)events;
    control->is_signalled = control->is_leaving = true;
    if (is_first)
        control_stop(control, watcher->signum == SIGINT ? "interrupted" : "terminated");
    else
        control_stop_now(control, "interrupted twice");
    control_leave(control);
}

/* ---- events to the observers ---- */

static void observer_call(struct control *control, const struct control_observer *observer,
                          const struct notice *notice)
{
    const struct run_settings *settings = &control->settings;

    switch (notice->kind) {
    case NOTICE_STARTING:
        if (observer->starting)
            observer->starting(observer->context, settings);
        break;
    case NOTICE_BEGAN:
        if (observer->began)
            observer->began(observer->context, settings);
        break;
    case NOTICE_TICK:
        if (observer->tick)
            observer->tick(observer->context, notice->snapshot);
        break;
    case NOTICE_USERS_REACHED:
        if (observer->users_reached)
            observer->users_reached(observer->context, settings, notice->users);
        break;
    case NOTICE_STOPPING:
        if (observer->stopping)
            observer->stopping(observer->context, notice->why);
        break;
    case NOTICE_RESET:
        if (observer->was_reset)
            observer->was_reset(observer->context);
        break;
    case NOTICE_ENDED:
        if (observer->ended)
            observer->ended(observer->context, notice->snapshot);
        break;
    }
}

/* Observers added during the calls get the next event first. */
static void observers_call(struct control *control, const struct notice *notice)
{
    bool is_last = notice->kind == NOTICE_ENDED && control->is_in_run;
    size_t count = control->observers.count;

    if (is_last)
        signals_release(control);
    for (size_t i = 0; i < count; i++) {
        if (control->observers.items[i])
            observer_call(control, control->observers.items[i], notice);
    }
    if (is_last)
        signals_take(control);
}

static void observers_tidy(struct control *control)
{
    size_t kept = 0;

    for (size_t i = 0; i < control->observers.count; i++) {
        if (control->observers.items[i])
            control->observers.items[kept++] = control->observers.items[i];
    }
    control->observers.count = kept;
}

static void notice_free(struct notice *notice)
{
    mem_free(notice->why);
    snapshot_free(notice->snapshot);
}

/* A call may add notices, which are processed later. */
static void notices_deliver(struct control *control)
{
    if (control->is_notifying)
        return;
    control->is_notifying = true;
    for (size_t i = 0; i < control->notices.count; i++) {
        struct notice notice = control->notices.items[i];

        observers_call(control, &notice);
        notice_free(&notice);
    }
    control->notices.count = 0;
    control->is_notifying = false;
    observers_tidy(control);
}

static void notify(struct control *control, struct notice notice)
{
    vec_push(&control->notices, notice);
    notices_deliver(control);
}

void control_observe(struct control *control, const struct control_observer *observer)
{
    vec_push(&control->observers, observer);
}

void control_unobserve(struct control *control, const struct control_observer *observer)
{
    for (size_t i = 0; i < control->observers.count; i++) {
        if (control->observers.items[i] == observer)
            control->observers.items[i] = NULL;
    }
    if (!control->is_notifying)
        observers_tidy(control);
}

/* ---- events from the backend ---- */

static void run_began(void *context, bool is_spawning)
{
    struct control *control = context;

    control->state = is_spawning ? CONTROL_SPAWNING : CONTROL_RUNNING;
    notify(control, (struct notice){.kind = NOTICE_BEGAN});
}

static void run_second(void *context, const struct snapshot *snapshot)
{
    notify(context, (struct notice){.kind = NOTICE_TICK, .snapshot = snapshot_hold(snapshot)});
}

static void run_numbers(void *context, const struct stats_set *set)
{
    const struct control *control = context;

    for (size_t i = 0; i < control->observers.count; i++) {
        const struct control_observer *observer = control->observers.items[i];

        if (observer && observer->numbers)
            observer->numbers(observer->context, set);
    }
}

static void run_published(void *context, const char *type, value v)
{
    const struct control *control = context;

    for (size_t i = 0; i < control->observers.count; i++) {
        const struct control_observer *observer = control->observers.items[i];

        if (observer && observer->published)
            observer->published(observer->context, type, v);
    }
}

static void run_lease(void *context, const struct lease_note *note)
{
    const struct control *control = context;

    for (size_t i = 0; i < control->observers.count; i++) {
        const struct control_observer *observer = control->observers.items[i];

        if (observer && observer->lease)
            observer->lease(observer->context, note);
    }
}

static void run_tasks_done(void *context)
{
    const struct control *control = context;

    for (size_t i = 0; i < control->observers.count; i++) {
        const struct control_observer *observer = control->observers.items[i];

        if (observer && observer->tasks_done)
            observer->tasks_done(observer->context);
    }
}

static void run_users_reached(void *context, uint64_t users)
{
    struct control *control = context;

    control->state = CONTROL_RUNNING;
    notify(control, (struct notice){.kind = NOTICE_USERS_REACHED, .users = users});
}

static void run_was_reset(void *context)
{
    notify(context, (struct notice){.kind = NOTICE_RESET});
}

static void run_stopping(void *context, const char *why)
{
    struct control *control = context;

    control->state = CONTROL_STOPPING;
    notify(control, (struct notice){.kind = NOTICE_STOPPING, .why = mem_strdup(why)});
}

static void loop_leave(struct control *control)
{
    if (control->is_leaving && !control->run)
        ev_break(control->loop, EVBREAK_ALL);
}

static void run_ended(void *context)
{
    struct control *control = context;

    control->last = control->backend.snapshot(control->run);
    control->backend.close(control->run);
    control->run = NULL;
    control->has_begun = false;
    control->state = CONTROL_STOPPED;
    notify(control, (struct notice){.kind = NOTICE_ENDED, .snapshot = snapshot_hold(control->last)});
    loop_leave(control);
}

/* ---- requests ---- */

static void last_run_forget(struct control *control)
{
    snapshot_free(control->last);
    control->last = NULL;
    if (control->has_settings)
        run_settings_free(&control->settings);
    control->has_settings = false;
}

static void run_begin(struct control *control)
{
    char *why = control->stop_why;

    control->backend.begin(control->run);
    control->has_begun = true;
    control->stop_why = NULL;
    if (why)
        control_stop(control, why);
    mem_free(why);
}

bool control_start(struct control *control, const struct run_settings *settings, struct buffer *why)
{
    const struct backend_events events = {
        .context = control,
        .began = run_began,
        .second = run_second,
        .numbers = run_numbers,
        .published = run_published,
        .lease = run_lease,
        .tasks_done = run_tasks_done,
        .users_reached = run_users_reached,
        .was_reset = run_was_reset,
        .stopping = run_stopping,
        .ended = run_ended,
    };
    struct run_settings own;
    void *run;

    if (control->run) {
        buffer_append_text(why, "a run is already in progress");
        return false;
    }
    log_once_forget();
    run_settings_copy(&own, settings);
    run = control->backend.open(control->backend.context, &own, control->loop, &events, why);
    if (!run) {
        run_settings_free(&own);
        return false;
    }
    last_run_forget(control);
    control->settings = own;
    control->has_settings = true;
    control->run = run;
    control->state = CONTROL_STARTING;
    notify(control, (struct notice){.kind = NOTICE_STARTING});
    run_begin(control);
    return true;
}

void control_log_ramping(const struct run_settings *settings)
{
    log_info("Ramping to %" PRIu64 " user%s at a rate of %.2f per second", settings->users,
             settings->users == 1 ? "" : "s", settings->spawn_rate);
}

static void users_asked_for(struct control *control, uint64_t users, double rate)
{
    control->settings.users = users;
    control->settings.spawn_rate = rate;
    control->state = CONTROL_SPAWNING;
}

bool control_set_users(struct control *control, uint64_t users, double rate)
{
    if (!control->run || !control->backend.set_users(control->run, users, rate))
        return false;
    users_asked_for(control, users, rate);
    control_log_ramping(&control->settings);
    return true;
}

bool control_set_population(struct control *control, const struct population *population, double rate)
{
    if (!control->run || !control->backend.set_population(control->run, population, rate))
        return false;
    users_asked_for(control, population_total(population), rate);
    return true;
}

static double change_rate(const struct control *control)
{
    double rate = control->settings.spawn_rate;

    return control->state == CONTROL_RUNNING && rate > 0 && rate < CHANGE_RATE ? CHANGE_RATE : rate;
}

bool control_change_users(struct control *control, int64_t change)
{
    uint64_t wanted = control->settings.users;

    if (!control->run || change == 0)
        return false;
    if (change < 0 && (uint64_t)-change > wanted)
        wanted = 0;
    else
        wanted += (uint64_t)change;
    return control_set_users(control, wanted, change_rate(control));
}

void control_stop(struct control *control, const char *why)
{
    if (control->has_begun)
        control->backend.stop(control->run, why, false);
    else if (control->run && !control->stop_why)
        control->stop_why = mem_strdup(why);
}

void control_stop_now(struct control *control, const char *why)
{
    if (control->has_begun)
        control->backend.stop(control->run, why, true);
    else
        control_stop(control, why);
}

bool control_reset(struct control *control)
{
    if (control->state != CONTROL_SPAWNING && control->state != CONTROL_RUNNING)
        return false;
    control->backend.reset(control->run);
    return true;
}

bool control_publish(struct control *control, const char *type, value v)
{
    if (!control->has_begun)
        return false;
    control->backend.publish(control->run, type, v);
    return true;
}

bool control_share(struct control *control, const value *values, size_t count)
{
    if (!control->has_begun)
        return false;
    control->backend.share(control->run, values, count);
    return true;
}

bool control_lease(struct control *control, const struct lease_answer *answer)
{
    if (!control->has_begun)
        return false;
    control->backend.lease(control->run, answer);
    return true;
}

bool control_deal(struct control *control, const struct run_share *share)
{
    if (!control->has_begun)
        return false;
    control->backend.deal(control->run, share);
    return true;
}

/* ---- state ---- */

struct population control_population(const struct control *control)
{
    return control->run ? control->backend.population(control->run) : population_new(0);
}

enum control_state control_state(const struct control *control)
{
    return control->state;
}

const char *control_state_text(enum control_state state)
{
    static const char *const texts[] = {
        [CONTROL_READY] = "ready",     [CONTROL_STARTING] = "starting", [CONTROL_SPAWNING] = "spawning",
        [CONTROL_RUNNING] = "running", [CONTROL_STOPPING] = "stopping", [CONTROL_STOPPED] = "stopped",
    };

    return texts[state];
}

struct cluster_report control_cluster(const struct control *control)
{
    struct cluster_report report = {0};

    if (control->backend.cluster)
        control->backend.cluster(control->backend.context, &report);
    return report;
}

struct snapshot *control_snapshot(const struct control *control)
{
    if (control->run)
        return control->backend.snapshot(control->run);
    return control->last ? snapshot_hold(control->last) : snapshot_new_empty();
}

const struct run_settings *control_settings(const struct control *control)
{
    return control->has_settings ? &control->settings : NULL;
}

struct ev_loop *control_loop(const struct control *control)
{
    return control->loop;
}

/* ---- creation and end ---- */

struct control *control_new(const struct run_backend *backend)
{
    struct control *control = mem_zalloc(1, sizeof *control);

    control->backend = *backend;
    control->loop = event_loop_new();
    ev_signal_init(&control->interrupt, signal_came, SIGINT);
    ev_signal_init(&control->terminate, signal_came, SIGTERM);
    control->interrupt.data = control->terminate.data = control;
    return control;
}

void control_run(struct control *control)
{
    control->is_signalled = control->is_leaving = false;
    control->is_in_run = true;
    signals_take(control);
    ev_run(control->loop, 0);
    signals_release(control);
    control->is_in_run = false;
}

void control_leave(struct control *control)
{
    control->is_leaving = true;
    loop_leave(control);
}

bool control_is_leaving(const struct control *control)
{
    return control->is_leaving;
}

void control_free(struct control *control)
{
    if (!control)
        return;
    control_stop_now(control, "the program has ended");
    while (control->run)
        ev_run(control->loop, EVRUN_ONCE);
    last_run_forget(control);
    vec_free(&control->observers);
    vec_free(&control->notices);
    ev_loop_destroy(control->loop);
    mem_free(control);
}
