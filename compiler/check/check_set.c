/* Users, task sets and sequences. */
#include "compiler/check/check.h"

#include "compiler/tree/walk.h"

#include <string.h>

/* ---- their variables ---- */

/* One symbol per name represents `user.NAME` of all kinds of users; its slot is the same in each kind. */
static struct symbol *user_variable(struct checker *checker, struct name name)
{
    size_t length = strlen(name.text);
    struct symbol *symbol = strmap_get(&checker->user_variables, name.text, length);

    if (symbol)
        return symbol;
    symbol = symbol_new(&checker->scopes, SYMBOL_USER_VARIABLE, name);
    symbol->index = checker->user_variable_count++;
    strmap_set(&checker->user_variables, name.text, length, symbol);
    return symbol;
}

void check_declare_variables(struct checker *checker, const struct decl *decl)
{
    for (struct set_member *member = decl->set->members.first; member; member = member->next)
        if (member->kind == SET_MEMBER_VAR) {
            struct symbol *symbol = user_variable(checker, member->var.name);

            symbol->rows = check_rows_given(checker, symbol->name, member->var.value);
            vec_push(&decl->symbol->unit->variables, symbol->name);
        }
}

static void bind_variable(struct checker *checker, struct set_member *member, uint32_t slot)
{
    bool is_users = checker->place.is_in_user && checker->place.level == 1;
    struct symbol *symbol =
        symbol_new(&checker->scopes, is_users ? SYMBOL_USER_VARIABLE : SYMBOL_SET_VARIABLE, member->var.name);

    symbol->index = is_users ? user_variable(checker, member->var.name)->index : slot;
    symbol->level = checker->place.level;
    symbol->rows = check_rows_given(checker, symbol->name, member->var.value);
    symbol->must_be_used = true;
    check_declare_local(checker, symbol);
    member->symbol = symbol;
}

static void bind_variables(struct checker *checker, const struct task_set *set)
{
    uint32_t slot = (uint32_t)set->parameters.count;

    for (struct set_member *member = set->members.first; member; member = member->next)
        if (member->kind == SET_MEMBER_VAR)
            bind_variable(checker, member, slot++);
}

static void check_initial_values(struct checker *checker, const struct task_set *set)
{
    for (struct set_member *member = set->members.first; member; member = member->next) {
        struct symbol *symbol = (struct symbol *)member->symbol;
        unsigned types;

        if (member->kind != SET_MEMBER_VAR)
            continue;
        types = check_expr(checker, member->var.value);
        if (!check_assignments(checker, symbol->name))
            symbol->types = types;
    }
}

/* Whether a variable of a user is used is known only at the end: code further down may read `user.NAME`. */
static void leave_variables(void *context, struct symbol *symbol)
{
    struct checker *checker = context;

    if (symbol->kind == SYMBOL_USER_VARIABLE)
        vec_push(&checker->left_variables, symbol);
    else
        check_leave_scope(context, symbol);
}

void check_settled_variables(struct checker *checker)
{
    for (size_t i = 0; i < checker->left_variables.count; i++) {
        struct symbol *symbol = checker->left_variables.items[i];
        const struct symbol *everywhere =
            strmap_get(&checker->user_variables, symbol->name, strlen(symbol->name));

        symbol->is_used |= everywhere->is_used;
        check_leave_scope(checker, symbol);
    }
}

/* ---- the whole ---- */

static size_t count_entered(const struct task_set *set)
{
    size_t count = 0;

    for (const struct set_member *member = set->members.first; member; member = member->next)
        count += member->kind == SET_MEMBER_TASK || member->kind == SET_MEMBER_SET ||
                 member->kind == SET_MEMBER_USE;
    return count;
}

static void check_inside(struct checker *checker, struct task_set *set)
{
    size_t outer = checker->place.block;
    size_t mark = scope_open(&checker->scopes);

    checker->place.block = mark;
    checker->place.set = set;
    bind_variables(checker, set);
    check_initial_values(checker, set);
    check_members(checker, set);
    scope_close(&checker->scopes, mark, leave_variables, checker);
    checker->place.block = outer;
}

void check_nested_set(struct checker *checker, struct task_set *set, struct unit *unit)
{
    struct place before = checker->place;

    checker->place.unit = unit;
    checker->place.level++;
    checker->place.has_user = true;
    checker->place.may_interrupt = true;
    if (!count_entered(set))
        diag_report(checker->diags, E0418_EMPTY_SET, set->name.span, set->name.text);
    check_inside(checker, set);
    checker->place = before;
}

/* A search for assignments to a parameter. */
struct assignment_search {
    const char *name;
    bool found;
};

static void find_assignment(void *context, struct stmt *stmt)
{
    struct assignment_search *search = context;
    const struct expr *target = stmt->kind == STMT_ASSIGN    ? stmt->assign.target
                                : stmt->kind == STMT_CAPTURE ? stmt->capture.target
                                                             : NULL;

    while (target && (target->kind == EXPR_MEMBER || target->kind == EXPR_INDEX))
        target = target->kind == EXPR_MEMBER ? target->member.object : target->index.object;
    search->found |= target && target->kind == EXPR_NAME && strcmp(target->name.text, search->name) == 0;
}

/* Whether code of the set assigns the parameter, before or after it is read. */
static bool is_assigned_in(const struct checker *checker, const struct decl *decl, const char *name)
{
    struct assignment_search search = {.name = name};
    struct walker walker = {.stmt = find_assignment, .context = &search};

    if (check_assignments(checker, name) > 0)
        walk_decl(&walker, decl);
    return search.found;
}

static void bind_parameters(struct checker *checker, const struct decl *decl)
{
    const struct task_set *set = decl->set;
    uint32_t slot = 0;

    for (struct parameter *parameter = set->parameters.first; parameter; parameter = parameter->next) {
        struct symbol *symbol = symbol_new(&checker->scopes, SYMBOL_PARAMETER, parameter->name);

        symbol->index = slot++;
        symbol->level = 1;
        symbol->is_assigned = is_assigned_in(checker, decl, symbol->name);
        check_declare_local(checker, symbol);
        parameter->symbol = symbol;
    }
}

void check_task_set(struct checker *checker, struct decl *decl)
{
    struct place before = context_enter(checker, NULL);
    size_t mark = scope_open(&checker->scopes);

    checker->place.block = mark;
    bind_parameters(checker, decl);
    check_nested_set(checker, decl->set, decl->symbol->unit);
    scope_close(&checker->scopes, mark, NULL, NULL);
    context_leave(checker, &before);
}

/* A user without tasks never spins, even if it has no wait. */
static void check_has_tasks(struct checker *checker, const struct decl *decl)
{
    if (count_entered(decl->set))
        return;
    diag_hint(diag_report(checker->diags, W0436_NO_TASKS, decl->set->name.span, decl->set->name.text),
              "add `task NAME { … }`, or `use` a task set");
    decl->symbol->unit->waits = true;
}

void check_user(struct checker *checker, struct decl *decl)
{
    struct place before = context_enter(checker, decl->symbol->unit);

    checker->place.level = 1;
    checker->place.is_in_user = true;
    checker->place.has_user = true;
    check_attributes(checker, &decl->set->attributes, decl->set->name, false);
    check_inside(checker, decl->set);
    check_has_tasks(checker, decl);
    /* An arrival leaves after one pass, so it can't keep a core busy without a wait. */
    decl->symbol->unit->waits |= checker->has_arrivals && !decl->set->attributes.fixed;
    context_leave(checker, &before);
}
