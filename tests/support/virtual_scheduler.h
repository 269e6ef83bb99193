/* A run on virtual time, without sockets, threads and sleeping: users, dispatch and load are the real ones,
 * the answers to requests come from a script, and what happens is written down, a line each:
 *
 *       0.000 user 1: task home
 *       0.000 user 1: GET http://h/
 *       0.010 passed GET /  10ms
 *
 * Load is that of the settings, or with has_load that of the program. Whoever includes this fills struct
 * virtual_settings and calls virtual_run. */
#ifndef SWARM_TESTS_SUPPORT_VIRTUAL_SCHEDULER_H
#define SWARM_TESTS_SUPPORT_VIRTUAL_SCHEDULER_H

#include "runtime/base/alloc.h"
#include "runtime/load/load.h"
#include "runtime/load/spawn_order.h"
#include "runtime/reactor/arrivals.h"
#include "runtime/reactor/record.h"
#include "runtime/reactor/run_plan.h"
#include "runtime/user/user_pool.h"

#include <fnmatch.h>
#include <inttypes.h>
#include <string.h>

#define VIRTUAL __attribute__((unused)) static

/* The answer to requests whose "METHOD URL" the pattern (as of a shell) matches; the first that does. */
struct virtual_answer {
    const char *pattern;
    int status; /* 0: none, the connection was refused */
    nanos delay;
    const char *body;
};

struct virtual_settings {
    const struct program *program;
    struct run_settings run;
    const struct virtual_answer *answers;
    size_t answer_count;       /* what no pattern matches is 200, empty, after 10 ms */
    bool is_quiet;             /* tasks, requests and reports aren't written down */
    struct stats *stats;       /* counts what is reported; NULL: nobody does */
    struct line_count *counts; /* where there are no stats: of the program's lines; NULL: nobody counts */
    void (*reported)(void *context); /* after each report; may be NULL */
    void *context;
};

struct virtual_scheduler;

struct session {
    struct virtual_scheduler *virtual;
    struct fiber *owner;
};

struct virtual_response {
    struct fiber *owner;
    uint64_t ticket;
    instant when;
    const struct virtual_answer *answer;
    instant sent;
    bool is_tcp;
};

struct virtual_scheduler {
    const struct virtual_settings *settings;
    struct run_plan *plan;
    struct scheduler scheduler;
    struct user_pool pool;
    struct hooks hooks;
    struct spawn_order order;
    struct load load;
    struct arrivals arrivals;
    instant now, begin; /* of the users */
    uint64_t next_id;
    bool stop; /* somebody said `stop run`, or the tasks are used up */
    bool setup_failed;
    bool in_setup;
    VEC(struct virtual_response) responses;
    struct buffer told;
    struct line_counts counts; /* where nobody counts */
};

VIRTUAL instant virtual_clock(void *context)
{
    return ((struct virtual_scheduler *)context)->now;
}

#define TELL(virtual, ...)                                                                                   \
    (buffer_printf(&(virtual)->told, "%9.3f ", (double)(virtual)->now.ns / 1e9),                             \
     buffer_printf(&(virtual)->told, __VA_ARGS__), buffer_append_char(&(virtual)->told, '\n'))

/* ---- what the scheduler calls ---- */

VIRTUAL uint64_t virtual_user(const struct virtual_scheduler *virtual, const struct fiber *fiber)
{
    return fiber == &virtual->hooks.fiber ? 0 : user_id((const struct user *)fiber);
}

VIRTUAL void virtual_who(struct virtual_scheduler *virtual, uint64_t user)
{
    buffer_printf(&virtual->told, "%9.3f ", (double)virtual->now.ns / 1e9);
    if (user)
        buffer_printf(&virtual->told, "user %" PRIu64 ": ", user);
    else
        buffer_append_text(&virtual->told, "run: ");
}

VIRTUAL struct session *virtual_session_open(void *context, const struct client_settings *client,
                                             struct fiber *owner)
{
    struct session *session = mem_zalloc(1, sizeof *session);

    (void)client;
    session->virtual = context;
    session->owner = owner;
    return session;
}

VIRTUAL void virtual_session_close(struct session *session)
{
    mem_free(session);
}

VIRTUAL const struct cookie_jar *virtual_cookies(const struct session *session)
{
    (void)session;
    return NULL;
}

VIRTUAL void virtual_forget_cookies(struct session *session, const char *name)
{
    (void)session;
    (void)name;
}

