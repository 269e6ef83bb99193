#include "runtime/user/task_selector.h"

#include "runtime/base/alloc.h"

#include <string.h>

/* Builds selectors recursively. The verifier has refused cycles of `use`. */
struct selector_builder {
    const struct program *program;
    const struct task_filter *filter;
    struct task_selector *selectors;
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

static bool task_takes_part(const struct selector_builder *builder, const struct member *member)
{
    const struct task_filter *filter = builder->filter;

    if (filter->task && strcmp(builder->program->tasks[member->index].name, filter->task) != 0)
        return false;
    if (filter->tag_count > 0 && !tags_meet(member->tags, filter->tags, filter->tag_count))
        return false;
    return !tags_meet(member->tags, filter->exclude_tags, filter->exclude_tag_count);
}

static void selector_make(struct selector_builder *builder, uint32_t set);

static bool member_takes_part(struct selector_builder *builder, const struct member *member)
{
    if (member->kind == MEMBER_TASK)
        return task_takes_part(builder, member);
    selector_make(builder, member->index);
    return builder->selectors[member->index].count > 0;
}

static void selector_make(struct selector_builder *builder, uint32_t index)
{
    const struct set *set = &builder->program->sets[index];
    struct task_selector *selector = &builder->selectors[index];
    bool is_ordered = set->kind == SET_SEQUENCE || builder->filter->in_order;

    if (selector->set)
        return;
    *selector =
        (struct task_selector){.set = set, .is_ordered = is_ordered, .is_once = builder->filter->in_order};
    selector->choices = mem_zalloc(set->member_count, sizeof *selector->choices);
    for (size_t i = 0; i < set->member_count; i++) {
        const struct member *member = &set->members[i];

        /* Sequences ignore weights. */
        if (!member_takes_part(builder, member) || (set->kind == SET_TASKS && !(member->weight > 0)))
            continue;
        selector->total += member->weight;
        selector->choices[selector->count++] =
            (struct task_choice){.member = member, .cumulative_weight = selector->total};
    }
}

struct task_selector *task_selectors_new(const struct program *program, const struct task_filter *filter)
{
    struct selector_builder builder = {.program = program, .filter = filter};

    builder.selectors = mem_zalloc(program->sets_count + 1, sizeof *builder.selectors);
    for (uint32_t i = 0; i < program->sets_count; i++)
        selector_make(&builder, i);
    return builder.selectors;
}

void task_selectors_free(struct task_selector *selectors, const struct program *program)
{
    for (size_t i = 0; selectors && i < program->sets_count; i++)
        mem_free(selectors[i].choices);
    mem_free(selectors);
}

const struct member *task_selector_pick(const struct task_selector *selector, struct rng *rng)
{
    size_t low = 0, high = selector->count;
    double point;

    /* A single choice draws no random number. */
    if (selector->count <= 1)
        return selector->count ? selector->choices[0].member : NULL;
    point = rng_unit(rng) * selector->total;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (point < selector->choices[middle].cumulative_weight)
            high = middle;
        else
            low = middle + 1;
    }
    /* Rounding may put the point at the very end. */
    return selector->choices[low < selector->count ? low : selector->count - 1].member;
}
