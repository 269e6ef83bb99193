#include "runtime/user/visit.h"

#include "runtime/base/alloc.h"

struct visit *visit_new(struct visit *outer, uint32_t set, const struct picker *picker, uint32_t variables,
                        uint32_t times)
{
    struct visit *visit = mem_alloc(sizeof *visit + variables * sizeof *visit->variables);

    *visit = (struct visit){.picker = picker, .times = times};
    visit->scope.outer = outer ? &outer->scope : NULL;
    visit->scope.variables = visit->variables;
    visit->scope.set = set;
    for (uint32_t i = 0; i < variables; i++)
        visit->variables[i] = value_none();
    return visit;
}

struct visit *visit_leave(struct visit *visit, uint32_t variables)
{
    struct visit *outer = visit_outer(visit);

    for (uint32_t i = 0; i < variables; i++)
        value_release(visit->variables[i]);
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
