#include "runtime/user/lease_wait.h"

#include "runtime/base/log.h"
#include "runtime/user/lease_stock.h"
#include "runtime/user/scheduler.h"

#include <string.h>

struct lease_wait {
    struct fiber *fiber;
    uint32_t ticket; /* another one: the fiber was canceled */
};

struct lease_waits {
    VEC(struct lease_wait) list;
    size_t begin; /* those before have been served */
};

struct lease_waits *lease_waits_new(const struct program *program)
{
    return mem_zalloc(program->data_count + program->counters_count + 1, sizeof(struct lease_waits));
}

void lease_waits_free(struct lease_waits *waits, const struct program *program)
{
    for (size_t i = 0; waits && i < program->data_count + program->counters_count; i++)
        vec_free(&waits[i].list);
    mem_free(waits);
}

static value row_value(const struct run_context *run, uint32_t data, uint64_t number)
{
    const struct feeder *feeder = run->feeders[data];

    if (number >= feeder->count)
        log_warning_once(run->program->data[data].path,
                         "%s has fewer rows here than at the master; `take %s` gives none for the others",
                         run->program->data[data].path, run->program->data[data].name);
    return feeder_row(feeder, number);
}

bool lease_take(struct scheduler *scheduler, uint32_t item, bool has_waited, value *v)
{
    const struct run_context *run = scheduler->run;
    uint64_t number;
    bool is_low;
    enum lease_taken taken = lease_stock_take(run->leases[item], has_waited, &number, &is_low);

    if (is_low)
        scheduler->owner.events->lease_low(scheduler->owner.context, item);
    if (taken == LEASE_WAITS)
        return false;
    if (taken == LEASE_EXHAUSTED)
        *v = value_none();
    else
        *v = item < run->program->data_count ? row_value(run, item, number) : value_int((int64_t)number);
    return true;
}

void lease_wait_begin(struct fiber *fiber, uint32_t item)
{
    struct lease_waits *waits = &fiber->scheduler->waits[item];
    struct lease_wait wait = {.fiber = fiber, .ticket = ++fiber->ticket};

    fiber->state = FIBER_LEASING;
    vec_push(&waits->list, wait);
}

/* It stays in the list, where its ticket isn't valid any more. */
void lease_wait_cancel(struct fiber *fiber)
{
    fiber->ticket++;
    lease_stock_cancel(fiber->scheduler->run->leases[vm_lease(fiber->vm)]);
}

/* False: nothing is left for it. */
static bool wait_serve(struct scheduler *scheduler, uint32_t item, const struct lease_wait *wait)
{
    struct fiber *fiber = wait->fiber;
    value v;

    if (fiber->state != FIBER_LEASING || fiber->ticket != wait->ticket)
        return true;
    if (!lease_take(scheduler, item, true, &v))
        return false;
    vm_answer_value(fiber->vm, v);
    fiber->state = FIBER_RUNNING;
    fiber_queue(fiber);
    return true;
}

/* Drops those that were served, when they are most of the list. */
static void waits_tidy(struct lease_waits *waits)
{
    size_t left = waits->list.count - waits->begin;

    if (waits->begin <= left)
        return;
    if (left > 0)
        memmove(waits->list.items, &waits->list.items[waits->begin], left * sizeof *waits->list.items);
    waits->list.count = left;
    waits->begin = 0;
}

void lease_waits_serve(struct scheduler *scheduler, uint32_t item)
{
    struct lease_waits *waits = &scheduler->waits[item];

    while (waits->begin < waits->list.count && wait_serve(scheduler, item, &waits->list.items[waits->begin]))
        waits->begin++;
    waits_tidy(waits);
}