VIRTUAL const struct virtual_answer *virtual_answer_find(const struct virtual_settings *settings,
                                                         const struct http_request *request)
{
    static const struct virtual_answer usual = {"", 200, 10 * NANOS_PER_MS, ""};
    struct buffer line = {0};
    const struct virtual_answer *found = &usual;

    buffer_printf(&line, "%s %s", request->method, request->url);
    for (size_t i = settings->answer_count; i-- > 0;) {
        if (fnmatch(settings->answers[i].pattern, buffer_text(&line), 0) == 0)
            found = &settings->answers[i];
    }
    buffer_free(&line);
    return found;
}

VIRTUAL void virtual_begin(struct session *session, const struct http_request *request, uint64_t ticket,
                           bool is_tcp)
{
    struct virtual_scheduler *virtual = session->virtual;
    const struct virtual_answer *answer = virtual_answer_find(virtual->settings, request);
    struct virtual_response response = {
        session->owner, ticket, instant_add(virtual->now, answer->delay), answer, virtual->now, is_tcp};

    if (!virtual->settings->is_quiet) {
        virtual_who(virtual, virtual_user(virtual, session->owner));
        buffer_printf(&virtual->told, "%s %s\n", request->method, request->url);
    }
    vec_push(&virtual->responses, response);
}

VIRTUAL void virtual_submit(struct session *session, const struct http_request *request, uint64_t ticket)
{
    virtual_begin(session, request, ticket, false);
}

/* The answer comes all the same, and must do no harm. */
/* For answers and what is told, the method is TCP and the URL says what is done. */
VIRTUAL bool virtual_act(struct session *session, const struct tcp_request *request, uint64_t ticket,
                         struct response **response)
{
    static const char *const words[] = {"connect", "send", "receive", "disconnect"};
    struct http_request line = {.method = "TCP", .url = words[request->action]};

    *response = NULL;
    if (request->action == TCP_DISCONNECT)
        return true;
    virtual_begin(session, &line, ticket, true);
    return false;
}

VIRTUAL instant virtual_begun(const struct session *session)
{
    const struct virtual_scheduler *virtual = session->virtual;
    instant begun = virtual->now;

    for (size_t i = 0; i < virtual->responses.count; i++)
        if (virtual->responses.items[i].owner == session->owner)
            begun = virtual->responses.items[i].sent;
    return begun;
}

VIRTUAL instant virtual_cancel(struct session *session)
{
    struct virtual_scheduler *virtual = session->virtual;

    virtual_who(virtual, virtual_user(virtual, session->owner));
    buffer_append_text(&virtual->told, "its request is cut\n");
    return virtual_begun(session);
}

VIRTUAL void virtual_row(struct virtual_scheduler *virtual, uint32_t row, const char *type, const char *name,
                         size_t length)
{
    if (row == ROW_DYNAMIC)
        buffer_printf(&virtual->told, "%s %.*s", type, (int)length, name);
    else
        buffer_printf(&virtual->told, "%s %s", type, virtual->settings->program->rows[row].name);
}

/* In the statistics that are being filled; to be called again where those were taken. */
VIRTUAL void virtual_counts_set(struct virtual_scheduler *virtual)
{
    uint32_t count = (uint32_t) virtual->settings->program->lines_count + 1;

    if (virtual->settings->stats)
        scheduler_counts_set(&virtual->scheduler, stats_lines(virtual->settings->stats, count));
    else if (virtual->settings->counts)
        scheduler_counts_set(&virtual->scheduler, virtual->settings->counts);
    else
        scheduler_counts_set(&virtual->scheduler, line_counts_extend(&virtual->counts, count));
}

VIRTUAL void virtual_report(void *context, const struct vm_report *report, nanos lateness)
{
    struct virtual_scheduler *virtual = context;

    if (virtual->settings->stats)
        record_report(virtual->settings->stats, report, lateness);
    if (virtual->settings->reported)
        virtual->settings->reported(virtual->settings->context);
    virtual_counts_set(virtual);
    if (virtual->settings->is_quiet)
        return;
    buffer_printf(&virtual->told, "%9.3f %s ", (double)virtual->now.ns / 1e9,
                  report->failed ? "failed" : "passed");
    virtual_row(virtual, report->row, report->type, report->name, report->name_length);
    buffer_printf(&virtual->told, "  %gms", (double)instant_since(report->end, report->start) / 1e6);
    if (lateness >= 0)
        buffer_printf(&virtual->told, ", its task %gms late", (double)lateness / 1e6);
    buffer_append_char(&virtual->told, '\n');
}

