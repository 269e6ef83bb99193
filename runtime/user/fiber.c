#include "runtime/user/fiber.h"

#include "runtime/base/alloc.h"
#include "runtime/user/lease_wait.h"
#include "runtime/user/scheduler.h"
#include "runtime/user/value_pool.h"

#define SLICE 10000     /* instructions until a VM yields */
#define FIBER_REACH 256 /* bytes of a fiber or user that a turn touches */

/* ---- VMs ---- */

static void vm_borrow(struct fiber *fiber)
{
    struct scheduler *scheduler = fiber->scheduler;

    if (!fiber->vm)
        fiber->vm = scheduler->idle_vms.count ? vec_pop(&scheduler->idle_vms) : vm_new(SLICE);
}

static void vm_give_back(struct fiber *fiber)
{
    vec_push(&fiber->scheduler->idle_vms, fiber->vm);
    fiber->vm = NULL;
}

/* ---- starting and pausing ---- */

void fiber_init(struct fiber *fiber, struct scheduler *scheduler, const struct fiber_class *class)
{
    *fiber = (struct fiber){
        .scheduler = scheduler,
        .class = class,
        .ticket = fiber->ticket,
        .next = fiber->next,
        .is_queued = fiber->is_queued,
        .environment = {.common = &scheduler->common, .observer = &class->observer, .context = fiber},
    };
}

void fiber_start(struct fiber *fiber, uint32_t function, struct vm_scope *scope, const value *arguments,
                 size_t count)
{
    vm_borrow(fiber);
    vm_start(fiber->vm, &fiber->environment, function, scope, arguments, count);
    fiber->state = FIBER_RUNNING;
}

void fiber_queue(struct fiber *fiber)
{
    struct scheduler *scheduler = fiber->scheduler;

    if (fiber->is_queued)
        return;
    fiber->is_queued = true;
    fiber->next = NULL;
    if (scheduler->last)
        scheduler->last->next = fiber;
    else
        scheduler->first = fiber;
    scheduler->last = fiber;
    scheduler->ready++;
}

void fiber_pause(struct fiber *fiber, instant when)
{
    fiber->state = FIBER_PAUSED;
    fiber->due = when;
    timer_set(&fiber->scheduler->timers, &fiber->timer, when);
}

void fiber_yield(struct fiber *fiber)
{
    fiber->state = FIBER_RESUMING;
    fiber_queue(fiber);
}

/* ---- what a VM waits for ---- */

static void session_need(struct fiber *fiber)
{
    struct scheduler *scheduler = fiber->scheduler;

    if (!fiber->session)
        fiber->session = scheduler->network->session_open(scheduler->network_context,
                                                          fiber->class->client_settings(fiber), fiber);
}

static void request_submit(struct fiber *fiber, const struct http_request *request)
{
    struct scheduler *scheduler = fiber->scheduler;

    session_need(fiber);
    fiber->state = FIBER_REQUESTING;
    scheduler->network->submit(fiber->session, request, ++fiber->ticket);
}

static void sleep_end(struct fiber *fiber)
{
    vm_answer_none(fiber->vm);
    fiber->state = FIBER_RUNNING;
    fiber_queue(fiber);
}

/* A wait of length 0 goes to the end of the queue. */
static void sleep_begin(struct fiber *fiber, nanos length)
{
    fiber->state = FIBER_SLEEPING;
    if (length <= 0) {
        sleep_end(fiber);
        return;
    }
    fiber->due = instant_add(clock_now(), length);
    timer_set(&fiber->scheduler->timers, &fiber->timer, fiber->due);
}

static void want_begin(struct fiber *fiber, const struct vm_want *want)
{
    switch (want->kind) {
    case VM_WANT_REQUEST: request_submit(fiber, want->request); break;
    case VM_WANT_TCP: fiber->state = FIBER_REQUESTING; break;
    case VM_WANT_SLEEP: sleep_begin(fiber, want->sleep); break;
    case VM_WANT_LEASE: lease_wait_begin(fiber, want->lease); break;
    }
}

