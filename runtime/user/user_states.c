#include "runtime/user/user_states.h"

#include "runtime/user/scheduler.h"
#include "runtime/user/wait.h"

/* The shortest wait of a user that failed to start, has no task, or failed without sending anything. */
#define WAIT_MIN NANOS_PER_S

/* Returned by a state's `enter` function: the user runs a function or waits in it. Any other value is the
 * next state. */
#define USER_STAYS ((enum user_state) - 1)

/* ---- helpers of the states ---- */

static const struct program *user_program(const struct user *user)
{
    return user->fiber.scheduler->run->program;
}

static const struct set *active_definition(const struct active_set *active)
{
    return active->selector->set;
}

static void count(const struct user *user, uint32_t counted_as)
{
    user->fiber.scheduler->common.counts[counted_as].passed++;
}

static bool is_root(const struct active_set *active)
{
    return active->scope.outer == NULL;
}

static void root_enter(struct user *user)
{
    const struct program *program = user_program(user);
    uint32_t set = program->kinds[user->kind].set;

    active_set_enter_root(&user->root, set, &user->fiber.scheduler->run->selectors[set],
                          program->user_variables, user->root_times);
    user->active = &user->root;
    user->fiber.environment.user_variables = user->root.scope.variables;
}

static void active_set_push(struct user *user, uint32_t set, uint32_t times)
{
    const struct task_selector *selector = &user->fiber.scheduler->run->selectors[set];

    user->active =
        active_set_enter(user->active, set, selector, user_program(user)->sets[set].variables, times);
}

static void active_set_pop(struct user *user)
{
    user->active = active_set_leave(user->active, active_definition(user->active)->variables);
}

static void active_sets_leave(struct user *user)
{
    if (!user->active)
        return;
    while (!is_root(user->active))
        active_set_pop(user);
    active_set_leave_root(&user->root, user_program(user)->user_variables);
    user->active = NULL;
}

/* True if the state runs a task or hook of the scenario. */
static bool is_traced(const struct user *user)
{
    return user->state == USER_TASK || user->state == USER_ON_START || user->state == USER_ON_STOP ||
           user->state == USER_SET_ON_START || user->state == USER_SET_ON_STOP;
}

/* Starts a function in the scope of `active`; false: the scenario has no such function. */
static bool function_begin(struct user *user, uint32_t function, struct active_set *active)
{
    const struct scheduler *scheduler = user->fiber.scheduler;

    if (function == FUNCTION_NONE)
        return false;
    if (scheduler->owner.trace && is_traced(user))
        scheduler->owner.trace->begins(scheduler->owner.context, user_id(user),
                                       user_program(user)->functions[function].name);
    fiber_start(&user->fiber, function, &active->scope, NULL, 0);
    return true;
}

static bool has_failed(const struct fiber_end *end)
{
    return end->status == VM_ERROR || end->outcome == VM_SKIPPED;
}

static enum user_state set_leave(struct user *user, bool waits_first)
{
    user->waits_first = waits_first;
    return USER_SET_ON_STOP;
}

static enum user_state user_leave(struct user *user)
{
    user->is_stopping = true;
    return USER_ON_STOP;
}

/* A member of the innermost set has ended, successfully or not. */
static enum user_state member_done(struct user *user)
{
    if (!active_set_member_done(user->active))
        return USER_WAIT_TIME;
    return is_root(user->active) ? user_leave(user) : set_leave(user, false);
}

static enum user_state entry_failed(struct user *user)
{
    active_set_pop(user);
    return member_done(user);
}

/* ---- starting ---- */

static enum user_state not_started(struct user *user)
{
    const struct scheduler *scheduler = user->fiber.scheduler;

    if (!user->start_failed)
        scheduler->owner.observer->not_started(scheduler->owner.context, 1);
    user->start_failed = true;
    return user->is_arrival ? user_leave(user) : USER_WAIT_TIME;
}

static enum user_state started(struct user *user)
{
    const struct scheduler *scheduler = user->fiber.scheduler;

    if (user->start_failed)
        scheduler->owner.observer->not_started(scheduler->owner.context, -1);
    user->start_failed = false;
    user->is_started = true;
    return USER_PICKING;
}