VIRTUAL void virtual_failure(void *context, const struct vm_failure *failure)
{
    struct virtual_scheduler *virtual = context;

    if (virtual->settings->stats)
        record_failure(virtual->settings->stats, failure);
    if (virtual->settings->is_quiet)
        return;
    buffer_printf(&virtual->told, "%9.3f failure ", (double)virtual->now.ns / 1e9);
    virtual_row(virtual, failure->row, failure->type, failure->name, failure->name_length);
    buffer_printf(&virtual->told, ": %s\n", failure->error);
}

VIRTUAL void virtual_error(void *context, const struct vm_error *error)
{
    TELL((struct virtual_scheduler *)context, "error: %s", error->message);
}

VIRTUAL void virtual_not_started(void *context, int change)
{
    TELL((struct virtual_scheduler *)context,
         change > 0 ? "a user isn't started" : "a user has started after all");
}

VIRTUAL void virtual_log(void *context, const char *text, size_t length)
{
    TELL((struct virtual_scheduler *)context, "log: %.*s", (int)length, text);
}

VIRTUAL void virtual_publish(void *context, const char *type, value v)
{
    struct virtual_scheduler *virtual = context;

    run_plan_hooks_message(virtual->plan, &virtual->hooks, type, v);
}

VIRTUAL void virtual_begins(void *context, uint64_t user, const char *what)
{
    struct virtual_scheduler *virtual = context;

    if (virtual->settings->is_quiet)
        return;
    virtual_who(virtual, user);
    buffer_printf(&virtual->told, "%s\n", what);
}

VIRTUAL bool virtual_task_begins(void *context)
{
    struct run_plan *plan = ((struct virtual_scheduler *)context)->plan;

    return !plan->has_task_limit || quota_take(&plan->tasks);
}

VIRTUAL void virtual_task_ended(void *context)
{
    struct virtual_scheduler *virtual = context;
    struct run_plan *plan = virtual->plan;

    if (plan->has_task_limit && atomic_fetch_add(&plan->tasks_ended, 1) + 1 == plan->tasks.limit)
        virtual->stop = true;
}

VIRTUAL void virtual_run_stop(void *context, const char *why)
{
    struct virtual_scheduler *virtual = context;

    TELL(virtual, "%s", why);
    virtual->stop = true;
}

VIRTUAL void virtual_user_ended(void *context, struct user *user)
{
    struct virtual_scheduler *virtual = context;

    virtual_who(virtual, user_id(user));
    buffer_append_text(&virtual->told, "has ended\n");
    if (user->is_arrival)
        arrival_ended(virtual->plan);
    user_pool_release(&virtual->pool, user);
}

static const struct user_network virtual_network = {
    .session_open = virtual_session_open,
    .session_close = virtual_session_close,
    .cookies = virtual_cookies,
    .forget_cookies = virtual_forget_cookies,
    .submit = virtual_submit,
    .act = virtual_act,
    .begun = virtual_begun,
    .cancel = virtual_cancel,
};

static const struct user_observer virtual_observer = {
    .report = virtual_report,
    .failure = virtual_failure,
    .error = virtual_error,
    .log = virtual_log,
    .not_started = virtual_not_started,
};

static const struct user_trace virtual_trace = {.begins = virtual_begins};

static const struct run_events virtual_events = {
    .task_begins = virtual_task_begins,
    .task_ended = virtual_task_ended,
    .user_ended = virtual_user_ended,
    .publish = virtual_publish,
    .stop = virtual_run_stop,
};

VIRTUAL struct scheduler_owner virtual_owner(struct virtual_scheduler *virtual)
{
    return (struct scheduler_owner){.observer = &virtual_observer,
                                    .trace = &virtual_trace,
                                    .events = &virtual_events,
                                    .context = virtual};
}

VIRTUAL void virtual_hook_ended(void *context, const struct hook *hook, const struct vm_error *error)
{
    struct virtual_scheduler *virtual = context;

    (void)hook;
    if (!error || !virtual->in_setup)
        return;
    TELL(virtual, "setup failed");
    virtual->setup_failed = true;
    hooks_cancel(&virtual->hooks);
}

/* ---- time ---- */

