/* How often each task is picked: --show-task-ratio. */
#include "runtime/engine/engine.h"

#include "runtime/base/alloc.h"
#include "runtime/reactor/run_plan.h"

struct ratio {
    const struct run_plan *plan;
    struct buffer *out;
};

static void line_print(const struct ratio *ratio, int depth, double part, const char *name)
{
    buffer_printf(ratio->out, "%*s%5.1f %%  %s\n", 2 + 2 * depth, "", 100 * part, name);
}

/* A member's part of the picks of its set: by weight, or in a sequence by how often a pass runs it. */
static double member_share(const struct task_selector *selector, const struct member *member)
{
    double runs = 0;

    if (!selector->is_ordered)
        return member->weight / selector->total;
    for (size_t i = 0; i < selector->count; i++)
        runs += selector->choices[i].member->times;
    return member->times / runs;
}

static void set_print(const struct ratio *ratio, uint32_t set, int depth, double part)
{
    const struct program *program = ratio->plan->run.program;
    const struct task_selector *selector = &ratio->plan->selectors[set];

    for (size_t i = 0; i < selector->count; i++) {
        const struct member *member = selector->choices[i].member;
        double share = part * member_share(selector, member);

        if (member->kind == MEMBER_TASK) {
            line_print(ratio, depth, share, program->tasks[member->index].name);
        } else {
            line_print(ratio, depth, share, program->sets[member->index].name);
            set_print(ratio, member->index, depth + 1, share);
        }
    }
}

/* Parts of `users` users: those with `fixed` take theirs first. */
static void shares_fill(const struct run_plan *plan, double users, double *shares)
{
    const struct program *program = plan->run.program;
    double left = users, total = 0;

    for (size_t i = 0; i < program->kinds_count; i++) {
        const struct kind *kind = &program->kinds[i];

        if (!plan->takes_part[i] || kind->fixed == 0)
            continue;
        shares[i] = kind->fixed < left ? kind->fixed / users : left / users;
        left = kind->fixed < left ? left - kind->fixed : 0;
    }
    for (size_t i = 0; i < program->kinds_count; i++)
        total += plan->takes_part[i] && program->kinds[i].fixed == 0 ? program->kinds[i].weight : 0;
    for (size_t i = 0; i < program->kinds_count; i++) {
        const struct kind *kind = &program->kinds[i];

        if (plan->takes_part[i] && kind->fixed == 0 && total > 0)
            shares[i] = kind->weight / total * left / users;
    }
}

static void ratio_print(const struct ratio *ratio, const double *shares, bool is_total)
{
    const struct program *program = ratio->plan->run.program;

    for (size_t i = 0; i < program->kinds_count; i++) {
        if (!ratio->plan->takes_part[i])
            continue;
        line_print(ratio, 0, shares[i], program->kinds[i].name);
        set_print(ratio, program->kinds[i].set, 1, is_total ? shares[i] : 1.0);
    }
}

bool engine_task_ratio(const struct program *program, const struct run_settings *settings, struct buffer *out,
                       struct buffer *why)
{
    const struct run_plan_extras extras = {.sends_nothing = true};
    struct run_plan *plan = run_plan_new(program, settings, &extras, why);
    struct ratio ratio = {plan, out};
    double *shares;

    if (!plan)
        return false;
    shares = mem_zalloc(program->kinds_count, sizeof *shares);
    shares_fill(plan, settings->users > 0 ? (double)settings->users : 1, shares);
    buffer_append_text(out, "Task ratio per kind of user\n");
    ratio_print(&ratio, shares, false);
    buffer_append_text(out, "\nTotal task ratio\n");
    ratio_print(&ratio, shares, true);
    mem_free(shares);
    run_plan_free(plan);
    return true;
}