/* If an arrival starts late, all its requests are late by the same time. */
static void user_clock(struct user *user)
{
    const struct scheduler *scheduler = user->fiber.scheduler;

    user->clock.task_start = clock_now();
    if (!user->is_arrival)
        return;
    user->clock.arrival_lateness = user->clock.task_lateness =
        instant_since(user->clock.task_start, user->due);
    if (scheduler->owner.observer->arrived)
        scheduler->owner.observer->arrived(scheduler->owner.context, user->clock.arrival_lateness);
}

static enum user_state beginning_enter(struct user *user)
{
    active_sets_leave(user);
    user_clock(user);
    root_enter(user);
    return function_begin(user, active_definition(user->active)->initialize, user->active) ? USER_STAYS
                                                                                           : USER_ON_START;
}

static enum user_state beginning_ended(struct user *user, const struct fiber_end *end)
{
    return has_failed(end) ? not_started(user) : USER_ON_START;
}

static enum user_state on_start_enter(struct user *user)
{
    if (function_begin(user, active_definition(user->active)->on_start, user->active))
        return USER_STAYS;
    return started(user);
}

static enum user_state on_start_ended(struct user *user, const struct fiber_end *end)
{
    return has_failed(end) ? not_started(user) : started(user);
}

/* ---- choosing, and entering sets ---- */

/* Sets the start time for the pace of the next task. In a set, this is the entry time until a task of the
 * set starts. So a set that can't be entered counts as a task, and isn't tried again at once. */
static void start_mark(struct user *user, instant now)
{
    user->clock.task_start = user->is_paced ? wait_start(user->due, now) : now;
}

static enum user_state nothing_to_pick(struct user *user)
{
    if (!is_root(user->active))
        return set_leave(user, true);
    return user->is_arrival || user->root_times > 0 ? user_leave(user) : USER_WAIT_TIME;
}

static enum user_state picking_enter(struct user *user)
{
    user->chosen = active_set_pick(user->active, &user->streams.pick);
    if (!user->chosen)
        return nothing_to_pick(user);
    if (user->chosen->kind == MEMBER_TASK)
        return USER_TASK;
    start_mark(user, clock_now());
    count(user, user->chosen->counted_as);
    count(user, user_program(user)->sets[user->chosen->index].counted_as);
    return USER_ARGUMENTS;
}

/* How many tasks (a sequence: passes) the user stays in the set for; 0: no limit. */
static uint32_t set_times(const struct user *user, const struct member *member)
{
    bool is_pick = user->is_arrival && is_root(user->active);

    if (user->active->selector->is_once)
        return 1;
    if (member->set_times > 0 || !is_pick)
        return member->set_times;
    return user_program(user)->sets[member->index].kind == SET_SEQUENCE ? 1 : 0;
}

static void set_push(struct user *user, value arguments)
{
    const struct member *member = user->chosen;
    value argument;

    active_set_push(user, member->index, set_times(user, member));
    for (uint32_t i = 0; i < active_definition(user->active)->parameters; i++) {
        if (arguments.type == VALUE_LIST && value_list_get(arguments, i, &argument))
            user->active->scope.variables[i] = value_copy(argument);
    }
}

static enum user_state arguments_enter(struct user *user)
{
    if (function_begin(user, user->chosen->arguments, user->active))
        return USER_STAYS;
    set_push(user, value_none());
    return USER_ENTERING;
}

static enum user_state arguments_ended(struct user *user, const struct fiber_end *end)
{
    if (has_failed(end))
        return member_done(user);
    set_push(user, end->result);
    return USER_ENTERING;
}

static enum user_state entering_enter(struct user *user)
{
    return function_begin(user, active_definition(user->active)->initialize, user->active)
               ? USER_STAYS
               : USER_SET_ON_START;
}

static enum user_state entering_ended(struct user *user, const struct fiber_end *end)
{
    return has_failed(end) ? entry_failed(user) : USER_SET_ON_START;
}

static enum user_state set_on_start_enter(struct user *user)
{
    if (function_begin(user, active_definition(user->active)->on_start, user->active))
        return USER_STAYS;
    user->active->is_entered = true;
    return USER_PICKING;
}