/* ---- turns ---- */

static void function_end(struct fiber *fiber, enum vm_status status)
{
    struct vm *vm = fiber->vm;
    struct fiber_end end = {.status = status, .result = value_none()};

    if (status == VM_DONE) {
        end.outcome = vm_outcome(vm);
        end.result = vm_result(vm);
    } else {
        end.error = vm_error(vm);
    }
    fiber->state = FIBER_IDLE;
    fiber->class->function_ended(fiber, &end);
    /* If another function was started, it uses the same VM. */
    if (fiber->vm && fiber->state != FIBER_RUNNING)
        vm_give_back(fiber);
}

static void function_run(struct fiber *fiber)
{
    struct vm_want want;
    enum vm_status status = vm_run(fiber->vm, &want);

    switch (status) {
    case VM_WAIT: want_begin(fiber, &want); break;
    case VM_YIELD: fiber_queue(fiber); break;
    case VM_DONE:
    case VM_ERROR: function_end(fiber, status); break;
    }
}

/* Lateness includes the time in the queue after the timer has fired. */
static void lateness_tell(struct fiber *fiber)
{
    const struct scheduler_owner *owner = &fiber->scheduler->owner;

    fiber->is_due = false;
    if (owner->observer->wait_ended && fiber->class->counts_canceled)
        owner->observer->wait_ended(owner->context, instant_since(clock_now(), fiber->due));
}

void fiber_resume(struct fiber *fiber)
{
    if (fiber->is_due)
        lateness_tell(fiber);
    /* A fiber that was canceled may still be in the queue; then it is idle. */
    if (fiber->state == FIBER_RESUMING) {
        fiber->state = FIBER_IDLE;
        fiber->class->resumed(fiber);
    }
    while (fiber->state == FIBER_RUNNING && !fiber->is_queued)
        function_run(fiber);
}

void fiber_timer_fired(struct fiber *fiber)
{
    fiber->is_due = true;
    if (fiber->state == FIBER_PAUSED)
        fiber_yield(fiber);
    else
        sleep_end(fiber);
}

/* Follows no pointer: that would be a cache miss itself. */
void fiber_prefetch(const struct fiber *fiber, const struct tcp_request *request)
{
    mem_prefetch(fiber, FIBER_REACH);
    vm_prefetch(request);
}

void fiber_answer(struct fiber *fiber, uint64_t ticket, struct response *response)
{
    if (fiber->state != FIBER_REQUESTING || ticket != fiber->ticket) {
        response_release(response);
        return;
    }
    mem_prefetch(fiber->session, 1);
    fiber->is_futile = net_error_is_unsent(response->error);
    vm_answer_response(fiber->vm, response);
    fiber->state = FIBER_RUNNING;
    fiber_resume(fiber);
}

/* ---- cancelling ---- */

static void request_cancel(struct fiber *fiber)
{
    struct scheduler *scheduler = fiber->scheduler;
    nanos age = instant_since(clock_now(), scheduler->network->cancel(fiber->session));

    if (!fiber->class->counts_canceled)
        return;
    scheduler->canceled++;
    if (age > scheduler->canceled_oldest)
        scheduler->canceled_oldest = age;
}

void fiber_cancel(struct fiber *fiber)
{
    if (fiber->state == FIBER_REQUESTING)
        request_cancel(fiber);
    else if (fiber->state == FIBER_LEASING)
        lease_wait_cancel(fiber);
    timer_stop(&fiber->scheduler->timers, &fiber->timer);
    fiber->state = FIBER_IDLE;
    fiber->is_due = false;
    if (!fiber->vm)
        return;
    vm_cancel(fiber->vm);
    vm_give_back(fiber);
}

