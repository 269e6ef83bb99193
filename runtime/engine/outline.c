#include "runtime/engine/outline.h"

#include "runtime/base/alloc.h"
#include "runtime/engine/ratio.h"

/* ---- how often everything should be picked ---- */

/* The program contains a set once for each way in which it is used. These copies may have different
 * weights, but they are on the same lines. So the expected share of a line is the mean over the copies,
 * weighted by how often each is entered. */
struct wanting {
    const struct run_plan *plan;
    double *reach;    /* by set: how often it is entered, as a part of all choices of all users */
    double *picked;   /* by number of a line: how often it is picked, likewise */
    double *entered;  /* by number of a line: how often a set on that line picks something */
    bool *is_ordered; /* by set: it is in `order` */
    uint32_t *order;  /* sets, each after those that use it */
    size_t ordered;
};

static void set_order(struct wanting *wanting, uint32_t set)
{
    const struct task_selector *selector = &wanting->plan->selectors[set];

    if (wanting->is_ordered[set])
        return;
    wanting->is_ordered[set] = true;
    for (size_t i = 0; i < selector->count; i++) {
        if (selector->choices[i].member->kind == MEMBER_SET)
            set_order(wanting, selector->choices[i].member->index);
    }
    wanting->order[wanting->ordered++] = set;
}

/* Distributes how often the set is entered over its members. All sets that use it come first. */
static void set_spread(struct wanting *wanting, uint32_t set)
{
    const struct task_selector *selector = &wanting->plan->selectors[set];
    const struct program *program = wanting->plan->run.program;

    for (size_t i = 0; i < selector->count; i++) {
        const struct member *member = selector->choices[i].member;
        double picked = wanting->reach[set] * ratio_of_member(selector, member);

        wanting->picked[member->counted_as] += picked;
        if (i == 0 && member->counted_as > 0)
            wanting->entered[program->lines[member->counted_as - 1].parent] += wanting->reach[set];
        if (member->kind == MEMBER_SET)
            wanting->reach[member->index] += picked;
    }
}

static void kinds_spread(struct wanting *wanting, uint64_t users)
{
    const struct program *program = wanting->plan->run.program;
    double *kinds = mem_zalloc(program->kinds_count, sizeof *kinds);

    ratio_of_kinds(wanting->plan, users, kinds);
    for (size_t i = 0; i < program->kinds_count; i++) {
        const struct kind *kind = &program->kinds[i];

        wanting->picked[kind->counted_as] = kinds[i];
        wanting->reach[kind->set] = kinds[i];
        set_order(wanting, kind->set);
    }
    wanting->entered[0] = 1;
    mem_free(kinds);
}

static double *wanted_new(const struct run_plan *plan, uint64_t users)
{
    const struct program *program = plan->run.program;
    struct wanting wanting = {
        .plan = plan,
        .reach = mem_zalloc(program->sets_count + 1, sizeof *wanting.reach),
        .picked = mem_zalloc(program->lines_count + 1, sizeof *wanting.picked),
        .entered = mem_zalloc(program->lines_count + 1, sizeof *wanting.entered),
        .is_ordered = mem_zalloc(program->sets_count + 1, sizeof *wanting.is_ordered),
        .order = mem_zalloc(program->sets_count + 1, sizeof *wanting.order),
    };

    kinds_spread(&wanting, users);
    while (wanting.ordered > 0)
        set_spread(&wanting, wanting.order[--wanting.ordered]);
    for (size_t i = 0; i < program->lines_count; i++) {
        double entered = wanting.entered[program->lines[i].parent];

        wanting.picked[i + 1] = entered > 0 ? wanting.picked[i + 1] / entered : -1;
    }
    mem_free(wanting.reach);
    mem_free(wanting.entered);
    mem_free(wanting.is_ordered);
    mem_free(wanting.order);
    return wanting.picked;
}

/* ---- the whole ---- */

static struct scenario_file *files_new(const struct program *program)
{
    struct scenario_file *files = mem_zalloc(program->files_count + 1, sizeof *files);

    for (size_t i = 0; i < program->files_count; i++)
        files[i] = (struct scenario_file){program->files[i].path, program->files[i].source};
    return files;
}

struct scenario_outline outline_new(const struct run_plan *plan, uint64_t users)
{
    const struct program *program = plan->run.program;
    struct task_shares shares = {0};

    ratio_shares(plan, users, &shares);
    return (struct scenario_outline){
        .files = files_new(program),
        .file_count = program->files_count,
        .lines = program->lines,
        .line_count = program->lines_count,
        .wanted = wanted_new(plan, users),
        .shares = shares.list.items,
        .share_count = shares.list.count,
    };
}

void outline_free(struct scenario_outline *outline)
{
    mem_free((void *)outline->files);
    mem_free((void *)outline->wanted);
    mem_free((void *)outline->shares);
}
