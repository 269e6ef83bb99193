#include "runtime/user/actor.h"

#include "runtime/base/alloc.h"
#include "runtime/user/world.h"

#define SLICE 10000     /* instructions between two turns */
#define ACTOR_REACH 256 /* bytes of an actor, and of who it is, that a turn touches */

/* ---- VMs ---- */

static void vm_borrow(struct actor *actor)
{
    struct world *world = actor->world;

    if (!actor->vm)
        actor->vm = world->idle.count ? vec_pop(&world->idle) : vm_new(SLICE);
}

static void vm_give_back(struct actor *actor)
{
    vec_push(&actor->world->idle, actor->vm);
    actor->vm = NULL;
}

/* ---- beginning and pausing ---- */

void actor_init(struct actor *actor, struct world *world, const struct actor_class *class)
{
    *actor = (struct actor){
        .world = world,
        .class = class,
        .ticket = actor->ticket,
        .next = actor->next,
        .is_queued = actor->is_queued,
        .environment = {.common = &world->common, .host = &class->host, .context = actor},
    };
}

void actor_begin(struct actor *actor, uint32_t function, struct vm_scope *scope, const value *arguments,
                 size_t count)
{
    vm_borrow(actor);
    vm_start(actor->vm, &actor->environment, function, scope, arguments, count);
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

static void request_submit(struct actor *actor, const struct http_request *request)
{
    struct world *world = actor->world;

    session_need(actor);
    actor->state = ACTOR_REQUESTING;
    world->outside->submit(world->context, actor->session, request, ++actor->ticket);
}

static void sleep_end(struct actor *actor)
{
    vm_answer_none(actor->vm);
    actor->state = ACTOR_RUNNING;
    actor_queue(actor);
}

/* A wait of no length is still a turn for the others. */
static void sleep_begin(struct actor *actor, nanos length)
{
    actor->state = ACTOR_SLEEPING;
    if (length <= 0) {
        sleep_end(actor);
        return;
    }
    actor->due = instant_add(clock_now(), length);
    timer_set(&actor->world->timers, &actor->timer, actor->due);
}

static void want_answer(struct actor *actor, const struct vm_want *want)
{
    int64_t number;
    value row;

    if (want->kind == VM_WANT_TAKE) {
        actor_take(actor, want->index, &row);
        vm_answer_value(actor->vm, row);
    } else {
        actor_next(actor, want->index, &number);
        vm_answer_value(actor->vm, value_int(number));
    }
}

static void want_begin(struct actor *actor, const struct vm_want *want)
{
    switch (want->kind) {
    case VM_WANT_REQUEST: request_submit(actor, want->request); break;
    case VM_WANT_TCP: actor->state = ACTOR_REQUESTING; break;
    case VM_WANT_SLEEP: sleep_begin(actor, want->sleep); break;
    case VM_WANT_TAKE:
    case VM_WANT_NEXT: want_answer(actor, want); break;
    }
}

/* ---- turns ---- */

static void function_end(struct actor *actor, enum vm_status status)
{
    struct vm *vm = actor->vm;
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
    if (actor->vm && actor->state != ACTOR_RUNNING)
        vm_give_back(actor);
}

static void function_run(struct actor *actor)
{
    struct vm_want want;
    enum vm_status status = vm_run(actor->vm, &want);

    switch (status) {
    case VM_WAIT: want_begin(actor, &want); break;
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

/* Nothing is looked at: to follow a pointer would be to wait. */
void actor_soon(const struct actor *actor, const struct tcp_request *request)
{
    mem_prefetch(actor, ACTOR_REACH);
    vm_soon(request);
}

void actor_answer(struct actor *actor, uint64_t ticket, struct http_response *response)
{
    if (actor->state != ACTOR_REQUESTING || ticket != actor->ticket) {
        value_release(http_response_value(response));
        return;
    }
    mem_prefetch(actor->session, 1);
    vm_answer_response(actor->vm, response);
    actor->state = ACTOR_RUNNING;
    actor_turn(actor);
}

/* ---- ending early ---- */

static void request_cut(struct actor *actor)
{
    struct world *world = actor->world;
    nanos age = instant_since(clock_now(), world->outside->cancel(world->context, actor->session));

    if (!actor->class->is_counted)
        return;
    world->cut++;
    if (age > world->cut_oldest)
        world->cut_oldest = age;
}

void actor_cut(struct actor *actor)
{
    if (actor->state == ACTOR_REQUESTING)
        request_cut(actor);
    timer_stop(&actor->world->timers, &actor->timer);
    actor->state = ACTOR_IDLE;
    actor->is_due = false;
    if (!actor->vm)
        return;
    vm_cut(actor->vm);
    vm_give_back(actor);
}

void actor_open(const struct actor *actor, instant since, vm_open_heard *heard, void *context)
{
    const struct world *world = actor->world;
    instant begun;

    if (actor->state != ACTOR_REQUESTING)
        return;
    begun = world->outside->begun(world->context, actor->session);
    if (!instant_before(since, begun))
        vm_open(actor->vm, begun, heard, context);
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

    *row = feeder_take(actor->world->run->feeders[data], actor->environment.rng);
    return true;
}

bool actor_next(void *context, uint32_t counter, int64_t *number)
{
    const struct actor *actor = context;

    *number = atomic_fetch_add_explicit(&actor->world->run->counters[counter], 1, memory_order_relaxed) + 1;
    return true;
}

bool actor_exchange(void *context, const struct tcp_request *request, struct http_response **response)
{
    struct actor *actor = context;
    struct world *world = actor->world;

    session_need(actor);
    return world->outside->exchange(world->context, actor->session, request, ++actor->ticket, response);
}

void actor_event(void *context, const struct vm_event *event)
{
    const struct world *world = ((struct actor *)context)->world;

    if (world->outside->event)
        world->outside->event(world->context, event);
}
