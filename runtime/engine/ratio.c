#include "runtime/engine/ratio.h"

#include "runtime/base/alloc.h"
#include "runtime/engine/engine.h"
#include "runtime/load/load.h"

/* A set that is used several times stands in the tree each time; what is beyond these is left out. */
enum { DEPTH_MOST = 400, SHARES_MOST = 10000 };

struct ratio {
    const struct run_plan *plan;
    struct task_shares *shares;
    double kind; /* share of the kind whose members are being added */
};

static void share_add(const struct ratio *ratio, enum task_share_what what, unsigned depth, const char *name,
                      double part)
{
    struct task_share share = {what, depth, name, part, what == SHARE_OF_KIND ? part : part * ratio->kind};

    vec_push(&ratio->shares->list, share);
}

double ratio_of_member(const struct task_selector *selector, const struct member *member)
{
    double runs = 0;

    if (!selector->is_ordered)
        return member->weight / selector->total;
    for (size_t i = 0; i < selector->count; i++)
        runs += selector->choices[i].member->times;
    return member->times / runs;
}

static void set_add(const struct ratio *ratio, uint32_t set, unsigned depth, double part)
{
    const struct program *program = ratio->plan->run.program;
    const struct task_selector *selector = &ratio->plan->selectors[set];

    if (depth > DEPTH_MOST)
        return;
    for (size_t i = 0; i < selector->count && ratio->shares->list.count < SHARES_MOST; i++) {
        const struct member *member = selector->choices[i].member;
        double share = part * ratio_of_member(selector, member);

        if (member->kind == MEMBER_TASK) {
            share_add(ratio, SHARE_OF_TASK, depth, program->tasks[member->index].name, share);
        } else {
            share_add(ratio, SHARE_OF_SET, depth, program->sets[member->index].name, share);
            set_add(ratio, member->index, depth + 1, share);
        }
    }
}

void ratio_of_kinds(const struct run_plan *plan, uint64_t count, double *shares)
{
    const struct program *program = plan->run.program;
    double users = count > 0 ? (double)count : 1, left = users, total = 0;

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

static void kinds_add(struct ratio *ratio, const double *shares)
{
    const struct program *program = ratio->plan->run.program;

    for (size_t i = 0; i < program->kinds_count; i++) {
        if (!ratio->plan->takes_part[i])
            continue;
        ratio->kind = shares[i];
        share_add(ratio, SHARE_OF_KIND, 0, program->kinds[i].name, shares[i]);
        set_add(ratio, program->kinds[i].set, 1, 1.0);
    }
}

void ratio_shares(const struct run_plan *plan, uint64_t users, struct task_shares *shares)
{
    struct ratio ratio = {.plan = plan, .shares = shares};
    double *kinds = mem_zalloc(plan->run.program->kinds_count, sizeof *kinds);

    ratio_of_kinds(plan, users, kinds);
    kinds_add(&ratio, kinds);
    mem_free(kinds);
}

/* The most users that there will be; 0: unknown. */
static uint64_t users_of(const struct program *program, const struct run_settings *settings)
{
    struct load load;
    uint64_t most;

    if (!settings->has_load)
        return settings->users;
    load_init_phases(&load, program->load, program->load_count);
    most = load_most(&load);
    load_free(&load);
    return most;
}

bool engine_task_shares(const struct program *program, const struct run_settings *settings,
                        struct task_shares *shares, struct buffer *why)
{
    const struct run_plan_extras extras = {.sends_nothing = true};
    struct run_plan *plan = run_plan_new(program, settings, &extras, why);

    if (!plan)
        return false;
    ratio_shares(plan, users_of(program, settings), shares);
    run_plan_free(plan);
    return true;
}

static void ratio_print(const struct task_shares *shares, bool is_total, struct buffer *out)
{
    for (size_t i = 0; i < shares->list.count; i++) {
        const struct task_share *share = &shares->list.items[i];

        buffer_printf(out, "%*s%5.1f %%  %s\n", 2 + 2 * (int)share->depth, "",
                      100 * (is_total ? share->total : share->per_kind), share->name);
    }
}

bool engine_task_ratio(const struct program *program, const struct run_settings *settings, struct buffer *out,
                       struct buffer *why)
{
    struct task_shares shares = {0};
    bool is_fine = engine_task_shares(program, settings, &shares, why);

    if (is_fine) {
        buffer_append_text(out, "Task ratio per kind of user\n");
        ratio_print(&shares, false, out);
        buffer_append_text(out, "\nTotal task ratio\n");
        ratio_print(&shares, true, out);
    }
    vec_free(&shares.list);
    return is_fine;
}