VIRTUAL struct response *virtual_http_response(const struct virtual_answer *answer)
{
    const struct http_response draft = {.status = answer->status, .url = ""};
    struct http_response *response;
    struct buffer body = {0};

    buffer_append_text(&body, answer->body);
    response = http_response_pack(&draft, &body);
    buffer_free(&body);
    return &response->base;
}

VIRTUAL struct response *virtual_tcp_response(const struct virtual_answer *answer)
{
    struct tcp_response *spare = NULL,
                        *response = tcp_response_new(&spare, answer->body, strlen(answer->body));

    response_release(&spare->base);
    return &response->base;
}

VIRTUAL void virtual_answers_deliver(struct virtual_scheduler *virtual)
{
    for (size_t i = 0; i < virtual->responses.count; i++) {
        struct virtual_response due = virtual->responses.items[i];
        struct response *response;

        if (instant_before(virtual->now, due.when))
            continue;
        memmove(&virtual->responses.items[i], &virtual->responses.items[i + 1],
                (--virtual->responses.count - i) * sizeof due);
        i--;
        response = due.is_tcp ? virtual_tcp_response(due.answer) : virtual_http_response(due.answer);
        response->error = due.answer->status ? NET_OK : NET_ERROR_REFUSED;
        response->start = due.sent;
        response->end = due.when;
        fiber_answer(due.owner, due.ticket, response);
    }
}

VIRTUAL void virtual_earlier(instant *next, instant when)
{
    if (instant_before(when, *next))
        *next = when;
}

/* To the next time at which something happens; false when nothing ever will before `until`. */
VIRTUAL bool virtual_step(struct virtual_scheduler *virtual, instant until)
{
    instant next = {INT64_MAX}, when;

    if (scheduler_next(&virtual->scheduler, &when))
        virtual_earlier(&next, when);
    if (user_pool_next_deadline(&virtual->pool, &when))
        virtual_earlier(&next, when);
    for (size_t i = 0; i < virtual->responses.count; i++)
        virtual_earlier(&next, virtual->responses.items[i].when);
    if (next.ns == INT64_MAX || instant_before(until, next))
        return false;
    if (instant_before(virtual->now, next))
        virtual->now = next;
    virtual_answers_deliver(virtual);
    user_pool_enforce_deadlines(&virtual->pool);
    scheduler_turn(&virtual->scheduler, 0);
    return true;
}

VIRTUAL void virtual_hooks_run(struct virtual_scheduler *virtual)
{
    while (!hooks_are_done(&virtual->hooks) && virtual_step(virtual, (instant){INT64_MAX - 1}))
        continue;
}

VIRTUAL void virtual_users_adjust(struct virtual_scheduler *virtual)
{
    uint64_t wanted = load_users(&virtual->load, instant_since(virtual->now, virtual->begin));

    while (virtual->order.users < wanted) {
        uint32_t kind = spawn_order_grow(&virtual->order);

        if (kind == KIND_MIX_NONE)
            return;
        user_pool_spawn(&virtual->pool, kind, virtual->next_id++, 0);
    }
    while (virtual->order.users > wanted)
        user_pool_remove(&virtual->pool, spawn_order_shrink(&virtual->order), 1);
}

/* Those with `fixed` from the beginning, the others as the timetable says. */
VIRTUAL void virtual_arrivals_begin(struct virtual_scheduler *virtual)
{
    for (uint64_t fixed = kind_mix_fixed(&virtual->order.mix); fixed > 0; fixed--)
        user_pool_spawn(&virtual->pool, spawn_order_grow(&virtual->order), virtual->next_id++, 0);
    arrivals_begin(&virtual->arrivals, virtual->plan, &virtual->pool, virtual->now, virtual->next_id,
                   (struct arrival_deal){.count = 1});
}

VIRTUAL void virtual_arrivals_turn(struct virtual_scheduler *virtual)
{
    uint64_t dropped = virtual->arrivals.dropped;

    arrivals_turn(&virtual->arrivals);
    if (virtual->arrivals.dropped > dropped)
        TELL(virtual, "dropped: %" PRIu64, virtual->arrivals.dropped - dropped);
}

/* Brings about what the load asks for now; `next` is at the latest when that changes. */
VIRTUAL void virtual_load_follow(struct virtual_scheduler *virtual, instant *next)
{
    instant when;
    nanos time;

    if (virtual->plan->timetable.stages.count == 0)
        virtual_users_adjust(virtual);
    virtual_arrivals_turn(virtual);
    if (load_next(&virtual->load, instant_since(virtual->now, virtual->begin), &time))
        virtual_earlier(next, instant_add(virtual->begin, time));
    if (arrivals_next(&virtual->arrivals, &when))
        virtual_earlier(next, when);
}

