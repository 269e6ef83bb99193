#include "compiler/check/call_graph.h"

#include "runtime/base/alloc.h"

#include <stddef.h>

void units_free(struct units *units)
{
    for (size_t i = 0; i < units->items.count; i++) {
        struct unit *unit = units->items.items[i];

        vec_free(&unit->edges);
        vec_free(&unit->needs);
        vec_free(&unit->interrupts);
        vec_free(&unit->variables);
        mem_free(unit);
    }
    vec_free(&units->items);
}

struct unit *unit_new(struct units *units, enum unit_kind kind, const char *name, span place)
{
    struct unit *unit = mem_zalloc(1, sizeof *unit);

    unit->kind = kind;
    unit->name = name;
    unit->span = place;
    vec_push(&units->items, unit);
    return unit;
}

/* ---- walking from one unit to all it reaches ---- */

struct walk {
    VEC(struct unit *) reached; /* in the order met; the first is where the walk began */
};

/* Collects what `from` reaches by calls, including itself; with `sets`, also by sets. The caller frees
 * walk.reached. */
static struct walk walk_from(struct units *units, struct unit *from, bool sets)
{
    struct walk walk = {0};
    unsigned mark = ++units->marks;

    from->mark = mark;
    vec_push(&walk.reached, from);
    for (size_t i = 0; i < walk.reached.count; i++) {
        const struct unit *unit = walk.reached.items[i];

        for (size_t j = 0; j < unit->edges.count; j++) {
            struct unit *to = unit->edges.items[j].to;

            if (to->mark == mark || (unit->edges.items[j].is_set && !sets))
                continue;
            to->mark = mark;
            vec_push(&walk.reached, to);
        }
    }
    return walk;
}

static void note_reached(const struct walk *walk)
{
    for (size_t i = 0; i < walk->reached.count; i++)
        walk->reached.items[i]->is_reached = true;
}

static void note_host_use(const struct walk *walk)
{
    struct unit *from = walk->reached.items[0];

    for (size_t i = 1; i < walk->reached.count; i++) {
        const struct unit *unit = walk->reached.items[i];

        if (!unit->uses_host || (from->uses_host && (unit->host_is_tcp || !from->host_is_tcp)))
            continue;
        from->uses_host = true;
        from->host_use = unit->host_use;
        from->host_is_tcp = unit->host_is_tcp;
    }
}

/* ---- users: their variables, their speed ---- */

static bool has_variable(const struct unit *user, const char *name)
{
    for (size_t i = 0; i < user->variables.count; i++)
        if (user->variables.items[i] == name)
            return true;
    return !name;
}

static void check_variables(const struct walk *walk, struct diag_list *diags)
{
    const struct unit *user = walk->reached.items[0];

    for (size_t i = 0; i < walk->reached.count; i++) {
        const struct unit *unit = walk->reached.items[i];

        for (size_t j = 0; j < unit->needs.count; j++) {
            struct unit_need need = unit->needs.items[j];

            if (has_variable(user, need.name))
                continue;
            diag_related(diag_report(diags, E0209_MISSING_USER_VARIABLE, need.place, user->name, need.name),
                         user->span, "it can be declared here: `var %s = …`", need.name);
        }
    }
}

static void check_user_unit(struct units *units, struct unit *user, struct diag_list *diags)
{
    struct walk walk = walk_from(units, user, true);
    bool is_idle = true;

    check_variables(&walk, diags);
    for (size_t i = 0; i < walk.reached.count; i++)
        is_idle &=
            !walk.reached.items[i]->sends && !walk.reached.items[i]->waits && !walk.reached.items[i]->stops;
    note_reached(&walk);
    note_host_use(&walk);
    if (is_idle)
        diag_hint(diag_report(diags, W0433_HOT_LOOP, user->span, user->name),
                  "it would use all CPU time of a core; add a `wait`");
    vec_free(&walk.reached);
}

/* ---- code without a user, code without a set around ---- */