static enum user_state set_on_start_ended(struct user *user, const struct fiber_end *end)
{
    if (has_failed(end))
        return entry_failed(user);
    user->active->is_entered = true;
    if (end->outcome == VM_INTERRUPTED || end->outcome == VM_INTERRUPTED_LATER)
        return set_leave(user, end->outcome == VM_INTERRUPTED_LATER);
    return USER_PICKING;
}

/* ---- tasks and waits ---- */

/* True if the current wait is a pace. */
static bool has_pace(const struct user *user)
{
    const struct active_set *active = wait_set(user->active);

    return active && active_definition(active)->wait == WAIT_PACING;
}

/* How late the task starts; -1 if it has no intended time. The first task of a pace is on time. */
static nanos task_lateness(const struct user *user, instant now)
{
    if (user->is_paced)
        return instant_since(now, user->due) + (user->is_arrival ? user->clock.arrival_lateness : 0);
    if (user->is_arrival)
        return user->clock.arrival_lateness;
    return has_pace(user) ? 0 : -1;
}

/* Reads the clock only for a pace, since nothing else needs the time. */
static void task_clock(struct user *user)
{
    instant now = wait_is_paced(user->active) ? clock_now() : user->clock.task_start;

    user->clock.task_lateness = task_lateness(user, now);
    start_mark(user, now);
    user->is_paced = false;
}

/* One task per turn, so that a user without a wait doesn't delay other users. */
static enum user_state task_enter(struct user *user)
{
    struct scheduler *scheduler = user->fiber.scheduler;

    if (user->turn == scheduler->turn) {
        fiber_yield(&user->fiber);
        return USER_STAYS;
    }
    if (!scheduler->owner.events->task_begins(scheduler->owner.context))
        return user_leave(user);
    user->turn = scheduler->turn;
    user->fiber.environment.iteration++;
    count(user, user->chosen->counted_as);
    task_clock(user);
    function_begin(user, user_program(user)->tasks[user->chosen->index].function, user->active);
    return USER_STAYS;
}

static enum user_state task_ended(struct user *user, const struct fiber_end *end)
{
    const struct scheduler *scheduler = user->fiber.scheduler;
    bool is_interrupted =
        end->status == VM_DONE && (end->outcome == VM_INTERRUPTED || end->outcome == VM_INTERRUPTED_LATER);

    scheduler->owner.events->task_ended(scheduler->owner.context);
    user->clock.task_lateness = user->clock.arrival_lateness;
    if (is_interrupted && !is_root(user->active) && !user->active->selector->is_once)
        return set_leave(user, end->outcome == VM_INTERRUPTED_LATER);
    return member_done(user);
}

static enum user_state wait_over(const struct user *user)
{
    return user->is_started ? USER_PICKING : USER_BEGINNING;
}

/* Without that, a user with an error at the start of its task would use a core and log a million errors. */
static bool pause_is_due(struct user *user)
{
    bool is_due = user->must_pause && !user->fiber.scheduler->run->skip_waits;

    user->must_pause = false;
    return is_due;
}

static enum user_state wait_begin(struct user *user, enum wait_kind kind, nanos length)
{
    bool has_work = user->is_started && user->active->selector->count > 0;
    instant now;

    if (pause_is_due(user) && length <= 0)
        length = WAIT_MIN;

    user->is_paced = kind == WAIT_PACING && has_work && length > 0;
    if (has_work && length <= 0)
        return wait_over(user);
    now = clock_now();
    user->due = wait_due(kind, length, now, user->clock.task_start);
    if (!has_work && instant_since(user->due, now) < WAIT_MIN)
        user->due = instant_add(now, WAIT_MIN);
    return instant_before(now, user->due) ? USER_WAITING : wait_over(user);
}

static enum user_state wait_time_enter(struct user *user)
{
    struct active_set *active = wait_set(user->active);

    if (active && !user->fiber.scheduler->run->skip_waits &&
        function_begin(user, active_definition(active)->wait_function, active))
        return USER_STAYS;
    return wait_begin(user, WAIT_SLEEP, 0);
}

/* If the wait expression fails, the user waits 1 s, because it must not send requests without a pause. */
static enum user_state wait_time_ended(struct user *user, const struct fiber_end *end)
{
    const struct active_set *active = wait_set(user->active);

