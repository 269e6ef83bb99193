#include "runtime/user/actor.h"

#include "runtime/base/alloc.h"
#include "runtime/user/world.h"

enum {
    SLICE = 10000,     /* instructions between two turns */
    AT_ONCE_MOST = 64, /* answers that came at once, likewise */
};

/* A VM, and what must stay while a function runs on it. */
struct lease {
    struct vm *vm;
    struct vm_environment environment;
    struct vm_want want;
    unsigned at_once;               /* answers that there was no waiting for */
    struct http_response *response; /* has come, and waits for the actor's turn; owned */
    instant submitted;              /* the request that it waits for */
    struct lease *next;             /* of the idle ones */
};

/* ---- leases ---- */

static struct lease *lease_take(struct world *world)
{
    struct lease *lease = world->idle;

    if (lease) {
        world->idle = lease->next;
        return lease;
    }
    lease = mem_zalloc(1, sizeof *lease);
    lease->vm = vm_new(SLICE);
    return lease;
}

static void lease_return(struct actor *actor)
{
    actor->lease->next = actor->world->idle;
    actor->world->idle = actor->lease;
    actor->lease = NULL;
}

void leases_free(struct lease *lease)
{
    while (lease) {
        struct lease *next = lease->next;

        vm_free(lease->vm);
        mem_free(lease);
        lease = next;
    }
}

/* ---- beginning and pausing ---- */

static void environment_fill(struct actor *actor)
{
    struct world *world = actor->world;

    actor->lease->environment = (struct vm_environment){
        .program = world->run->program,
        .host = &actor->class->host,
        .context = actor,
        .shared = world->shared,
        .worker_count = 1,
        .run_start = world->start,
    };
    actor->class->environment(actor, &actor->lease->environment);
}

void actor_begin(struct actor *actor, uint32_t function, struct vm_scope *scope, const value *arguments,
                 size_t count)
{
    if (!actor->lease)
        actor->lease = lease_take(actor->world);
    environment_fill(actor);
    vm_start(actor->lease->vm, &actor->lease->environment, function, scope, arguments, count);
    actor->state = ACTOR_RUNNING;
}

void actor_queue(struct actor *actor)
{
    struct world *world = actor->world;

    if (actor->is_queued)
        return;
    actor->is_queued = true;
    actor->next = NULL;
    if (world->last)
        world->last->next = actor;
    else
        world->first = actor;
    world->last = actor;
    world->ready++;
}

void actor_pause(struct actor *actor, instant when)
{
    actor->state = ACTOR_PAUSED;
    actor->due = when;
    timer_set(&actor->world->timers, &actor->timer, when);
}

void actor_yield(struct actor *actor)
{
    actor->state = ACTOR_WOKEN;
    actor_queue(actor);
}

/* ---- wants ---- */

static void session_need(struct actor *actor)
{
    struct world *world = actor->world;

    if (!actor->session)
        actor->session = world->outside->session_open(world->context, actor->class->client(actor), actor);
}

static void request_submit(struct actor *actor)
{
    struct world *world = actor->world;

    session_need(actor);
    actor->state = ACTOR_REQUESTING;
    actor->lease->submitted = clock_now();
    world->outside->submit(world->context, actor->session, actor->lease->want.request, ++actor->ticket);
}

/* What is done at once goes on at once, but for a turn of the others now and then: a scenario may send for
 * ever without having to wait. */
static void tcp_begin(struct actor *actor)
{
    struct world *world = actor->world;
    struct lease *lease = actor->lease;
    struct http_response *response;

    session_need(actor);
    if (!world->outside->exchange(world->context, actor->session, lease->want.tcp, ++actor->ticket,
                                  &response)) {
        lease->submitted = clock_now();
        actor->state = ACTOR_REQUESTING;
        return;
    }
    vm_answer_response(lease->vm, response);
    if (++lease->at_once % AT_ONCE_MOST == 0)
        actor_queue(actor);
}

static void sleep_end(struct actor *actor)
{
    vm_answer_none(actor->lease->vm);
    actor->state = ACTOR_RUNNING;
    actor_queue(actor);
}

/* A wait of no length is still a turn for the others. */
static void sleep_begin(struct actor *actor)
{
    actor->state = ACTOR_SLEEPING;
    if (actor->lease->want.sleep <= 0) {
        sleep_end(actor);
        return;
    }
    actor->due = instant_add(clock_now(), actor->lease->want.sleep);
    timer_set(&actor->world->timers, &actor->timer, actor->due);
}

static void want_answer(struct actor *actor)
{
    const struct vm_want *want = &actor->lease->want;
    int64_t number;
    value row;

    if (want->kind == VM_WANT_TAKE) {
        actor_take(actor, want->index, &row);
        vm_answer_value(actor->lease->vm, row);
    } else {
        actor_next(actor, want->index, &number);
        vm_answer_value(actor->lease->vm, value_int(number));
    }
}

