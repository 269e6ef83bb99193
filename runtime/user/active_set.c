#include "runtime/user/active_set.h"

#include "runtime/base/alloc.h"

static void active_set_fill(struct active_set *active, value *values, uint32_t set,
                            const struct task_selector *selector, uint32_t variables, uint32_t times)
{
    *active =
        (struct active_set){.scope = {.variables = values, .set = set}, .selector = selector, .times = times};
    for (uint32_t i = 0; i < variables; i++)
        values[i] = value_none();
}

static void values_release(const value *values, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        value_release(values[i]);
}

void active_set_enter_root(struct active_set *active, uint32_t set, const struct task_selector *selector,
                           uint32_t variables, uint32_t times)
{
    value *values = variables ? mem_alloc(variables * sizeof *values) : NULL;

    active_set_fill(active, values, set, selector, variables, times);
}

void active_set_leave_root(struct active_set *active, uint32_t variables)
{
    values_release(active->scope.variables, variables);
    mem_free(active->scope.variables);
}

struct active_set *active_set_enter(struct active_set *outer, uint32_t set,
                                    const struct task_selector *selector, uint32_t variables, uint32_t times)
{
    struct active_set *active = mem_alloc(sizeof *active + variables * sizeof(value));

    active_set_fill(active, (value *)(active + 1), set, selector, variables, times);
    active->scope.outer = &outer->scope;
    return active;
}

struct active_set *active_set_leave(struct active_set *active, uint32_t variables)
{
    struct active_set *outer = active_set_outer(active);

    values_release(active->scope.variables, variables);
    mem_free(active);
    return outer;
}

const struct member *active_set_pick(struct active_set *active, struct rng *rng)
{
    const struct task_selector *selector = active->selector;

    if (!selector->is_ordered)
        return task_selector_pick(selector, rng);
    return selector->count > 0 ? selector->choices[active->position].member : NULL;
}

/* A sequence counts passes. A pass ends when the last member has run all its times. */
static bool pass_is_over(struct active_set *active)
{
    const struct task_selector *selector = active->selector;
    const struct member *member;

    if (selector->count == 0)
        return true;
    member = selector->choices[active->position].member;
    if (!selector->is_once && ++active->repeats < member->times)
        return false;
    active->repeats = 0;
    if (++active->position < selector->count)
        return false;
    active->position = 0;
    return true;
}

bool active_set_member_done(struct active_set *active)
{
    if (active->selector->is_ordered && !pass_is_over(active))
        return false;
    active->done++;
    return active->times > 0 && active->done >= active->times;
}