VIRTUAL nanos virtual_load_begin(struct virtual_scheduler *virtual)
{
    const struct run_settings *run = &virtual->settings->run;
    const struct program *program = virtual->settings->program;

    virtual->begin = virtual->now;
    if (!run->has_load) {
        load_init(&virtual->load, 0, run->users, run->spawn_rate);
        return run->run_time;
    }
    if (virtual->plan->timetable.stages.count > 0) {
        virtual_arrivals_begin(virtual);
        return virtual->plan->timetable.length;
    }
    load_init_phases(&virtual->load, program->load, program->load_count);
    return virtual->load.length;
}

/* Users until the run's time is up, it is stopped, or nobody is left. */
VIRTUAL void virtual_users_run(struct virtual_scheduler *virtual)
{
    nanos time = virtual_load_begin(virtual);
    instant end = time > 0 ? instant_add(virtual->now, time) : (instant){INT64_MAX - 1};

    while (!virtual->stop && !instant_before(end, virtual->now)) {
        instant until = end;

        virtual_load_follow(virtual, &until);
        if (virtual_step(virtual, until))
            continue;
        if (virtual->pool.count == 0 && until.ns == end.ns && virtual->plan->timetable.stages.count == 0)
            break;
        if (until.ns == end.ns) {
            virtual->now = end;
            break;
        }
        virtual->now = until;
    }
}

VIRTUAL void virtual_users_stop(struct virtual_scheduler *virtual)
{
    arrivals_end(&virtual->arrivals);
    TELL(virtual, "the users are stopped");
    user_pool_stop(&virtual->pool);
    while (virtual->pool.count > 0 && virtual_step(virtual, (instant){INT64_MAX - 1}))
        continue;
    if (virtual->scheduler.canceled > 0)
        TELL(virtual, "in flight at the end: %" PRIu64 ", oldest %gms", virtual->scheduler.canceled,
             (double)virtual->scheduler.canceled_oldest / 1e6);
}

VIRTUAL void virtual_free(struct virtual_scheduler *virtual)
{
    user_pool_free(&virtual->pool);
    hooks_free(&virtual->hooks);
    scheduler_free(&virtual->scheduler);
    arrivals_free(&virtual->arrivals);
    spawn_order_free(&virtual->order);
    load_free(&virtual->load);
    run_plan_free(virtual->plan);
    vec_free(&virtual->responses);
    line_counts_free(&virtual->counts);
}

/* Runs to the end and returns what happened, to be freed with mem_free. */
VIRTUAL char *virtual_run(const struct virtual_settings *settings)
{
    struct virtual_scheduler virtual = {.settings = settings, .next_id = 1, .in_setup = true};
    struct scheduler_owner owner = virtual_owner(&virtual);
    struct buffer why = {0};

    virtual.plan = run_plan_new(settings->program, &settings->run, &(struct run_plan_extras){0}, &why);
    if (!virtual.plan)
        return buffer_steal(&why);
    clock_source_set(virtual_clock, &virtual);
    scheduler_init(&virtual.scheduler, &virtual.plan->run, &virtual_network, &virtual, &owner);
    virtual_counts_set(&virtual);
    user_pool_init(&virtual.pool, &virtual.scheduler, settings->run.stop_timeout);
    hooks_init(&virtual.hooks, &virtual.scheduler, virtual_hook_ended, &virtual);
    spawn_order_init(&virtual.order, virtual.plan->shares, settings->program->kinds_count);
    if (settings->run.has_load && !arrivals_plan(virtual.plan, &why))
        TELL(&virtual, "%s", buffer_text(&why));
    buffer_free(&why);
    run_plan_hooks_before(virtual.plan, &virtual.hooks);
    virtual_hooks_run(&virtual);
    virtual.in_setup = false;
    if (!virtual.setup_failed) {
        virtual_users_run(&virtual);
        virtual_users_stop(&virtual);
        run_plan_hooks_after(virtual.plan, &virtual.hooks);
        virtual_hooks_run(&virtual);
    }
    virtual_free(&virtual);
    clock_source_set(NULL, NULL);
    return buffer_steal(&virtual.told);
}

#endif