static void check_hook_unit(struct units *units, struct unit *hook, struct diag_list *diags)
{
    struct walk walk = walk_from(units, hook, false);

    for (size_t i = 0; i < walk.reached.count; i++) {
        const struct unit *unit = walk.reached.items[i];

        for (size_t j = 0; j < unit->needs.count; j++) {
            struct diag *diag = diag_report(diags, E0414_NO_USER, unit->needs.items[j].place);

            if (unit != hook)
                diag_related(diag, hook->span, "`%s` reaches this code, and runs without a user", hook->name);
        }
        for (size_t j = 0; unit != hook && j < unit->interrupts.count; j++)
            diag_related(diag_report(diags, E0414_NO_USER, unit->interrupts.items[j]), hook->span,
                         "`%s` reaches this code, and runs without a user", hook->name);
    }
    note_reached(&walk);
    note_host_use(&walk);
    vec_free(&walk.reached);
}

static void check_interrupts(struct units *units, struct unit *user, struct diag_list *diags)
{
    struct walk walk = walk_from(units, user, false);

    for (size_t i = 1; i < walk.reached.count; i++)
        for (size_t j = 0; j < walk.reached.items[i]->interrupts.count; j++)
            diag_related(diag_report(diags, E0413_NOT_ENCLOSED, walk.reached.items[i]->interrupts.items[j]),
                         user->span, "`%s` reaches this code outside of a set", user->name);
    vec_free(&walk.reached);
}

/* Reports requests inside `headers`: each request evaluates the headers around it, so this would recurse
 * without end. */
static void check_headers_unit(struct units *units, struct unit *headers, struct diag_list *diags)
{
    struct walk walk = walk_from(units, headers, false);

    for (size_t i = 0; i < walk.reached.count; i++) {
        const struct unit *unit = walk.reached.items[i];

        if (unit->sends)
            diag_related(diag_report(diags, E0423_HEADERS_SEND, unit->sending), headers->span,
                         "the headers are here");
    }
    vec_free(&walk.reached);
}

/* ---- sets: a way out, and no way round ---- */

static bool can_leave(struct units *units, struct unit *set)
{
    struct walk walk = walk_from(units, set, false);
    bool can = false;

    for (size_t i = 0; i < walk.reached.count; i++)
        can |= walk.reached.items[i]->interrupts.count > 0 || walk.reached.items[i]->stops;
    vec_free(&walk.reached);
    return can;
}

static void check_ways_out(struct units *units, const struct unit *unit, struct diag_list *diags)
{
    for (size_t i = 0; i < unit->edges.count; i++) {
        const struct unit_edge *edge = &unit->edges.items[i];

        if (edge->must_be_left && !can_leave(units, edge->to))
            diag_hint(diag_report(diags, W0432_NO_WAY_OUT, edge->place, edge->to->name),
                      "add a task with `interrupt`, or leave the set after `times N` tasks");
    }
}

/* Reports sets that contain themselves. Sets may nest deeply, so this doesn't recurse. */
static void check_recursion(struct units *units, struct unit *unit, struct diag_list *diags)
{
    for (size_t i = 0; i < unit->edges.count; i++) {
        const struct unit_edge *edge = &unit->edges.items[i];
        struct walk walk;

        if (!edge->is_set || (edge->to->kind != UNIT_SET))
            continue;
        walk = walk_from(units, edge->to, true);
        for (size_t j = 0; j < walk.reached.count; j++)
            if (walk.reached.items[j] == unit)
                diag_related(diag_report(diags, E0415_SET_RECURSION, edge->place, unit->name), unit->span,
                             "`%s` is declared here", unit->name);
        vec_free(&walk.reached);
    }
}

void call_graph_check(struct units *units, struct diag_list *diags)
{
    for (size_t i = 0; i < units->items.count; i++) {
        struct unit *unit = units->items.items[i];

        check_ways_out(units, unit, diags);
        if (unit->kind == UNIT_SET)
            check_recursion(units, unit, diags);
        if (unit->kind == UNIT_HOOK)
            check_hook_unit(units, unit, diags);
        if (unit->kind == UNIT_HEADERS)
            check_headers_unit(units, unit, diags);
        if (unit->kind != UNIT_USER)
            continue;
        check_user_unit(units, unit, diags);
        check_interrupts(units, unit, diags);
    }
}
