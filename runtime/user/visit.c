#include "runtime/user/visit.h"

#include "runtime/base/alloc.h"

static void visit_fill(struct visit *visit, value *values, uint32_t set, const struct picker *picker,
                       uint32_t variables, uint32_t times)
{
    *visit = (struct visit){.scope = {.variables = values, .set = set}, .picker = picker, .times = times};
    for (uint32_t i = 0; i < variables; i++)
        values[i] = value_none();
}

static void values_release(const value *values, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        value_release(values[i]);
}

void visit_root_enter(struct visit *visit, uint32_t set, const struct picker *picker, uint32_t variables,
                      uint32_t times)
{
    value *values = variables ? mem_alloc(variables * sizeof *values) : NULL;

    visit_fill(visit, values, set, picker, variables, times);
}

void visit_root_leave(struct visit *visit, uint32_t variables)
{
    values_release(visit->scope.variables, variables);
    mem_free(visit->scope.variables);
}

struct visit *visit_new(struct visit *outer, uint32_t set, const struct picker *picker, uint32_t variables,
                        uint32_t times)
{
    struct visit *visit = mem_alloc(sizeof *visit + variables * sizeof(value));

    visit_fill(visit, (value *)(visit + 1), set, picker, variables, times);
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
    const struct picker *picker = visit->picker;

    if (!picker->is_ordered)
        return picker_pick(picker, rng);
    return picker->count > 0 ? picker->choices[visit->position].member : NULL;
}

/* In a sequence a pass counts, and it is over when its last member has run all its times. */
static bool pass_is_over(struct visit *visit)
{
    const struct picker *picker = visit->picker;
    const struct member *member;

    if (picker->count == 0)
        return true;
    member = picker->choices[visit->position].member;
    if (!picker->is_once && ++visit->repeats < member->times)
        return false;
    visit->repeats = 0;
    if (++visit->position < picker->count)
        return false;
    visit->position = 0;
    return true;
}

bool visit_count(struct visit *visit)
{
    if (visit->picker->is_ordered && !pass_is_over(visit))
        return false;
    visit->done++;
    return visit->times > 0 && visit->done >= visit->times;
}