void fiber_report_pending(const struct fiber *fiber, instant since, vm_pending_reporter *reporter,
                          void *context)
{
    const struct scheduler *scheduler = fiber->scheduler;
    instant begun;

    if (fiber->state != FIBER_REQUESTING)
        return;
    begun = scheduler->network->begun(fiber->session);
    if (!instant_before(since, begun))
        vm_report_pending(fiber->vm, begun, reporter, context);
}

void fiber_session_close(struct fiber *fiber)
{
    if (!fiber->session)
        return;
    fiber->scheduler->network->session_close(fiber->session);
    fiber->session = NULL;
}

/* ---- what the VM calls ---- */

static void service_log(void *context, const char *text, size_t length)
{
    const struct scheduler *scheduler = ((struct fiber *)context)->scheduler;

    scheduler->owner.observer->log(scheduler->owner.context, text, length);
}

static void service_publish(void *context, const char *type, value v)
{
    const struct scheduler *scheduler = ((struct fiber *)context)->scheduler;

    scheduler->owner.events->publish(scheduler->owner.context, type, v);
}

static const struct cookie_jar *service_cookies(void *context)
{
    const struct fiber *fiber = context;

    return fiber->session ? fiber->scheduler->network->cookies(fiber->session) : NULL;
}

static void service_forget_cookies(void *context, const char *name)
{
    const struct fiber *fiber = context;

    if (fiber->session)
        fiber->scheduler->network->forget_cookies(fiber->session, name);
}

/* The next request opens a new session. None is in flight while code runs. */
static void service_forget_session(void *context)
{
    fiber_session_close(context);
}

static bool service_take(void *context, uint32_t data, value *row)
{
    const struct fiber *fiber = context;
    const struct run_context *run = fiber->scheduler->run;

    if (run->leases && run->leases[data])
        return lease_take(fiber->scheduler, data, false, row);
    *row = feeder_take(run->feeders[data], fiber->environment.rng);
    return true;
}

static bool service_next(void *context, uint32_t counter, value *number)
{
    const struct fiber *fiber = context;
    const struct run_context *run = fiber->scheduler->run;

    if (run->leases)
        return lease_take(fiber->scheduler, (uint32_t)run->program->data_count + counter, false, number);
    *number = value_int(atomic_fetch_add_explicit(&run->counters[counter], 1, memory_order_relaxed) + 1);
    return true;
}

static struct value_pool *pool_at(const struct fiber *fiber, uint32_t pool)
{
    return fiber->scheduler->run->pools[pool];
}

static void service_push(void *context, uint32_t pool, value v)
{
    value_pool_push(pool_at(context, pool), v);
}

static value service_pick(void *context, uint32_t pool)
{
    const struct fiber *fiber = context;

    return value_pool_pick(pool_at(fiber, pool), fiber->environment.rng);
}

static value service_draw(void *context, uint32_t pool)
{
    return value_pool_take(pool_at(context, pool));
}

static bool service_act(void *context, const struct tcp_request *request, struct response **response)
{
    struct fiber *fiber = context;
    struct scheduler *scheduler = fiber->scheduler;
    bool is_answered;

    session_need(fiber);
    is_answered = scheduler->network->act(fiber->session, request, ++fiber->ticket, response);
    fiber->is_futile = is_answered && *response && net_error_is_unsent((*response)->error);
    return is_answered;
}

const struct vm_services fiber_services = {
    .log = service_log,
    .publish = service_publish,
    .cookies = service_cookies,
    .forget_cookies = service_forget_cookies,
    .forget_session = service_forget_session,
    .take = service_take,
    .next = service_next,
    .push = service_push,
    .pick = service_pick,
    .draw = service_draw,
    .act = service_act,
};

void fiber_trace(void *context, const struct vm_event *event)
{
    const struct scheduler *scheduler = ((struct fiber *)context)->scheduler;

    scheduler->owner.trace->event(scheduler->owner.context, event);
}