static void want_begin(struct actor *actor)
{
    switch (actor->lease->want.kind) {
    case VM_WANT_REQUEST: request_submit(actor); break;
    case VM_WANT_TCP: tcp_begin(actor); break;
    case VM_WANT_SLEEP: sleep_begin(actor); break;
    case VM_WANT_TAKE:
    case VM_WANT_NEXT: want_answer(actor); break;
    }
}

/* ---- turns ---- */

static void function_end(struct actor *actor, enum vm_status status)
{
    struct vm *vm = actor->lease->vm;
    struct actor_end end = {.status = status, .result = value_none()};

    if (status == VM_DONE) {
        end.outcome = vm_outcome(vm);
        end.result = vm_result(vm);
    } else {
        end.error = vm_error(vm);
    }
    actor->state = ACTOR_IDLE;
    actor->class->ended(actor, &end);
    /* What began another function meanwhile goes on with the same VM. */
    if (actor->lease && actor->state != ACTOR_RUNNING)
        lease_return(actor);
}

static void answers_deliver(struct lease *lease)
{
    if (!lease->response)
        return;
    vm_answer_response(lease->vm, lease->response);
    lease->response = NULL;
}

static void function_run(struct actor *actor)
{
    enum vm_status status;

    answers_deliver(actor->lease);
    status = vm_run(actor->lease->vm, &actor->lease->want);
    switch (status) {
    case VM_WAIT: want_begin(actor); break;
    case VM_YIELD: actor_queue(actor); break;
    case VM_DONE:
    case VM_ERROR: function_end(actor, status); break;
    }
}

/* Late is not only who is woken late, but also who then has to wait for the others. */
static void lateness_tell(struct actor *actor)
{
    const struct world *world = actor->world;

    actor->is_due = false;
    if (world->outside->woken && actor->class->is_counted)
        world->outside->woken(world->context, instant_since(clock_now(), actor->due));
}

void actor_turn(struct actor *actor)
{
    if (actor->is_due)
        lateness_tell(actor);
    /* A pause leaves the queue's place behind when the actor was cut; there is nothing to do then. */
    if (actor->state == ACTOR_WOKEN) {
        actor->state = ACTOR_IDLE;
        actor->class->woken(actor);
    }
    while (actor->state == ACTOR_RUNNING && !actor->is_queued)
        function_run(actor);
}

void actor_due(struct actor *actor)
{
    actor->is_due = true;
    if (actor->state == ACTOR_PAUSED)
        actor_yield(actor);
    else
        sleep_end(actor);
}

void actor_answer(struct actor *actor, uint64_t ticket, struct http_response *response)
{
    if (actor->state != ACTOR_REQUESTING || ticket != actor->ticket) {
        value_release(http_response_value(response));
        return;
    }
    actor->lease->response = response;
    actor->state = ACTOR_RUNNING;
    actor_turn(actor);
}

/* ---- ending early ---- */

static void request_cut(struct actor *actor)
{
    struct world *world = actor->world;
    nanos age = instant_since(clock_now(), actor->lease->submitted);

    world->outside->cancel(world->context, actor->session);
    if (!actor->class->is_counted)
        return;
    world->cut++;
    if (age > world->cut_oldest)
        world->cut_oldest = age;
}

void actor_cut(struct actor *actor)
{
    struct lease *lease = actor->lease;

    if (actor->state == ACTOR_REQUESTING)
        request_cut(actor);
    timer_stop(&actor->world->timers, &actor->timer);
    actor->state = ACTOR_IDLE;
    actor->is_due = false;
    if (!lease)
        return;
    vm_cut(lease->vm);
    if (lease->response)
        value_release(http_response_value(lease->response));
    lease->response = NULL;
    lease_return(actor);
}

void actor_session_close(struct actor *actor)
{
    if (!actor->session)
        return;
    actor->world->outside->session_close(actor->world->context, actor->session);
    actor->session = NULL;
}

/* ---- what the VM calls ---- */

void actor_log(void *context, const char *text, size_t length)
{
    const struct world *world = ((struct actor *)context)->world;

    world->outside->log(world->context, text, length);
}

void actor_publish(void *context, const char *type, value v)
{
    const struct world *world = ((struct actor *)context)->world;

    world->outside->publish(world->context, type, v);
}

value actor_cookie(void *context, const char *url, const char *name)
{
    const struct actor *actor = context;
    const struct world *world = actor->world;
    struct buffer text = {0};
    value cookie = value_none();

    if (actor->session && world->outside->cookie(world->context, actor->session, url, name, &text))
        cookie = value_string(buffer_text(&text), text.length);
    buffer_free(&text);
    return cookie;
}

bool actor_take(void *context, uint32_t data, value *row)
{
    const struct actor *actor = context;

    *row = feeder_take(actor->world->run->feeders[data], actor->lease->environment.rng);
    return true;
}

bool actor_next(void *context, uint32_t counter, int64_t *number)
{
    const struct actor *actor = context;

    *number = atomic_fetch_add_explicit(&actor->world->run->counters[counter], 1, memory_order_relaxed) + 1;
    return true;
}

void actor_event(void *context, const struct vm_event *event)
{
    const struct world *world = ((struct actor *)context)->world;

    if (world->outside->event)
        world->outside->event(world->context, event);
}
