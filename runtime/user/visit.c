#include "runtime/user/visit.h"

#include "runtime/base/alloc.h"

static void visit_fill(struct visit *visit, value *values, uint32_t set, const struct task_selector *selector,
                       uint32_t variables, uint32_t times)
{
    *visit = (struct visit){.scope = {.variables = values, .set = set}, .selector = selector, .times = times};
    for (uint32_t i = 0; i < variables; i++)
        values[i] = value_none();
}

static void values_release(const value *values, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        value_release(values[i]);
}

void visit_root_enter(struct visit *visit, uint32_t set, const struct task_selector *selector,
                      uint32_t variables, uint32_t times)
{
    value *values = variables ? mem_alloc(variables * sizeof *values) : NULL;

    visit_fill(visit, values, set, selector, variables, times);
}

void visit_root_leave(struct visit *visit, uint32_t variables)
{
    values_release(visit->scope.variables, variables);
    mem_free(visit->scope.variables);
}

struct visit *visit_new(struct visit *outer, uint32_t set, const struct task_selector *selector,
                        uint32_t variables, uint32_t times)
{
    struct visit *visit = mem_alloc(sizeof *visit + variables * sizeof(value));

    visit_fill(visit, (value *)(visit + 1), set, selector, variables, times);
    visit->scope.outer = &outer->scope;
    return visit;
}

struct visit *visit_leave(struct visit *visit, uint32_t variables)
{
    struct visit *outer = visit_outer(visit);

    values_release(visit->scope.variables, variables);
    mem_free(visit);
    return outer;
}

const struct member *visit_pick(struct visit *visit, struct rng *rng)
{
    const struct task_selector *selector = visit->selector;

    if (!selector->is_ordered)
        return task_selector_pick(selector, rng);
    return selector->count > 0 ? selector->choices[visit->position].member : NULL;
}

/* In a sequence a pass counts, and it is over when its last member has run all its times. */
static bool pass_is_over(struct visit *visit)
{
    const struct task_selector *selector = visit->selector;
    const struct member *member;

    if (selector->count == 0)
        return true;
    member = selector->choices[visit->position].member;
    if (!selector->is_once && ++visit->repeats < member->times)
        return false;
    visit->repeats = 0;
    if (++visit->position < selector->count)
        return false;
    visit->position = 0;
    return true;
}

bool visit_count(struct visit *visit)
{
    if (visit->selector->is_ordered && !pass_is_over(visit))
        return false;
    visit->done++;
    return visit->times > 0 && visit->done >= visit->times;
}
