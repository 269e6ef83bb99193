#include "runtime/user/picker.h"

#include "runtime/base/alloc.h"

#include <string.h>

/* A set that a `use` cycle reached would have been refused by the verifier, so this ends. */
struct making {
    const struct program *program;
    const struct picker_filter *filter;
    struct picker *pickers;
};

static bool tags_meet(const char *const *tags, const char *const *wanted, size_t count)
{
    for (; tags && *tags; tags++) {
        for (size_t i = 0; i < count; i++) {
            if (strcmp(*tags, wanted[i]) == 0)
                return true;
        }
    }
    return false;
}

static bool task_takes_part(const struct making *making, const struct member *member)
{
    const struct picker_filter *filter = making->filter;

    if (filter->task && strcmp(making->program->tasks[member->index].name, filter->task) != 0)
        return false;
    if (filter->tag_count > 0 && !tags_meet(member->tags, filter->tags, filter->tag_count))
        return false;
    return !tags_meet(member->tags, filter->exclude_tags, filter->exclude_tag_count);
}

static void picker_make(struct making *making, uint32_t set);

static bool member_takes_part(struct making *making, const struct member *member)
{
    if (member->kind == MEMBER_TASK)
        return task_takes_part(making, member);
    picker_make(making, member->index);
    return making->pickers[member->index].count > 0;
}

static void picker_make(struct making *making, uint32_t index)
{
    const struct set *set = &making->program->sets[index];
    struct picker *picker = &making->pickers[index];
    bool is_ordered = set->kind == SET_SEQUENCE || making->filter->in_order;

    if (picker->set)
        return;
    *picker = (struct picker){.set = set, .is_ordered = is_ordered, .is_once = making->filter->in_order};
    picker->choices = mem_zalloc(set->member_count, sizeof *picker->choices);
    for (size_t i = 0; i < set->member_count; i++) {
        const struct member *member = &set->members[i];

        /* In a sequence weights mean nothing. */
        if (!member_takes_part(making, member) || (set->kind == SET_TASKS && !(member->weight > 0)))
            continue;
        picker->total += member->weight;
        picker->choices[picker->count++] = (struct picker_choice){.member = member, .up_to = picker->total};
    }
}

struct picker *pickers_new(const struct program *program, const struct picker_filter *filter)
{
    struct making making = {.program = program, .filter = filter};

    making.pickers = mem_zalloc(program->sets_count + 1, sizeof *making.pickers);
    for (uint32_t i = 0; i < program->sets_count; i++)
        picker_make(&making, i);
    return making.pickers;
}

void pickers_free(struct picker *pickers, const struct program *program)
{
    for (size_t i = 0; pickers && i < program->sets_count; i++)
        mem_free(pickers[i].choices);
    mem_free(pickers);
}

const struct member *picker_pick(const struct picker *picker, struct rng *rng)
{
    size_t low = 0, high = picker->count;
    double point;

    /* Where there is nothing to choose from, nothing is drawn. */
    if (picker->count <= 1)
        return picker->count ? picker->choices[0].member : NULL;
    point = rng_unit(rng) * picker->total;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (point < picker->choices[middle].up_to)
            high = middle;
        else
            low = middle + 1;
    }
    /* Rounding may put the point on the very end. */
    return picker->choices[low < picker->count ? low : picker->count - 1].member;
}