    if (end->status == VM_ERROR || end->result.type != VALUE_DURATION)
        return wait_begin(user, WAIT_SLEEP, WAIT_MIN);
    return wait_begin(user, active_definition(active)->wait, end->result.as.duration);
}

static enum user_state waiting_enter(struct user *user)
{
    fiber_pause(&user->fiber, user->due);
    return USER_STAYS;
}

/* ---- leaving ---- */

static enum user_state set_left(struct user *user)
{
    enum user_state next;

    active_set_pop(user);
    next = member_done(user);
    return next == USER_WAIT_TIME && !user->waits_first ? USER_PICKING : next;
}

static enum user_state set_on_stop_enter(struct user *user)
{
    if (user->active->is_entered &&
        function_begin(user, active_definition(user->active)->on_stop, user->active))
        return USER_STAYS;
    return set_left(user);
}

static enum user_state set_on_stop_ended(struct user *user, const struct fiber_end *end)
{
    (void)end;
    return set_left(user);
}

static enum user_state on_stop_enter(struct user *user)
{
    if (user->is_started && function_begin(user, active_definition(user->active)->on_stop, user->active))
        return USER_STAYS;
    return USER_ENDED;
}

static enum user_state on_stop_ended(struct user *user, const struct fiber_end *end)
{
    (void)user;
    (void)end;
    return USER_ENDED;
}

static enum user_state ended_enter(struct user *user)
{
    const struct scheduler *scheduler = user->fiber.scheduler;

    active_sets_leave(user);
    fiber_session_close(&user->fiber);
    scheduler->owner.events->user_ended(scheduler->owner.context, user);
    return USER_STAYS;
}

/* ---- from state to state ---- */

static const struct {
    enum user_state (*enter)(struct user *user);
    enum user_state (*ended)(struct user *user, const struct fiber_end *end); /* its function */
} states[] = {
    [USER_BEGINNING] = {beginning_enter, beginning_ended},
    [USER_ON_START] = {on_start_enter, on_start_ended},
    [USER_PICKING] = {picking_enter, NULL},
    [USER_ARGUMENTS] = {arguments_enter, arguments_ended},
    [USER_ENTERING] = {entering_enter, entering_ended},
    [USER_SET_ON_START] = {set_on_start_enter, set_on_start_ended},
    [USER_TASK] = {task_enter, task_ended},
    [USER_WAIT_TIME] = {wait_time_enter, wait_time_ended},
    [USER_WAITING] = {waiting_enter, NULL},
    [USER_SET_ON_STOP] = {set_on_stop_enter, set_on_stop_ended},
    [USER_ON_STOP] = {on_stop_enter, on_stop_ended},
    [USER_ENDED] = {ended_enter, NULL},
};

/* A stopping user leaves its sets, then ends. */
static enum user_state state_when_stopping(const struct user *user, enum user_state state)
{
    if (!user->is_stopping || state == USER_ENDED)
        return state;
    if (!user->active)
        return USER_ENDED;
    return is_root(user->active) ? USER_ON_STOP : USER_SET_ON_STOP;
}

void user_enter(struct user *user, enum user_state state)
{
    do {
        user->state = (uint8_t)state_when_stopping(user, state);
        state = states[user->state].enter(user);
    } while (state != USER_STAYS);
}

void user_function_ended(struct fiber *fiber, const struct fiber_end *end)
{
    struct user *user = (struct user *)fiber;
    const struct scheduler *scheduler = fiber->scheduler;

    if (end->status == VM_ERROR)
        scheduler->owner.observer->error(scheduler->owner.context, end->error);
    user->must_pause |= end->status == VM_ERROR || fiber->is_futile;
    fiber->is_futile = false;
    if (end->status == VM_DONE && (end->outcome == VM_STOP_USER || end->outcome == VM_STOP_RUN))
        user->is_stopping = true;
    if (end->status == VM_DONE && end->outcome == VM_STOP_RUN)
        scheduler->owner.events->stop(scheduler->owner.context, "stop run");
    user_enter(user, states[user->state].ended(user, end));
}

void user_resumed(struct fiber *fiber)
{
    struct user *user = (struct user *)fiber;

    user_enter(user, user->state == USER_WAITING ? wait_over(user) : (enum user_state)user->state);
}
